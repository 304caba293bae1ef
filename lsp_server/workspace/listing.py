"""The files of the workspace's folders, before any is read, and what their records depend on."""

import threading
from collections.abc import Collection
from typing import NamedTuple

from lsp_server.configuration import Configuration, editor_values
from lsp_server.graph.project import Project
from lsp_server.settings import Settings
from lsp_server.workspace.base import Base, Blob, NoBaseError, blobs, resolve
from lsp_server.workspace.files import Found, Scope, discover
from lsp_server.workspace.jobs import Folder, Outcome
from lsp_server.workspace.project import project_of
from lsp_server.workspace.settings_on_disk import text_of, tops


class Against(NamedTuple):
    """What the files of a folder are compared with: `none` says that nothing is wanted."""

    none: bool
    base: Base | None = None
    known: dict[str, Blob] = {}  # noqa: RUF012 -- never changed

    def of(self, path: str) -> tuple[str, str]:
        """Return what a task says about its base, and the repository's root where it is needed."""
        if self.none:
            return "none", ""
        if self.base is None:
            return "same", ""
        blob = self.known.get(path)
        if blob is None:
            return "absent", ""
        return ("same", "") if blob.same else (blob.id, self.base.root)


class Asked:
    """A question to git that is answered while files are being looked for."""

    def __init__(self, folder: str, revision: str) -> None:
        self._against = Against(none=revision == "none")
        self._thread = threading.Thread(target=self._ask, args=(folder, revision), daemon=True)
        if not self._against.none:
            self._thread.start()

    def answer(self) -> Against:
        """Wait for the answer."""
        if not self._against.none:
            self._thread.join()
        return self._against

    def _ask(self, folder: str, revision: str) -> None:
        try:
            base = resolve(folder, revision)
            self._against = Against(none=False, base=base, known=blobs(base))
        except (NoBaseError, OSError):
            return


class Listed(NamedTuple):
    """The files of a folder, what could not be read, and what their records depend on."""

    path: str
    files: list[Found]
    troubles: list[Outcome]
    configuration: Configuration
    own: Settings
    asked: Asked


def listed(folder: Folder, only: Collection[str] | None, seen: set[str]) -> Listed:
    """Look for the files of a folder that no folder before it has; add them to those `seen`."""
    values, _ = editor_values(folder.sent)
    configuration = Configuration(text_of, tops([folder.path]), values)
    own = configuration.for_path(f"{folder.path}/x.py")
    asked = Asked(folder.path, own.base)
    scope = Scope(folder.path, own.exclude, own.respect_gitignore)
    troubles: list[Outcome] = []

    def trouble(path: str, why: str) -> None:
        troubles.append(Outcome(path, why=why))

    found = discover([folder.path], scope, trouble, only)
    files = [item for item in found if item.path not in seen]
    seen.update(item.path for item in files)
    return Listed(folder.path, files, troubles, configuration, own, asked)


def project(of: Listed) -> Project:
    """Return what the files of a folder are as a project."""
    return project_of(of.path, [item.path for item in of.files], of.own.source_roots)
