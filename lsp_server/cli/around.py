"""What the files of a run are part of: the project around them with all its files.

The outcome of all files together is kept by what it follows from; `Around` says what that is besides
the files that are checked.
"""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from lsp_server.cli.checked import Task
from lsp_server.cli.chosen import Chosen, inside
from lsp_server.cli.earlier import Earlier
from lsp_server.configuration import NAMES, Configuration
from lsp_server.graph.project import Project
from lsp_server.graph.roots import DECLARATIONS
from lsp_server.settings import Settings
from lsp_server.workspace.files import discover
from lsp_server.workspace.project import project_of

MARKERS: Final = (*NAMES, *DECLARATIONS)
"""Files that only the top folder of a project contains."""


class Files(NamedTuple):
    """Files, each with the digest of its content."""

    tasks: Sequence[Task]
    digests: Sequence[bytes]


class Around(NamedTuple):
    """The project of a run's files, its other files and its settings."""

    project: Project
    others: Files
    settings: Settings

    def identity(self, before: Earlier) -> bytes:
        """Return all that findings follow from, given the base, and that is not the files' own."""
        paths = [os.fsencode(task.path) for task in self.others.tasks]
        what = (repr(self.project), paths, self.others.digests, self.settings, before.commit)
        return msgspec.msgpack.encode(what)


def folder_of(configuration: Configuration, start: str) -> str:
    """Return the top folder of the project around a folder.

    That is the one of its settings file, else its repository's, else the nearest one with a file that
    only projects have, else itself.
    """
    around = [Path(start), *Path(start).parents]
    file = configuration.file_for(inside(start))
    if file is not None and Path(file.path).parent in around:
        return str(Path(file.path).parent)
    repository = next((folder for folder in around if (folder / ".git").exists()), None)
    marked = (folder for folder in around if any((folder / name).is_file() for name in MARKERS))
    return str(repository or next(marked, start))


def others_of(
    chosen: Chosen, start: str, paths: Sequence[str], tasks: Sequence[Task]
) -> list[Task]:
    """Return the project's files that are not among those checked, which the paths led to."""
    folder = folder_of(chosen.configuration, start)
    if len(tasks) > 1 and list(map(os.path.abspath, paths)) == [folder]:
        return []
    here = {task.path for task in tasks}
    return [
        Task(file.path, file.size, settings=chosen.index(file.path))
        for file in discover([folder], chosen.scope, lambda *_: None)
        if file.path not in here
    ]


def around_of(chosen: Chosen, start: str, tasks: Sequence[Task], others: Files) -> Around:
    """Return what the files of a run are part of."""
    folder = folder_of(chosen.configuration, start)
    settings = chosen.configuration.for_path(inside(folder))
    paths = {task.path for task in (*tasks, *others.tasks)}
    return Around(project_of(folder, paths, settings.source_roots), others, settings)
