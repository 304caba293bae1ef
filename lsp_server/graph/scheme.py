"""A contract as groups of names, and which group must not import which.

What a module's name is in follows from the name alone, whatever other modules there are.
"""

from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from lsp_server.contract import (
    Contract,
    Forbidden,
    Independence,
    Layers,
    Protected,
    pattern,
)

SOURCE: Final = "source"
TARGET: Final = "target"
BOTH: Final = "both"


class Group(NamedTuple):
    """A module that a contract names, with all that is in it; `level` counts from the highest."""

    name: str
    side: str = BOTH
    container: str = ""
    level: int = 0
    independent: bool = True


class Expected(NamedTuple):
    """What a contract names, maybe by wildcards; it may be `missing`."""

    name: str
    side: str = BOTH
    missing: bool = False


class _Term(NamedTuple):
    """What a contract names; `tail` is the part of the name below a container."""

    name: str
    side: str = BOTH
    tail: str = ""
    level: int = 0
    independent: bool = True

    def group(self, name: str) -> Group:
        """Return the group of a module that this names."""
        container = name[: -len(self.tail) - 1] if self.tail else ""
        return Group(name, self.side, container, self.level, self.independent)


class Scheme:
    """What a contract says about names."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        self.wide = bool(getattr(contract, "as_packages", True))
        self.indirect = not isinstance(contract, Protected) and not (
            isinstance(contract, Forbidden) and contract.allow_indirect_imports
        )
        terms = list(_terms(contract))
        self._exact: dict[str, list[_Term]] = {}
        for term in terms:
            if "*" not in term.name:
                self._exact.setdefault(term.name, []).append(term)
        self._wild = [term for term in terms if "*" in term.name]
        self._nested = isinstance(contract, Forbidden | Protected)

    def groups(self, name: str) -> tuple[Group, ...]:
        """Return the groups that a module is in, by its dotted name, the innermost first."""
        prefixes = list(accumulate(name.split("."), "{}.{}".format)) if self.wide else [name]
        found: dict[Group, None] = {}
        for prefix in reversed(prefixes):
            for term in self._exact.get(prefix, ()):
                found.setdefault(term.group(prefix))
            for term in self._wild:
                if matches(term.name, prefix):
                    found.setdefault(term.group(prefix))
        return tuple(found)

    def counted(self, groups: tuple[Group, ...]) -> tuple[Group, ...]:
        """Return the groups that count: of layers in one container only the innermost."""
        if self._nested or len(groups) < 2:  # noqa: PLR2004
            return groups
        innermost: dict[str, Group] = {}
        for group in groups:
            innermost.setdefault(group.container, group)
        return tuple(innermost.values())

    def illegal(
        self, importer: tuple[Group, ...], imported: tuple[Group, ...]
    ) -> Iterator[tuple[Group | None, Group]]:
        """Yield the pairs of groups of which the first must not import the second; None is anybody."""
        if isinstance(self.contract, Protected):
            if any(group.side == SOURCE for group in importer):
                return
            for target in imported:
                if target.side == TARGET and target not in importer:
                    yield None, target
            return
        for source in importer:
            for target in imported:
                if self.forbids(source, target):
                    yield source, target

    def wants(self, name: str) -> bool:
        """Tell whether a module in no group should be in one."""
        contract = self.contract
        if not isinstance(contract, Layers) or not contract.exhaustive:
            return False
        container, _, last = name.rpartition(".")
        if last in contract.exhaustive_ignores:
            return False
        return any(matches(expression, container) for expression in contract.containers)

    def forbids(self, source: Group, target: Group) -> bool:
        """Tell whether a group must not import another one."""
        if isinstance(self.contract, Forbidden):
            sides = source.side == SOURCE and target.side == TARGET
            return sides and not self._overlap(source.name, target.name)
        if source.container != target.container or source == target:
            return False
        if source.level == target.level:
            return source.independent
        return source.level > target.level

    def _overlap(self, one: str, other: str) -> bool:
        if one == other or not self.wide:
            return one == other
        return one.startswith(f"{other}.") or other.startswith(f"{one}.")


def matches(expression: str, name: str) -> bool:
    """Tell whether a name is what an expression stands for, wildcards allowed."""
    if "*" in expression:
        return pattern(expression).fullmatch(name) is not None
    return expression == name


def _terms(contract: Contract) -> Iterator[_Term]:
    if not isinstance(contract, Layers):
        yield from (_Term(expected.name, expected.side) for expected in expectations(contract))
        return
    for level, item in enumerate(contract.layers):
        for name in item.modules:
            if not contract.containers:
                yield _Term(name, BOTH, "", level, item.independent)
            for container in contract.containers:
                yield _Term(f"{container}.{name}", BOTH, name, level, item.independent)


def expectations(contract: Contract, containers: Iterable[str] = ()) -> Iterator[Expected]:
    """Yield what a contract names; of layers below `containers`, those that the contract means."""
    if isinstance(contract, Layers):
        for prefix in [f"{container}." for container in containers] or [""]:
            for item in contract.layers:
                for tail in item.modules:
                    yield Expected(prefix + tail, BOTH, tail in item.optional)
    elif isinstance(contract, Independence):
        yield from (Expected(name) for name in contract.modules)
    elif isinstance(contract, Forbidden):
        yield from (Expected(name, SOURCE) for name in contract.source_modules)
        yield from (Expected(name, TARGET) for name in contract.forbidden_modules)
    elif isinstance(contract, Protected):
        yield from (Expected(name, SOURCE) for name in contract.allowed_importers)
        yield from (Expected(name, TARGET) for name in contract.protected_modules)
