"""`vitals memory`: what is remembered of a project, shown, moved, forgotten; findings let be.

Exit codes: 0 done, 1 no such record or finding or some lines of an import are wrong, 2 wrong use.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import msgspec

from lsp_server.cli import memory_text, styled
from lsp_server.cli.failure import FailureError
from lsp_server.cli.memory_health import health_of, told
from lsp_server.cli.memory_lines import Read, document, line_of, read
from lsp_server.cli.remembered import Records, project_at, remembered
from lsp_server.cli.streams import output_to, say
from lsp_server.cli.styled import Text
from lsp_server.memory.entry import Entry
from lsp_server.memory.stamp import now

NOWHERE: Final = 1
"""The exit code when there is no such record."""


def run(arguments: argparse.Namespace) -> int:
    """Do what is asked for and return the exit code."""
    if arguments.action in {"ack", "withdraw"}:
        from lsp_server.cli import acknowledging

        return acknowledging.run(arguments)
    if arguments.action == "forget":
        _refuse_vague(arguments)
    with remembered(project_at(arguments.path, arguments.config)) as records:
        return _ACTIONS[arguments.action](arguments, records)


def _list(arguments: argparse.Namespace, records: Records) -> int:
    entries = records.live(arguments.kind or "")
    if arguments.format == "json":
        _write_json([document(entry) for entry in entries])
    else:
        styled.write(memory_text.table(entries), sys.stdout)
    return 0


def _show(arguments: argparse.Namespace, records: Records) -> int:
    entries = _asked(arguments, records)
    if arguments.format == "json":
        _write_json([document(entry) for entry in entries])
    else:
        for number, entry in enumerate(entries):
            styled.write([Text()] * bool(number), sys.stdout)
            styled.write(memory_text.whole(entry), sys.stdout)
    return 0 if entries else _none(arguments)


def _export(arguments: argparse.Namespace, records: Records) -> int:
    entries = records.live()
    with output_to(arguments.file) as stream:
        stream.writelines(f"{line_of(entry).decode()}\n" for entry in entries)
    return 0


def _import(arguments: argparse.Namespace, records: Records) -> int:
    known = records.known()
    secret = records.project.identity.secret
    told, wrong = _sorted(arguments.file, secret, records)
    time = now()
    good = sorted((e for e in told if e.expires > time), key=lambda entry: entry.stamp)
    latest = {entry.field: entry for entry in good}
    new = list(_later(latest.values(), known))
    if not arguments.dry_run:
        new = records.take(new)
    verb = "would be taken" if arguments.dry_run else "taken"
    what = "record" if len(new) == 1 else "records"
    sys.stdout.write(
        f"{len(new):,} {what} {verb}, {len(good) - len(new):,} known or older than what is here, "
        f"{len(told) - len(good):,} ended already\n"
    )
    return int(wrong > 0)


def _later(entries: Iterable[Entry], known: Mapping[bytes, Entry]) -> Iterator[Entry]:
    """Yield the records that are later than ours, with the names that only we know."""
    for entry in entries:
        ours = known.get(entry.field)
        if ours is None:
            yield entry
        elif ours.stamp < entry.stamp:
            yield entry if entry.name else entry._replace(scope=ours.scope, name=ours.name)


def _sorted(name: str, secret: bytes, records: Records) -> tuple[list[Entry], int]:
    """Return the records of a file, and how many of its lines are wrong, which are told."""
    good, wrong = [], 0
    with _lines(name) as lines:
        for line in read(lines, secret, records.clock.believes, now()):
            if line.entry is None:
                wrong += 1
                say(_place(name, line))
            else:
                good.append(line.entry)
    return good, wrong


def _place(name: str, line: Read) -> str:
    return f"{'standard input' if name == '-' else name}:{line.number}: {line.wrong}"


@contextmanager
def _lines(name: str) -> Iterator[Iterable[bytes]]:
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        with open(name, "rb") as file:  # noqa: PTH123 -- as named
            yield file
    except OSError as error:
        message = f"cannot read {name}: {(error.strerror or str(error)).lower()}"
        raise FailureError(message) from error


def _refuse_vague(arguments: argparse.Namespace) -> None:
    if arguments.all == bool(arguments.kind):
        message = "say what to forget: a KIND, a KIND and a NAME, or --all"
        raise FailureError(message)


def _forget(arguments: argparse.Namespace, records: Records) -> int:
    if arguments.name:
        entries = _asked(arguments, records)
        if not entries:
            return _none(arguments)
    else:
        entries = [e for e in records.live(arguments.kind or "") if _in_scope(arguments, e)]
    if entries:
        records.forget(entries)
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.kind] = counts.get(entry.kind, 0) + 1
    if len(entries) == 1:
        gone = f"{entries[0].kind} {memory_text.called(entries[0])}"
    else:
        gone = (
            ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
            or "nothing: there was none"
        )
    sys.stdout.write(f"forgotten: {gone}\n")
    return 0


def _info(arguments: argparse.Namespace, records: Records) -> int:
    health = health_of(records)
    if arguments.format == "json":
        _write_json(health)
    else:
        styled.write(told(health), sys.stdout)
    return 0


def _asked(arguments: argparse.Namespace, records: Records) -> list[Entry]:
    """Return the records of a kind that are called so; of a field's beginning, what it tells."""
    name: str = arguments.name
    return [
        entry
        for entry in records.live(arguments.kind)
        if name in {entry.name, memory_text.called(entry), entry.field.decode("ascii", "replace")}
        and _in_scope(arguments, entry)
    ]


def _in_scope(arguments: argparse.Namespace, entry: Entry) -> bool:
    return arguments.scope is None or arguments.scope == entry.scope


def _none(arguments: argparse.Namespace) -> int:
    scope = f" in {arguments.scope}" if arguments.scope else ""
    say(f"there is no {arguments.kind} {arguments.name}{scope}")
    return NOWHERE


def _write_json(value: object) -> None:
    text = msgspec.json.format(msgspec.json.encode(value), indent=1)
    sys.stdout.write(text.decode() + "\n")


_ACTIONS: Final[dict[str, Callable[[argparse.Namespace, Records], int]]] = {
    "list": _list,
    "show": _show,
    "export": _export,
    "import": _import,
    "forget": _forget,
    "info": _info,
}
