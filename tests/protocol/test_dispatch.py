"""The dispatcher: lifecycle, errors, order and cancellation, with handlers made for the purpose."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import pytest

from lsp_server.protocol import messages
from lsp_server.protocol.connection import Connection
from lsp_server.protocol.dispatch import Dispatcher, Eventual, Route, survive
from lsp_server.protocol.errors import CONTENT_MODIFIED, RequestFailedError
from lsp_server.protocol.framing import Frames, frame
from lsp_server.protocol.loop import Loop
from lsp_server.protocol.sockets import Stream

COLD_ONES = frozenset({"cold", "colder"})
Handler = Callable[[Any], Any]


class Peer:
    """The client's end of a socket."""

    def __init__(self, end: socket.socket, dispatcher: Dispatcher) -> None:
        self.end = end
        self.dispatcher = dispatcher
        self.loop = dispatcher.connection.loop
        self._frames = Frames()
        self._arrived: list[Any] = []

    def send(self, *sent: dict[str, Any]) -> None:
        """Send messages in one write."""
        bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in sent]
        self.end.sendall(b"".join(map(frame, bodies)))

    def receive(self) -> Any:
        """Return the next message."""
        while not self._arrived:
            data = self.end.recv(65536)
            if not data:
                raise EOFError
            self._arrived += self._frames.feed(data)
        return self._arrived.pop(0)

    def outcome(self) -> tuple[Any, Any]:
        """Return (id, result or error code) of the next reply."""
        message = self.receive()
        return message["id"], message.get("result", message.get("error", {}).get("code"))


@contextmanager
def serving(**handlers: Handler) -> Iterator[Peer]:
    """Serve handlers by name, each given the raw params."""
    ours, theirs = socket.socketpair()
    theirs.settimeout(60)
    loop = Loop(survive)
    channel = Stream(ours)
    connection = Connection(loop, channel, channel.messages())
    dispatcher = Dispatcher(connection)

    def route(name: str) -> Route | None:
        """`on_x` handles notifications x, any other name requests."""
        if f"on_{name}" in handlers:
            return Route(handlers[f"on_{name}"], lambda raw: raw, answers=False)
        return Route(handlers[name], lambda raw: raw) if name in handlers else None

    dispatcher.route = route
    dispatcher.start()
    thread = threading.Thread(target=loop.run, daemon=True)
    thread.start()
    yield Peer(theirs, dispatcher)
    loop.stop(0)
    thread.join(60)
    theirs.close()


def request(number: Any, method: str, params: Any = None) -> dict[str, Any]:
    return {"id": number, "method": method, "params": params}


@pytest.mark.parametrize("identifier", [7, "seven", None, 2**53, -1])
def test_an_id_comes_back_as_it_was(identifier: Any):
    """Numbers, strings and null are all ids."""
    with serving(echo=lambda raw: raw) as peer:
        peer.send(request(identifier, "echo", [1]))
        assert peer.outcome() == (identifier, [1])


@pytest.mark.parametrize("identifier", [[1], {"a": 1}, True, 1.5])
def test_anything_else_is_no_id(identifier: Any):
    """A request whose id is of another kind is invalid, and answered with the id null."""
    with serving(echo=lambda raw: raw) as peer:
        peer.send(request(identifier, "echo"), request(2, "echo"))
        assert peer.outcome() == (None, -32600)
        assert peer.outcome() == (2, None)


@pytest.mark.parametrize(
    "message",
    [[], [{"jsonrpc": "2.0", "id": 1, "method": "echo"}], 1, None, "text", {"id": 1, "method": 7},
     {"jsonrpc": "1.0", "id": 1, "method": "echo"}, {"id": 1}, {}],
)  # fmt: skip
def test_what_is_no_message_is_an_invalid_request(message: Any):
    """Batches, numbers, objects without a method or a result: each is answered -32600 once."""
    with serving(echo=lambda raw: raw) as peer:
        peer.end.sendall(frame(json.dumps(message).encode()))
        assert peer.outcome()[1] == -32600
        peer.send(request(2, "echo"))
        assert peer.outcome() == (2, None)


def test_an_exception_costs_one_reply_and_one_log_line():
    """The reply carries -32603, the log names the exception, nothing is shown to the user."""

    def broken(_: Any) -> None:
        raise ZeroDivisionError("by zero")

    with serving(broken=broken, on_spoiled=broken, echo=lambda raw: raw) as peer:
        peer.send(request(1, "broken"), {"method": "spoiled"}, request(2, "echo"))
        assert peer.outcome() == (1, -32603)
        for _ in range(2):
            log = peer.receive()
            assert log["method"] == "window/logMessage"
            assert "ZeroDivisionError: by zero" in log["params"]["message"]
            assert "\n" not in log["params"]["message"]
        assert peer.outcome() == (2, None)


