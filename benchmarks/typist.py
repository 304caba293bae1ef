"""Keystrokes as a person makes them, each with the state of the text after it.

Two kinds: edits that change a finding, so that every server has to publish; and a new method typed
character by character, most of whose states do not parse.
"""

import ast
import itertools
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from benchmarks.client import Change

METHOD = '''
    def narrowed(self, *fields, limit=None):
        """Return the rows of "fields", at most {limit}."""
        chosen = [name for name in fields if name in self._hints]
        if not chosen or (limit is not None and limit <= 0):
            raise ValueError("nothing to choose: %r" % (fields,))
        for name, value in sorted(self._hints.items(), key=lambda item: item[0]):
            if name in chosen and value:
                chosen[chosen.index(name)] = f"{name}={value!r}"
            elif limit is None:
                continue
        return {"rows": chosen[:limit], "more": len(chosen) > (limit or 0)}
'''


class Keystroke(NamedTuple):
    """A change and what it is."""

    change: Change
    kind: str


class Spot(NamedTuple):
    """A place to type at: line, column, text, and whether it is a name, a body or a docstring."""

    line: int
    column: int
    text: str
    kind: str


def applied(lines: Sequence[str], change: Change) -> list[str]:
    """Return the lines, without their endings, after a change."""
    (first, start), (last, end), text = change
    middle = lines[first][:start] + text + lines[last][end:]
    return [*lines[:first], *middle.split("\n"), *lines[last + 1 :]]


def spots(text: str) -> list[Spot]:
    """Return places where a keystroke moves or renames a finding: all above the last long function."""
    tree = ast.parse(text)
    lines = text.split("\n")
    functions = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno >= 20  # type: ignore[operator]
    ]
    functions.sort(key=lambda node: node.lineno)
    found = [Spot(0, 0, "\n", "module level")]
    for node in functions[:-1]:
        body = node.body[-1].lineno - 1
        found.append(Spot(body, len(lines[body]), "\n", "body"))
        if ast.get_docstring(node):
            found.append(Spot(node.lineno, 0, "\n", "docstring"))
    found += [_name(lines, node) for node in functions if _branches(node) > 12]
    return sorted(found)


def _branches(node: ast.AST) -> int:
    kinds = ast.If | ast.For | ast.While | ast.ExceptHandler | ast.comprehension | ast.BoolOp
    return sum(isinstance(inner, kinds) for inner in ast.walk(node))


def _name(lines: list[str], node: ast.FunctionDef | ast.AsyncFunctionDef) -> Spot:
    line = node.lineno - 1
    return Spot(line, lines[line].index(node.name) + len(node.name), "x", "name")


def visible(text: str, count: int) -> Iterator[Keystroke]:
    """Yield `count` keystrokes that change a finding: typed at spots far apart, then taken back."""
    places = spots(text)
    stride = max(1, len(places) * 5 // 13) | 1
    order = itertools.cycle(range(len(places)))
    for number in range(0, count, 2):
        spot = places[(number // 2 * stride + next(order) // len(places)) % len(places)]
        here = (spot.line, spot.column)
        after = (spot.line + 1, 0) if spot.text == "\n" else (spot.line, spot.column + 1)
        yield Keystroke(Change(here, here, spot.text), spot.kind)
        yield Keystroke(Change(here, after, ""), spot.kind)


def raw(text: str) -> Iterator[Keystroke]:
    """Yield the keystrokes that write a new method into the middle of the largest class.

    The first is a newline on the blank line between two methods.
    """
    gaps = _between_methods(text)
    return _typed(METHOD, gaps[len(gaps) // 2])


def methods(text: str, count: int) -> Iterator[Iterator[Keystroke]]:
    """Yield the keystrokes of so many methods, no two the same, each typed and then deleted."""
    gaps = _between_methods(text)
    for number in range(count):
        line = gaps[number % len(gaps)]
        written = METHOD.replace("narrowed", f"narrowed{number}").replace("name", f"name{number}")
        gone = Change((line, 0), (line + written.count("\n"), 0), "")
        yield itertools.chain(_typed(written, line), [Keystroke(gone, "raw")])


def typed_at(place: tuple[int, int], written: str) -> list[Change]:
    """Return the changes that type a text at a place, character by character."""
    changes = []
    for character in written:
        changes.append(Change(place, place, character))
        place = (place[0] + 1, 0) if character == "\n" else (place[0], place[1] + 1)
    return changes


def _typed(written: str, line: int) -> Iterator[Keystroke]:
    return (Keystroke(change, "raw") for change in typed_at((line, 0), written))


def _between_methods(text: str) -> list[int]:
    """Return the blank lines before the methods of the largest class, but for the first method's."""
    classes = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.ClassDef)]
    largest = max(classes, key=lambda node: node.end_lineno - node.lineno)  # type: ignore[operator]
    found = [node for node in largest.body if isinstance(node, ast.FunctionDef)]
    starts = (min([node.lineno, *(item.lineno for item in node.decorator_list)]) for node in found)
    lines = text.split("\n")
    return [start - 2 for start in starts if not lines[start - 2]]
