"""How processes of one user on one machine wake each other: a Unix datagram socket each, in a folder.

A datagram says nothing but that there is something to read. Where there are no such sockets, or the
folder is not ours alone, one looks every POLL seconds instead.
"""

import os
import socket
import tempfile
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Final

POLL: Final = 0.025
"""Seconds after which one looks for news where nobody can ring."""


class Doorbell:
    """This process's socket, and those of all others that use the same file."""

    def __init__(self, file: Path) -> None:
        """Make the socket; `works` tells whether that went well."""
        digest = blake2b(os.fsencode(file.absolute()), digest_size=6).hexdigest()
        self._socket: socket.socket | None = None
        try:
            self._folder = _own_folder(digest)
            self._name = f"{os.getpid()}-{os.urandom(4).hex()}"
            bell = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
            bell.settimeout(0)
            bell.bind(str(self._folder / self._name))
        except (OSError, AttributeError):
            return
        self._socket = bell

    @property
    def works(self) -> bool:
        """Whether others can ring us."""
        return self._socket is not None

    def fileno(self) -> int:
        """Return what to wait on, -1 if there is nothing."""
        return -1 if self._socket is None else self._socket.fileno()

    def answer(self) -> None:
        """Take all rings that have come."""
        if self._socket is not None:
            with suppress(OSError):
                while self._socket.recv(1):
                    pass

    def ring(self) -> None:
        """Wake the others; who has died without a word is forgotten."""
        if self._socket is None:
            return
        with suppress(OSError):
            for other in self._folder.iterdir():
                if other.name != self._name:
                    _wake(self._socket, other)

    def close(self) -> None:
        """Be woken no more."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None
            with suppress(OSError):
                (self._folder / self._name).unlink()


def _wake(bell: socket.socket, other: Path) -> None:
    try:
        bell.sendto(b"!", str(other))
    except (ConnectionRefusedError, FileNotFoundError):
        with suppress(OSError):
            other.unlink()
    except OSError:  # it is being woken already
        pass


def _own_folder(name: str) -> Path:
    """Return a short path of a folder that only this user can enter. Raises OSError."""
    top = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir(), f"vitals-{os.getuid()}")
    top.mkdir(mode=0o700, exist_ok=True)
    found = top.lstat()
    if found.st_uid != os.getuid() or found.st_mode & 0o777 != 0o700:  # noqa: PLR2004
        message = f"{top} is not this user's alone"
        raise PermissionError(message)
    folder = top / name
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
