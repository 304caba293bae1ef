"""The import graph of a workspace: files as the index knows them, documents as they are typed.

What could take long waits for `insight.step`, which does a slice of it. Deliberately absent: when
that is; see `protocol/linking.py`.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from itertools import islice
from typing import Final, NamedTuple

from lsp_server.analysis.report import Comment, FileReport
from lsp_server.checks import linked
from lsp_server.checks.finding import Finding
from lsp_server.configuration import roles
from lsp_server.graph.breach import Vain
from lsp_server.graph.graph import Graph, Item, placed
from lsp_server.graph.module import Module
from lsp_server.graph.project import Project
from lsp_server.graph.roots import is_package, modules, packages
from lsp_server.graph.statement import Statement, Statements, encoded, told_apart
from lsp_server.settings import Settings
from lsp_server.text import Span
from lsp_server.workspace.facts import comments_in, linked_of, statements_of
from lsp_server.workspace.insight import Insight, Rules
from lsp_server.workspace.written import Following, Written

TOGETHER: Final = 100
"""Modules that are taken in one slice: about a millisecond."""

_NOTHING: Final = encoded(())


class Terms(NamedTuple):
    """What the graph of a workspace follows from besides its files: see the settings of the name."""

    roots: tuple[str, ...] = ()
    entry_points: tuple[tuple[str, tuple[str, ...]], ...] = ()
    parents: bool = False

    def roles(self, path: str) -> tuple[bool, bool]:
        """Tell whether a file holds tests and is an entry point, by its place in its folder."""
        for folder, patterns in self.entry_points:
            if path.startswith(f"{folder}/"):
                return roles(path[len(folder) + 1 :], patterns)
        return False, False


class _Found(NamedTuple):
    """What was found last in a document, and from what."""

    what: tuple[int, Written, Settings, dt.date]
    findings: tuple[Finding, ...]


class _Open(NamedTuple):
    """An open document: how it is followed, what it has, and what its base has, None without one."""

    following: Following
    written: Written = Written()
    told: tuple[tuple[Statement, int], ...] = ()  # with the number of the import that each is of
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
        self._paths: set[str] = set()
        self._modules: dict[str, Module] = {}
        self._coming: Iterator[Module] | None = None
        self._open: dict[str, _Open] = {}

    @property
    def revision(self) -> int:
        """Grows whenever the findings of any file may be others."""
        return self.insight.revision

    @property
    def graph(self) -> Graph:
        """The graph as it is now."""
        return self.insight.graph

    def module_of(self, uri: str) -> int | None:
        """Return the module of a document."""
        path = self.path_of(uri)
        return None if path is None else self.graph.at(path)

    def step(self, slices: int = 1) -> bool:
        """Do some of the work that waits; return whether none is left."""
        for _ in range(slices):
            if not self.busy:
                break
            if self._coming is None:
                self.insight.step()
            else:
                self._come()
        return not self.busy

    @property
    def busy(self) -> bool:
        """Whether work waits; conclusions from half of the workspace are not drawn."""
        if not self.listed:
            return False
        settled = self.insight.settled if self.complete else self.graph.settled
        return self._coming is not None or not settled

    def vain(self) -> list[Vain]:
        """Return what is wrong with the contracts; nothing before all is known."""
        return self.insight.vain() if self.complete and not self.busy else []

    # -- files

    def survey(
        self,
        paths: AbstractSet[str],
        terms: Terms,
        rules: Rules = (),
        projects: Sequence[Project] = (),
    ) -> None:
        """Take the paths of all files there are; what is known of them stays."""
        if self.listed and terms == self.terms:
            self.insight.rule(rules, projects)
            self.update(paths - self._paths, self._paths - paths)
            return
        self.terms, self.listed, self._paths = terms, True, set(paths)
        self._modules, self._coming = {}, self._of(self._paths)
        graph = Graph(terms.roots, parents=terms.parents)
        graph.revision = self.graph.revision + 1
        self.insight = Insight(graph, rules, projects, self.insight.revision + 1)

    def _come(self) -> None:
        """Take a slice of the modules that have been listed."""
        some = list(islice(self._coming or (), TOGETHER))
        if not some:
            self._coming = None
        fresh = [x for x in some if x.path in self._paths and x.path not in self._modules]
        self._modules.update((module.path, module) for module in fresh)
        self.graph.fill(map(self._item, fresh))

    def update(self, came: AbstractSet[str], went: AbstractSet[str]) -> None:
        """Take the paths of files that came and of those that went."""
        came, went = came - self._paths, went & self._paths
        if not came and not went:
            return
        self._paths = (self._paths | came) - went
        concerned = {twin for path in came | went for twin in (path, f"{path}i", path[:-1])}
        if any(map(is_package, came | went)):  # others' names count from elsewhere now
            concerned = self._paths | went
        now = {module.path: module for module in self._of(concerned & self._paths)}
        for path in concerned - now.keys():
            if self._modules.pop(path, None) is not None:
                self.insight.take(self.graph.drop(path))
        for path, module in now.items():
            if self._modules.get(path) != module:
                self._modules[path] = module
                self.insight.take(self.graph.take(self._item(module)))

    def _of(self, paths: AbstractSet[str]) -> Iterator[Module]:
        """Yield the modules of files; a stub beside its source is none."""
        some = sorted(path for path in paths if path[-1] != "i" or path[:-1] not in self._paths)
        return modules(some, packages(self._paths), self.terms.roots, self.terms.roles)

    def record(self, path: str) -> None:
        """Take what the index has come to know of a file; an open document knows better."""
        module = self._modules.get(path)
        if module is None or path in self._open:
            return
        if self.complete:
            self.insight.take(self.graph.take(self._item(module)))
        else:
            self.graph.put_off(self._item(module))

    # -- documents

    def follow(self, uri: str, report: FileReport, base: FileReport | None) -> None:
        """Take the present text of a document."""
        path = self.path_of(uri)
        if path is None:
            return
        opened = path not in self._open  # the text may be another than the index's
        before = _Open(Following()) if opened else self._open[path]
        written = before.following.of(report)
        known = before.known
        if base is not before.base:
            known = None if base is None else statements_of(base)
        same = base is before.base and not opened
        if same and written is before.written:
            return
        same = same and written.statements is before.written.statements
        told = before.told if same else _told_apart(written, known)
        now = before._replace(written=written, told=told, base=base, known=known)
        self._open[path] = now
        module = self._modules.get(path)
        if module is None:
            return
        if not same:
            self.insight.take(self.graph.take(_item(module, now)))
        elif written.places is not before.written.places:
            self.graph.move(path, partial(_places, now))

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

    def of_projects(self, settings_of: Callable[[str], Settings]) -> Iterator[tuple[str, Finding]]:
        """Yield what follows for what the projects declare, each with the path of its file."""
        if self.complete:
            for project in self.insight.projects:
                settings = settings_of(project.declaration)
                for finding in linked.of_project(self.graph, project, settings):
                    yield project.declaration, finding

    def found(self, path: str, settings: Settings, today: dt.date) -> tuple[Finding, ...]:
        """Return what follows for a file, in file lines."""
        module = self.graph.at(path)
        if module is None:
            return ()
        return linked.run(self.insight.seen(module, settings), self.comments(path), today)

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
    return Item(module, encoded([said for said, _ in of.told]), placed(_places(of)))


def _told_apart(written: Written, known: Statements | None) -> tuple[tuple[Statement, int], ...]:
    numbered = ((said, number) for number, said in enumerate(written.statements))
    return told_apart(numbered, known)


def _places(of: _Open) -> Iterator[Span]:
    spans = list(of.written.spans())
    return (spans[number] for _, number in of.told)
