"""Contracts from the tables of a settings file; what is wrong in them is told at its place.

A wrong item of a list is left out, a wrong optional key keeps its default; only a contract without
what it needs is none.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from lsp_server.configuration.places import Path
from lsp_server.configuration.problems import Problems
from lsp_server.configuration.values import WrongValueError, shown
from lsp_server.contract import (
    ALERTS,
    KINDS,
    Contract,
    Key,
    Layers,
    Origin,
    Shape,
    ignored,
    keys_of,
    layer,
    module,
)
from lsp_server.settings import kebab

_ITEMS: Final[Mapping[Shape, Callable[[str], object]]] = {
    Shape.NAMES: str,
    Shape.MODULES: module,
    Shape.LAYERS: layer,
    Shape.IMPORTS: ignored,
}
"""How an item is read, of the shapes that are lists."""


class Form(NamedTuple):
    """How contracts are written in a file: its path, and how it spells the keys.

    `common` holds what no key of the contract itself says.
    """

    file: str
    problems: Problems
    spelt: Callable[[str], str] = kebab
    common: Mapping[str, Any] = {}


def contracts(kind: str, table: Any, path: Path, form: Form) -> tuple[Contract, ...] | None:  # noqa: ANN401
    """Read a table of named contracts, or of one that stands in it directly; None if it is neither."""
    if not isinstance(table, dict):
        form.problems.value(path, f"`{kind}`: must be a table of contracts, not {shown(table)}")
        return None
    alone = {key: value for key, value in table.items() if not isinstance(value, dict)}
    named = {key: value for key, value in table.items() if isinstance(value, dict)}
    found = [contract(kind, kind, alone, path, form)] if alone else []
    found += [contract(kind, name, values, (*path, name), form) for name, values in named.items()]
    return tuple(item for item in found if item is not None)


def contract(
    kind: str, name: str, table: Mapping[str, Any], path: Path, form: Form
) -> Contract | None:
    """Read one contract; None when what it needs is not there."""
    keys = {form.spelt(key): declared for key, declared in keys_of(kind).items()}
    values: dict[str, Any] = {}
    for written, value in table.items():
        here = (*path, written)
        if written not in keys:
            form.problems.unknown(here, written, keys, "key")
            continue
        try:
            values[keys[written].name] = _value(keys[written], written, value, here, form.problems)
        except WrongValueError as error:
            form.problems.value(here, f"`{written}`: {error}")
    missing = [
        written for written, key in keys.items() if key.required and not values.get(key.name)
    ]
    for written in missing:
        if written not in table:
            form.problems.key(path, f"the contract `{name}` needs `{written}`")
    if missing:
        return None
    origin = _origin(path, form)
    made = KINDS[kind](**{"name": name, "origin": origin, **form.common, **values})
    for key, message in _contradictions(made):
        form.problems.value((*path, form.spelt(key)), message)
    return made


def _origin(path: Path, form: Form) -> Origin:
    start, end = form.problems.place(path).key
    return Origin(form.file, start.line, start.column, end.column)


def _value(key: Key, written: str, value: object, path: Path, problems: Problems) -> object:
    if key.shape in _ITEMS:
        return tuple(_items(key, written, value, path, problems))
    right = {
        Shape.TEXT: isinstance(value, str) and value != "",
        Shape.FLAG: isinstance(value, bool),
        Shape.ALERT: value in ALERTS if isinstance(value, str) else False,
    }
    if not right[key.shape]:
        raise _wrong(key, value)
    return value


def _items(
    key: Key, written: str, value: object, path: Path, problems: Problems
) -> Iterator[object]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise _wrong(key, value)
    if key.required and not value:
        message = f"must be {key.shape.value} that is not empty"
        raise WrongValueError(message)
    for number, item in enumerate(value):
        try:
            yield _ITEMS[key.shape](item)
        except ValueError as error:
            problems.value((*path, number), f"`{written}`: {error}")


def _wrong(key: Key, value: object) -> WrongValueError:
    return WrongValueError(f"must be {key.shape.value}, not {shown(value)}")


def _contradictions(made: Contract) -> Iterator[tuple[str, str]]:
    """Yield keys whose right values do not fit together, with why."""
    if not isinstance(made, Layers):
        return
    names = [name for item in made.layers for name in item.modules]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield "layers", f"`{name}` is in more than one layer; the highest counts"
    if made.exhaustive and not made.containers:
        yield "exhaustive", "needs `containers`: what their modules are in is looked at"
