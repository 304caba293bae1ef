"""The project around a path as session memory knows it, and its records, for one run of the command.

Only the environment says here what is shared. Deliberately absent: what the records mean.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lsp_server.cli.around import folder_of
from lsp_server.cli.chosen import configuration, inside
from lsp_server.cli.failure import FailureError
from lsp_server.cli.streams import say
from lsp_server.memory.entry import Entry, check_key, field_of, valid
from lsp_server.memory.kinds import KINDS
from lsp_server.memory.places import FILE, state_folder
from lsp_server.memory.remote.address import masked
from lsp_server.memory.sharing import (
    Identity,
    Name,
    Sharing,
    SharingError,
    identify,
    sharing_of,
    with_secret,
)
from lsp_server.memory.stamp import Clock, now

if TYPE_CHECKING:
    from lsp_server.memory.journal import Journal
    from lsp_server.memory.store import Store
    from lsp_server.settings import Settings

REACHED: Final = 3.0
"""Seconds that Redis has to tell what others wrote."""
SENT: Final = 5.0
"""Seconds that Redis has to take what was written here."""

CONNECTED: Final = "connected"
"""The state of a server that has told all that it has."""
NO_SQLITE: Final = "this Python comes without SQLite, so nothing is remembered"


class Server(NamedTuple):
    """How it stands with Redis, in words; `server` is its URL without any password."""

    server: str
    state: str
    detail: str = ""


class Project(NamedTuple):
    """A project's folder, what it is called in every tier, and what may be shared of it."""

    folder: str
    name: Name
    identity: Identity
    sharing: Sharing


def project_at(path: str, config: str | None) -> Project:
    """Return the project around a path. Raises FailureError when it is not to be remembered."""
    place = os.path.abspath(path)  # noqa: PTH100  links stay as they are
    if not Path(place).exists():
        message = f"{path}: no such file or directory"
        raise FailureError(message)
    start = place if Path(place).is_dir() else str(Path(place).parent)
    settings_of = configuration(config, start)
    folder = folder_of(settings_of, start)
    settings = settings_of.for_path(inside(folder))
    if not settings.memory:
        origin = settings_of.origin("memory", inside(folder)).source
        message = f"nothing is remembered of {folder}: `memory` is off in {origin}"
        raise FailureError(message)
    try:
        return named(folder, settings)
    except SharingError as error:
        raise FailureError(str(error)) from error


def named(folder: str, settings: "Settings") -> Project:
    """Return a project of these settings. Raises SharingError when sharing is set up wrongly."""
    from lsp_server.workspace.naming import name_of

    name = name_of(Path(folder))
    sharing = with_secret(sharing_of(settings), name, state_folder())
    return Project(folder, name, identify(name, sharing, state_folder()), sharing)


class Records:
    """A project's records on disk. Each method raises FailureError when the file is of no use."""

    def __init__(self, project: Project, journal: "Journal", redis: Server | None = None) -> None:
        """Take the project, its rows, and how it stands with Redis where that is set up."""
        self.project = project
        self.redis = redis
        self.clock: Final = Clock()
        self.written = 0
        self.faults: list[str] = []
        self._journal = journal

    def live(self, kind: str = "") -> list[Entry]:
        """Return what is neither deleted nor expired, by kind, scope and name."""
        time = now()
        found = (e for e in self._all() if e.value is not None and not 0 < e.expires <= time)
        return sorted((e for e in found if kind in {"", e.kind}), key=_order)

    def _all(self) -> list[Entry]:
        """Return what is on disk and to be believed; what we write from now on is later."""
        if not self.file.exists():
            return []
        with _explained(self._journal):
            read = self._journal.since(0)
        self.faults = [fault.value for fault in read.faults]
        believed = [entry for entry in read.entries if self.clock.believes(entry.stamp)]
        for entry in believed:
            self.clock.saw(entry.stamp)
        return believed

    def known(self) -> dict[bytes, Entry]:
        """Return everything by field, what was deleted, too."""
        return {entry.field: entry for entry in self._all()}

    def measures(self) -> tuple[int, int]:
        """Return how many records Redis has yet to get, and the bytes of all, deleted ones too."""
        if not self.file.exists():
            return 0, 0
        with _explained(self._journal):
            return self._journal.measures()

    @property
    def file(self) -> Path:
        """Where they are."""
        return self._journal.file

    def stash(self, kind: str, name: str, value: Any, expires: int) -> None:  # noqa: ANN401
        """Write a record of no scope. Raises RefusedError for a value that is not of its kind."""
        check_key(kind, name)
        content = valid(kind, value)
        field = field_of(kind, "", name, self.project.identity.secret)
        self.take([Entry(field, kind, "", name, content, self.clock.stamp(), expires)])

    def forget(self, entries: Iterable[Entry]) -> None:
        """Delete records in every tier."""
        self.take([
            entry._replace(
                value=None,
                stamp=self.clock.stamp(),
                expires=now() + int(KINDS[entry.kind].ttl * 1000),
            )
            for entry in entries
        ])  # fmt: skip

    def take(self, entries: Iterable[Entry]) -> list[Entry]:
        """Write records with the stamps that they have; return those that were later than ours."""
        from lsp_server.memory.neighbours import Doorbell

        with _explained(self._journal):
            written = self._journal.write(entries, pending=True)
        self.written += len(written)
        if written:
            bell = Doorbell(self._journal.file)
            bell.ring()
            bell.close()
        return written


