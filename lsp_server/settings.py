"""Every option once: name, kind, default, bounds and one sentence.

The tables of the README, the JSON schema and the editors' settings are generated from here. How
texts become a Settings is `configuration`'s business; a Settings is always passed as a value.
"""

# ruff: noqa: RUF009  (an option is declared by a call that returns a dataclass field)

import re
from dataclasses import dataclass, field, fields
from enum import Enum
from typing import Any, Final, NamedTuple

from lsp_server.contract import KINDS, Contract, Forbidden, Independence, Layers, Protected


class Tiers(NamedTuple):
    """Three ascending limits; a figure above the first is tier 1, above the third tier 3."""

    notable: int
    high: int
    extreme: int

    def tier(self, figure: int) -> int:
        """Return 0 to 3."""
        return (figure > self.notable) + (figure > self.high) + (figure > self.extreme)

    def scaled(self, notable: int) -> "Tiers":
        """Return limits that begin elsewhere and grow in the same proportion, each above the last."""
        high, extreme = (-(-limit * notable // self.notable) for limit in self[1:])
        high = max(high, notable + 1)
        return Tiers(notable, high, max(extreme, high + 1))


class Kind(Enum):
    """What values an option takes, with the words that name them."""

    LIMITS = "three ascending whole numbers, one whole number, or false"
    FLAG = "true or false"
    NUMBER = "a whole number"
    TEXT = "a text"
    CODES = "a list of checks"
    PATTERNS = "a list of texts"
    CONTRACTS = "a table of contracts"


class Option(NamedTuple):
    """What is known of an option besides its default; `bounds` include both ends."""

    name: str
    kind: Kind
    doc: str
    choices: tuple[str, ...] = ()
    bounds: tuple[int, int] = (0, 0)


_KEY: Final = "option"


def _limits(notable: int, high: int, extreme: int, doc: str) -> Tiers | None:
    option = Option("", Kind.LIMITS, doc, bounds=(0, 1_000_000))
    return field(default=Tiers(notable, high, extreme), metadata={_KEY: option})


def _flag(doc: str, *, default: bool) -> bool:
    return field(default=default, metadata={_KEY: Option("", Kind.FLAG, doc)})


def _number(default: int, lowest: int, highest: int, doc: str) -> int:
    option = Option("", Kind.NUMBER, doc, bounds=(lowest, highest))
    return field(default=default, metadata={_KEY: option})


def _text(default: str, doc: str, *choices: str) -> str:
    return field(default=default, metadata={_KEY: Option("", Kind.TEXT, doc, choices)})


def _list(kind: Kind, doc: str, *default: str) -> tuple[str, ...]:
    return field(default=default, metadata={_KEY: Option("", kind, doc)})


def _contracts(doc: str) -> tuple[Any, ...]:
    return field(default=(), metadata={_KEY: Option("", Kind.CONTRACTS, doc)})


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective options for one file."""

    cognitive: Tiers | None = _limits(15, 25, 50, "Limits of cognitive complexity per function.")
    cyclomatic: Tiers | None = _limits(10, 20, 30, "Limits of cyclomatic complexity per function.")
    nesting: Tiers | None = _limits(4, 5, 6, "Limits of nesting depth per function.")
    parameters: Tiers | None = _limits(
        6, 8, 12, "Limits of the number of parameters per function; off in tests."
    )
    statements: Tiers | None = _limits(
        50, 80, 120, "Limits of the number of statements per function; twice as many in tests."
    )
    lcom4: Tiers | None = _limits(
        8, 16, 32, "Limits of LCOM4, the unconnected groups of methods in a class."
    )
    hub: Tiers | None = _limits(
        20,
        40,
        80,
        "Limits of the modules that import a module and that it imports, both exceeding.",
    )
    cyclomatic_dialect: str = _text(
        "c901", "How cyclomatic complexity is counted: as ruff's C901 or radon's cc.", "c901", "cc"
    )
    select: tuple[str, ...] = _list(Kind.CODES, "Only these checks; all when empty.")
    ignore: tuple[str, ...] = _list(Kind.CODES, "Checks to leave out.")
    exclude: tuple[str, ...] = _list(
        Kind.PATTERNS, "Files and folders to leave out, as .gitignore patterns."
    )
    respect_gitignore: bool = _flag("Leave out what .gitignore files name.", default=True)
    base: str = _text(
        "auto",
        "What findings are compared with: auto (the merge-base with origin/HEAD), none, or a git revision.",
    )
    max_file_size: int = _number(
        10_000_000,
        1_000,
        10**9,
        "Bytes above which a file is not followed at each change, and left out by the command.",
    )
    max_lines: int = _number(
        200_000, 100, 10**7, "Lines above which a file is not followed at each change."
    )
    code_lenses: bool = _flag("Show a lens above functions of tier 1 and more.", default=True)
    hover: bool = _flag("Show figures and their reasons on hover.", default=True)
    document_symbols: bool = _flag(
        "Offer document symbols; off because other servers do.", default=False
    )
    quiet_ms: int = _number(
        300, 0, 10_000, "Milliseconds without a change after which findings are published at once."
    )
    trailing_ms: int = _number(
        100, 0, 10_000, "Milliseconds by which findings are held back in a burst of changes."
    )
    index: bool = _flag(
        "Analyse the whole workspace in the background, else when it is asked for.", default=True
    )
    index_processes: int = _number(
        2, 1, 64, "Processes that analyse the workspace, at most one for each core."
    )
    source_roots: tuple[str, ...] = _list(
        Kind.PATTERNS,
        "Folders from which the names of modules count; found by themselves when empty.",
    )
    entry_points: tuple[str, ...] = _list(
        Kind.PATTERNS,
        "Files that are used without being imported, as .gitignore patterns.",
        "__main__.py", "conftest.py", "setup.py", "noxfile.py", "manage.py", "wsgi.py", "asgi.py",
        "settings.py", "settings/", "urls.py", "admin.py", "apps.py", "models.py", "migrations/",
        "management/commands/", "templatetags/", "tasks.py", "celery.py",
    )  # fmt: skip
    cycles_include_parents: bool = _flag(
        "Importing a.b.c counts as importing a and a.b as well, which it executes.", default=False
    )
    layers: tuple[Layers, ...] = _contracts(
        "Layers, each of which must not import from those above it."
    )
    independence: tuple[Independence, ...] = _contracts(
        "Modules that must not import each other, directly or by way of others."
    )
    forbidden: tuple[Forbidden, ...] = _contracts("Modules that must not import certain others.")
    protected: tuple[Protected, ...] = _contracts("Modules that only certain others may import.")

    memory: bool = _flag(
        "Remember sessions: trends, acknowledgements, where you were.", default=True
    )
    redis_url: str = _text(
        "",
        "The Redis that shares memory: redis://, rediss://, unix://, redis+sentinel:// or redis+cluster://.",
    )
    sharing: int = _number(
        0,
        0,
        3,
        "What may leave the machine: 0 nothing, 1 figures and keyed hashes of names, 2 names, 3 excerpts.",
    )
    team_secret_file: str = _text(
        "", "A file with the secret that the team's records are signed and names are hashed with."
    )
    workspace_id: str = _text(
        "", "The name that a project's memory is shared under; its git remote when empty."
    )
    read_only: bool = _flag("Take from the shared store and give nothing.", default=False)

    @property
    def contracts(self) -> tuple[Contract, ...]:
        """All that must hold of the imports."""
        return (*self.layers, *self.independence, *self.forbidden, *self.protected)


DEFAULT: Final = Settings()

OPTIONS: Final[dict[str, Option]] = {
    item.name: item.metadata[_KEY]._replace(name=item.name) for item in fields(Settings)
}
"""Every option by its name in Python."""

WHOLE: Final = frozenset(
    {
        "exclude", "respect_gitignore", "base", "document_symbols", "index", "index_processes",
        "source_roots", "entry_points", "cycles_include_parents", "memory", "redis_url", "sharing",
        "team_secret_file", "workspace_id", "read_only", *KINDS,
    }
)  # fmt: skip
"""Options of a folder as a whole: no override for some of its files can set them."""

PERSONAL: Final = frozenset({"redis_url", "sharing", "team_secret_file", "read_only"})
"""Options that only the user sets, in an editor or the environment: no project decides what leaves
the machine."""


def names() -> tuple[str, ...]:
    """Return the option names as Python spells them (kebab-case in TOML, camelCase in editors)."""
    return tuple(OPTIONS)


def kebab(name: str) -> str:
    """Return an option's name as TOML spells it: max_lines is max-lines."""
    return name.replace("_", "-")


def variable(name: str) -> str:
    """Return the environment variable of a personal option: redis_url is VITALS_REDIS_URL."""
    return f"VITALS_{name.upper()}"


def camel(name: str) -> str:
    """Return an option's name as editors spell it: max_lines is maxLines."""
    return re.sub(r"_(\w)", lambda match: match[1].upper(), name)
