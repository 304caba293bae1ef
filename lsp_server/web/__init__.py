"""Pages that need nothing else: the picture of the import graph, and the session."""

from lsp_server.web.page import EDITOR, page, webview_page
from lsp_server.web.session import session_page

__all__ = ["EDITOR", "page", "session_page", "webview_page"]
