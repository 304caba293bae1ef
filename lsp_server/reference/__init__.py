"""Writes what is generated from the declarations: `python -m lsp_server.reference --write`.

That is the manual pages and the schema of [tool.vitals] in the package and, in a source tree, tables
in the README and the settings of the VS Code extension and the Neovim plugin. Without --write it only tells which of them
are not up to date.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsp_server.checks.catalogue import CODES, MANUAL, manual
from lsp_server.reference.markdown import remembered, rules, table
from lsp_server.reference.schema import schema
from lsp_server.reference.vimdoc import settings
from lsp_server.reference.vscode import manifest

PACKAGE: Final = Path(__file__).parent.parent
BEGIN: Final = "<!-- settings:begin -->"
END: Final = "<!-- settings:end -->"
MEMORY_BEGIN: Final = "<!-- memory:begin -->"
MEMORY_END: Final = "<!-- memory:end -->"
HELP_BEGIN: Final = "*vitals-settings-list*"
HELP_END: Final = f"{'=' * 78}\n7. "


def main(arguments: list[str]) -> int:
    """Return 1 when something is not up to date and was not written."""
    if arguments not in ([], ["--write"]):
        sys.stderr.write("usage: python -m lsp_server.reference [--write]\n")
        return 2
    stale = [(path, text) for path, text in generated(PACKAGE.parent) if read(path) != text]
    for path, text in stale:
        if arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.name} {'written' if arguments else 'is not up to date'}\n")
    return int(bool(stale) and not arguments)


def read(path: Path) -> str:
    """Return a file's text, "" when it does not exist."""
    return path.read_text("utf-8") if path.exists() else ""


def generated(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each generated file with the text it should have; some only in a source tree."""
    for code in CODES:
        yield MANUAL / f"{code}.md", manual(code)
    yield (
        PACKAGE / "settings.schema.json",
        json.dumps(schema(), ensure_ascii=False, indent=2) + "\n",
    )
    readme = root / "README.md"
    text = read(readme)
    if BEGIN in text:
        text = between(text, BEGIN, END, f"{table()}\n{rules()}")
        yield readme, between(text, MEMORY_BEGIN, MEMORY_END, remembered())
    package = root / "editors/vscode/package.json"
    if package.exists():
        yield package, manifest(read(package))
    manual_of_neovim = root / "editors/neovim/doc/vitals.txt"
    if manual_of_neovim.exists():
        text = between(read(manual_of_neovim), HELP_BEGIN, HELP_END, f"\n{settings()}\n")
        yield manual_of_neovim, text


def between(text: str, begin: str, end: str, inside: str) -> str:
    """Return a text with something else between two marks; as it is when it has them not."""
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    return f"{before}{begun}\n{inside}{ended}{after}" if ended else text
