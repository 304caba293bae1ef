"""A stream of bytes as a stream of JSON messages, and back: the base protocol of LSP.

No I/O and the standard library alone, so that the bootstrap can answer before anything is loaded.
Whatever arrives, the reader finds the next message that is whole.
"""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

from lsp_server.protocol.errors import INVALID_REQUEST, PARSE_ERROR

MAX_HEADERS: Final = 8 * 1024
MAX_BODY: Final = 256 * 1024 * 1024

_INCOMPLETE: Final = object()
_END: Final = re.compile(rb"\r?\n\r?\n")
_WHOLE: Final = re.compile(rb"Content-Length: (\d{1,9})\r\n\r\n")
_LENGTH: Final = re.compile(rb"content-length[ \t]*:[ \t]*(\d{1,18})[ \t]*(?=\r?\n)", re.IGNORECASE)
_CHARSET: Final = re.compile(
    rb"^content-type[ \t]*:.*charset[ \t]*=[ \t]*\"?([\w-]+)", re.IGNORECASE | re.MULTILINE
)


class Fault(NamedTuple):
    """Bytes that are no message: the error to answer, with the id null."""

    code: int
    message: str


def decode_json(body: bytes) -> Any:  # noqa: ANN401
    """Decode a body; raises ValueError whatever is wrong with it."""
    try:
        return json.loads(body)
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error


def frame(body: bytes) -> bytes:
    """Put the header before a body."""
    return b"Content-Length: %d\r\n\r\n%b" % (len(body), body)


class Frames:
    """The messages in a stream. Bytes go in by feed, messages and faults come out in order.

    One fault is reported per run of bad bytes, however long: after it, everything up to the next
    header is dropped.
    """

    def __init__(self, decode: Callable[[bytes], Any] = decode_json) -> None:
        self.decode = decode
        self._buffer = bytearray()
        self._length: int | None = None
        self._skip = 0
        self._lost = False
        self._charset = b"utf-8"

    def feed(self, data: bytes) -> Iterator[Any]:
        """Take the next bytes and yield each message completed by them, or its Fault."""
        message = self._whole(data)
        if message is not None:
            yield message
            return
        self._buffer += data
        while (found := self._next()) is not _INCOMPLETE:
            if found is None:
                continue
            repeated = self._lost and isinstance(found, Fault)
            self._lost = isinstance(found, Fault)
            if not repeated:
                yield found

    def _whole(self, data: bytes) -> Any:  # noqa: ANN401
        """Return the one message that the bytes are, as nearly always; None for all else."""
        if self._buffer or self._skip or self._lost or self._length is not None:
            return None
        header = _WHOLE.match(data)
        if header is None or len(data) - header.end() != int(header[1]):
            return None
        message = self.decoded(data[header.end() :])
        return None if isinstance(message, Fault) else message

    def _next(self) -> Any:  # noqa: ANN401
        """Consume a header (None when it was good) or a body, if it is there."""
        if self._skip and not self._skipped():
            return _INCOMPLETE
        if self._length is None:
            return self._header() if self._headers_complete() else _INCOMPLETE
        return self._body(self._length) if len(self._buffer) >= self._length else _INCOMPLETE

    def _skipped(self) -> bool:
        dropped = min(self._skip, len(self._buffer))
        del self._buffer[:dropped]
        self._skip -= dropped
        return self._skip == 0

    def _headers_complete(self) -> bool:
        return len(self._buffer) > MAX_HEADERS or _END.search(self._buffer) is not None

    def _header(self) -> Fault | None:
        """Consume one header block; None when it was good and the body is next."""
        end = _END.search(self._buffer, 0, MAX_HEADERS)
        if end is None:
            # The beginning of a header may stand at the very end of what is dropped.
            del self._buffer[: MAX_HEADERS - 64]
            return Fault(PARSE_ERROR, f"no end of the headers within {MAX_HEADERS} bytes")
        block = bytes(self._buffer[: end.end()])
        del self._buffer[: end.end()]
        lengths = list(_LENGTH.finditer(block))
        if not lengths:
            return Fault(PARSE_ERROR, "the headers name no valid Content-Length")
        length = int(lengths[-1].group(1))
        if length > MAX_BODY:
            self._skip = length
            return Fault(INVALID_REQUEST, f"a message of more than {MAX_BODY} bytes")
        self._length = length
        charset = _CHARSET.search(block)
        self._charset = charset.group(1).lower() if charset else b"utf-8"
        before = block[: lengths[-1].start()]
        if before and not before.endswith(b"\n"):
            return Fault(PARSE_ERROR, "bytes between messages")
        return None

    def _body(self, length: int) -> Any:  # noqa: ANN401
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._length = None
        if self._charset not in {b"utf-8", b"utf8"}:
            return Fault(PARSE_ERROR, f"unsupported charset {self._charset.decode('ascii')}")
        message = self.decoded(body)
        # A length that was too large has swallowed the beginning of the next message: look there.
        if isinstance(message, Fault):
            self._buffer[:0] = body
        return message

    def decoded(self, body: bytes) -> Any:  # noqa: ANN401
        """Return the message in a body, or its Fault."""
        try:
            message = self.decode(body)
        except ValueError as error:
            return Fault(PARSE_ERROR, f"invalid JSON: {error}")
        return Fault(INVALID_REQUEST, "null is no message") if message is None else message
