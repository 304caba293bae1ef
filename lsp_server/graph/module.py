"""A module of the workspace, and how a file's path becomes a dotted name."""

from collections.abc import Sequence
from typing import Final, NamedTuple

SUFFIXES: Final = (".py", ".pyi")


class Module(NamedTuple):
    """A file as Python imports it.

    `name` counts from its source root, every folder of which is a (namespace) package. `base` is the
    prefix below which its own folder's tree of packages begins: "tests." for tests/unit/test_x.py
    when tests/ has no __init__.py and tests/unit/ has one. `root` is the number of the source root.
    `inside` says that its folder is a package with an __init__.py, `entry` that something besides
    imports may lead to it.
    """

    name: str
    path: str
    root: int = 0
    package: bool = False
    test: bool = False
    stub: bool = False
    base: str = ""
    inside: bool = False
    entry: bool = False

    @property
    def parent(self) -> str:
        """The package that relative imports of level 1 start from."""
        return self.name if self.package else self.name.rpartition(".")[0]


def named(path: str, roots: Sequence[str]) -> tuple[str, int] | None:
    """Return a file's dotted name and the number of its source root; None outside all roots.

    `roots` are folders without a slash at the end; the deepest one above the file counts.
    """
    above = [number for number, root in enumerate(roots) if path.startswith(f"{root}/")]
    if not above:
        return None
    root = max(above, key=lambda number: len(roots[number]))
    stem = path[len(roots[root]) + 1 :].rpartition(".")[0]
    parts = stem.split("/")
    if parts[-1] == "__init__":
        parts.pop()
    return (".".join(parts), root) if parts else None
