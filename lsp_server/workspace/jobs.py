"""What the server and its worker processes say to each other, as frames of MessagePack.

A job is answered by any number of batches and one end. Nothing here is pickled, and everything is
decoded by type.
"""

import struct
from typing import IO, Any, Final

import msgspec

from lsp_server.graph.project import Project

_LENGTH: Final = struct.Struct("!Q")


class Folder(msgspec.Struct, frozen=True, array_like=True):
    """A workspace folder, and the settings that the editor sent for it, as JSON."""

    path: str
    sent: Any = None


class Survey(msgspec.Struct, frozen=True, array_like=True, tag="survey"):
    """Find the files of folders, inner ones before outer ones, and what is known of each.

    `only` are the paths to look at, None for all. Columns are wanted in the encoding.
    """

    folders: tuple[Folder, ...]
    encoding: str
    only: frozenset[str] | None = None


class Task(msgspec.Struct, frozen=True, array_like=True):
    """A file to measure: its size in bytes, the key of its record, the digest of its settings.

    `base` is "none", "same", "absent", or git's name of what it held in the repository at `root`.
    """

    path: str
    size: int
    key: bytes
    settings: bytes
    base: str
    root: str = ""


class Measure(msgspec.Struct, frozen=True, array_like=True, tag="measure"):
    """Make the records of files; `settings` holds those of the tasks, encoded, by digest."""

    encoding: str
    settings: dict[bytes, bytes]
    tasks: tuple[Task, ...]


class Outcome(msgspec.Struct, frozen=True, array_like=True):
    """The record of a file with its key, or why there is none.

    With neither, the record is the one told before.
    """

    path: str
    key: bytes = b""
    record: bytes = b""
    why: str = ""


class Batch(msgspec.Struct, frozen=True, array_like=True, tag="batch"):
    """Part of an answer: what is known, what is to be measured, and the settings of the latter.

    The first answer to a survey of everything holds the `paths` of all files and the `projects` of
    all folders, before anything is known of a content.
    """

    outcomes: tuple[Outcome, ...]
    tasks: tuple[Task, ...] = ()
    settings: dict[bytes, bytes] = {}
    projects: tuple[Project, ...] = ()
    paths: tuple[str, ...] = ()


class End(msgspec.Struct, frozen=True, array_like=True, tag="end"):
    """The end of an answer: what the user should read, and how the worker is."""

    said: tuple[str, ...]
    read: int  # files whose content was read, since the worker started
    resident: int  # bytes
    store: dict[str, int] | None = None  # what the results hold and did


Job = Survey | Measure
Reply = Batch | End

job_of: Final = msgspec.msgpack.Decoder(Job).decode
reply_of: Final = msgspec.msgpack.Decoder(Reply).decode
encode: Final = msgspec.msgpack.Encoder().encode


def send(pipe: IO[bytes], body: bytes) -> None:
    """Write a frame."""
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> bytes:
    """Read a frame; raises EOFError when there is none, or not the whole of it."""
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return body
