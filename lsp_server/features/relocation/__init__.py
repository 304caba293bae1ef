"""Moving an import: under `if TYPE_CHECKING`, or into the one function that uses it.

Text and place in, edits out. What cannot be told from the text is taken for a reason against it, and
each move is read again before it is offered (`proof.py`).
"""

import ast
import re
from collections.abc import Hashable, Iterable, Iterator
from typing import Final, NamedTuple

from lsp_server.analysis.report import FileReport
from lsp_server.features.relocation.bindings import Function, bound_names
from lsp_server.features.relocation.drafts import Draft
from lsp_server.features.relocation.guarded import guarded
from lsp_server.features.relocation.layout import combined, lines_of
from lsp_server.features.relocation.localised import localised, user
from lsp_server.features.relocation.module import Module, Usage, read
from lsp_server.features.relocation.proof import holds, units, units_of
from lsp_server.features.relocation.readers import LIBRARIES, READING
from lsp_server.features.relocation.statement import Import, Part, is_alone
from lsp_server.features.relocation.surroundings import ALONE, STAR, Surroundings, known
from lsp_server.features.relocation.uses import usage
from lsp_server.graph.statement import Kind, statement
from lsp_server.text import Edit

_TYPING: Final = frozenset(("typing", "typing_extensions", "__future__"))
_NAMESPACES: Final = re.compile(r"(?<![.\w])(?:globals|eval|exec|vars)\(")
"""What can use any name."""


__all__ = ["ALONE", "Relocation", "Surroundings", "known", "names_at", "relocations"]


class Relocation(NamedTuple):
    """A move to offer, and when the import is executed after it."""

    title: str
    edits: tuple[Edit, ...]
    kind: Kind
    freed: frozenset[Hashable]  # what is no longer imported at load


def relocations(report: FileReport, line: int, around: Surroundings = ALONE) -> list[Relocation]:
    """Return the moves of the import at the top level that starts or goes on at a line."""
    source = report.source
    if source is None or report.problems:
        return []
    lines = lines_of(source)
    bound = names_at(report, line)
    module = read(report, lines, bound) if bound else None
    if module is None:
        return []
    node = _import_at(module, line)
    if node is None or not is_alone(node, lines):
        return []
    offered = []
    for draft in _drafts(module, node, report, around):
        edits = combined(draft.edits, source)
        freed = _freed(draft, report, around)
        if freed and holds(draft, edits, report):
            offered.append(Relocation(draft.title, edits, draft.kind, freed))
    return offered


def names_at(report: FileReport, line: int) -> frozenset[str]:
    """Return what an import executed at load binds that stands on a line."""
    return frozenset(
        bound or (name if fact.module or fact.level else name.partition(".")[0])
        for offset, block, _ in report.touching(line, line)
        for fact in block.imports
        if offset + fact.line <= line <= offset + fact.end_line
        if statement(fact).kind == Kind.LOAD
        for name, bound in fact.names
    )


def _import_at(module: Module, line: int) -> ast.Import | ast.ImportFrom | None:
    for node in module.statements:
        if isinstance(node, Import) and node.lineno - 1 <= line < (node.end_lineno or 0):
            return node
    return None


def _drafts(
    module: Module, node: Import, report: FileReport, around: Surroundings
) -> Iterator[Draft]:
    text = "".join(module.lines)
    if _NAMESPACES.search(text) or any(map(_is_star, module.statements)):
        return
    whole = Part(node, tuple(range(len(node.names))))
    free = _free(module, whole, around)
    found = usage(module, [whole.bound[number] for number in free], node)
    told = [n for n in free if _is_told(module, found, whole.bound[n])]
    typed = tuple(n for n in told if not any(use.runs for use in found.of(whole.bound[n])))
    if typed and not (READING.search(text) or _hands_over(report) or _is_typing(node)):
        yield from _some(guarded(module, Part(node, typed), found))
    for part, function in _by_user(module, node, told, found):
        yield from _some(localised(module, part, function))


def _free(module: Module, whole: Part, around: Surroundings) -> list[int]:
    """Return the numbers of the names that nobody but the module itself may ask for."""
    listed = any(map(_is_export_list, module.statements))
    open_ = not listed and (around.package or STAR in around.taken)
    return [
        number
        for number, (alias, bound) in enumerate(zip(whole.aliases, whole.bound, strict=True))
        if bound not in around.taken
        and alias.asname != alias.name
        and not bound.startswith("__")
        and (bound.startswith("_") or not open_)
    ]


def _is_told(module: Module, found: Usage, name: str) -> bool:
    """Tell whether all uses of a name are known, and there are some."""
    doctest = re.compile(rf"\s*(?:>>>|\.\.\.) .*\b{re.escape(name)}\b")
    return (
        name not in found.unclear
        and bool(found.of(name))
        and not any(map(doctest.match, module.lines))
    )


def _by_user(
    module: Module, node: Import, numbers: Iterable[int], found: Usage
) -> Iterator[tuple[Part, Function]]:
    """Yield parts of an import with the only function that uses them; one of all names if it can be."""
    bound = bound_names(node)
    fitting = [n for n in numbers if not _in_comment(module, bound[n])]
    together = user(use for n in fitting for use in found.of(bound[n]))
    if together is not None:
        yield Part(node, tuple(fitting)), together
        return
    groups: dict[Function, list[int]] = {}
    for n in fitting:
        function = user(found.of(bound[n]))
        if function is not None:
            groups.setdefault(function, []).append(n)
    for function, group in groups.items():
        yield Part(node, tuple(group)), function


def _in_comment(module: Module, name: str) -> bool:
    """Tell whether a type comment names a name."""
    comment = re.compile(rf"#\s*type:(?!\s*ignore).*\b{re.escape(name)}\b")
    return any(map(comment.search, module.lines))


def _freed(draft: Draft, report: FileReport, around: Surroundings) -> frozenset[Hashable]:
    """Return what is no longer imported at load once a draft is done."""
    moved = set(units_of(draft.part, Kind.LOAD))
    stay = {
        around.origin(unit)
        for unit in units(report)
        if unit[-1] >= Kind.CONDITIONAL and unit not in moved
    }
    return frozenset(map(around.origin, moved)) - stay


def _some(draft: Draft | None) -> tuple[Draft, ...]:
    return () if draft is None else (draft,)


def _is_star(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.names[0].name == "*"


def _is_typing(node: Import) -> bool:
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return not _TYPING.isdisjoint((*modules, *(alias.name for alias in node.names)))


def _is_export_list(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _hands_over(report: FileReport) -> bool:
    """Tell whether a library is imported that reads annotations of what it is handed."""
    return any(
        (module or name).partition(".")[0] in LIBRARIES
        for module, level, name, _, _ in units(report)
        if not level
    )
