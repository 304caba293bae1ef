"""Architecture rules as plain values: which modules may import which, and why.

Their meaning is import-linter's; wildcards stand for one part of a name (`*`) or for several (`**`).
Deliberately absent: where they are read from (`configuration`), and what breaks them (`graph`).
"""

# ruff: noqa: RUF009  (a key is declared by a call that returns a dataclass field)

import re
from dataclasses import dataclass, field, fields
from enum import Enum
from functools import cache
from typing import Final, NamedTuple


class Origin(NamedTuple):
    """Where a contract's name stands: a file, a line from zero, columns in code points."""

    path: str = ""
    line: int = 0
    start: int = 0
    end: int = 0


class Layer(NamedTuple):
    """Modules on one level, or parts of names below each container; `optional` ones may be missing.

    Independent ones must not import each other either.
    """

    modules: tuple[str, ...]
    independent: bool = True
    optional: tuple[str, ...] = ()


class Ignored(NamedTuple):
    """Imports that a contract passes over; both sides may have wildcards."""

    importer: str
    imported: str

    def __str__(self) -> str:
        return f"{self.importer} -> {self.imported}"


class Shape(Enum):
    """What a key of a contract takes, with the words that name it."""

    TEXT = "a text"
    FLAG = "true or false"
    ALERT = '"error", "warn" or "none"'
    NAMES = "a list of names"
    MODULES = "a list of modules"
    LAYERS = "a list of layers"
    IMPORTS = 'a list of imports ("a.b -> c.d")'


class Key(NamedTuple):
    """What is known of a key besides its default."""

    name: str
    shape: Shape
    doc: str
    required: bool = False


ALERTS: Final = ("error", "warn", "none")

_KEY: Final = "key"


def _text(doc: str) -> str:
    return field(default="", metadata={_KEY: Key("", Shape.TEXT, doc)})


def _flag(doc: str, *, default: bool) -> bool:
    return field(default=default, metadata={_KEY: Key("", Shape.FLAG, doc)})


def _alert(doc: str) -> str:
    return field(default=ALERTS[0], metadata={_KEY: Key("", Shape.ALERT, doc)})


def _names(doc: str) -> tuple[str, ...]:
    return field(default=(), metadata={_KEY: Key("", Shape.NAMES, doc)})


def _modules(doc: str, *, required: bool = False) -> tuple[str, ...]:
    return field(default=(), metadata={_KEY: Key("", Shape.MODULES, doc, required)})


def _layers(doc: str) -> tuple[Layer, ...]:
    return field(default=(), metadata={_KEY: Key("", Shape.LAYERS, doc, required=True)})


