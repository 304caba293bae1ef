"""The picture of the import graph: one page that needs nothing else."""

from lsp_server.web.page import EDITOR, page

__all__ = ["EDITOR", "page"]
