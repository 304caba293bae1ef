"""The report for people: what went wrong, a table worst first, why, the totals, what to do next."""

from collections.abc import Iterator
from textwrap import fill
from typing import Final, NamedTuple, TextIO

from lsp_server.analysis.report import FunctionReport
from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.cli import styled
from lsp_server.cli.checked import FIGURES, CheckedFile, CheckedFunction, Run, fails
from lsp_server.cli.config import wrong
from lsp_server.cli.places import shown
from lsp_server.cli.styled import Text
from lsp_server.cli.totals import Totals, totals

EXPLAINED: Final = 3
"""Functions whose contributions are listed."""
REASONS: Final = 6
"""Contributions listed of each."""
STEPS: Final = 6
"""Places in other files that are listed of each finding."""

_TIER_STYLE: Final = ("", "yellow", "dark_orange", "bold red")
_TIER_NAME: Final = ("", "notable", "high", "extreme")
_CHANGE: Final = {Change.NEW: "new", Change.WORSE: "worse", Change.UNCHANGED: ""}


_Said = tuple[CheckedFile, Finding]


class _Row(NamedTuple):
    file: CheckedFile
    finding: Finding
    function: CheckedFunction


def write(run: Run, stream: TextIO, top: int = 25) -> None:
    """Write the report; `top` limits the findings listed, 0 lists all."""
    styled.write(_parts(run, top, styled.width()), stream)


def _parts(run: Run, top: int, width: int) -> Iterator[Text]:
    broken, rows, others, acknowledged = _split(run)
    yield from _mishaps(run)
    yield from _lines(run, broken, 0)
    if rows:
        yield from _table(run, rows[: top or None], width)
        yield from _left_off(len(rows), top)
        yield from _reasons(rows, width)
    yield from _lines(run, others, top)
    yield from _lines(run, acknowledged, top)
    yield from _summary(run, totals(run))
    yield from _next_step(run)


def _left_off(count: int, top: int) -> Iterator[Text]:
    if 0 < top < count:
        yield Text(f"{count - top:,} more; `--top 0` lists all", style="dim")
    yield Text()


def _split(run: Run) -> tuple[list[_Said], list[_Row], list[_Said], list[_Said]]:
    """Part findings: on text that does not parse, on functions, others, acknowledged; worst first."""
    broken: list[_Said] = []
    rows: list[_Row] = []
    others: list[_Said] = []
    acknowledged: list[_Said] = []
    functions = {
        (file.path, function.offset + function.report.name_line, function.report.name_column): function
        for file in run.files
        for function in file.functions
    }  # fmt: skip
    for file, finding in run.findings():
        function = functions.get((file.path, *finding.span.start)) if finding.figures else None
        if finding.acknowledged:
            acknowledged.append((file, finding))
        elif function is not None:
            rows.append(_Row(file, finding, function))
        else:
            (broken if finding.code == "syntax-error" else others).append((file, finding))
    return broken, rows, others, acknowledged


def _mishaps(run: Run) -> Iterator[Text]:
    for path, reason in run.mishaps():
        yield Text.assemble((shown(path, run.folder), "bold red"), (f": {reason}", "red"))
    for path, finding in run.settings_findings:
        yield wrong(path, finding, run.folder)
    if run.settings_findings or run.incomplete():
        yield Text()


def _lines(run: Run, said: list[_Said], top: int) -> Iterator[Text]:
    if said:
        for file, finding in said[: top or None]:
            yield _line(run, file, finding)
            yield from _elsewhere(run, file, finding)
        yield from _left_off(len(said), top)


def _line(run: Run, file: CheckedFile, finding: Finding) -> Text:
    line, column = finding.span.start
    style = "red" if finding.severity is Severity.ERROR else _TIER_STYLE[finding.tier]
    change = f" ({_CHANGE[finding.change]})" if run.compared and fails(finding) else ""
    return Text.assemble(
        (f"{shown(file.path, run.folder)}:{line + 1}:{column + 1}", "bold"),
        f": {finding.message}",
        (f" [{finding.code}]{change}", style or "dim"),
    )


def _elsewhere(run: Run, file: CheckedFile, finding: Finding) -> Iterator[Text]:
    """Yield the places in other files that belong to a finding, from the first one on."""
    walk = [item for item in finding.related if item.path not in {"", file.path}]
    for item in walk[:STEPS]:
        line, column = item.span.start
        place = f"{shown(item.path, run.folder)}:{line + 1}:{column + 1}"
        yield Text(f"  {place}: {item.message}", style="dim")
    if len(walk) > STEPS:
        yield Text(f"  and {len(walk) - STEPS} more, up to the first", style="dim")


