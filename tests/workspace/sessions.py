"""A session and documents for it, and the work that it has done so far."""

import datetime as dt

from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source
from lsp_server.workspace.document import Document
from lsp_server.workspace.session import Session

URI = "file:///main.py"
LONG_HEAD = "def f(a, b, c, d, e, f, g, h, i):\n"
TEXT = LONG_HEAD + "    return a\n\n\ndef g(a):\n    return a\n\n\ndef h(a):\n    return a\n"


def session(settings: Settings = DEFAULT) -> Session:
    return Session(lambda: dt.date(2026, 6, 15), lambda _: settings)


def document(text: str, version: int = 1, uri: str = URI) -> Document:
    return Document(uri, "python", version, Source.of(text))


def blocks(of: Session) -> list[int]:
    return [id(placed.block) for placed in of.snapshot.files[URI].report.blocks]


def checked(of: Session) -> int:
    return of._known[URI].checked


def work(of: Session) -> tuple[int, int]:
    """Blocks measured and blocks checked so far."""
    return of.recall.blocks.stored, checked(of)
