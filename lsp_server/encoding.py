"""The units in which clients count columns. Apart from `text`, so that the handshake loads little."""

from enum import Enum


class Encoding(Enum):
    """The unit in which a client counts columns (LSP PositionEncodingKind)."""

    UTF8 = "utf-8"
    UTF16 = "utf-16"
    UTF32 = "utf-32"
