"""The settings in the help of the Neovim plugin."""

import json
import textwrap
from typing import Final

from lsp_server.settings import DEFAULT, OPTIONS, PERSONAL, camel

WIDTH: Final = 78
INDENT: Final = " " * 16


def settings() -> str:
    """Return every option with its tag, its sentence and its default."""
    parts = []
    for name in OPTIONS:
        tag = f"*vitals.{camel(name)}*"
        parts += [f"{tag:>{WIDTH}}", f"{camel(name)}", *_paragraph(name), ""]
    return "\n".join(parts)


def _paragraph(name: str) -> list[str]:
    default = json.dumps(getattr(DEFAULT, name), ensure_ascii=False)
    only = " Only here or in the environment, not in a project's files." if name in PERSONAL else ""
    text = f"{OPTIONS[name].doc}{only} Default: {default}"
    return textwrap.wrap(
        text,
        WIDTH,
        initial_indent=INDENT,
        subsequent_indent=INDENT,
        break_on_hyphens=False,
        break_long_words=False,
    )
