"""Which names of an import move where, as far as their uses allow it."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from lsp_server.features.relocation.bindings import Function, bound_names
from lsp_server.features.relocation.drafts import Draft, told
from lsp_server.features.relocation.guarded import guarded
from lsp_server.features.relocation.localised import localised, user
from lsp_server.features.relocation.module import Module, Usage, Use
from lsp_server.features.relocation.proof import units, units_of
from lsp_server.features.relocation.readers import LIBRARIES, READING
from lsp_server.features.relocation.statement import Import, Part
from lsp_server.features.relocation.surroundings import STAR, Surroundings
from lsp_server.features.relocation.uses import usage
from lsp_server.graph.statement import Kind

_TYPING: Final = frozenset(("typing", "typing_extensions", "__future__"))
_NAMESPACES: Final = re.compile(r"(?<![.\w])(?:globals|eval|exec|vars)\(")
"""What can use any name."""


class _Names(NamedTuple):
    """The numbers of names of an import of which all uses are known; `guardable`: see `_guardable`."""

    node: Import
    numbers: list[int]
    found: Usage
    guardable: bool

    def uses(self, numbers: Iterable[int]) -> list[Use]:
        bound = bound_names(self.node)
        return [use for number in numbers for use in self.found.of(bound[number])]

    def part(self, numbers: Iterable[int]) -> Part:
        return Part(self.node, tuple(numbers))


def drafts(module: Module, node: Import, around: Surroundings) -> Iterator[Draft]:
    """Yield the moves of an import after which load imports a module less."""
    text = "".join(module.lines)
    if _NAMESPACES.search(text) or any(name == STAR for _, _, name, _, _ in units(module.report)):
        return
    whole = Part(node, tuple(range(len(node.names))))
    free = _free(module, whole, around)
    found = usage(module, [whole.bound[number] for number in free], node)
    known = [number for number in free if _is_known(module, found, whole.bound[number])]
    names = _Names(node, known, found, _guardable(module, node, text))
    tried = list(_tried(module, names, around))
    yield from tried
    if not tried and names.guardable:
        yield from _both(module, names, around)


def freed(module: Module, gone: Part, around: Surroundings) -> frozenset[str]:
    """Return what is no longer imported at load once a part has left."""
    moved = set(units_of(gone, Kind.LOAD))
    stay = {
        around.origin(unit)
        for unit in units(module.report)
        if unit[-1] >= Kind.CONDITIONAL and unit not in moved
    }
    return frozenset(map(around.origin, moved)) - stay


def _tried(module: Module, names: _Names, around: Surroundings) -> Iterator[Draft]:
    """Yield the moves of all names that can go to one place, and go to that alone."""
    typed = [n for n in names.numbers if not any(use.runs for use in names.uses([n]))]
    part = names.part(typed)
    if typed and names.guardable and freed(module, part, around):
        yield from _some(guarded(module, part, part, names.uses(typed)))
    for part, function in _by_user(module, names):
        if freed(module, part, around):
            yield from _some(localised(module, part, part, function))


def _both(module: Module, names: _Names, around: Surroundings) -> Iterator[Draft]:
    """Yield the move of names to the one function that runs them, and for annotations elsewhere."""
    running = [use for use in names.uses(names.numbers) if use.runs]
    function = user(running)
    if function is None:
        return
    outside, inside = (
        [n for n in names.numbers if any(map(needs, names.uses([n])))]
        for needs in (lambda use: function not in use.where.functions, lambda use: use.runs)
    )
    gone = names.part(names.numbers)
    if not outside or not freed(module, gone, around):
        return
    local = localised(module, names.part(inside), gone, function)
    uses = [use for use in names.uses(outside) if function not in use.where.functions]
    guard = guarded(module, names.part(outside), gone, uses)
    if local is None or guard is None:
        return
    *_, insertion = local.edits
    where = guard.title.partition(" under ")[2]
    others = "" if inside == outside else f" {told(names.part(outside))}"
    title = f"Import {told(names.part(inside))} in `{function.name}`, "
    title += f"and for annotations{others} under {where}"
    come = (*guard.come, *local.come)
    yield Draft(title, (*guard.edits, insertion), gone, come, guard.added, function)


def _guardable(module: Module, node: Import, text: str) -> bool:
    """Tell whether nobody reads the annotations of a module as a whole."""
    return not (READING.search(text) or _hands_over(module) or _is_typing(node))


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


def _is_known(module: Module, found: Usage, name: str) -> bool:
    """Tell whether all uses of a name are known, and there are some."""
    doctest = re.compile(rf"\s*(?:>>>|\.\.\.) .*\b{re.escape(name)}\b")
    return (
        name not in found.unclear
        and bool(found.of(name))
        and not any(map(doctest.match, module.lines))
    )


def _by_user(module: Module, names: _Names) -> Iterator[tuple[Part, Function]]:
    """Yield parts of an import with the only function that uses them; one of all names if it can be."""
    bound = bound_names(names.node)
    fitting = [n for n in names.numbers if not _in_comment(module, bound[n])]
    together = user(names.uses(fitting))
    if together is not None:
        yield names.part(fitting), together
        return
    groups: dict[Function, list[int]] = {}
    for n in fitting:
        function = user(names.uses([n]))
        if function is not None:
            groups.setdefault(function, []).append(n)
    for function, group in groups.items():
        yield names.part(group), function


def _in_comment(module: Module, name: str) -> bool:
    """Tell whether a type comment names a name."""
    comment = re.compile(rf"#\s*type:(?!\s*ignore).*\b{re.escape(name)}\b")
    return any(map(comment.search, module.lines))


def _some(draft: Draft | None) -> tuple[Draft, ...]:
    return () if draft is None else (draft,)


def _is_typing(node: Import) -> bool:
    modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return not _TYPING.isdisjoint((*modules, *(alias.name for alias in node.names)))


def _is_export_list(node: ast.stmt) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return any(isinstance(target, ast.Name) and target.id == "__all__" for target in targets)


def _hands_over(module: Module) -> bool:
    """Tell whether a library is imported that reads annotations of what it is handed."""
    return any(
        (module or name).partition(".")[0] in LIBRARIES
        for module, level, name, _, _ in units(module.report)
        if not level
    )
