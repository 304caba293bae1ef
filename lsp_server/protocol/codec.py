"""JSON to and from bytes, fast, with the standard library for what msgspec refuses.

Editors do send lone surrogates, and text that holds them must come back unharmed.
"""

import json
from typing import Any, Final

import msgspec

_DECODER: Final = msgspec.json.Decoder()
_ENCODER: Final = msgspec.json.Encoder()


def decode(body: bytes) -> Any:  # noqa: ANN401
    """Decode a message; raises ValueError whatever is wrong with it."""
    try:
        return _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _decode_slowly(body)


def _decode_slowly(body: bytes) -> Any:  # noqa: ANN401
    try:
        return json.loads(body.decode("utf-8"))
    except RecursionError as error:
        message = "nested too deeply"
        raise ValueError(message) from error


def encode(message: Any) -> bytes:  # noqa: ANN401
    """Encode a message."""
    try:
        return _ENCODER.encode(message)
    except UnicodeEncodeError:
        return json.dumps(message, separators=(",", ":"), default=_plain).encode()


def encode_fast(message: Any) -> bytes:  # noqa: ANN401
    """Encode a message; raises UnicodeEncodeError if it holds a lone surrogate."""
    return _ENCODER.encode(message)


def _plain(value: Any) -> Any:  # noqa: ANN401
    return decode(bytes(value)) if isinstance(value, msgspec.Raw) else msgspec.to_builtins(value)
