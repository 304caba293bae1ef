"""`vitals memory ack` and `withdraw`: let a finding be until a day, or no longer.

What stands at a place is what `vitals check` finds there. Exit code 1 when there is nothing.
"""

import argparse
import datetime as dt
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from lsp_server.checks.acknowledged import figures_of, identity_of, key_of
from lsp_server.checks.catalogue import CODES
from lsp_server.checks.finding import Finding
from lsp_server.cli.arguments import parser
from lsp_server.cli.checked import CheckedFile
from lsp_server.cli.failure import FailureError
from lsp_server.cli.places import portable
from lsp_server.cli.remembered import Project, Records, project_at, remembered
from lsp_server.cli.running import looked
from lsp_server.cli.streams import say
from lsp_server.memory.entry import Entry, RefusedError, field_of
from lsp_server.memory.kinds import DAY, KINDS, Ack

LONGEST: Final = int(KINDS["ack"].ttl / DAY)
"""Days that an acknowledgement may last."""

_LINE: Final = re.compile(r"(?P<path>.+?):(?P<line>[0-9]{1,9})(?::[0-9]+)?")


class _Place(NamedTuple):
    """A file as typed, and a line from 1 or a symbol in it; `told` is all of it."""

    path: str
    line: int
    symbol: str
    told: str


def run(arguments: argparse.Namespace) -> int:
    """Acknowledge or withdraw; return the exit code."""
    place = _place(arguments.place)
    if not Path(place.path).is_file():
        message = f"{place.path}: no such file"
        raise FailureError(message)
    around = place.path if arguments.path == "." else arguments.path
    project = project_at(around, arguments.config)
    path = portable(str(Path(place.path).absolute()), project.folder)
    if arguments.action == "ack":
        return _acknowledge(arguments, place, path, project)
    return _withdraw(arguments, place, path, project)


def _place(text: str) -> _Place:
    path, separator, symbol = text.partition("::")
    if separator and path and symbol:
        return _Place(path, 0, symbol, text)
    match = _LINE.fullmatch(text)
    if match is None or not int(match["line"]):
        message = f"`{text}` is no place: it takes path:line or path::symbol"
        raise FailureError(message)
    return _Place(match["path"], int(match["line"]), "", text)


# -- acknowledging


def _acknowledge(arguments: argparse.Namespace, place: _Place, path: str, project: Project) -> int:
    now = dt.datetime.now().astimezone()
    until = _end(arguments, now)
    found = _found(arguments, place)
    if not found:
        say(f"there is no finding at {place.told}; `vitals check {place.path}` lists what there is")
        return 1
    if len(found) > 1:
        codes = ", ".join(dict.fromkeys(finding.code for finding in found))
        message = f"there are {len(found)} findings at {place.told}; name a check: {codes}"
        raise FailureError(message)
    from lsp_server.workspace.naming import author

    (finding,) = found
    by, reason = author(Path(project.folder)), arguments.reason.strip()
    ack = Ack(now.timestamp(), until.timestamp(), by, reason, figures_of(finding))
    try:
        with remembered(project) as records:
            records.live("ack")  # so that this is later than all of it
            records.stash("ack", key_of(path, finding), ack, int(until.timestamp() * 1000))
    except RefusedError as error:
        message = f"the acknowledgement is not taken: {error}"
        raise FailureError(message) from error
    sys.stdout.write(f"acknowledged until {until:%Y-%m-%d}: {finding.message} [{finding.code}]\n")
    return 0


def _end(arguments: argparse.Namespace, now: dt.datetime) -> dt.datetime:
    """Return the last second of the last day."""
    day = now.date() + dt.timedelta(_days(arguments.days)) if arguments.days else None
    if day is None:
        try:
            day = dt.date.fromisoformat(arguments.until)
        except ValueError:
            message = f"`{arguments.until}` is no date: it is written as 2027-01-31"
            raise FailureError(message) from None
    if not 0 <= (day - now.date()).days < LONGEST:
        message = f"{day} is not within the next {LONGEST} days, for which findings can be let be"
        raise FailureError(message)
    return dt.datetime.combine(day, dt.time(23, 59, 59)).astimezone()


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < LONGEST:
        message = f"--days takes a whole number from 1 to {LONGEST - 1}, not `{text}`"
        raise FailureError(message)
    return int(text)


def _found(arguments: argparse.Namespace, place: _Place) -> list[Finding]:
    """Return what the checks find at a place, of the check that is named if one is."""
    config = [] if arguments.config is None else ["--config", arguments.config]
    asked = parser().parse_args(["check", "--no-memory", *config, "--", place.path])
    path = str(Path(place.path).absolute())
    with looked(asked) as outcome:
        found = [
            finding
            for file in outcome.files
            if file.path == path
            for finding in _at(place, file)
            if arguments.code in {None, finding.code}
        ]
    return list({identity_of(finding): finding for finding in found}.values())


def _at(place: _Place, file: CheckedFile) -> Sequence[Finding]:
    """Return the findings at a place; of a line with none, those of the function that it is in."""
    if place.symbol:
        return [f for f in file.findings if place.symbol in {f.symbol, f.message}]
    line = place.line - 1
    on_line = [f for f in file.findings if f.span.start.line <= line <= f.span.end.line]
    if on_line:
        return on_line
    around = [
        (item.offset + item.report.first_line, item.offset + item.report.name_line)
        for item in file.functions
        if item.offset + item.report.first_line <= line <= item.offset + item.report.end_line
    ]
    if not around:
        return []
    return [f for f in file.findings if f.figures and f.span.start.line == max(around)[1]]


# -- withdrawing


def _withdraw(arguments: argparse.Namespace, place: _Place, path: str, project: Project) -> int:
    with remembered(project) as records:
        found = _acknowledged(arguments, place, path, records)
        if not found:
            say(f"nothing is acknowledged at {place.told}")
            return 1
        records.forget(found)
    for entry in found:
        sys.stdout.write(f"withdrawn: {entry.name.removeprefix(f'{path}::') or place.told}\n")
    return 0


def _acknowledged(
    arguments: argparse.Namespace, place: _Place, path: str, records: Records
) -> list[Entry]:
    """Return the acknowledgements at a place: of a symbol, or of what is found on a line."""
    if place.symbol:
        codes = (arguments.code,) if arguments.code else CODES
        names = {f"{path}::{place.symbol} [{code}]" for code in codes}
    else:
        names = {key_of(path, finding) for finding in _found(arguments, place)}
    secret = records.project.identity.secret
    fields = {field_of("ack", "", name, secret) for name in names}
    return [entry for entry in records.live("ack") if entry.field in fields]
