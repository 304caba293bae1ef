"""pygls and lsprotocol: the feature registry and the types of all messages that need not be fast.

Imported when the first such message arrives, in a thread, because it takes a third of a second.
What pygls 2.1 does wrong (its reader, its writer, its text sync, its futures, its popups) is not
repaired but not used: the wire is ours, and this one small protocol class is all that joins them.
"""

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from functools import partial
from typing import Any, Final, NamedTuple

import cattrs
from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, default_converter

from lsp_server.protocol.connection import Connection
from lsp_server.protocol.dispatch import Route
from lsp_server.protocol.errors import INVALID_PARAMS, RequestFailedError
from lsp_server.version import VERSION

_MALFORMED: Final = (cattrs.BaseValidationError, TypeError, ValueError, KeyError, AttributeError)


class Feature(NamedTuple):
    """A handler for a method, or for a command when `command` is set."""

    method: str
    handler: Callable[[Any], Any]
    command: bool = False


class WiredProtocol(LanguageServerProtocol):
    """pygls' protocol on our wire: what it sends goes through the connection."""

    connection: Connection

    def _send_data(self, data: Any) -> None:  # noqa: ANN401
        self.connection.send(self._converter.unstructure(data))

    def send_request(
        self,
        method: str,
        params: Any | None = None,  # noqa: ANN401
        callback: Callable[[Any], None] | None = None,
        msg_id: int | str | None = None,
    ) -> "Future[Any]":
        """Ask the client; ids are the connection's, and futures do not outlive their answers."""
        del msg_id
        answer: Future[Any] = Future()
        if callback is not None:
            answer.add_done_callback(lambda done: callback(done.result()))
        plain = None if params is None else self._converter.unstructure(params)
        self.connection.request(method, plain, answer.set_result)
        return answer


class Registry:
    """The features of one client's server, as pygls keeps them."""

    def __init__(self, connection: Connection, features: Iterable[Feature]) -> None:
        self.server = LanguageServer(
            "vitals", VERSION, protocol_cls=WiredProtocol, converter_factory=default_converter
        )
        self._protocol = self.server.protocol
        self._converter = self._protocol._converter  # noqa: SLF001 -- pygls offers no other way
        if isinstance(self._protocol, WiredProtocol):
            self._protocol.connection = connection
        for feature in features:
            register = self.server.command if feature.command else self.server.feature
            # pygls marks what it registers, and a method cannot be marked.
            register(feature.method)(partial(feature.handler))

    def route(self, method: str) -> Route | None:
        """Find the handler of a method; its argument is lsprotocol's type of the params."""
        answers = method == types.WORKSPACE_EXECUTE_COMMAND
        handler = self._execute if answers else self._protocol.fm.features.get(method)
        if handler is None:
            return None
        wanted = types.METHOD_TO_TYPES[method][2]
        return Route(handler, lambda raw: self.structured(raw, wanted), answers)

    def _execute(self, params: types.ExecuteCommandParams) -> Any:  # noqa: ANN401
        handler = self._protocol.fm.commands.get(params.command)
        if handler is None:
            raise RequestFailedError(INVALID_PARAMS, f"there is no command `{params.command}`")
        return handler(list(params.arguments or ()))

    def structured(self, raw: Any, wanted: Any) -> Any:  # noqa: ANN401
        """Make an lsprotocol object of JSON; raises RequestFailedError when it is malformed."""
        try:
            return self._converter.structure(raw, wanted)
        except _MALFORMED as error:
            raise RequestFailedError(INVALID_PARAMS, f"malformed params: {error}") from error
