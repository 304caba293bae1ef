"""The whole way from a text to its report, from scratch or from the report before an edit."""

from lsp_server.analysis.blocks import without_mark
from lsp_server.analysis.reading import Known, known_of, read
from lsp_server.analysis.report import FileReport, Placed, SyntaxProblem
from lsp_server.analysis.salvage import salvage
from lsp_server.analysis.splice import revise
from lsp_server.analysis.stale import NO_HISTORY, Broken
from lsp_server.analysis.syntax import parse
from lsp_server.analysis.walk import measure
from lsp_server.text import Source


def analyse(
    source: Source, previous: FileReport | None = None, known: Known | None = None
) -> FileReport:
    """Return the report of a text.

    `previous` is the report of an earlier version of the same document: its blocks are reused where
    the text is the same, and where the text is now broken they supply the last good figures, marked
    stale. A report that names no problem is exact; while it names some, text that broken blocks
    far apart make whole again may still be called broken, until `confirm`. `known` is a cache of
    blocks by digest, which grows: no block in it is measured again.
    """
    known = {} if known is None else known
    if previous is not None and previous.source is not None:
        return revise(source, previous.source, previous, known)
    lines = _lines(source)
    outcome = read(lines, 0, known, to_end=True)
    if not isinstance(outcome, SyntaxProblem):
        return FileReport(None, tuple(outcome), (), source)
    blocks, problems = salvage(Broken(lines, 0, outcome), known, NO_HISTORY)
    return FileReport(None, tuple(blocks), tuple(problems), source)


def survey(source: Source) -> FileReport:
    """Return the report of a text that nobody edits: all that parses is one block.

    It says the same as `analyse` does, for a third less time.
    """
    lines = _lines(source)
    statements = parse("".join(lines))
    if isinstance(statements, SyntaxProblem):
        return analyse(source)
    blocks = (Placed(0, measure(statements, lines, 0, b"")),) if lines else ()
    return FileReport(None, blocks, (), source)


def is_broken(source: Source) -> bool:
    """Tell whether a text does not parse as a whole."""
    return isinstance(parse("".join(_lines(source))), SyntaxProblem)


def confirm(report: FileReport) -> FileReport:
    """Read the whole text of a report that names problems; return the report if it stays so.

    Takes as long as a first analysis: for a quiet moment, not for a keystroke.
    """
    if not report.problems or report.source is None:
        return report
    known = known_of(report.blocks)
    outcome = read(_lines(report.source), 0, known, to_end=True)
    if isinstance(outcome, SyntaxProblem):
        return report
    return FileReport(None, tuple(outcome), (), report.source)


def _lines(source: Source) -> list[str]:
    if not source.lines:
        return []
    return [without_mark(source.lines[0]), *source.lines[1:]]
