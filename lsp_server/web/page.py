"""The page of a graph document: one file with its styles, its script and the graph inside.

Names and reasons come from source code: they are data to the script and never markup.
"""

import hashlib
import json
from base64 import b64encode
from html import escape
from pathlib import PurePath
from string import Template
from typing import Any, Final
from urllib.parse import urlsplit

from lsp_server.web.joining import asset, joined

EDITOR: Final = "vscode://file{path}:{line}"
"""The form of the links that open a file in the editor, unless told otherwise."""

_HARMFUL: Final = {"", "javascript", "data", "blob", "vbscript"}


class LinkFormError(ValueError):
    """The form of the links to the editor is none that a page should have."""

    def __init__(self, form: str) -> None:
        super().__init__(f"{form!r} is no form of links to an editor: it should be like {EDITOR}")


def page(document: dict[str, Any], editor: str | None = EDITOR) -> str:
    """Return the page of a graph document, as HTML.

    `editor` is the form of the links that open a file, with {path} and {line} (from 1). None: the
    page asks whoever serves it, by POST to `open`. Raises LinkFormError for a form without a scheme.
    """
    if editor is not None and urlsplit(editor).scheme in _HARMFUL:
        raise LinkFormError(editor)
    return _page(document, {"editor": editor}, connect="'self'" if editor is None else "'none'")


def webview_page(document: dict[str, Any], module: str) -> str:
    """Return the page of a graph document for a webview of an editor, at a module ("": at none).

    The page speaks to the editor by messages, {"open": {"path", "line"}} and {"again": true}, and
    hears {"changed": true}.
    """
    return _page(document, {"editor": None, "webview": True, "module": module}, connect="'none'")


def _page(document: dict[str, Any], shown: dict[str, Any], connect: str) -> str:
    script, style = joined("main"), asset("style.css")
    return Template(asset("page.html")).substitute(
        policy=policy(script, style, connect),
        title=escape(_shown(f"{PurePath(document['folder']).name or '/'}: import graph")),
        style=style,
        data=inert({"graph": document, **shown}),
        worker=joined("worker"),
        script=script,
    )


def policy(script: str, style: str, connect: str = "'none'") -> str:
    """Return the content security policy: only what the page was made with; what it may ask."""
    return "; ".join(
        [
            "default-src 'none'",
            f"script-src {_digest(script)}",
            f"style-src {_digest(style)}",
            "worker-src blob:",
            "img-src data:",
            f"connect-src {connect}",
            "base-uri 'none'",
            "form-action 'none'",
        ]
    )


def _digest(text: str) -> str:
    return f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _shown(text: str) -> str:
    """Return a text without what no encoding has: file names may hold any bytes."""
    return text.encode("utf-8", "replace").decode()


def inert(value: object) -> str:
    """Return a value as JSON that cannot end the element it stands in."""
    return json.dumps(value, separators=(",", ":")).replace("<", "\\u003c")
