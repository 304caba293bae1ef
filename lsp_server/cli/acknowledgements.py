"""Which findings of a run are acknowledged, and what becomes of these.

Nothing that is kept between runs knows of it: outcomes are quieted when they are told. An editor may
have opened the project's folder or one above it, so all up to the repository's top are looked at.
"""

import os
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import msgspec
from msgspec.structs import replace

from lsp_server.checks.acknowledged import applied, key_of
from lsp_server.checks.finding import Change, Finding
from lsp_server.cli.checked import CheckedFile, Sums
from lsp_server.cli.failure import FailureError
from lsp_server.cli.places import portable
from lsp_server.cli.remembered import named, reached, say
from lsp_server.memory.entry import Entry, field_of
from lsp_server.memory.kinds import Ack
from lsp_server.memory.places import state_folder
from lsp_server.memory.sharing import SharingError, identify, sharing_of

if TYPE_CHECKING:
    from lsp_server.settings import Settings

NO_REDIS: Final = (
    "--memory-from-redis needs the variables VITALS_REDIS_URL and VITALS_SHARING, 1, 2 or 3"
)


class Acknowledged(NamedTuple):
    """The acknowledgements of a folder, by name and, where the name is hidden, by field."""

    folder: str
    named: Mapping[str, Ack]
    hidden: Mapping[bytes, Ack]
    secret: bytes

    def of(self, path: str, finding: Finding) -> Ack | None:
        """Return the acknowledgement of a finding in a file, if there is one."""
        key = key_of(portable(path, self.folder), finding)
        found = self.named.get(key)
        if found is None and self.hidden:
            found = self.hidden.get(field_of("ack", "", key, self.secret))
        return found


def acknowledged(folder: str, settings: "Settings", where: str) -> list[Acknowledged]:
    """Return what is acknowledged around a folder, the innermost folder first.

    `where` is "none" or "here", or "redis" to ask that, too. Raises FailureError for wrong use.
    """
    if where == "none" or not settings.memory:
        return []
    try:
        if where == "redis":
            _fetch(folder, settings)
        return _read(folder, settings)
    except SharingError as error:
        raise FailureError(str(error)) from error


def quieted(
    files: Sequence[CheckedFile], sums: Sums, acks: Sequence[Acknowledged]
) -> tuple[tuple[CheckedFile, ...], Sums, int]:
    """Return the files with their acknowledged findings quiet, the sums without, and how many these are."""
    changes = list(sums.changes)
    count = 0

    def quiet(path: str, finding: Finding) -> Finding:
        nonlocal count
        found = (ack for one in acks if (ack := one.of(path, finding)) is not None)
        ack = next(found, None)
        told = finding if ack is None else applied(finding, ack)
        if told is not finding:
            changes[finding.change] -= 1
            count += 1
        return told

    if not acks:
        return tuple(files), sums, 0
    quiet_files = tuple(
        replace(file, findings=tuple(quiet(file.path, finding) for finding in file.findings))
        for file in files
    )
    unchanged, worse, new = (changes[change] for change in Change)
    return quiet_files, replace(sums, changes=(unchanged, worse, new)), count


def _fetch(folder: str, settings: "Settings") -> None:
    """Bring what Redis has into the file."""
    project = named(folder, settings)
    if not project.sharing.url:
        raise FailureError(NO_REDIS)
    reached(project)


def _read(folder: str, settings: "Settings") -> list[Acknowledged]:
    sharing = sharing_of(settings)
    try:
        from lsp_server.memory.glance import records_of
        from lsp_server.memory.journal import FILE
        from lsp_server.memory.storage import MISHAPS
    except ImportError:  # no SQLite, no memory
        return []
    file = state_folder() / FILE
    if not os.path.exists(file):  # noqa: PTH110
        return []
    from lsp_server.workspace.naming import names_around

    around = names_around(Path(folder))
    names = [name for _, name in around[:1]] if sharing.workspace_id else [n for _, n in around]
    identities = [identify(name, sharing, file.parent) for name in names]
    try:
        found = records_of("ack", file, [identity.local for identity in identities])
    except MISHAPS as error:
        say(f"which findings are acknowledged cannot be read from {file}: {error}")
        return []
    places = zip(around, identities, strict=False)
    return [
        _of(str(place), found[identity.local], identity.secret)
        for (place, _), identity in places
        if found[identity.local]
    ]


def _of(folder: str, entries: Sequence[Entry], secret: bytes) -> Acknowledged:
    acks = [(entry, msgspec.json.decode(entry.value or b"", type=Ack)) for entry in entries]
    now = time.time()
    live = [(entry, ack) for entry, ack in acks if ack.until > now]
    return Acknowledged(
        folder,
        {entry.name: ack for entry, ack in live if entry.name},
        {entry.field: ack for entry, ack in live if not entry.name},
        secret,
    )
