"""Standard streams that survive any file name, any locale and a reader that leaves early."""

import codecs
import contextlib
import io
import os
import sys
from collections.abc import Iterator
from typing import Final, TextIO

from lsp_server.cli.failure import FailureError

ERRORS: Final = "vitals.readable"
"""The encoding error handler: bytes of file names pass unchanged, other characters become "?"."""


def _readable(error: UnicodeError) -> tuple[str | bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wrong = error.object[error.start : error.end]
    return b"".join(_byte(character) for character in wrong), error.end


def _byte(character: str) -> bytes:
    escaped = ord(character) - 0xDC00
    return bytes([escaped]) if 0x80 <= escaped <= 0xFF else b"?"  # noqa: PLR2004


def prepare() -> None:
    """Let standard output and error write any text."""
    codecs.register_error(ERRORS, _readable)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ERRORS)


def silence() -> None:
    """Point standard output nowhere, so that the interpreter's last flush finds an open file."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def say(line: str) -> None:
    """Write a line to standard error, as the command's."""
    sys.stderr.write(f"vitals: {line}\n")


@contextlib.contextmanager
def output_to(name: str | None) -> Iterator[TextIO]:
    """Yield the file to write a report to: the named one, else standard output.

    Raises FailureError when the file cannot be written.
    """
    if name is None:
        yield sys.stdout
        sys.stdout.flush()
        return
    try:
        with open(name, "w", encoding="utf-8", errors=ERRORS, newline="\n") as file:  # noqa: PTH123 -- pathlib costs a server's start milliseconds
            yield file
    except OSError as error:
        message = f"cannot write {name}: {error.strerror}"
        raise FailureError(message) from error
