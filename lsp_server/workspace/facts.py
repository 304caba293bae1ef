"""What the index keeps of a file that nobody has open: its findings and its figures, compactly.

Places are in the client's units, since nobody has the text at hand any more. Deliberately absent:
contributions, token counts, and whatever else only the reader of one file asks for.
"""

from collections.abc import Iterable
from typing import Final, NamedTuple

import msgspec
from msgspec.structs import replace

from lsp_server.analysis.report import Comment, FileReport, LineCounts, span_of_import
from lsp_server.checks.finding import Finding
from lsp_server.encoding import Encoding
from lsp_server.graph.statement import Placed, Statements, statement, told_apart
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


class Facts(msgspec.Struct, frozen=True, array_like=True):
    """The figures of a file."""

    lines: LineCounts
    cognitive: int
    functions: tuple[Function, ...]
    classes: tuple[Class, ...]


class Sums(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file adds to the figures of a project; `abstract` are classes, too."""

    functions: int
    classes: int
    imports: int
    lines: int
    cognitive: int
    abstract: int


class Record(msgspec.Struct, frozen=True, array_like=True):
    """All that is kept of a file; `day` is the ISO date that it is true of, "" when of any.

    `statements` are its imports, `places` where they stand, as an Item of the graph holds them.
    `comments` are those addressed to us, in file lines.
    """

    day: str
    sums: Sums
    statements: Statements
    places: tuple[int, ...]
    comments: tuple[Comment, ...]
    findings: tuple[Finding, ...]
    facts: Facts


class _Summed(msgspec.Struct, frozen=True, array_like=True):
    """The beginning of a record: what follows is passed over."""

    day: str
    sums: Sums


class _Linked(msgspec.Struct, frozen=True, array_like=True):
    day: str
    sums: Sums
    statements: msgspec.Raw
    places: msgspec.Raw
    comments: tuple[Comment, ...]


class _Told(msgspec.Struct, frozen=True, array_like=True):
    day: str
    sums: Sums
    statements: msgspec.Raw
    places: msgspec.Raw
    comments: msgspec.Raw
    findings: tuple[Finding, ...]


_encoder: Final = msgspec.msgpack.Encoder()
_whole: Final = msgspec.msgpack.Decoder(Record)
_told: Final = msgspec.msgpack.Decoder(_Told)
_linked: Final = msgspec.msgpack.Decoder(_Linked)
_summed: Final = msgspec.msgpack.Decoder(_Summed)


class Text(NamedTuple):
    """A text with its report, and that of the base, None where there is none."""

    source: Source
    report: FileReport
    base: FileReport | None


def record_of(text: Text, findings: Iterable[Finding], encoding: Encoding, today: str) -> bytes:
    """Return the record of a text, encoded; `today` is the ISO date that the findings are for."""
    source, report, base = text
    comments = comments_of(report)
    told = tuple(_located(finding, source, encoding) for finding in findings)
    facts = facts_of(report)
    imports = imports_of(report, base)
    counts = (len(facts.functions), len(facts.classes), len(imports))
    abstract = sum(item.abstract for _, item in report.classes())
    sums = Sums(*counts, facts.lines.physical, facts.cognitive, abstract)
    statements = tuple(said for said, _ in imports)
    places = tuple(number for _, (start, end) in imports for number in (*start, *end))
    day = today if any("until" in comment.text for comment in comments) else ""
    return _encoder.encode(Record(day, sums, statements, places, comments, told, facts))


def comments_of(report: FileReport) -> tuple[Comment, ...]:
    """Return the comments addressed to us, in file lines."""
    return tuple(
        replace(comment, line=first_line + comment.line)
        for first_line, block, _ in report.placed()
        for comment in block.comments
    )


def imports_of(report: FileReport, base: FileReport | None) -> Placed:
    """Return the imports of a report, those that its base lacks marked."""
    found = tuple((statement(fact), span_of_import(line, fact)) for line, fact in report.imports())
    if report is base:
        return found
    return told_apart(found, None if base is None else statements_of(base))


def statements_of(report: FileReport) -> Statements:
    """Return the imports of a report as they are written."""
    return tuple(statement(fact) for _, fact in report.imports())


def linked_of(record: bytes) -> tuple[bytes, bytes]:
    """Return the imports of a record and their places, as an Item of the graph holds them."""
    of = _linked.decode(record)
    return bytes(of.statements), bytes(of.places)


def comments_in(record: bytes) -> tuple[Comment, ...]:
    """Return the comments of a record."""
    return _linked.decode(record).comments


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
