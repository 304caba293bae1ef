"""What is in the workspace's folders and what is known of it: paths, contents, keys and records.

Runs in a worker process, whose memory of contents spares it reading what has not changed since. A
file is taken for unchanged only when nothing could have written to it after it was read.
"""

import datetime as dt
import os
import stat
import time
from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec

from lsp_server.memory.recipe import content_digest, key_of
from lsp_server.settings import Settings
from lsp_server.version import VERSION
from lsp_server.workspace.circumstances import digest_of_settings
from lsp_server.workspace.facts import is_current
from lsp_server.workspace.files import FLAGS, Found, reason, whole
from lsp_server.workspace.jobs import Batch, Outcome, Survey, Task
from lsp_server.workspace.listing import Listed, listed, project
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
        """Yield what there is, then what is known of it."""
        seen: set[str] = set()
        every = [listed(folder, job.only, seen) for folder in job.folders]
        troubles = tuple(trouble for folder in every for trouble in folder.troubles)
        if job.only is None:
            paths = (*seen, *(trouble.path for trouble in troubles))
            yield Batch(troubles, projects=tuple(map(project, every)), paths=paths)
        elif troubles:
            yield Batch(troubles)
        for folder in every:
            self._results = self._shelf.of(folder.own)
            for start in range(0, len(folder.files), TOGETHER):
                some = folder.files[start : start + TOGETHER]
                yield self._looked_up(some, folder, job.encoding)
        looked_at = self._contents.keys() | self._told.keys() if job.only is None else job.only
        for path in looked_at - seen:
            self._contents.pop(path, None)
            self._told.pop(path, None)

    def _looked_up(self, files: list[Found], within: Listed, encoding: str) -> Batch:
        """Say of each file what its record is, that it is as before, or what to do."""
        configuration, against = within.configuration, within.asked.answer()
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


def _signature(status: os.stat_result) -> tuple[int, ...]:
    return (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_dev)
