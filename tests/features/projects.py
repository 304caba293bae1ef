"""What the tests of linked features share: a project in, all of its files open, and what is shown."""

import datetime as dt
import textwrap
from collections.abc import Generator
from typing import Any, NamedTuple, TypeVar

from fixture import Project, parse

from lsp_server.analysis import analyse
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Position, Source
from lsp_server.workspace.document import Document
from lsp_server.workspace.linkage import Linkage, Terms
from lsp_server.workspace.reach import Reach
from lsp_server.workspace.session import Session
from lsp_server.workspace.snapshot import Diagnosed

T = TypeVar("T")
ROOT = "/project"


class World(NamedTuple):
    """A project whose files are open and linked."""

    project: Project
    session: Session
    reach: Reach

    @property
    def linkage(self) -> Linkage:
        return self.session.linkage

    @property
    def cursor(self) -> tuple[Diagnosed, Position]:
        """The file with the cursor, and where it is."""
        ((path, position),) = (
            (path, file.cursor) for path, file in self.project.files.items() if file.cursor
        )
        return self.document(path), position

    def document(self, path: str) -> Diagnosed:
        return self.session.snapshot.files[f"{ROOT}/{path}"]

    def module(self, name: str) -> int:
        found = self.linkage.graph.find(name)
        assert found is not None, name
        return found

    def change(self, path: str, text: str) -> None:
        """Give a file another text, unsaved."""
        self.session.change(Document(f"{ROOT}/{path}", "python", 2, Source.of(text)))
        settle(self.linkage)


def world(fixture: str, settings: Settings = DEFAULT, *, complete: bool = True) -> World:
    """Open a project; `complete` False: other files may come."""
    project = parse(textwrap.dedent(fixture))
    linkage = Linkage(path_of=str)
    session = Session(lambda: dt.date(2026, 6, 15), lambda _: settings, linkage=linkage)
    linkage.survey({f"{ROOT}/{path}" for path in project.files}, Terms((ROOT,), ((ROOT, ()),)))
    linkage.complete = complete
    for path, file in project.files.items():
        session.open(Document(f"{ROOT}/{path}", "python", 1, Source.of(file.text)))
        if path in project.base:
            base = analyse(Source.of(project.base[path].text))
            session.attach_base(f"{ROOT}/{path}", base)
    settle(linkage)
    return World(project, session, Reach(linkage))


def settle(linkage: Linkage) -> None:
    while not linkage.step():
        pass


def finished(steps: Generator[Any, Any, T]) -> T:
    """Run a computation to its end."""
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            found: T = stop.value
            return found
