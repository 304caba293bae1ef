"""Joins the page's scripts into one, each in a scope of its own. No bundler, no minifier.

A script's exports are `export function` and `export const`; its imports name them one by one.
"""

import re
from functools import cache
from pathlib import Path
from typing import Final

ASSETS: Final = Path(__file__).parent / "assets"

_IMPORT: Final = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
_EXPORT: Final = re.compile(r"^export (?=(?:async )?(?:function|const) (\w+))", re.MULTILINE)


@cache
def joined(main: str) -> str:
    """Return a script with all that it imports before it, by the file's name without its ending."""
    order: dict[str, str] = {}
    _follow(main, order)
    return "\n".join(f"const ${name} = (() => {{\n{text}\n}})();" for name, text in order.items())


def _follow(name: str, order: dict[str, str]) -> None:
    """Put a script, after those that it imports, into the order."""
    text = asset(f"{name}.js")
    for _, imported in _IMPORT.findall(text):
        if imported not in order:
            _follow(imported, order)
    exported = ", ".join(_EXPORT.findall(text))
    inside = _EXPORT.sub("", _IMPORT.sub(_taken, text)).strip()
    order[name] = f"{inside}\nreturn {{ {exported} }};"


def _taken(match: re.Match[str]) -> str:
    names, module = match.groups()
    return f"const {{{names}}} = ${module};\n"


@cache
def asset(name: str) -> str:
    """Return the text of one of the page's files."""
    return (ASSETS / name).read_text("utf-8")
