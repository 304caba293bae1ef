"""What the files were before this change: the base's texts and the lines touched since."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec

from lsp_server.cli.checked import Task
from lsp_server.cli.failure import FailureError
from lsp_server.workspace.base import (
    Base,
    Blob,
    NoBaseError,
    blobs,
    fork_point,
    resolve,
    texts,
    touched,
)


class Earlier(NamedTuple):
    """The base of a run; without one, for the reason `why`, methods leave things as they are."""

    base: Base | None = None
    blobs: dict[str, Blob] | None = None
    touched: dict[str, tuple[tuple[int, int], ...]] | None = None
    why: str = ""

    @property
    def name(self) -> str:
        """What people call the base, "" when there is none."""
        return self.base.name if self.base else ""

    @property
    def commit(self) -> str:
        """The id of the base's commit, "" when there is none."""
        return self.base.commit if self.base else ""

    @property
    def partial(self) -> bool:
        """Whether only touched functions are looked at."""
        return self.touched is not None

    def concerns(self, path: str) -> bool:
        """Tell whether a file is to be looked at at all."""
        if self.touched is None or path in self.touched:
            return True
        return self.blobs is None or path not in self.blobs

    def relevant(self, paths: Iterable[str]) -> "Earlier":
        """Return this, or no base at all when the repository is not about any of the files."""
        known = self.blobs or {}
        if self.base is None or self.partial or any(path in known for path in paths):
            return self
        return Earlier(why="the repository knows none of these files")

    def prepared(self, tasks: Sequence[Task]) -> list[Task]:
        """Return the tasks with what the base holds for each, old texts by their ids."""
        if self.base is None or self.blobs is None:
            return list(tasks)
        return [self._prepared(task, self.blobs.get(task.path)) for task in tasks]

    def _prepared(self, task: Task, blob: Blob | None) -> Task:
        same = blob is not None and blob.same and task.text is None
        return msgspec.structs.replace(
            task,
            old_id="" if blob is None or same else blob.id,
            same=same,
            touched=self.touched.get(task.path) if self.touched else None,
        )

    def with_texts(self, tasks: Sequence[Task]) -> list[Task]:
        """Return the tasks with the old texts, all read at once."""
        ids = [task.old_id for task in tasks if task.old_id]
        if self.base is None or not ids:
            return list(tasks)
        old = texts(self.base, ids)
        return [msgspec.structs.replace(task, old=old.get(task.old_id)) for task in tasks]


def earlier(revision: str, since: str | None, folder: str) -> Earlier:
    """Ask git for the base in the repository around a folder.

    `revision` is the setting `base`, `since` the revision of --diff, which is then the base too.
    Raises FailureError when a base was asked for by name and there is none.
    """
    if since is None and revision == "none":
        return Earlier(why="none was wanted")
    try:
        if since is None:
            base = resolve(folder, revision)
            return Earlier(base, blobs(base))
        base = fork_point(folder, since)
        return Earlier(base, blobs(base), dict(touched(base)))
    except NoBaseError as error:
        if since is None and revision == "auto":
            return Earlier(why=str(error))
        message = f"cannot compare with `{since or revision}`: {error}"
        raise FailureError(message) from error