def _table(run: Run, rows: list[_Row], width: int) -> Iterator[Text]:
    """Yield a head and one line per row, or two where name and place do not fit side by side.

    Places are never broken, so that terminals and programs recognise them.
    """
    figures = "".join(f"{name[:4]:>5}" for name in FIGURES)
    change = 7 if run.compared else 1
    yield Text(f"{'tier':<8}{figures} {'':<{change}}function, place", style="bold")
    names = max(len(row.function.report.qualified_name) for row in rows)
    places = max(len(_place(run, row)) for row in rows)
    beside = 8 + len(figures) + 1 + change + names + 2 + places <= width
    for row in rows:
        line = _figures(row)
        line.append(f" {_CHANGE[row.finding.change] if run.compared else '':<{change}}")
        name = row.function.report.qualified_name
        line.append(f"{name:<{names}}  " if beside else name, style="bold")
        line.append(_place(run, row) if beside else f"\n  {_place(run, row)}", style="dim")
        yield line


def _figures(row: _Row) -> Text:
    tier = row.finding.tier
    line = Text(f"{_TIER_NAME[tier]:<8}", _TIER_STYLE[tier])
    for figure, reached in zip(row.function.figures, row.function.tiers, strict=True):
        line.append(f"{figure:>5}", style=_TIER_STYLE[reached])
    return line


def _place(run: Run, row: _Row) -> str:
    line = row.function.offset + row.function.report.line + 1
    return f"{shown(row.file.path, run.folder)}:{line}"


def _reasons(rows: list[_Row], width: int) -> Iterator[Text]:
    explained = [row for row in rows if row.function.report.contributions][:EXPLAINED]
    for row in explained:
        report = row.function.report
        yield Text.assemble(
            ("why ", "dim"), (report.qualified_name, "bold"), f" has cognitive {report.cognitive}"
        )
        why = _why(row.function.offset, report)
        yield Text(fill(why, width, initial_indent="  ", subsequent_indent="  "))
    if explained:
        yield Text()


def _why(offset: int, report: FunctionReport) -> str:
    ordered = sorted(report.contributions, key=lambda item: (-item.increment, item.line))
    told = [
        f"{item.construct} +{item.increment} (line {offset + item.line + 1})"
        for item in ordered[:REASONS]
    ]
    rest = ordered[REASONS:]
    if rest:
        told.append(f"{len(rest)} more +{sum(item.increment for item in rest)}")
    return ", ".join(told)


def _summary(run: Run, total: Totals) -> Iterator[Text]:
    touched = " touched" if run.partial else ""
    yield Text(
        f"{_counted(total.files, 'file')}, {_counted(total.lines.physical, 'line')} "
        f"({total.lines.source:,} of source), {_counted(total.functions, touched + ' function')}, "
        f"{_counted(total.classes, touched + ' class')}".replace("  ", " "),
        style="bold",
    )
    if total.functions:
        shares = (
            f"{name} {count:,} ({count / total.functions:.1%})"
            for name, count in zip(_TIER_NAME[1:], total.tiers[1:], strict=True)
        )
        yield Text(f"functions by tier: {', '.join(shares)}")
        spread = total.spread["cognitive"]
        yield Text(
            f"cognitive complexity: median {spread.median}, p90 {spread.p90}, p99 {spread.p99}, max {spread.max}"
        )
    if run.acknowledged:
        count = f"{run.acknowledged:,} more {'is' if run.acknowledged == 1 else 'are'} acknowledged"
        yield Text(f"{count}; `vitals memory list ack` lists them, `--no-memory` counts them")
    if not run.compared:
        yield Text(f"no base, so everything counts as new: {run.alone}", style="dim")
    else:
        change = total.changes
        yield Text(
            f"compared with {run.compared} ({run.commit[:10]}): {change['new']:,} new, {change['worse']:,} worse, {change['unchanged']:,} unchanged"
        )


def _counted(number: int, noun: str) -> str:
    plural = noun if number == 1 else noun + ("es" if noun.endswith("s") else "s")
    return f"{number:,} {plural}"


def _next_step(run: Run) -> Iterator[Text]:
    findings = [finding for _, finding in run.findings()]
    if findings:
        if not any(map(fails, findings)):
            yield Text("Nothing new or worse.", style="green")
        command = f"vitals explain {findings[0].code}"
        yield Text.assemble("`", (command, "bold"), "` tells what this means and what to do")
    elif not (run.sums.files or run.files):
        yield Text("There is no Python file to check here.")
    elif not run.mishaps():
        yield Text("Nothing to report: all is well.", style="green")
