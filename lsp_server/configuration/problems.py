"""What is wrong in one settings file, each at its place, with the nearest right name."""

from collections.abc import Iterable, Mapping
from typing import Final

from lsp_server.checks.finding import Finding, Fix, Severity
from lsp_server.checks.invalid_setting import CODE
from lsp_server.configuration.places import Path, Place
from lsp_server.configuration.values import guess, nearest
from lsp_server.text import Edit, Position, Span

START: Final = Span(Position(0, 0), Position(0, 0))


def problem(
    span: Span,
    message: str,
    fixes: tuple[Fix, ...] = (),
    severity: Severity = Severity.WARNING,
) -> Finding:
    """Return the finding that something in a settings file is wrong."""
    return Finding(CODE, span, severity, message, fixes=fixes)


class Problems:
    """Collects findings about what stands at paths of a settings file."""

    def __init__(self, where: Mapping[Path, Place]) -> None:
        self._where = where
        self.findings: list[Finding] = []

    def place(self, path: Path) -> Place:
        """Return where something stands; of what has no place, that of what it is in."""
        while path and path not in self._where:
            path = path[:-1]
        return self._where.get(path) or Place(START, START)

    def unknown(self, path: Path, key: str, known: Iterable[str], what: str = "setting") -> None:
        """Say that there is no such key, and offer the nearest that there is."""
        known = tuple(known)
        near = nearest(key, known)
        span = self.place(path).key
        fixes = (Fix(f"Change to `{near}`", (Edit(span, near),)),) if near else ()
        message = f"there is no {what} `{key[:60]}`{guess(key, known)}"
        self.findings.append(problem(span, message, fixes))

    def key(self, path: Path, message: str) -> None:
        """Say what is wrong with a key."""
        self.findings.append(problem(self.place(path).key, message))

    def value(self, path: Path, message: str, severity: Severity = Severity.WARNING) -> None:
        """Say what is wrong with a value."""
        self.findings.append(problem(self.place(path).value, message, severity=severity))
