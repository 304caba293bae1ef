"""What is sent arrives whole and in order, and sending never waits."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.protocol.channel import Channel, Pipe
from lsp_server.protocol.framing import Frames
from lsp_server.protocol.outbox import Outbox
from lsp_server.protocol.sockets import Stream


@contextmanager
def pipe() -> Iterator[tuple[Channel, int]]:
    readable, writable = os.pipe()
    yield Pipe(readable, writable), readable
    os.close(readable)
    os.close(writable)


@contextmanager
def sockets_for_pipes() -> Iterator[tuple[Channel, int]]:
    """What Node gives its children as standard input and output."""
    ours, theirs = socket.socketpair()
    yield Pipe(ours.fileno(), ours.fileno()), theirs.fileno()
    ours.close()
    theirs.close()


@contextmanager
def stream() -> Iterator[tuple[Channel, int]]:
    ours, theirs = socket.socketpair()
    yield Stream(ours), theirs.fileno()
    ours.close()
    theirs.close()


@pytest.mark.parametrize("wire", [pipe, stream, sockets_for_pipes])
@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 200_000), max_size=12))
def test_messages_arrive_whole_and_in_order(wire, sizes: list[int]):
    """Small ones written at once and large ones written by the thread do not overtake each other."""
    with wire() as (channel, readable):
        outbox = Outbox(channel)
        bodies = [b'"%d%s"' % (number, b"x" * size) for number, size in enumerate(sizes)]
        sender = threading.Thread(target=lambda: [outbox.put(body) for body in bodies])
        sender.start()
        frames, found = Frames(), []
        while len(found) < len(bodies):
            found += frames.feed(os.read(readable, 65536))
        sender.join(60)
        outbox.close()
        outbox.join(60)
    assert found == [body.decode()[1:-1] for body in bodies]


@pytest.mark.parametrize("wire", [pipe, stream, sockets_for_pipes])
def test_sending_never_waits(wire):
    """Ten megabytes that nobody reads are taken at once; closing does not wait for them either."""
    with wire() as (channel, readable):
        outbox = Outbox(channel)
        for _ in range(100):
            outbox.put(b'"%s"' % (b"x" * 100_000))
        outbox.close()
        left = 100 * 100_000
        while left > 0:
            left -= len(os.read(readable, 1 << 20))
        outbox.join(60)


def test_a_client_that_is_gone_costs_nothing():
    """Writing to a closed pipe is noticed, and what comes later is dropped."""
    readable, writable = os.pipe()
    outbox = Outbox(Pipe(readable, writable))
    os.close(readable)
    for _ in range(100):
        outbox.put(b'"%s"' % (b"x" * 100_000))
    outbox.close()
    outbox.join(60)
    os.close(writable)
    outbox.wait_for_room()
