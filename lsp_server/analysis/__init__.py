"""Text in, report out: total, pure and free of I/O.

`analyse` never raises, whatever the text.
"""

from lsp_server.analysis.report import FileReport
from lsp_server.text import Source


def analyse(source: Source, previous: FileReport | None = None) -> FileReport:
    """Return the report of a text.

    `previous` is the report of an earlier version of the same document: where the text is now
    broken, its blocks supply the last good figures, marked stale.
    """
    raise NotImplementedError