@contextmanager
def remembered(project: Project, *, ask: bool = True) -> Iterator[Records]:
    """Yield a project's records, with what Redis knows where that is set up; it gets ours at the end.

    Unless Redis is to be asked, it is left alone. Mishaps with it are said on standard error.
    """
    try:
        from lsp_server.memory.journal import Journal
    except ImportError:
        raise FailureError(NO_SQLITE) from None
    journal = Journal(state_folder() / FILE, project.identity.local, project.identity.secret)
    try:
        if not project.sharing.url or not ask:
            url = project.sharing.url
            yield Records(project, journal, Server(masked(url), "not asked") if url else None)
            return
        with _replicated(project) as (store, server):
            records = Records(project, journal, server)
            yield records
            if records.written and not project.sharing.read_only:
                _send(store, server)
    finally:
        journal.close()


def reached(project: Project) -> None:
    """Bring what Redis has of a project to the disk, if it can be reached soon; else say so."""
    with _replicated(project):
        pass


@contextmanager
def _replicated(project: Project) -> Iterator[tuple["Store", Server]]:
    """Yield a store that has read what Redis has, if that can be reached soon."""
    from lsp_server.memory.store import Store

    store = Store(state_folder(), project.identity, project.sharing, _nothing)
    store.start()
    try:
        server = _server(store)
        if server.state != CONNECTED:
            told = f"{server.state}, {server.detail}" if server.detail else server.state
            say(f"{server.server} is {told}: what follows is what is known on this machine")
        yield store, server
    finally:
        store.close(SENT)


def _server(store: "Store") -> Server:
    """Wait a while for Redis to tell what it has; return how that went."""
    replication = store.replication
    if replication is None:
        return Server("", "not set up")
    connected = replication.reached(REACHED)
    health = replication.health()
    return Server(health.server, CONNECTED if connected else health.state.value, health.detail)


def _nothing(_: str) -> None:
    """Say nothing: what is wrong is said where it matters."""


def _send(store: "Store", server: Server) -> None:
    from lsp_server.memory.store import Durability

    if server.state != CONNECTED or store.flush(SENT) is not Durability.SHARED:
        say("kept on this machine; Redis gets it when an editor or a command reaches it")


@contextmanager
def _explained(journal: "Journal") -> Iterator[None]:
    from lsp_server.memory.storage import MISHAPS, Trouble, trouble

    try:
        yield
    except MISHAPS as error:
        what = trouble(error, journal.file).value
        message = f"session memory in {journal.file} cannot be used: {what} ({error})"
        if trouble(error, journal.file) is Trouble.DAMAGED:
            message += "; an editor sets it aside and begins another, or delete it"
        raise FailureError(message) from error


def _order(entry: Entry) -> tuple[str, str, str, bytes]:
    return entry.kind, entry.scope, entry.name, entry.field
