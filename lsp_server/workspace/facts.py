"""What the index keeps of a file that nobody has open: its findings and its figures, compactly.

Places are in the client's units, since nobody has the text at hand any more. Deliberately absent:
contributions, token counts, and whatever else only the reader of one file asks for.
"""

from collections.abc import Iterable
from typing import Final

import msgspec

from lsp_server.analysis.report import FileReport, LineCounts
from lsp_server.checks.finding import Finding
from lsp_server.encoding import Encoding
from lsp_server.text import Position, Source, Span, from_code_points


class Function(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A function's figures; `line` is that of its name, from zero."""

    name: str
    line: int
    cognitive: int
    c901: int
    cc: int
    nesting: int
    parameters: int
    statements: int


class Class(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A class's figures."""

    name: str
    line: int
    methods: int
    lcom4: int


class Import(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An import as it is written: `from ..module import names` has level 2."""

    module: str
    level: int
    names: tuple[str, ...]
    typing_only: bool
    lazy: bool


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """The figures of a file."""

    lines: LineCounts
    cognitive: int
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]
    imports: tuple[Import, ...]


class Sums(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file adds to the figures of a project."""

    functions: int
    classes: int
    imports: int
    lines: int
    cognitive: int


class Record(msgspec.Struct, frozen=True, array_like=True):
    """All that is kept of a file; `day` is the ISO date that it is true of, "" when of any."""

    day: str
    sums: Sums
    findings: tuple[Finding, ...]
    facts: Facts


class _Summed(msgspec.Struct, frozen=True, array_like=True):
    """The beginning of a record: what follows is passed over."""

    day: str
    sums: Sums


class _Told(msgspec.Struct, frozen=True, array_like=True):
    day: str
    sums: Sums
    findings: tuple[Finding, ...]


_encoder: Final = msgspec.msgpack.Encoder()
_whole: Final = msgspec.msgpack.Decoder(Record)
_told: Final = msgspec.msgpack.Decoder(_Told)
_summed: Final = msgspec.msgpack.Decoder(_Summed)


def record_of(
    report: FileReport, source: Source, findings: Iterable[Finding], encoding: Encoding, today: str
) -> bytes:
    """Return the record of a text, encoded; `today` is the ISO date that the findings are for."""
    dated = any("until" in note.text for item in report.placed() for note in item.block.comments)
    told = tuple(_located(finding, source, encoding) for finding in findings)
    facts = facts_of(report)
    counts = (len(facts.functions), len(facts.classes), len(facts.imports))
    sums = Sums(*counts, facts.lines.physical, facts.cognitive)
    return _encoder.encode(Record(today if dated else "", sums, told, facts))


def is_current(record: bytes, today: str) -> bool:
    """Tell whether bytes from elsewhere are a record, and one that is true today."""
    try:
        return _whole.decode(record).day in {"", today}
    except (msgspec.MsgspecError, RecursionError):
        return False


def findings_of(record: bytes) -> tuple[Finding, ...]:
    """Return the findings of a record, in the client's units."""
    return _told.decode(record).findings


def sums_of(record: bytes) -> Sums:
    """Return what a record adds to the figures of a project."""
    return _summed.decode(record).sums


def figures_of(record: bytes) -> Facts:
    """Return the figures of a record."""
    return _whole.decode(record).facts


def facts_of(report: FileReport) -> Facts:
    """Return the figures of a report."""
    return Facts(
        report.lines,
        report.cognitive,
        tuple(
            Function(
                item.qualified_name,
                offset + item.name_line,
                item.cognitive,
                item.c901,
                item.cc,
                item.nesting,
                item.parameters,
                item.statements,
            )
            for offset, item in report.functions()
        ),
        tuple(
            Class(item.qualified_name, offset + item.name_line, item.methods, item.lcom4)
            for offset, item in report.classes()
        ),
        tuple(
            Import(
                fact.module,
                fact.level,
                tuple(name for name, _ in fact.names),
                fact.typing_only,
                fact.lazy,
            )
            for _, fact in report.imports()
        ),
    )


def _located(finding: Finding, source: Source, encoding: Encoding) -> Finding:
    """Return a finding as the client counts columns, without fixes: those are for open documents."""

    def position(of: Position) -> Position:
        return Position(of.line, from_code_points(source.line(of.line), of.column, encoding))

    def span(of: Span) -> Span:
        return Span(position(of.start), position(of.end))

    related = tuple(
        item if item.path else item._replace(span=span(item.span)) for item in finding.related
    )
    return finding._replace(span=span(finding.span), related=related, fixes=())
