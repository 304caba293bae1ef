"""Hover: the figures of a function, class or module as a table, and why in at most eight lines."""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import (
    BlockReport,
    ClassReport,
    Contribution,
    FileReport,
    FunctionReport,
    LineCounts,
)
from lsp_server.features.figures import Figure, figures
from lsp_server.features.history import Recalled
from lsp_server.features.history import told as told_of
from lsp_server.features.markdown import code, count, row
from lsp_server.features.places import Measured, Placed, at, named
from lsp_server.text import Position, Span
from lsp_server.workspace.snapshot import Diagnosed

WHY_LINES: Final = 8
MARKS: Final = ("", "▲", "▲▲", "▲▲▲")
DIALECTS: Final = {"c901": "ruff's C901", "cc": "radon's cc"}


class Hover(NamedTuple):
    """Markdown and the text that it speaks of."""

    markdown: str
    span: Span


def hover(
    diagnosed: Diagnosed,
    position: Position,
    dependents: Sequence[str] = (),
    recall: Callable[[str], Recalled] = lambda _: Recalled(),
) -> Hover | None:
    """Return what to show at a position: on the head of a `def` or `class`, and on the first line.

    `dependents` are paragraphs about the module among others, for the first line; `recall` gives
    what is remembered of a function by its symbol.
    """
    if not diagnosed.settings.hover:
        return None
    placed = None if diagnosed.pending else at(diagnosed.report, position)
    if placed is not None:
        if isinstance(placed.item, FunctionReport):
            recalled = recall(placed.symbol)
            return Hover(_function(diagnosed, placed, placed.item, recalled), placed.head)
        return Hover(_class(diagnosed, placed, placed.item), placed.head)
    if position.line == 0:
        line = diagnosed.document.source.line(0).rstrip("\r\n")
        markdown = "\n\n".join((_module(diagnosed), *dependents))
        return Hover(markdown, Span(Position(0, 0), Position(0, len(line))))
    return None


def _function(
    diagnosed: Diagnosed, placed: Placed, function: FunctionReport, recalled: Recalled
) -> str:
    settings = diagnosed.settings
    before = _before(diagnosed.base, placed.symbol)
    known = before if isinstance(before, FunctionReport) else None
    parts = [f"{code(function.qualified_name)}{_standing(placed, diagnosed.base, before)}"]
    parts.append(_table(list(figures(function, settings, known))))
    if remembered := list(told_of(recalled, function.cognitive)):
        parts.append(" · ".join(remembered))
    parts += _why(function.contributions, placed.offset)
    dialect = DIALECTS[settings.cyclomatic_dialect]
    index = f"maintainability {function.maintainability:.0f} of 100"
    parts.append(f"{_lines(function.lines)} · {index}")
    parts.append(f"*Cognitive as in SonarSource's paper of 2023, cyclomatic as {dialect}.*")
    return "\n\n".join(parts)


def _class(diagnosed: Diagnosed, placed: Placed, class_: ClassReport) -> str:
    before = _before(diagnosed.base, placed.symbol)
    parts = [f"{code(class_.qualified_name)}{_standing(placed, diagnosed.base, before)}"]
    lcom4 = f"LCOM4 {class_.lcom4}"
    if isinstance(before, ClassReport) and before.lcom4 != class_.lcom4:
        lcom4 += f" (was {before.lcom4})"
    parts.append(
        f"{count(class_.methods, 'method')} · cognitive {class_.cognitive} · {lcom4} · "
        f"{count(class_.lines.physical, 'line')}"
    )
    if class_.lcom4 > 1:
        groups = class_.components[:WHY_LINES]
        parts.append("Groups of methods that share no attribute and no call:")
        parts.append("\n".join(f"- {_group(group)}" for group in groups))
    return "\n\n".join(parts)


def _group(methods: tuple[str, ...]) -> str:
    rest = len(methods) - WHY_LINES
    more = f" and {rest} more" if rest > 0 else ""
    return ", ".join(map(code, methods[:WHY_LINES])) + more


def _module(diagnosed: Diagnosed) -> str:
    report = diagnosed.report
    if diagnosed.pending:
        return "**Module**: being analysed"
    if report.source is None:
        why = "too large to follow each change; save it to see its figures"
        return f"**Module**: {why if diagnosed.large else 'not analysed'}"
    lines, functions = report.lines, sum(n for _, n, _ in report.blocks.each(_functions, None))
    broken = sum(stale + n for _, n, stale in report.blocks.each(_broken, None))
    summary = f"{count(functions, 'function')} · cognitive {report.cognitive}"
    parts = [f"**Module**: {summary} · {count(lines.logical, 'statement')}", _lines(lines)]
    if broken:
        parts.append(
            f"{count(broken, 'broken block')} shown with the last good or provisional figures"
        )
    if diagnosed.large:
        parts.append("Too large to follow each change: figures come with opening and saving.")
    return "\n\n".join(parts)


def _functions(block: BlockReport, _: None) -> int:
    return sum(len(part.functions) for part in (block, *(item.block for item in block.members)))


def _broken(block: BlockReport, _: None) -> int:
    return sum(member.stale for member in block.members)


def _lines(lines: LineCounts) -> str:
    kinds = f"{lines.source} source, {lines.comment} comment, {lines.docstring} docstring"
    return f"{count(lines.physical, 'line')} ({kinds}, {lines.blank} blank)"


def _table(shown: list[Figure]) -> str:
    compared = any(figure.before not in (None, figure.value) for figure in shown)
    head = ["", "now", "limit", *(["base"] if compared else [])]
    rows = [row(head), row(["---"] * len(head))]
    for figure in shown:
        limit = "" if figure.limit is None else str(figure.limit)
        cells = [figure.name, f"{figure.value} {MARKS[figure.tier]}".strip(), limit]
        rows.append(row([*cells, *([_was(figure)] if compared else [])]))
    return "\n".join(rows)


def _was(figure: Figure) -> str:
    if figure.before is None or figure.before == figure.value:
        return ""
    return f"was {figure.before}"


def _why(contributions: tuple[Contribution, ...], offset: int) -> list[str]:
    if not contributions:
        return []
    heaviest = sorted(contributions, key=lambda item: -item.increment)
    shown = heaviest if len(heaviest) <= WHY_LINES else heaviest[: WHY_LINES - 1]
    lines = [f"- {told(item)}, line {offset + item.line + 1}" for item in shown]
    rest = heaviest[len(shown) :]
    if rest:
        lines.append(f"- +{sum(item.increment for item in rest)} from {len(rest)} smaller ones")
    return ["Why:\n" + "\n".join(lines)]


def told(item: Contribution) -> str:
    """Say what a contribution adds, and for what."""
    nested = f" nested {item.nesting} deep" if item.nesting else ""
    return f"+{item.increment} {code(item.construct)}{nested}"


def _before(base: FileReport | None, symbol: str) -> Measured | None:
    found = None if base is None else named(base, symbol)
    return None if found is None else found.item


def _standing(placed: Placed, base: FileReport | None, before: Measured | None) -> str:
    """Say how far the figures can be trusted, and whether there is anything to compare them with."""
    told = " · *broken now: last good figures*" if placed.stale else ""
    if placed.provisional:
        told = " · *provisional: without the lines being edited*"
    return told + (" · *new*" if base is not None and before is None else "")