def test_a_handler_may_refuse_with_any_error():
    """RequestFailedError becomes the error it names, without a log line."""

    def refuse(_: Any) -> None:
        raise RequestFailedError(CONTENT_MODIFIED, "too late", {"retry": True})

    with serving(refuse=refuse) as peer:
        peer.send(request(1, "refuse"))
        error = peer.receive()["error"]
        assert error == {"code": -32801, "message": "too late", "data": {"retry": True}}


def test_malformed_params_are_answered():
    """Params of the wrong shape get -32602 that names the place; the handler is not called."""
    with serving() as peer:
        called: list[Any] = []
        peer.dispatcher.route = {
            "hover": Route(called.append, lambda raw: msgspec.convert(raw, messages.AtPosition))
        }.get
        peer.send(request(1, "hover", {"textDocument": {"uri": "a"}, "position": {"line": "x"}}))
        error = peer.receive()["error"]
        assert error["code"] == -32602
        assert "$.position.line" in error["message"]
        assert called == []


def test_unknown_methods():
    """An unknown request gets -32601; unknown notifications, `$/` or not, get nothing."""
    with serving(echo=lambda raw: raw) as peer:
        peer.send({"method": "$/new"}, {"method": "new"}, request(1, "$/new"), request(2, "new"))
        assert [peer.outcome(), peer.outcome()] == [(1, -32601), (2, -32601)]


def test_a_request_is_no_notification_and_the_other_way_round():
    """A notification's method sent with an id is unknown; a request's sent without one does nothing."""
    seen: list[Any] = []
    with serving(on_note=seen.append, look=seen.append, echo=lambda raw: raw) as peer:
        peer.send(request(1, "note"), {"method": "look"}, request(2, "echo"))
        assert [peer.outcome(), peer.outcome()] == [(1, -32601), (2, None)]
        assert seen == []


def test_after_shutdown_every_request_is_refused():
    """After shutdown a request gets -32600, a notification is dropped, exit ends with code 0."""
    seen: list[Any] = []
    with serving(echo=seen.append) as peer:
        codes: list[int] = []
        peer.dispatcher.connection.ended = codes.append
        peer.send(
            request(1, "shutdown"), request(2, "echo"), {"method": "echo"}, {"method": "exit"}
        )
        assert [peer.outcome(), peer.outcome()] == [(1, None), (2, -32600)]
        with pytest.raises(EOFError):
            peer.receive()
        assert (seen, codes) == ([], [0])


def test_exit_without_shutdown_is_an_error():
    """The exit code is 1 when the client did not say shutdown."""
    with serving() as peer:
        codes: list[int] = []
        peer.dispatcher.connection.ended = codes.append
        peer.send({"method": "exit"})
        with pytest.raises(EOFError):
            peer.receive()
        assert codes == [1]


def test_requests_run_in_the_order_of_arrival():
    """Handlers see the state as of their own place in the stream, never a later one."""
    state = [0]

    def change(raw: Any) -> None:
        state[0] = raw

    def look(_: Any) -> Iterator[Any]:
        taken = state[0]
        for _ in range(3):
            yield None
        return taken

    with serving(on_change=change, look=look) as peer:
        for number in range(50):
            peer.send(
                {"method": "change", "params": number},
                request(number, "look"),
                *({"method": "change", "params": -1} for _ in range(3)),
            )
            assert peer.outcome() == (number, number)


def test_a_slow_handler_does_not_deafen():
    """While a handler waits, others are answered; six of them make no difference."""
    gates = [Eventual() for _ in range(6)]

    def slow(raw: Any) -> Iterator[Any]:
        return (yield gates[raw])

    with serving(slow=slow, echo=lambda raw: raw) as peer:
        peer.send(
            *(request(number, "slow", number) for number in range(6)), request("e", "echo", 1)
        )
        assert peer.outcome() == ("e", 1)
        for number in reversed(range(6)):
            peer.loop.post(lambda number=number: gates[number].resolve(number * 10))
            assert peer.outcome() == (number, number * 10)


def test_long_work_lets_others_go_first():
    """A generator that computes for long shares the loop with requests that came later."""
    released = threading.Event()

    def long(_: Any) -> Iterator[Any]:
        while not released.is_set():
            yield None
        return "done"

    def release(_: Any) -> str:
        released.set()
        return "released"

    with serving(long=long, release=release) as peer:
        peer.send(request(1, "long"), request(2, "release"))
        assert [peer.outcome(), peer.outcome()] == [(2, "released"), (1, "done")]


def test_cancelling_stops_running_work():
    """A cancelled generator is closed at its next step and answered -32800."""
    steps: list[str] = []
    entered = threading.Event()

    def endless(_: Any) -> Iterator[Any]:
        entered.set()
        try:
            while True:
                yield None
        finally:
            steps.append("closed")

    with serving(endless=endless, echo=lambda raw: raw) as peer:
        peer.send(request(1, "endless"))
        assert entered.wait(60)
        peer.send({"method": "$/cancelRequest", "params": {"id": 1}}, request(2, "echo"))
        assert [peer.outcome(), peer.outcome()] == [(1, -32800), (2, None)]
        assert steps == ["closed"]


