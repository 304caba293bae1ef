"""The files that are to be measured: each text once, whatever files hold it, some before others.

A file of which a process died is measured alone the next time; one that was alone when it happened,
and not for the first time, is left out.
"""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Final

from lsp_server.workspace.jobs import Task

ENOUGH: Final = 250_000
"""Bytes of source given to a worker at once: about 100 ms, after which another order may count."""

OVERHEAD: Final = 4000
"""Bytes of source that take as long as what any file takes, be it empty."""

DEATHS: Final = 2
"""Processes that may die of a file before it is left out."""


class Backlog:
    """The tasks that wait, and those that wait for another one of the same text."""

    def __init__(self) -> None:
        self.waiting: dict[str, Task] = {}
        self._twins: dict[bytes, list[Task]] = {}
        self._twin_of: dict[str, bytes] = {}
        self._deaths: dict[str, int] = {}
        self._left_out: dict[str, bytes] = {}

    def __len__(self) -> int:
        return len(self.waiting)

    @property
    def size(self) -> int:
        """How many files there are that have not begun."""
        return len(self.waiting) + len(self._twin_of)

    def add(self, task: Task) -> None:
        """Take a task instead of any earlier one of the same file, unless it was left out."""
        self.drop(task.path)
        if self._left_out.get(task.path) == task.key:
            return
        twins = self._twins.get(task.key)
        if twins is None:
            self._twins[task.key] = []
            self.waiting[task.path] = task
        else:
            twins.append(task)
            self._twin_of[task.path] = task.key

    def drop(self, path: str) -> None:
        """Forget the task of a file; one of the same text takes its place."""
        task = self.waiting.pop(path, None)
        if task is not None:
            self.done(task)
            return
        key = self._twin_of.pop(path, None)
        if key is not None:
            self._twins[key] = [twin for twin in self._twins[key] if twin.path != path]

    def paths(self) -> set[str]:
        """Return the paths of all tasks that have not begun."""
        return {*self.waiting, *self._twin_of}

    def take(self, first: Iterable[str]) -> tuple[Task, ...]:
        """Return what a worker should do next, none when nothing waits."""
        tasks = chosen(self.waiting, first)
        alone = next((task for task in tasks if task.path in self._deaths), None)
        if alone is not None:
            rest = [task for task in tasks if task.path not in self._deaths]
            tasks = rest or [alone]
        for task in tasks:
            del self.waiting[task.path]
        return tuple(tasks)

    def answered(self, task: Task, key: bytes) -> list[Task]:
        """Return the tasks that have the same answer, given the key of what a file held."""
        self._deaths.pop(task.path, None)
        if key != task.key:
            self.done(task)
            return []
        return self._parted(task.key)

    def done(self, task: Task) -> None:
        """Forget a task that has no answer; tasks of the same text wait for themselves."""
        for twin in self._parted(task.key):
            self.add(twin)

    def died(self, tasks: Iterable[Task]) -> list[Task]:
        """Take back tasks of which a process died; return those that are left out."""
        tasks = tuple(tasks)
        given_up: list[Task] = []
        for task in tasks:
            deaths = self._deaths.get(task.path, 0) + 1
            if deaths < DEATHS:
                self._deaths[task.path] = deaths
                self.waiting.setdefault(task.path, task)
                continue
            del self._deaths[task.path]
            self._left_out[task.path] = task.key
            self.done(task)
            given_up.append(task)
        return given_up

    def clear(self) -> None:
        """Forget all tasks."""
        self.waiting.clear()
        self._twins.clear()
        self._twin_of.clear()

    def _parted(self, key: bytes) -> list[Task]:
        twins = self._twins.pop(key, [])
        for twin in twins:
            self._twin_of.pop(twin.path, None)
        return twins


def chosen(waiting: Mapping[str, Task], first: Iterable[str], enough: int = ENOUGH) -> list[Task]:
    """Return the tasks to do next: those of the paths named first, in that order, then the others.

    Together they make about `enough` bytes of source.
    """
    tasks: dict[str, Task] = {}
    size = 0
    for path in chain(first, waiting):
        task = waiting.get(path)
        if task is None or path in tasks:
            continue
        tasks[path] = task
        size += task.size + OVERHEAD
        if size >= enough:
            break
    return list(tasks.values())
