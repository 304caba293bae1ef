"""Every option once: name, type, default, bounds and one sentence.

The settings tables of README and editors are generated from here. Reading files and editors'
values into a Settings is `settings_sources`' business; a Settings is always passed as a value.
"""

from dataclasses import dataclass, field, fields
from typing import Any, Final, NamedTuple


class Tiers(NamedTuple):
    """Three ascending limits; a figure above the first is tier 1, above the third tier 3."""

    notable: int
    high: int
    extreme: int

    def tier(self, figure: int) -> int:
        """Return 0 to 3."""
        return (figure > self.notable) + (figure > self.high) + (figure > self.extreme)


def option(default: Any, doc: str, *, choices: tuple[str, ...] = (), bounds: tuple[int, int] | None = None) -> Any:  # noqa: ANN401
    """Declare an option; `doc` is its one sentence."""
    return field(default=default, metadata={"doc": doc, "choices": choices, "bounds": bounds})


@dataclass(frozen=True, slots=True)
class Settings:
    """The effective options for one file."""

    cognitive: Tiers | None = option(Tiers(15, 25, 50), "Limits of cognitive complexity per function.")
    cyclomatic: Tiers | None = option(Tiers(10, 20, 30), "Limits of cyclomatic complexity per function.")
    nesting: Tiers | None = option(Tiers(4, 5, 6), "Limits of nesting depth per function.")
    parameters: Tiers | None = option(Tiers(6, 8, 12), "Limits of the number of parameters per function.")
    statements: Tiers | None = option(Tiers(50, 80, 120), "Limits of the number of statements per function.")
    lcom4: Tiers | None = option(Tiers(4, 8, 16), "Limits of LCOM4, the unconnected groups of methods in a class.")
    cyclomatic_dialect: str = option("c901", "How cyclomatic complexity is counted: as ruff's C901 or as radon's cc.", choices=("c901", "cc"))
    select: tuple[str, ...] = option((), "Only these checks; all when empty.")
    ignore: tuple[str, ...] = option((), "Checks to leave out.")
    exclude: tuple[str, ...] = option((), "Files and folders to leave out, as .gitignore patterns.")
    respect_gitignore: bool = option(True, "Leave out what .gitignore files name.")
    base: str = option("auto", "What findings are compared with: auto (the merge-base with origin/HEAD), none, or a git revision.")
    max_file_size: int = option(1_000_000, "Bytes above which a file is not analysed on each change.", bounds=(1_000, 1_000_000_000))
    max_lines: int = option(20_000, "Lines above which a file is not analysed on each change.", bounds=(100, 10_000_000))
    code_lenses: bool = option(True, "Show a lens above functions of tier 1 and more.")
    hover: bool = option(True, "Show figures and their reasons on hover.")
    document_symbols: bool = option(False, "Offer document symbols; off because other servers do.")
    quiet_ms: int = option(300, "Milliseconds without a change after which findings are published at once.", bounds=(0, 10_000))
    trailing_ms: int = option(100, "Milliseconds by which findings are held back during a burst of changes.", bounds=(0, 10_000))


DEFAULT: Final = Settings()


def names() -> tuple[str, ...]:
    """Return the option names as Python spells them (kebab-case in TOML, camelCase in editors)."""
    return tuple(item.name for item in fields(Settings))
