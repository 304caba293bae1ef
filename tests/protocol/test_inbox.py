"""Standard input is read by the loop itself: in order, to the end, and never more than there is room."""

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from lsp_server.protocol import inbox as module
from lsp_server.protocol import outbox as outgoing
from lsp_server.protocol.channel import Pipe
from lsp_server.protocol.dispatch import survive
from lsp_server.protocol.framing import frame
from lsp_server.protocol.inbox import HUNG_UP, PolledInbox, inbox_of
from lsp_server.protocol.loop import Loop
from lsp_server.protocol.outbox import Outbox
from lsp_server.protocol.polling import POSSIBLE

pytestmark = pytest.mark.skipif(not POSSIBLE, reason="this system cannot poll")


class Ends:
    """A loop with an inbox, and the client's ends of its pipes."""

    def __init__(self) -> None:
        readable, self.writable = os.pipe()
        self.replies, writable = os.pipe()
        self.pipe = (readable, writable)
        self.loop = Loop(survive)
        self.channel = Pipe(readable, writable)
        self.outbox = Outbox(self.channel)
        self.inbox = inbox_of(self.channel, iter(()), self.outbox, self.loop)
        self.taken: list[Any] = []

    def send(self, *messages: object) -> None:
        """Write messages at once."""
        os.write(self.writable, b"".join(frame(json.dumps(item).encode()) for item in messages))

    def leave(self) -> None:
        """Close the end that the server reads from."""
        with Path(os.devnull).open("wb") as nothing:
            os.dup2(nothing.fileno(), self.writable)

    def take_all(self) -> None:
        """Take what has arrived; the last message stops the loop."""
        while (message := self.inbox.take()) is not None:
            self.taken.append(message)
            if message in (HUNG_UP, "stop"):
                self.loop.stop(0)


@contextmanager
def ends() -> Iterator[Ends]:
    made = Ends()
    yield made
    made.outbox.close()
    made.outbox.join(60)
    for descriptor in (*made.pipe, made.writable, made.replies):
        os.close(descriptor)


def numbered(count: int) -> list[dict[str, int]]:
    return [{"number": number} for number in range(count)]


def cancel(identifier: object) -> dict[str, object]:
    return {"method": "$/cancelRequest", "params": {"id": identifier}}


def test_no_thread_reads_a_pipe():
    """Where the loop can wait for the channel, none is started."""
    before = threading.active_count()
    with ends() as it:
        assert isinstance(it.inbox, PolledInbox)
        it.inbox.start(it.take_all)
        assert threading.active_count() == before + 1  # the writer


def test_all_arrives_in_order_and_the_end_last():
    """What the handshake read ahead, then what comes in pieces, then that the client is gone."""
    with ends() as it:
        ahead = frame(b'"first"') + frame(b'"second"')[:-3]
        assert next(it.channel.frames.feed(ahead)) == "first"
        it.inbox.start(it.take_all)
        it.loop.later(0, lambda: os.write(it.writable, frame(b'"second"')[-3:]))
        it.loop.later(0, lambda: it.send(*numbered(800)))
        it.loop.later(0, it.leave)
        assert it.loop.run() == 0
        assert it.taken == ["second", *numbered(800), HUNG_UP]


def test_a_cancellation_is_seen_before_what_came_first():
    """All that has arrived is looked at before the first of it is handled."""
    with ends() as it:
        it.inbox.start(it.take_all)
        it.send({"id": 1}, {"id": 2}, cancel(2), cancel([2]), {"method": "$/cancelRequest"})
        assert it.inbox.take() == {"id": 1}
        assert (it.inbox.is_cancelled(2), it.inbox.is_cancelled(1)) == (True, False)
        it.inbox.forget(2)
        assert not it.inbox.is_cancelled(2)


def test_a_flood_stays_in_the_client(monkeypatch: pytest.MonkeyPatch):
    """Above the bound nothing is read; once half is handled, reading goes on, and nothing is lost."""
    monkeypatch.setattr(module, "MAX_WAITING", 100)
    with ends() as it:
        it.inbox.start(lambda: None)
        it.send(*numbered(150))
        assert it.inbox.take() == {"number": 0}
        it.send("late", "stop")
        assert [it.inbox.take() for _ in range(90)] == numbered(150)[1:91]
        assert "late" not in it.inbox._messages
        it.take_all()
        assert it.taken == [*numbered(150)[91:], "late", "stop"]


def test_a_client_that_does_not_read_is_not_read_from(monkeypatch: pytest.MonkeyPatch):
    """With too much unsent nothing is read, until the client has taken it."""
    monkeypatch.setattr(outgoing, "MAX_UNSENT", 1000)
    with ends() as it:
        it.inbox.start(it.take_all)
        size = 300_000
        it.outbox.put(b"x" * size)
        it.send("one")
        it.take_all()
        it.send("stop")
        it.take_all()
        assert it.taken == ["one"]

        def read() -> None:
            left = len(frame(b"x" * size))
            while left:
                left -= len(os.read(it.replies, 65536))

        reader = threading.Thread(target=read)
        reader.start()
        assert it.loop.run() == 0
        assert it.taken == ["one", "stop"]
        reader.join()


def test_another_thread_wakes_a_loop_that_waits():
    """A call posted while the loop waits for descriptors is made; so is a stop."""
    with ends() as it:
        it.inbox.start(lambda: None)
        thread = threading.Thread(target=it.loop.post, args=(lambda: it.loop.stop(7),))
        it.loop.later(0, thread.start)
        assert it.loop.run() == 7
        thread.join()


def test_posting_again_and_again_starves_nobody():
    """A call that always posts itself anew leaves room for what the client writes."""
    with ends() as it:
        it.inbox.start(it.take_all)

        def again() -> None:
            it.loop.post(again)

        again()
        it.loop.later(0, lambda: it.send("stop"))
        assert it.loop.run() == 0
