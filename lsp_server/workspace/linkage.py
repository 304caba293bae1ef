"""The import graph of a workspace: files as the index knows them, documents as they are typed.

What could take long waits for `insight.step`, which does a slice of it. Deliberately absent: when
that is; see `protocol/linking.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from lsp_server.analysis.report import Comment, FileReport
from lsp_server.checks import linked
from lsp_server.checks.finding import Finding
from lsp_server.graph.graph import Graph, Item, placed
from lsp_server.graph.module import Module
from lsp_server.graph.statement import Statements, encoded, told_apart
from lsp_server.settings import Settings
from lsp_server.workspace.facts import comments_in, linked_of, statements_of
from lsp_server.workspace.insight import Insight
from lsp_server.workspace.written import Following, Written

_NOTHING: Final = encoded(())


class Terms(NamedTuple):
    """What the graph of a workspace follows from besides its files: see the settings of the name."""

    roots: tuple[str, ...] = ()
    parents: bool = False


class _Found(NamedTuple):
    """What was found last in a document, and from what."""

    what: tuple[int, Written, Settings, dt.date]
    findings: tuple[Finding, ...]


class _Open(NamedTuple):
    """An open document: how it is followed, what it has, and what its base has, None without one."""

    following: Following
    written: Written = Written()
    base: FileReport | None = None
    known: Statements | None = None
    found: _Found | None = None


class Linkage:
    """For one thread. Nothing is linked before the workspace's files have been listed.

    `record_of` gives what the index keeps of a file, b"" when that is nothing; `path_of` gives the
    path of a document's URI, None when it has none.
    """

    def __init__(
        self,
        record_of: Callable[[str], bytes] = lambda _: b"",
        path_of: Callable[[str], str | None] = lambda _: None,
    ) -> None:
        self.path_of = path_of
        self.terms = Terms()
        self.insight = Insight(Graph())
        self.listed = self.complete = False
        self._record_of = record_of
        self._modules: dict[str, Module] = {}
        self._open: dict[str, _Open] = {}

    @property
    def revision(self) -> int:
        """Grows whenever the findings of any file may be others."""
        return self.insight.revision

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self.insight.graph

    def step(self, slices: int = 1) -> bool:
        """Do some of the work that waits; return whether none is left."""
        for _ in range(slices):
            if not self.busy:
                break
            self.insight.step()
        return not self.busy

    @property
    def busy(self) -> bool:
        """Whether work waits; conclusions from half of the workspace are not drawn."""
        if not self.listed:
            return False
        return not (self.insight.settled if self.complete else self.graph.settled)

    # -- files

    def survey(self, modules: Iterable[Module], terms: Terms) -> None:
        """Take all modules there are; what is known of them stays."""
        now = {module.path: module for module in modules}
        if self.listed and terms == self.terms:
            self.update(now.values(), self._modules.keys() - now.keys())
            return
        self.terms, self.listed, self._modules = terms, True, now
        self.insight = Insight(Graph(terms.roots, parents=terms.parents), self.insight.revision + 1)
        self.graph.fill(map(self._item, now.values()))

    def update(self, came: Iterable[Module], went: Iterable[str]) -> None:
        """Take modules that came or are other ones now, and the paths of those that went."""
        for path in list(went):
            if self._modules.pop(path, None) is not None:
                self.insight.take(self.graph.drop(path))
        for module in came:
            if self._modules.get(module.path) != module:
                self._modules[module.path] = module
                self.insight.take(self.graph.take(self._item(module)))

    def record(self, path: str) -> None:
        """Take what the index has come to know of a file; an open document knows better."""
        module = self._modules.get(path)
        if module is not None and path not in self._open:
            self.insight.take(self.graph.take(self._item(module)))

    # -- documents

    def follow(self, uri: str, report: FileReport, base: FileReport | None) -> None:
        """Take the present text of a document."""
        path = self.path_of(uri)
        if path is None:
            return
        before = self._open.get(path) or _Open(Following())
        written = before.following.of(report)
        known = before.known
        if base is not before.base:
            known = None if base is None else statements_of(base)
        if written == before.written:
            written = before.written
        now = before._replace(written=written, base=base, known=known)
        self._open[path] = now
        if written.imports == before.written.imports and base is before.base:
            return
        module = self._modules.get(path)
        if module is not None:
            self.insight.take(self.graph.take(_item(module, now)))

    def close(self, uri: str) -> None:
        """Know of a document's file what the index knows."""
        path = self.path_of(uri)
        if path is not None and self._open.pop(path, None) is not None:
            self.record(path)

    def findings(self, uri: str, settings: Settings, today: dt.date) -> tuple[Finding, ...]:
        """Return what follows for a document, in file lines."""
        path = self.path_of(uri)
        if path is None or (open_ := self._open.get(path)) is None:
            return ()
        what = (self.revision, open_.written, settings, today)
        if open_.found is None or open_.found.what != what:
            found = _Found(what, self.found(path, settings, today))
            self._open[path] = open_ = open_._replace(found=found)
        return open_.found.findings if open_.found else ()

    def found(self, path: str, settings: Settings, today: dt.date) -> tuple[Finding, ...]:
        """Return what follows for a file, in file lines."""
        module = self.graph.at(path)
        if module is None:
            return ()
        seen = linked.Seen(self.graph, module, settings, self.insight.cuts(module))
        return linked.run(seen, self.comments(path), today)

    def comments(self, path: str) -> Sequence[Comment]:
        """Return the comments of a file that are addressed to us."""
        if (open_ := self._open.get(path)) is not None:
            return open_.written.comments
        record = self._record_of(path)
        return comments_in(record) if record else ()

    def _item(self, module: Module) -> Item:
        if (open_ := self._open.get(module.path)) is not None:
            return _item(module, open_)
        record = self._record_of(module.path)
        return Item(module, *linked_of(record)) if record else Item(module, _NOTHING)


def _item(module: Module, of: _Open) -> Item:
    imports = told_apart(of.written.imports, of.known)
    statements = tuple(said for said, _ in imports)
    return Item(module, encoded(statements), placed(place for _, place in imports))
