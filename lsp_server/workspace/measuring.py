"""Files from their bytes to the records of the index, in a worker process.

What is hashed is what is analysed: should a file have changed since it was surveyed, its record
bears the key of what it holds now.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec

from lsp_server import checks
from lsp_server.analysis import survey
from lsp_server.analysis.decoding import decode
from lsp_server.analysis.report import FileReport
from lsp_server.encoding import Encoding
from lsp_server.memory.recipe import content_digest
from lsp_server.settings import Settings
from lsp_server.text import Source
from lsp_server.workspace.base import Base, NoBaseError, texts
from lsp_server.workspace.facts import Text, record_of
from lsp_server.workspace.files import content_of, reason
from lsp_server.workspace.jobs import Batch, Measure, Outcome, Task
from lsp_server.workspace.session import EMPTY
from lsp_server.workspace.shelf import Shelf
from lsp_server.workspace.surveying import key_of_record

KNOWN: Final = frozenset({"none", "same", "absent"})
"""What a task may say of its base that no repository need be asked for."""

_settings: Final = msgspec.msgpack.Decoder(Settings)

Old = dict[tuple[str, str], bytes]
"""Old contents by the root of their repository and git's name for them."""


_Told = tuple[Encoding, dt.date]
"""How the client counts columns, and the day."""


class _Settings(NamedTuple):
    value: Settings
    digest: bytes


def measure(job: Measure, shelf: Shelf) -> Batch:
    """Make the records of a job's files and keep them among the results."""
    settings = {name: _Settings(_settings.decode(x), name) for name, x in job.settings.items()}
    old = _old(job.tasks)
    today = dt.date.today()  # noqa: DTZ011 -- the user's day
    told = (Encoding(job.encoding), today)
    outcomes = tuple(_attempted(task, settings[task.settings], old, told) for task in job.tasks)
    lost = {task.path for task in job.tasks if task.root and (task.root, task.base) not in old}
    for name, known in settings.items():
        pairs = zip(job.tasks, outcomes, strict=True)
        records = (item for task, item in pairs if task.settings == name and item.record)
        kept = {item.key: item.record for item in records if item.path not in lost}
        shelf.of(known.value).put_many(kept)
    return Batch(outcomes)


def report_of(content: bytes) -> FileReport:
    """Return the report of a file's bytes, with what is wrong with their encoding."""
    text, _, problem = decode(content)
    report = survey(Source.of(text))
    if problem is None:
        return report
    return FileReport(None, report.blocks, (problem, *report.problems), report.source)


def _attempted(task: Task, settings: _Settings, old: Old, told: _Told) -> Outcome:
    try:
        return _outcome(task, settings, old, told)
    except OSError as error:
        return Outcome(task.path, why=reason(error))
    except Exception as error:  # noqa: BLE001 -- the worker boundary
        return Outcome(task.path, task.key, why=f"{type(error).__name__}: {error}"[:200])


def _outcome(task: Task, settings: _Settings, old: Old, told: _Told) -> Outcome:
    encoding, today = told
    content = content_of(task.path)
    key = key_of_record(content_digest(content), settings.digest, task.base, encoding.value)
    report = report_of(content)
    source = report.source or Source.of("")
    base = _base(task, report, old)
    findings = checks.run(report, settings.value, base, today)
    record = record_of(Text(source, report, base), findings, encoding, today.isoformat())
    return Outcome(task.path, key, record)


def _base(task: Task, report: FileReport, old: Old) -> FileReport | None:
    if task.base == "none":
        return None
    if task.base == "absent":
        return EMPTY
    content = old.get((task.root, task.base))
    return report if content is None else report_of(content)


def _old(tasks: Iterable[Task]) -> Old:
    """Ask git for what the tasks' files held; without what it does not tell."""
    wanted: dict[str, list[str]] = {}
    for task in tasks:
        if task.base not in KNOWN:
            wanted.setdefault(task.root, []).append(task.base)
    found: Old = {}
    for root, ids in wanted.items():
        try:
            held = texts(Base(root, "", ""), ids)
        except (NoBaseError, OSError):
            continue
        found.update({(root, name): content for name, content in held.items()})
    return found
