"""The page of a session: what it made better and worse, trends, acknowledgements.

For a webview of an editor: the page asks by messages for what it wants opened, and hears of a
session's later states ({"session": …}) without being loaded again.
"""

from string import Template
from typing import Any

from lsp_server.web.joining import asset, joined
from lsp_server.web.page import inert, policy


def session_page(session: dict[str, Any]) -> str:
    """Return the page of what `vitals/session` answers, as HTML."""
    script, style = joined("session"), asset("session.css")
    return Template(asset("session.html")).substitute(
        policy=policy(script, style), style=style, data=inert(session), script=script
    )
