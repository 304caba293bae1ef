"""Messages in order to handlers, their results back as replies: the protocol boundary.

A handler is a plain function, or a generator that yields where others may go first (None) or where
it waits (an Eventual); cancelling closes it at its next yield. A failing handler costs one failed
reply and one log line.
"""

import sys
import time
import traceback
from collections.abc import Callable, Generator
from functools import partial
from types import GeneratorType
from typing import Any, Final, NamedTuple, TypeVar

import msgspec

from lsp_server.protocol.connection import Connection
from lsp_server.protocol.errors import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    REQUEST_CANCELLED,
    RequestFailedError,
)
from lsp_server.protocol.handshake import invalid
from lsp_server.protocol.inbox import HUNG_UP
from lsp_server.protocol.loop import Call

SLICE: Final = 0.008
"""Seconds that messages, or one generator, may keep the loop before others get a turn."""

T = TypeVar("T")
Steps = Generator[Any, Any, T]
"""What a handler that does not answer at once returns."""


class Route(NamedTuple):
    """Who handles a method; `convert` makes the handler's argument of the raw params.

    `answers` tells requests from notifications: the one sent as the other is an unknown method.
    """

    handler: Callable[[Any], Any]
    convert: Callable[[Any], Any]
    answers: bool = True


class Eventual:
    """A value that is not there yet. For the loop's thread only."""

    def __init__(self) -> None:
        self._waiting: list[Callable[[Any], object]] = []
        self.value: Any = None
        self.done = False

    def then(self, call: Callable[[Any], object]) -> None:
        """Call with the value once it is there, at once when it is."""
        if self.done:
            call(self.value)
        else:
            self._waiting.append(call)

    def resolve(self, value: object) -> None:
        """Set the value; only the first time counts."""
        if self.done:
            return
        self.value, self.done = value, True
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call(value)


