"""What is installed in a project's own virtual environment: which distribution gives which name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsp_server.configuration.requirements import normalised

PLACES: Final = (".venv", "venv", "env")
LARGEST: Final = 2_000_000
"""Characters of a list of installed files that are looked at."""


def installed(folder: str) -> dict[str, tuple[str, ...]]:
    """Return the distributions of each top-level name, by normalised names; {} without any."""
    found: dict[str, tuple[str, ...]] = {}
    for packages in _site_packages(folder):
        try:
            metadata = sorted(packages.glob("*.dist-info"))
        except OSError:
            continue
        for of in metadata:
            distribution = normalised(of.name.removesuffix(".dist-info").partition("-")[0])
            for name in _names(of):
                found[name] = (*found.get(name, ()), distribution)
    return found


def _site_packages(folder: str) -> Iterator[Path]:
    for place in PLACES:
        for pattern in ("lib/python3*/site-packages", "Lib/site-packages"):
            try:
                yield from sorted(Path(folder, place).glob(pattern))
            except OSError:
                continue


def _names(metadata: Path) -> Iterator[str]:
    """Yield the top-level names that a distribution brings."""
    names = _text(metadata / "top_level.txt").split()
    if names:
        yield from names
        return
    seen = set()
    for line in _text(metadata / "RECORD").splitlines():
        first, slash, _ = line.partition(",")[0].partition("/")
        name = first if slash else first.removesuffix(".py") if first.endswith(".py") else ""
        if name.isidentifier() and name not in seen:
            seen.add(name)
            yield name


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(LARGEST)
    except OSError:
        return ""
