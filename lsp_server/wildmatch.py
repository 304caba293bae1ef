"""One line of a .gitignore file as a regular expression, after gitignore(5) and git's wildmatch.c.

An expression matches the path itself, never what lies below it: discovery asks about each folder on
the way down, as git does. (pathspec also matches below, and there differs from git after negation.)
"""

import re
from typing import Final, NamedTuple

_CLASSES: Final = {
    "alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z",
    "space": r"\s", "blank": r" \t", "xdigit": "0-9a-fA-F", "punct": r"!-/:-@\[-`{-~",
    "cntrl": r"\x00-\x1f\x7f", "graph": "!-~", "print": " -~",
}  # fmt: skip
_TOKEN: Final = re.compile(
    r"(?P<deep>(?:\A|(?<=/))\*\*/)|(?P<below>(?:\A|(?<=/))\*\*\Z)|(?P<star>\*+)|(?P<any>\?)"
    r"|\[(?P<set>[!^]?\]?(?:\[:\w+:\]|\\.|[^\]\\])*)\]|\\(?P<escaped>.)|(?P<literal>[^\\[])"
    r"|(?P<broken>.)",
    re.DOTALL,
)
_MEMBER: Final = re.compile(r"\[:(?P<named>\w+):\]|(?P<range>-(?!\Z))|\\?(?P<one>.)", re.DOTALL)
_WILD: Final = {"deep": "(?:[^/]+/)*", "below": ".+", "star": "[^/]*", "any": "[^/]"}


class Pattern(NamedTuple):
    """`expression` matches a whole relative path, or only its last part when not `anchored`."""

    expression: str
    leave_out: bool
    anchored: bool
    folder_only: bool


def parse(line: str) -> Pattern | None:
    """Translate a line; None for blank lines, comments and patterns that mean nothing."""
    line = line.removesuffix("\r")
    if line.startswith("#"):
        return None
    text = re.sub(r"(?<!\\) +\Z", "", line)
    leave_out = not text.startswith("!")
    text = text if leave_out else text[1:]
    folder_only = text.endswith("/")
    text = text[:-1] if folder_only else text
    anchored = "/" in text
    text = text.removeprefix("/")
    if not text:
        return None
    try:
        expression = "".join(_translated(match) for match in _TOKEN.finditer(text))
        re.compile(expression)
    except (re.error, LookupError):
        return None
    return Pattern(expression, leave_out, anchored, folder_only)


def _translated(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind in _WILD:
        return _WILD[kind]
    if kind == "set":
        return _set(match["set"])
    if kind == "broken":
        raise LookupError
    return re.escape(match[kind])


def _set(text: str) -> str:
    negated = text.startswith(("!", "^"))
    members = _MEMBER.finditer(text[negated:])
    inside = "".join(
        _CLASSES[match["named"]]
        if match["named"]
        else "-"
        if match["range"]
        else re.escape(match["one"])
        for match in members
    )
    return f"(?!/)[{'^' if negated else ''}{inside}]"
