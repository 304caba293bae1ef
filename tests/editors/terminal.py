"""A program on a real terminal: keys go in, and what a user would see comes out."""

import os
import pty
import select
import signal
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

PATIENCE = 30.0
"""Seconds in which what is expected must be seen."""
SIZE = (120, 36)
BACKSPACE, ENTER, ESCAPE, UP = "\x7f", "\r", "\x1b", "\x1b[A"


class Screen(pyte.Screen):
    """A screen whose terminal answers what programs ask of it."""

    def __init__(self, reply: Callable[[str], None]) -> None:
        super().__init__(*SIZE)
        self.write_process_input = reply

    def select_graphic_rendition(self, *attributes: int, private: bool = False) -> None:
        """Take colours; what is private asks which keys with modifiers are told."""
        if not private:
            super().select_graphic_rendition(*attributes)


class Terminal:
    """One program and its terminal, ended with the `with` block."""

    def __init__(self, command: Sequence[str | Path], folder: Path, env: Mapping[str, str]) -> None:
        self._pid, self._tty = pty.fork()
        if self._pid == 0:
            termios.tcsetwinsize(0, SIZE[::-1])
            os.chdir(folder)
            os.execvpe(command[0], command, {"TERM": "xterm-256color", **env})  # noqa: S606
        self._screen = Screen(self.type)
        self._stream = pyte.ByteStream(self._screen)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._tty)

    @property
    def text(self) -> str:
        """Return what is on the screen."""
        return "\n".join(line.rstrip() for line in self._screen.display)

    def colours(self, text: str) -> tuple[str, str]:
        """Return the foreground and background of a text on the screen: names, or six hexadecimal digits."""
        row, column = next(
            (row, line.index(text)) for row, line in enumerate(self._screen.display) if text in line
        )
        cell = self._screen.buffer[row][column]
        return (cell.bg, cell.fg) if cell.reverse else (cell.fg, cell.bg)

    def picture(self, name: str) -> None:
        """Keep what is on the screen, as it looks, where VITALS_SCREENSHOTS says."""
        folder = os.environ.get("VITALS_SCREENSHOTS")
        if not folder:
            return
        from rich.console import Console
        from rich.text import Text

        console = Console(record=True, width=SIZE[0], file=open(os.devnull, "w"))  # noqa: SIM115, PTH123
        for row in range(SIZE[1]):
            line = Text(no_wrap=True)
            for column in range(SIZE[0]):
                cell = self._screen.buffer[row][column]
                line.append(cell.data, _style(cell))
            console.print(line)
        Path(folder).mkdir(parents=True, exist_ok=True)
        console.save_svg(str(Path(folder) / f"{name}.svg"), title=name)

    def type(self, keys: str) -> None:
        """Press keys."""
        os.write(self._tty, keys.encode())

    def see(self, *texts: str) -> str:
        """Wait until all of these are on the screen, and return it."""
        return self.wait(lambda: all(text in self.text for text in texts), " and ".join(texts))

    def miss(self, text: str) -> str:
        """Wait until a text is not on the screen, and return that."""
        return self.wait(lambda: text not in self.text, f"no {text}")

    def wait(self, seen: Callable[[], bool], what: str) -> str:
        """Wait until something is so."""
        if not self._until(seen, PATIENCE):
            raise AssertionError(f"not seen: {what}\n{self.text}")
        return self.text

    def sees(self, text: str, within: float) -> bool:
        """Tell whether a text comes on the screen within some seconds."""
        return self._until(lambda: text in self.text, within)

    def _until(self, seen: Callable[[], bool], seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not seen():
            left = end - time.monotonic()
            if left <= 0 or not self._read(min(left, 0.2)):
                return False
        return True

    def _read(self, seconds: float) -> bool:
        """Take what the program writes for so long; False once it has ended."""
        if not select.select([self._tty], [], [], seconds)[0]:
            return True
        try:
            self._stream.feed(os.read(self._tty, 65536))
        except OSError:
            return False
        return True


def _style(cell: pyte.screens.Char) -> str:
    """Return how a cell looks, in rich's words."""
    front, back = (
        "default" if colour == "default" else f"#{colour}" if len(colour) == 6 else colour
        for colour in (cell.fg.replace("brown", "yellow"), cell.bg.replace("brown", "yellow"))
    )
    marks = [word for word in ("bold", "italics", "underscore", "reverse") if getattr(cell, word)]
    words = {"italics": "italic", "underscore": "underline"}
    return " ".join([*(words.get(mark, mark) for mark in marks), front, "on", back])
