"""Acknowledgements as the user's file has them, and findings held against them.

An editor may have opened the project's folder or one above it, so that all up to the repository's top
are looked at.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec

from lsp_server.checks.acknowledged import applied, key_of
from lsp_server.checks.finding import Finding
from lsp_server.cli.failure import FailureError
from lsp_server.cli.places import portable
from lsp_server.cli.streams import say
from lsp_server.memory.entry import Entry, field_of
from lsp_server.memory.kinds import Ack
from lsp_server.memory.sharing import (
    Sharing,
    SharingError,
    identify,
    sharing_of,
    team_secret,
    with_secret,
)
from lsp_server.workspace.naming import names_around

if TYPE_CHECKING:
    from lsp_server.settings import Settings

NO_REDIS: Final = (
    "--memory-from-redis needs the variables VITALS_REDIS_URL and VITALS_SHARING, 1, 2 or 3"
)


class Acknowledged(NamedTuple):
    """The acknowledgements of a folder, by name and, where the name is hidden, by field.

    `files` are those that names name.
    """

    folder: str
    files: frozenset[str]
    named: Mapping[str, Ack]
    hidden: Mapping[bytes, Ack]
    secret: bytes

    def concerns(self, path: str) -> bool:
        """Tell whether a finding in a file may be acknowledged."""
        return bool(self.hidden) or portable(path, self.folder) in self.files

    def of(self, path: str, finding: Finding) -> Ack | None:
        """Return the acknowledgement of a finding in a file, if there is one."""
        key = key_of(portable(path, self.folder), finding)
        found = self.named.get(key)
        if found is None and self.hidden:
            found = self.hidden.get(field_of("ack", "", key, self.secret))
        return found


def quiet(path: str, finding: Finding, acks: Sequence[Acknowledged]) -> Finding:
    """Return a finding of a file, quiet if it is acknowledged and no worse than it was then."""
    found = (ack for one in acks if (ack := one.of(path, finding)) is not None)
    ack = next(found, None)
    return finding if ack is None else applied(finding, ack)


def read(folder: str, settings: "Settings", file: Path, *, ask: bool) -> list[Acknowledged]:
    """Return what a file has for a folder and those above it; Redis may be asked before.

    Raises FailureError when sharing is set up wrongly.
    """
    try:
        sharing = sharing_of(settings)
        if sharing.secret_file:
            team_secret(sharing.secret_file)
        if ask:
            _fetch(folder, settings, sharing)
        return _around(folder, sharing, file) if file.exists() else []
    except SharingError as error:
        raise FailureError(str(error)) from error


def _fetch(folder: str, settings: "Settings", sharing: Sharing) -> None:
    """Bring what Redis has into the file."""
    if not sharing.url:
        raise FailureError(NO_REDIS)
    from lsp_server.cli.remembered import named, reached

    reached(named(folder, settings))


def _around(folder: str, sharing: Sharing, file: Path) -> list[Acknowledged]:
    try:
        from lsp_server.memory.glance import entries, rows_of
        from lsp_server.memory.storage import MISHAPS
    except ImportError:  # no SQLite, no memory
        return []
    try:
        rows = rows_of("ack", file)
    except MISHAPS as error:
        say(f"which findings are acknowledged cannot be read from {file}: {error}")
        return []
    if not rows:
        return []
    around = names_around(Path(folder))
    places = around[:1] if sharing.workspace_id else around
    state = file.parent
    identities = [identify(n, with_secret(sharing, n, state), state) for _, n in places]
    return [
        _of(str(place), entries(rows[identity.local]), identity.secret)
        for (place, _), identity in zip(places, identities, strict=True)
        if identity.local in rows
    ]


def _of(folder: str, entries: Sequence[Entry], secret: bytes) -> Acknowledged:
    acks = [(entry, msgspec.json.decode(entry.value or b"", type=Ack)) for entry in entries]
    now = time.time()
    live = [(entry, ack) for entry, ack in acks if ack.until > now]
    return Acknowledged(
        folder,
        frozenset(entry.name.partition("::")[0] for entry, _ in live),
        {entry.name: ack for entry, ack in live if entry.name},
        {entry.field: ack for entry, ack in live if not entry.name},
        secret,
    )
