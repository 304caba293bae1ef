"""Lines of text with styles: coloured on terminals, plain elsewhere, where rich is not even loaded."""

import os
import sys
from collections.abc import Iterable
from typing import Final, Self, TextIO

WIDTH: Final = 80
"""Columns where nobody says how many there are."""

_CONTROL: Final = dict.fromkeys((*range(9), *range(11, 32), 127))
"""What could command a terminal: all control characters but tabs and line feeds."""


class Text:
    """Pieces of text, each with a style in rich's words or none."""

    def __init__(self, text: str = "", style: str = "") -> None:
        """Take the first piece."""
        self.pieces = [(text, style)]

    @classmethod
    def assemble(cls, *pieces: str | tuple[str, str]) -> Self:
        """Return the pieces, each a text or a text with its style, as one."""
        text = cls()
        for piece in pieces:
            text.append(*((piece,) if isinstance(piece, str) else piece))
        return text

    def append(self, text: str, style: str = "") -> None:
        """Add a piece."""
        self.pieces.append((text, style))

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join(text for text, _ in self.pieces).translate(_CONTROL)


def write(lines: Iterable[Text], stream: TextIO) -> None:
    """Write each text as a line, which may be longer than the terminal is wide."""
    if not _may_be_coloured(stream):
        stream.writelines(f"{line.plain}\n" for line in lines)
        return
    import rich.console
    import rich.text

    console = rich.console.Console(file=stream, highlight=False)
    for line in lines:
        pieces = ((text.translate(_CONTROL), style) for text, style in line.pieces)
        console.print(rich.text.Text.assemble(*pieces), soft_wrap=True)


def width() -> int:
    """Return the columns of the terminal that somebody is likely to read this on."""
    said = os.environ.get("COLUMNS", "")
    if said.isdigit() and int(said):
        return int(said)
    for stream in (sys.__stdin__, sys.__stdout__, sys.__stderr__):
        try:
            return os.get_terminal_size(stream.fileno() if stream else -1).columns or WIDTH
        except (OSError, ValueError):
            continue
    return WIDTH


def _may_be_coloured(stream: TextIO) -> bool:
    """Tell whether rich, which knows all about terminals, should decide."""
    return stream.isatty() or any(
        os.environ.get(name) for name in ("FORCE_COLOR", "TTY_COMPATIBLE")
    )
