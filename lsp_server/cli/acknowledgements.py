"""Which findings of a run are acknowledged, and what becomes of these.

Nothing that is kept between runs knows of it: outcomes are quieted when they are told. Where nothing
is remembered this costs a look for the file.
"""

import os
from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec.structs import replace

from lsp_server.checks.finding import Change, Finding
from lsp_server.cli.checked import CheckedFile, Sums
from lsp_server.memory.places import FILE, state_folder
from lsp_server.settings import PERSONAL, Settings, variable

if TYPE_CHECKING:
    from lsp_server.cli.acknowledged import Acknowledged


def acknowledged(folder: str, settings: Settings, where: str) -> "Sequence[Acknowledged]":
    """Return what is acknowledged around a folder, the innermost folder first.

    `where` is "none" or "here", or "redis" to ask that, too. Raises FailureError for wrong use.
    """
    if where == "none" or not settings.memory:
        return ()
    told = any(os.environ.get(variable(name)) for name in PERSONAL)
    file = state_folder() / FILE
    if where == "here" and not told and not os.path.exists(file):  # noqa: PTH110
        return ()
    from lsp_server.cli.acknowledged import read

    return read(folder, settings, file, ask=where == "redis")


def quieted(
    files: Sequence[CheckedFile], sums: Sums, acks: "Sequence[Acknowledged]"
) -> tuple[tuple[CheckedFile, ...], Sums, int]:
    """Return the files with acknowledged findings quiet, the sums without them, and their number."""
    if not acks:
        return tuple(files), sums, 0
    from lsp_server.cli.acknowledged import quiet

    changes = list(sums.changes)

    def heard(path: str, finding: Finding) -> Finding:
        told = quiet(path, finding, acks)
        changes[finding.change] -= told is not finding
        return told

    told = tuple(
        replace(file, findings=tuple(heard(file.path, finding) for finding in file.findings))
        if any(one.concerns(file.path) for one in acks)
        else file
        for file in files
    )
    unchanged, worse, new = (changes[change] for change in Change)
    count = sum(sums.changes) - sum(changes)
    return told, replace(sums, changes=(unchanged, worse, new)), count