def test_cancelling_stops_waiting_work():
    """A cancelled request that waits for something is answered -32800 at once."""

    def waiting(_: Any) -> Iterator[Any]:
        yield Eventual()

    with serving(waiting=waiting) as peer:
        peer.send(request("w", "waiting"), {"method": "$/cancelRequest", "params": {"id": "w"}})
        assert peer.outcome() == ("w", -32800)


def test_cancelling_removes_queued_work():
    """Requests cancelled while an earlier one runs are never begun: five cancelled, none ran."""
    ran: list[Any] = []
    entered, release = threading.Event(), threading.Event()

    def first(_: Any) -> None:
        entered.set()
        assert release.wait(60)

    with serving(first=first, work=ran.append, echo=lambda raw: raw) as peer:
        peer.send(request(0, "first"))
        assert entered.wait(60)
        peer.send(*(request(number, "work", number) for number in range(1, 6)))
        peer.send(*({"method": "$/cancelRequest", "params": {"id": n}} for n in range(1, 6)))
        inbox = peer.dispatcher.connection.inbox
        while not all(inbox.is_cancelled(number) for number in range(1, 6)):
            os.sched_yield()
        release.set()
        replies = [peer.outcome() for _ in range(6)]
        assert replies == [(0, None), *((number, -32800) for number in range(1, 6))]
        assert ran == []
        peer.send(request(9, "echo"))
        assert peer.outcome() == (9, None)
        assert not any(inbox.is_cancelled(number) for number in range(1, 6))


@pytest.mark.parametrize("params", [None, {}, {"id": None}, {"id": [1]}, {"id": 99}, 7])
def test_a_useless_cancellation_does_no_harm(params: Any):
    """Cancelling nothing, or something unknown, is ignored."""
    with serving(echo=lambda raw: raw) as peer:
        peer.send({"method": "$/cancelRequest", "params": params}, request(1, "echo"))
        assert peer.outcome() == (1, None)


def test_a_client_that_does_not_read_is_not_read_from():
    """With more unsent bytes than the bound, the reader pauses, and goes on once there is room."""
    big = "x" * 1_000_000
    with serving(big=lambda _: big) as peer:
        sender = threading.Thread(
            target=lambda: [peer.send(request(number, "big")) for number in range(100)]
        )
        sender.start()
        assert [peer.outcome()[0] for _ in range(100)] == list(range(100))
        sender.join(60)


def test_what_is_held_waits_and_keeps_its_order():
    """Messages behind one that needs something slow to load are handled afterwards, in order."""
    loaded: list[str] = []

    def ready(method: str) -> bool:
        if method == "cold" and not loaded:
            loaded.append(method)
            peer.loop.later(0.01, peer.dispatcher.resume)
            return False
        return True

    with serving(echo=lambda raw: raw, cold=lambda raw: raw) as peer:
        peer.dispatcher.ready = ready
        peer.send(request(1, "echo"), request(2, "cold"), request(3, "echo"))
        assert [peer.outcome()[0] for _ in range(3)] == [1, 2, 3]


def test_everything_before_the_end_is_handled():
    """A client that hangs up at once after its last messages has them all handled, in order."""
    seen: list[Any] = []
    with serving(on_note=seen.append) as peer:
        codes: list[int] = []
        over = threading.Event()

        def ended(code: int) -> None:
            codes.append(code)
            over.set()

        peer.dispatcher.connection.ended = ended
        peer.send(*({"method": "note", "params": n} for n in range(2000)), request(1, "shutdown"))
        peer.end.shutdown(socket.SHUT_WR)
        assert over.wait(60)
        assert (seen, codes) == (list(range(2000)), [0])


@pytest.mark.parametrize("method", [[1], {}, 1, True, 1.5])
def test_a_method_that_is_no_string(method: Any):
    """It is an invalid request, whatever else it is, and the next is answered."""
    with serving(echo=lambda raw: raw) as peer:
        peer.dispatcher.ready = lambda name: name not in COLD_ONES
        peer.send(request(1, method), request(2, "echo"))
        assert [peer.outcome(), peer.outcome()] == [(1, -32600), (2, None)]


def test_a_result_that_cannot_be_sent_is_a_failure():
    """What is no JSON becomes an internal error, not silence."""
    with serving(odd=lambda _: object(), echo=lambda raw: raw) as peer:
        peer.send(request(1, "odd"), request(2, "echo"))
        assert peer.outcome() == (1, -32603)
        assert peer.receive()["method"] == "window/logMessage"
        assert peer.outcome() == (2, None)
