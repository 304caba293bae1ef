"""The figures of any file of the workspace: as it is in the editor, else as the index knows it."""

from typing import NamedTuple

from lsp_server.analysis.report import FileReport, FunctionReport
from lsp_server.features.places import measured
from lsp_server.graph.coupling import Size
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import path_of
from lsp_server.workspace.facts import Sums, figures_of, sums_of


class Worst(NamedTuple):
    """A function and the line of its name."""

    cognitive: int
    line: int
    symbol: str


class Figures:
    """The figures of one client's files. Open documents are those that are open now."""

    def __init__(self, live: Live) -> None:
        self._live = live
        files = live.session.snapshot.files
        self._open = {path_of(uri): diagnosed.report for uri, diagnosed in files.items()}

    def cognitive_of(self, path: str) -> int:
        """Return the cognitive complexity of a file, 0 while it is not known."""
        if path in self._open:
            return self._open[path].cognitive
        sums = self._sums(path)
        return sums.cognitive if sums else 0

    def worst_of(self, path: str) -> Worst | None:
        """Return the function of a file with the greatest cognitive complexity, if one is known."""
        if path in self._open:
            found = [
                Worst(each.item.cognitive, each.name.start.line, each.symbol)
                for each in measured(self._open[path])
                if isinstance(each.item, FunctionReport)
            ]
        else:
            entry = self._live.indexing.index.get(path)
            record = b"" if entry is None else entry.record
            functions = figures_of(record).functions if record else ()
            found = [Worst(one.cognitive, one.line, one.name) for one in functions]
        return max(found, key=lambda one: (one.cognitive, -one.line), default=None)

    def size_of(self, module: int) -> Size:
        """Return the size of a module."""
        path = self._live.linkage.graph.module(module).path
        if path in self._open:
            return _size(self._open[path])
        sums = self._sums(path)
        return Size(sums.lines, sums.classes, sums.abstract) if sums else Size()

    def _sums(self, path: str) -> Sums | None:
        entry = self._live.indexing.index.get(path)
        return sums_of(entry.record) if entry is not None and entry.record else None


def _size(report: FileReport) -> Size:
    classes = [item for _, item in report.classes()]
    return Size(report.lines.physical, len(classes), sum(item.abstract for item in classes))
