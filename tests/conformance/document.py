"""CONFORMANCE.md, made from the kinds of difference and from what was measured.

`python -m tests.conformance.document` measures the packages anew and writes both files.
"""

import json
from collections import Counter
from pathlib import Path

from tests.conformance import compare, kinds, packages

PAGE = Path(__file__).parents[2] / "lsp_server" / "analysis" / "CONFORMANCE.md"
_MEASURED = Path(__file__).parent / "measured.json"

_HEAD = """# How our figures compare with other tools'

Compared function by function over pinned packages by `tests/conformance`, which fails on any difference that is
of no kind listed here, and makes this page. A function that differs from complexipy is laid to the first kind that
occurs in it; ruff and radon must differ by exactly what the kind explains. Raw lines and the maintainability index have tests of their own.
"""


def measured() -> dict[str, dict[str, dict[str, int]]]:
    """Return by oracle and package how much was compared and how much differed."""
    return json.loads(_MEASURED.read_text("utf-8"))


def page() -> str:
    """Return the page."""
    lines = [
        _HEAD,
        "## Compared",
        "| with | package | compared | of which differing |",
        "|---|---|---|---|",
    ]
    names = {kind.name for kind in kinds.KINDS}
    for oracle, found in measured().items():
        for package, counts in found.items():
            compared = ", ".join(
                f"{count:,} {what}" for what, count in counts.items() if what not in names
            )
            differing = ", ".join(
                f"{count:,} {what}" for what, count in counts.items() if what in names
            )
            lines.append(f"| {oracle} | {package} | {compared} | {differing or 'none'} |")
    lines += ["", "## Kinds of difference"]
    for kind in kinds.KINDS:
        lines += [
            "",
            f"### {kind.oracle}: {kind.name}",
            kind.sentence,
            f"Ours {kind.ours}, theirs {kind.theirs}:",
        ]
        lines += ["```python", kind.example.strip(), "```"]
    return "\n".join(lines) + "\n"


def measure() -> dict[str, dict[str, dict[str, int]]]:
    """Compare over all packages and return what `measured` should."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    for package in packages.PACKAGES:
        for oracle, outcome in compare.over(package).items():
            differing = Counter(kind for kind, _ in outcome.differences)
            found.setdefault(oracle, {})[package] = {
                **outcome.compared,
                **dict(sorted(differing.items())),
            }
            for kind, where in outcome.differences:
                if not kind:
                    print(oracle, where)
    return found


if __name__ == "__main__":
    _MEASURED.write_text(json.dumps(measure(), indent=1) + "\n", "utf-8")
    PAGE.write_text(page(), "utf-8")
