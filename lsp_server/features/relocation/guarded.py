"""Moving an import under `if TYPE_CHECKING`, when only annotations need it."""

import ast
from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.imports import around_suites
from lsp_server.analysis.scope import ONLY_TYPING
from lsp_server.features.relocation.drafts import Draft, Unit, told
from lsp_server.features.relocation.layout import indent, indented, inserted
from lsp_server.features.relocation.module import Module, Use, first_line
from lsp_server.features.relocation.quoting import deferred
from lsp_server.features.relocation.statement import Cut, Import, Part, cut, is_blank, start
from lsp_server.graph.resolve import STDLIB
from lsp_server.graph.statement import Kind
from lsp_server.text import Edit, Span, split_lines

_GUARD: Final = "TYPE_CHECKING"
_UNIT: Final[Unit] = ("typing", 0, _GUARD, "", Kind.LOAD)


class _Guard(NamedTuple):
    """How to spell the condition, and what that takes."""

    test: str
    edits: tuple[Edit, ...] = ()
    added: tuple[Unit, ...] = ()


def guarded(module: Module, part: Part, gone: Part, uses: Iterable[Use]) -> Draft | None:
    """Return the move of a part, whose uses are given, when `gone` leaves; None where it cannot be."""
    known = _block(module)
    close = known is not None or not _is_only(module, gone)
    leaving, coming = cut(gone, module.lines, close=close), cut(part, module.lines)
    later = deferred(module, uses)
    if leaving is None or coming is None or later is None:
        return None
    guard = _Guard("")
    if known is not None:
        edits = [_into(module, known, coming.moved)]
    else:
        line = _after_imports(module, gone, leaving.edit)
        guard = _condition(module, gone, line)
        edits = [_new_block(module, Cut(leaving.edit, coming.moved), guard, line)]
    return Draft(
        f"Move {told(part)} under `if TYPE_CHECKING`{later.told}",
        (*later.edits, *_clear_of(leaving.edit, guard.edits), *edits, leaving.edit),
        gone,
        ((part, Kind.TYPING),),
        (*later.added, *guard.added),
    )


def _clear_of(gone: Edit, edits: Sequence[Edit]) -> list[Edit]:
    """Move insertions out of the lines that are taken away, to their start."""
    (first, last), _ = gone
    return [
        Edit(Span(first, first), text) if first < start < last else Edit(Span(start, end), text)
        for (start, end), text in edits
    ]


# -- a block that is there


def _block(module: Module) -> ast.If | None:
    """Return the first block under TYPE_CHECKING at the top level, with lines of its own."""
    for node in module.statements:
        if isinstance(node, ast.If) and around_suites(node.test)[0] == ONLY_TYPING:
            line = first_line(node.body[0])
            if is_blank(module.lines[line - 1][: node.body[0].col_offset]):
                return node
    return None


def _into(module: Module, block: ast.If, moved: Sequence[str]) -> Edit:
    """Return the insertion below the imports that the block begins with."""
    line = first_line(block.body[0]) - 1
    prefix = module.lines[line][: block.body[0].col_offset]
    for node in block.body:
        if not isinstance(node, Import):
            break
        line = node.end_lineno or node.lineno
    return inserted(module.lines, line, indented(moved, prefix))


# -- a new block


def _run(module: Module, part: Part) -> list[ast.stmt]:
    """Return the imports at the top level around a part, with nothing else between them."""
    run: list[ast.stmt] = []
    for node in module.statements:
        if isinstance(node, Import):
            run.append(node)
        elif part.node in run:
            break
        else:
            run.clear()
    return run


def _is_only(module: Module, part: Part) -> bool:
    return _run(module, part) == [part.node]


def _after_imports(module: Module, part: Part, leaving: Edit) -> int:
    """Return above which line the block goes."""
    others = [node for node in _run(module, part) if node is not part.node or not part.whole]
    if not others:
        return leaving.span.start.line
    return others[-1].end_lineno or others[-1].lineno


def _new_block(module: Module, leaving: Cut, guard: _Guard, line: int) -> Edit:
    lines, gone = module.lines, leaving.edit.span
    step = indent(module.statements, lines)
    block = [f"if {guard.test}:", *indented(leaving.moved, step)]
    above = list(lines[max(0, line - 1) : line])
    for edit in guard.edits:
        above = split_lines(edit.text) if edit.span.start.line >= line else above
    if above and not is_blank(above[-1]):
        block.insert(0, "")
    below = gone.end.line if gone.start.line <= line < gone.end.line else line
    if below < len(lines) and not is_blank(lines[below]):
        block.append("")
    return inserted(lines, line, block)


# -- its condition


def _condition(module: Module, part: Part, line: int) -> _Guard:
    """Return how to write the condition of a block above a line."""
    above = [node for node in module.statements if node.lineno <= line and node is not part.node]
    if any(map(_binds_guard, above)):
        return _Guard(_GUARD)
    froms = [node for node in above if isinstance(node, ast.ImportFrom)]
    for node in froms:
        if _is_from(node, "typing") and node.names[0].name != "*":
            return _Guard(_GUARD, (_merged(node, module.lines),), (_UNIT,))
    plain = (alias for n in above if isinstance(n, ast.Import) for alias in n.names)
    for alias in plain:
        if alias.name == "typing":
            return _Guard(f"{alias.asname or 'typing'}.{_GUARD}")
    return _Guard(_GUARD, (_new_import(module, part),), (_UNIT,))


def _binds_guard(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == _GUARD and not alias.asname for alias in node.names)
    targets = node.targets if isinstance(node, ast.Assign) else ()
    return any(isinstance(target, ast.Name) and target.id == _GUARD for target in targets)


def _merged(node: ast.ImportFrom, lines: Sequence[str]) -> Edit:
    """Return the insertion into `from typing import …`."""
    at = start(node.names[0], lines)
    before = lines[at.line][: at.column]
    if not is_blank(before):
        return Edit(Span(at, at), f"{_GUARD}, ")
    ending = lines[at.line][len(lines[at.line].rstrip("\r\n")) :]
    return Edit(Span(at, at), f"{_GUARD},{ending}{before}")


def _new_import(module: Module, part: Part) -> Edit:
    """Return the insertion of a `from typing import …` where sorted imports have it."""
    text = f"from typing import {_GUARD}"
    run = [node for node in _run(module, part) if not _is_from(node, "__future__")]
    staying = [node for node in run if node is not part.node or not part.whole]
    group = _first_group(staying)
    if not group or not all(map(_is_standard, group)):
        return inserted(module.lines, (staying or run)[0].lineno - 1, (text, ""))
    later = (n for n in group if isinstance(n, ast.ImportFrom) and (n.module or "") > "typing")
    following = next(later, None)
    if following is not None:
        return inserted(module.lines, following.lineno - 1, (text,))
    return inserted(module.lines, group[-1].end_lineno or group[-1].lineno, (text,))


def _first_group(run: Sequence[ast.stmt]) -> list[ast.stmt]:
    """Return the imports up to the first gap."""
    group: list[ast.stmt] = []
    for node in run:
        if group and node.lineno > (group[-1].end_lineno or 0) + 1:
            break
        group.append(node)
    return group


def _is_standard(node: ast.stmt) -> bool:
    if isinstance(node, ast.ImportFrom):
        return not node.level and _top(node.module or "") in STDLIB
    return isinstance(node, ast.Import) and all(_top(item.name) in STDLIB for item in node.names)


def _top(dotted: str) -> str:
    return dotted.partition(".")[0]


def _is_from(node: ast.stmt, module: str) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == module and not node.level
