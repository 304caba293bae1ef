"""What is in the workspace's folders and what is known of it: paths, contents, keys and records.

Runs in a worker process, whose memory of contents spares it reading what has not changed since. A
file is taken for unchanged only when nothing could have written to it after it was read.
"""

import datetime as dt
import os
import stat
import threading
import time
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

import msgspec

from lsp_server.configuration import Configuration, editor_values
from lsp_server.memory.recipe import content_digest, key_of
from lsp_server.settings import Settings
from lsp_server.version import VERSION
from lsp_server.workspace.base import Base, Blob, NoBaseError, blobs, resolve
from lsp_server.workspace.circumstances import digest_of_settings
from lsp_server.workspace.facts import is_current
from lsp_server.workspace.files import FLAGS, Found, Scope, discover, reason, whole
from lsp_server.workspace.jobs import Batch, Folder, Outcome, Survey, Task
from lsp_server.workspace.project import project_of
from lsp_server.workspace.settings_on_disk import text_of, tops
from lsp_server.workspace.shelf import AnyResults, Shelf

FORM: Final = f"index 4, {VERSION}"
"""Names the form of the records and the checks that made them."""

TOGETHER: Final = 256
"""Files that are looked up at once."""

GRAIN: Final = 2_000_000_000
"""Nanoseconds: no file system tells two times that differ by more than that as the same."""


def key_of_record(digest: bytes, settings: bytes, base: str, encoding: str) -> bytes:
    """Return the key of a record, given the digests of the content and of the settings."""
    return key_of(FORM, digest, settings, base.encode(), encoding.encode())


class _LeftOutError(Exception):
    """A file is not looked at; the message says why."""


class _Read(NamedTuple):
    signature: tuple[int, ...]
    digest: bytes


class _Against(NamedTuple):
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


class _Known(NamedTuple):
    """Settings that were met: their digest and they themselves, encoded."""

    digest: bytes
    encoded: bytes


class Surveyor:
    """What one worker process remembers from survey to survey."""

    def __init__(self, shelf: Shelf) -> None:
        self.read = 0
        self._shelf = shelf
        self._results: AnyResults = shelf.results
        self._contents: dict[str, _Read] = {}
        self._told: dict[str, bytes] = {}
        self._settings: dict[Settings, _Known] = {}

    def survey(self, job: Survey) -> Iterator[Batch]:
        """Yield what there is and what is known of it."""
        seen: set[str] = set()
        for folder in job.folders:
            yield from self._folder(folder, job, seen)
        looked_at = self._contents.keys() | self._told.keys() if job.only is None else job.only
        for path in looked_at - seen:
            self._contents.pop(path, None)
            self._told.pop(path, None)

    def _folder(self, folder: Folder, job: Survey, seen: set[str]) -> Iterator[Batch]:
        values, _ = editor_values(folder.sent)
        configuration = Configuration(text_of, tops([folder.path]), values)
        own = configuration.for_path(f"{folder.path}/x.py")
        self._results = self._shelf.of(own)
        against = _Asked(folder.path, own.base)
        scope = Scope(folder.path, own.exclude, own.respect_gitignore)
        troubles: list[Outcome] = []

        def trouble(path: str, why: str) -> None:
            troubles.append(Outcome(path, why=why))

        found = (
            item
            for item in discover([folder.path], scope, trouble, job.only)
            if item.path not in seen
        )
        paths: list[str] = []
        while some := list(islice(found, TOGETHER)):
            paths += [item.path for item in some]
            seen.update(paths[-len(some) :])
            yield self._looked_up(some, configuration, against.answer(), job.encoding)
        projects = (
            () if job.only is not None else (project_of(folder.path, paths, own.source_roots),)
        )
        yield Batch(tuple(troubles), projects=projects)

    def _looked_up(
        self, files: list[Found], configuration: Configuration, against: _Against, encoding: str
    ) -> Batch:
        """Say of each file what its record is, that it is as before, or what to do."""
        outcomes: list[Outcome] = []
        tasks: list[Task] = []
        used: dict[bytes, bytes] = {}
        for path, size in files:
            settings = configuration.for_path(path)
            try:
                digest = self._digest(path, settings.max_file_size)
            except (OSError, _LeftOutError) as error:
                why = reason(error) if isinstance(error, OSError) else str(error)
                outcomes.append(Outcome(path, why=why))
                self._told.pop(path, None)
                continue
            known = self._met(settings)
            base, root = against.of(path)
            key = key_of_record(digest, known.digest, base, encoding)
            if self._told.get(path) == key:
                outcomes.append(Outcome(path, key))
            else:
                used[known.digest] = known.encoded
                tasks.append(Task(path, size, key, known.digest, base, root))
        return self._recalled(outcomes, tasks, used)

    def _recalled(
        self, outcomes: list[Outcome], tasks: list[Task], settings: dict[bytes, bytes]
    ) -> Batch:
        """Look up what the tasks would bring."""
        today = dt.date.today().isoformat()  # noqa: DTZ011 -- the user's day
        records = self._results.get_many({task.key for task in tasks}) if tasks else {}
        unknown: list[Task] = []
        for task in tasks:
            record = records.get(task.key)
            if record is not None and is_current(record, today):
                self._told[task.path] = task.key
                outcomes.append(Outcome(task.path, task.key, record))
            else:
                self._told.pop(task.path, None)
                unknown.append(task)
        return Batch(tuple(outcomes), tuple(unknown), settings if unknown else {})

    def _digest(self, path: str, limit: int) -> bytes:
        """Return the digest of a file's content, read only if it could have changed."""
        known = self._contents.get(path)
        if known is not None and known.signature == _signature(os.stat(path)):
            return known.digest
        file = os.open(path, FLAGS)
        try:
            now = time.time_ns()
            status = os.fstat(file)
            if not stat.S_ISREG(status.st_mode):
                message = "not a regular file"
                raise _LeftOutError(message)
            if status.st_size > limit:
                message = f"larger than max-file-size, {limit:,} bytes"
                raise _LeftOutError(message)
            digest = content_digest(whole(file, status.st_size))
        finally:
            os.close(file)
        self.read += 1
        if os.name == "posix" and status.st_ctime_ns + GRAIN < now:
            self._contents[path] = _Read(_signature(status), digest)
        else:
            self._contents.pop(path, None)
        return digest

    def _met(self, settings: Settings) -> _Known:
        known = self._settings.get(settings)
        if known is None:
            encoded = msgspec.msgpack.encode(settings)
            known = _Known(digest_of_settings(settings), encoded)
            self._settings[settings] = known
        return known


class _Asked:
    """A question to git that is answered while files are being looked for."""

    def __init__(self, folder: str, revision: str) -> None:
        self._against = _Against(none=revision == "none")
        self._thread = threading.Thread(target=self._ask, args=(folder, revision), daemon=True)
        if not self._against.none:
            self._thread.start()

    def answer(self) -> _Against:
        """Wait for the answer."""
        if not self._against.none:
            self._thread.join()
        return self._against

    def _ask(self, folder: str, revision: str) -> None:
        try:
            base = resolve(folder, revision)
            self._against = _Against(none=False, base=base, known=blobs(base))
        except (NoBaseError, OSError):
            return


def _signature(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