def _imports(doc: str) -> tuple[Ignored, ...]:
    return field(default=(), metadata={_KEY: Key("", Shape.IMPORTS, doc)})


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What all kinds have. Of a contract with `packages` only modules in these count."""

    name: str
    reason: str = _text("Why the rule is there; shown with each import that breaks it.")
    ignore_imports: tuple[Ignored, ...] = _imports(
        'Imports that the rule passes over, as "a.b -> c.d"; `*` and `**` as in module names.'
    )
    unmatched_ignore_imports_alerting: str = _alert(
        "How loudly to tell of an ignored import that is not there."
    )
    type_checking_imports: bool = _flag("Whether imports under TYPE_CHECKING count.", default=True)
    packages: tuple[str, ...] = ()
    origin: Origin = Origin()


@dataclass(frozen=True, slots=True, kw_only=True)
class Layers(Contract):
    """A layer must not import from those above it; containers each have all of these layers."""

    layers: tuple[Layer, ...] = _layers(
        'From high to low; "a | b" are independent siblings, "a : b" may import each other, "(a)" may be missing.'
    )
    containers: tuple[str, ...] = _modules("Packages that have these layers, each for itself.")
    exhaustive: bool = _flag(
        "Whether every module of a container must be in a layer.", default=False
    )
    exhaustive_ignores: tuple[str, ...] = _names("Modules of a container that need no layer.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Independence(Contract):
    """No module imports any other, by whatever way."""

    modules: tuple[str, ...] = _modules(
        "Modules that must not import each other, with all that is in them.", required=True
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden(Contract):
    """Some modules do not import some others, which may be outside the workspace."""

    source_modules: tuple[str, ...] = _modules("Who must not import.", required=True)
    forbidden_modules: tuple[str, ...] = _modules(
        "What must not be imported; also packages from elsewhere, by their top-level name.",
        required=True,
    )
    allow_indirect_imports: bool = _flag(
        "Whether only direct imports are forbidden.", default=False
    )
    as_packages: bool = _flag("Whether a module stands for all that is in it.", default=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected(Contract):
    """Some modules are imported by themselves and by those who may, directly by nobody else."""

    protected_modules: tuple[str, ...] = _modules("What is protected.", required=True)
    allowed_importers: tuple[str, ...] = _modules("Who may import it.", required=True)
    as_packages: bool = _flag("Whether a module stands for all that is in it.", default=True)


KINDS: Final[dict[str, type[Contract]]] = {
    "layers": Layers,
    "independence": Independence,
    "forbidden": Forbidden,
    "protected": Protected,
}
"""By the name of the option that holds contracts of this kind."""


def kind_of(contract: Contract) -> str:
    """Return the name of a contract's kind."""
    return next(name for name, kind in KINDS.items() if isinstance(contract, kind))


@cache
def keys_of(kind: str) -> dict[str, Key]:
    """Return the keys of a kind of contract by their names in Python, its own before the common."""
    common = {item.name for item in fields(Contract)}
    declared = [item for item in fields(KINDS[kind]) if _KEY in item.metadata]
    declared.sort(key=lambda item: item.name in common)
    return {item.name: item.metadata[_KEY]._replace(name=item.name) for item in declared}


_MODULE: Final = re.compile(r"(?:[^\W\d]\w*|\*\*?)(?:\.(?:[^\W\d]\w*|\*\*?))*")
_DOUBLED: Final = re.compile(r"\*\*?\.\*\*|\*\*\.\*")


def module(text: str) -> str:
    """Return the dotted name with wildcards that a text is; raises ValueError saying why it is none."""
    name = text.strip()
    if not _MODULE.fullmatch(name):
        stars = "a wildcard stands for a whole part of a name" if "*" in name else ""
        raise ValueError(stars or "this is no dotted name of a module")
    if _DOUBLED.search(name):
        message = "`**` cannot stand beside another wildcard"
        raise ValueError(message)
    return name


def layer(text: str) -> Layer:
    """Return the layer that a text is; raises ValueError saying why it is none."""
    if "|" in text and ":" in text:
        message = 'siblings are independent ("|") or not (":"), not both'
        raise ValueError(message)
    parts = [part.strip() for part in text.split(":" if ":" in text else "|")]
    optional = tuple(part[1:-1].strip() for part in parts if _in_brackets(part))
    modules = tuple(part[1:-1].strip() if _in_brackets(part) else part for part in parts)
    for name in modules:
        if "*" in name:
            message = "a layer has no wildcards"
            raise ValueError(message)
        module(name)
        if modules.count(name) > 1:
            message = f"`{name}` stands twice in one layer"
            raise ValueError(message)
    return Layer(modules, ":" not in text, optional)


def ignored(text: str) -> Ignored:
    """Return the imports that a text names; raises ValueError saying why it names none."""
    importer, arrow, imported = text.partition("->")
    if not arrow:
        message = 'an import is written as "importer -> imported"'
        raise ValueError(message)
    return Ignored(module(importer), module(imported))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return what matches the modules that a name with wildcards stands for."""
    parts = {"*": r"[^.]+", "**": r"[^.]+(?:\.[^.]+)*"}
    return re.compile(r"\.".join(parts.get(part, re.escape(part)) for part in name.split(".")))


def _in_brackets(part: str) -> bool:
    return part.startswith("(") and part.endswith(")")