class Dispatcher:
    """Handles what one client says.

    `route` finds the handler of a method; `idle` runs when no message is left to handle. `ready`
    may answer False for a method whose handler is not loaded yet: that message, and all after it,
    wait until `resume`. `ended` runs once no more will come.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.route: Callable[[str], Route | None] = lambda _: None
        self.idle: Call = lambda: None
        self.ended: Call = lambda: None
        self.trace = "off"
        self._running: dict[int | str | None, tuple[str, Steps[Any]]] = {}
        self._shut_down = False
        self._held: list[Any] = []
        self.ready: Callable[[str], bool] = lambda _: True

    def start(self) -> None:
        """Begin to handle messages."""
        self.connection.start(self.drain)

    def resume(self) -> None:
        """Go on with what `ready` kept waiting."""
        held, self._held = self._held, []
        for message in held:
            self.attempt(partial(self._handle, message))
        self.connection.loop.post(self.drain)

    def drain(self) -> None:
        """Handle the messages that have arrived, for one slice of time."""
        until = time.monotonic() + SLICE
        while not self._held and not self.connection.closed:
            message = self.connection.inbox.take()
            if message is None:
                self.attempt(self.idle)
                return
            if not self._is_ready(message):
                self._held.append(message)
                return
            self.attempt(partial(self._handle, message))
            if time.monotonic() > until:
                self.connection.loop.post(self.drain)
                return

    def _is_ready(self, message: Any) -> bool:  # noqa: ANN401
        method = message.get("method") if isinstance(message, dict) else None
        return not isinstance(method, str) or self.ready(method)

    def end(self) -> None:
        """End what runs and hang up: the exit code is 0 only after `shutdown`."""
        for _, steps in list(self._running.values()):
            self.attempt(steps.close)
        self._running.clear()
        self.attempt(self.ended)
        self.connection.close(0 if self._shut_down else 1)

    def _handle(self, message: Any) -> None:  # noqa: ANN401
        if message is HUNG_UP:
            self.end()
            return
        if (broken := invalid(message)) is not None:
            self.connection.send(broken)
            return
        method = message.get("method")
        if method is None:
            self.attempt(lambda: self.connection.answered(message))
            return
        started = time.perf_counter()
        if "id" in message:
            self._request(message["id"], method, message.get("params"))
        else:
            self._notification(method, message.get("params"))
        if self.trace != "off":
            self._traced(message, time.perf_counter() - started)

    def _traced(self, message: dict[str, Any], seconds: float) -> None:
        params: dict[str, str] = {"message": f"{message['method']}: {seconds * 1000:.2f} ms"}
        if self.trace == "verbose":
            params["verbose"] = repr(message.get("params"))[:2000]
        self.connection.notify("$/logTrace", params)

    # -- notifications

    def _notification(self, method: str, params: Any) -> None:  # noqa: ANN401
        if method == "exit":
            self.end()
        elif method == "$/cancelRequest":
            self._cancel(params)
        elif not self._shut_down and (route := self._routed(method, answers=False)):
            self.attempt(lambda: self._notify(method, route, params))

    def _notify(self, method: str, route: Route, params: Any) -> None:  # noqa: ANN401
        try:
            route.handler(route.convert(params))
        except (msgspec.ValidationError, RequestFailedError) as error:
            self.connection.log(f"`{method}` was ignored: {error}", 2)

    def _routed(self, method: str, *, answers: bool) -> Route | None:
        route = self.route(method)
        return route if route is not None and route.answers is answers else None

    def _cancel(self, params: Any) -> None:  # noqa: ANN401
        identifier = params.get("id") if isinstance(params, dict) else None
        self.connection.inbox.forget(identifier)
        if isinstance(identifier, int | str) and identifier in self._running:
            self._stop(identifier)

    # -- requests

    def _request(self, identifier: int | str | None, method: str, params: Any) -> None:  # noqa: ANN401
        refuse = self.connection.refuse
        if self._shut_down:
            refuse(identifier, INVALID_REQUEST, f"`{method}` came after `shutdown`")
        elif self.connection.inbox.is_cancelled(identifier):
            refuse(identifier, REQUEST_CANCELLED, f"`{method}` was cancelled")
        elif identifier in self._running:
            refuse(identifier, INVALID_REQUEST, "this id is in use")
        elif method == "initialize":
            refuse(identifier, INVALID_REQUEST, "`initialize` came twice")
        elif method == "shutdown":
            self._shut_down = True
            self.connection.reply(identifier, None)
        elif (route := self._routed(method, answers=True)) is None:
            refuse(identifier, METHOD_NOT_FOUND, f"there is no method `{method}`")
        else:
            self._serve(identifier, method, lambda: route.handler(route.convert(params)))

    def _serve(self, identifier: int | str | None, method: str, call: Call) -> None:
        """Reply with what a call returns or raises; let a generator run on."""
        try:
            result = call()
            if isinstance(result, GeneratorType):
                self._running[identifier] = (method, result)
                self._go_on(identifier, result, None)
            elif not isinstance(result, Eventual):
                self._running.pop(identifier, None)
                self.connection.reply(identifier, result)
        except Exception as error:  # noqa: BLE001 -- the protocol boundary
            self._running.pop(identifier, None)
            self._failed(identifier, method, error)

    def _failed(self, identifier: int | str | None, method: str, error: Exception) -> None:
        refuse = self.connection.refuse
        if isinstance(error, RequestFailedError):
            refuse(identifier, error.code, error.message, error.data)
        elif isinstance(error, msgspec.ValidationError):
            refuse(identifier, INVALID_PARAMS, f"`{method}`: {error}")
        else:
            refuse(identifier, INTERNAL_ERROR, f"`{method}`: {type(error).__name__}: {error}")
            self.blame(f"`{method}` failed", error)

    def _go_on(self, identifier: int | str | None, steps: Steps[Any], value: object) -> None:
        """Run a generator for a slice, unless its request is over."""
        method, current = self._running.get(identifier, ("", None))
        if current is not steps:
            return
        if self.connection.inbox.is_cancelled(identifier):
            self._stop(identifier)
            return
        self._serve(identifier, method, lambda: self._slice(identifier, steps, value))

    def _slice(self, identifier: int | str | None, steps: Steps[Any], value: object) -> object:
        """Return the generator's result, or an Eventual while it has none."""
        until = time.monotonic() + SLICE
        while True:
            try:
                waits_for = steps.send(value)
            except StopIteration as stop:
                return stop.value
            value = None
            if isinstance(waits_for, Eventual):
                waits_for.then(lambda found: self._go_on(identifier, steps, found))
                return waits_for
            if time.monotonic() > until or self.connection.inbox.is_cancelled(identifier):
                self.connection.loop.post(lambda: self._go_on(identifier, steps, None))
                return Eventual()

    def _stop(self, identifier: int | str | None) -> None:
        method, steps = self._running.pop(identifier)
        self.attempt(steps.close)
        self.connection.refuse(identifier, REQUEST_CANCELLED, f"`{method}` was cancelled")

    # -- failures

    def attempt(self, call: Call) -> None:
        """Run a call; a failure is logged."""
        try:
            call()
        except Exception as error:  # noqa: BLE001 -- the protocol boundary
            self.blame("a handler failed", error)

    def blame(self, what: str, error: Exception) -> None:
        """Log a failure in one line, with its place."""
        self.connection.log(f"{what}: {_told(error)}", 1)


def survive(call: Call) -> None:
    """Run a call of the loop that belongs to no client; a failure is written to standard error."""
    try:
        call()
    except Exception as error:  # noqa: BLE001 -- the protocol boundary
        sys.stderr.write(f"vitals: internal error: {_told(error)}\n")


def _told(error: Exception) -> str:
    """Tell an exception and its place in one line."""
    places = traceback.extract_tb(error.__traceback__)[-3:]
    path = " < ".join(f"{place.name}:{place.lineno}" for place in reversed(places))
    return f"{type(error).__name__}: {error} ({path})"
