"""Answers to questions about the import graph: as data for programs and as lines for people."""

import os
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

from lsp_server.cli.failure import FailureError
from lsp_server.cli.places import portable, shown
from lsp_server.cli.styled import Text
from lsp_server.configuration.values import guess
from lsp_server.graph.cuts import Cut
from lsp_server.graph.graph import Graph
from lsp_server.graph.paths import chain, imports, reach, shortest_ways
from lsp_server.graph.paths import importers as step_back
from lsp_server.workspace.insight import Insight

Json = dict[str, Any]

_WHEN: Final = {
    "conditional": ", under a condition",
    "lazy": ", in a function",
    "typing": ", for type checking",
}


NEAR: Final = 8
"""Modules within reach that are named to people."""


class Answer(NamedTuple):
    """Data for `--format json`, and lines."""

    data: Json
    lines: Sequence[Text]


class Import(NamedTuple):
    """One import where it stands; the line counts from one."""

    importer: str
    imported: str
    path: str
    line: int
    kind: str

    def text(self, folder: str) -> Text:
        """Return a line for people."""
        place = f"{shown(self.path, folder)}:{self.line}"
        said = f"`{self.importer}` imports `{self.imported}`{_WHEN.get(self.kind, '')}"
        return Text.assemble((place, "bold"), f": {said}")

    def data(self, folder: str) -> Json:
        """Return plain data."""
        return {**self._asdict(), "path": portable(self.path, folder)}


def module_of(graph: Graph, name: str, folder: str) -> int:
    """Return the module of a dotted name or a path; raises FailureError, naming the nearest."""
    found = graph.find(name)
    if found is None:
        found = graph.at(os.path.normpath(Path(folder, name)))
    if found is None:
        names = [graph.module(module).name for module in graph]
        message = f"there is no module `{name}`{guess(name, names)}"
        raise FailureError(message)
    return found


def importers(graph: Graph, name: str, folder: str) -> Answer:
    """Tell who imports a module, and where."""
    module = module_of(graph, name, folder)
    found = sorted(_import(graph, other, module) for other in graph.importers(module))
    target = graph.module(module).name
    head = f"{_counted(len(found), 'module')} import{'s' * (len(found) == 1)} `{target}`"
    lines = [*(item.text(folder) for item in found), Text(head, style="bold")]
    return Answer({"module": target, "importers": [item.data(folder) for item in found]}, lines)


def path(graph: Graph, between: Iterable[str], folder: str) -> Answer:
    """Tell why a module depends on another one: the shortest chain of imports."""
    one, other = (module_of(graph, name, folder) for name in between)
    names = [graph.module(module).name for module in (one, other)]
    way = chain(graph, one, other)
    steps = [_import(graph, *step) for step in pairwise(way or ())]
    data: Json = {"from": names[0], "to": names[1], "chain": [step.data(folder) for step in steps]}
    if way is None:
        return Answer(data, [Text(f"`{names[0]}` does not depend on `{names[1]}`")])
    closest = chain(graph, one, other, load=True)
    when = "" if closest is not None else "; not when it is loaded"
    ways = shortest_ways(imports(graph), one, other)
    others = f"; {_counted(ways - 1, 'other chain')} of that length" if ways > 1 else ""
    data["chains"] = ways
    through = f"through {_counted(len(steps), 'import')}{when}{others}"
    head = f"`{names[0]}` depends on `{names[1]}` {through}"
    return Answer(data, [*(step.text(folder) for step in steps), Text(head, style="bold")])


def blast_radius(graph: Graph, names: Iterable[str], folder: str) -> Answer:
    """Tell which modules and which tests a change of files can reach."""
    changed = sorted({module_of(graph, name, folder) for name in names})
    distances = reach(step_back(graph), changed)
    found = sorted((distance, graph.module(of)) for of, distance in distances.items())
    tests = sorted(
        shown(graph.module(of).path, folder)
        for of in (*changed, *distances)
        if graph.module(of).test
    )
    rows = [
        {
            "module": of.name,
            "path": portable(of.path, folder),
            "distance": distance,
            "test": of.test,
        }
        for distance, of in found
    ]
    data = {"changed": [graph.module(of).name for of in changed], "modules": rows, "tests": tests}
    head = (
        f"{_counted(len(changed), 'changed module')}: {_counted(len(found), 'other module')} and "
        f"{_counted(len(tests), 'test file')} within reach"
    )
    near = [f"{of.name} ({distance})" for distance, of in found if not of.test]
    lines = [*map(Text, tests), Text(head, style="bold"), *_nearest(near)]
    return Answer(data, lines)


def _nearest(named: Sequence[str]) -> Iterator[Text]:
    """Say which modules are within reach, each with the number of imports to it."""
    if named:
        more = f" and {len(named) - NEAR:,} more" if len(named) > NEAR else ""
        yield Text(f"nearest, with the number of imports: {', '.join(named[:NEAR])}{more}", "dim")


def cycles(insight: Insight, folder: str, compared: str) -> Answer:
    """Tell the imports to cut, and the shortest cycle around each.

    `compared` names the base; without one, every cycle counts as new. One at load that is new fails.
    """
    graph = insight.graph
    found = [(cut, _import(graph, cut.importer, cut.imported)) for cut in insight.all_cuts()]
    data = [
        {
            **item.data(folder),
            "load": cut.load,
            "new": _is_new(graph, cut, compared),
            "size": cut.size,
            "why": cut.why,
            "chain": [graph.module(module).name for module in cut.chain],
        }
        for cut, item in found
    ]
    fails = any(item["load"] and item["new"] for item in data)
    lines = [line for load in (True, False) for line in _cycles(graph, found, folder, load=load)]
    if compared and found:
        known = "some are" if fails else "no cycle at load is"
        lines.append(Text(f"compared with {compared}: {known} new", "yellow" if fails else "green"))
    return Answer({"base": compared, "fails": fails, "cuts": data}, lines)


def _is_new(graph: Graph, cut: Cut, compared: str) -> bool:
    return not compared or any(graph.is_new(*step) for step in pairwise(cut.chain))


def _cycles(
    graph: Graph, found: Iterable[tuple[Cut, Import]], folder: str, *, load: bool
) -> Iterator[Text]:
    some = [(cut, item) for cut, item in found if cut.load is load]
    if not some:
        if load:
            yield Text("No cycle is executed at load.", style="green")
        return
    when = "executed at load" if load else "not executed as a whole at load"
    yield Text(f"Cycles {when}: without these imports there is none", style="bold")
    for cut, item in some:
        yield item.text(folder)
        news = "new, " if any(graph.is_new(*step) for step in pairwise(cut.chain)) else ""
        yield Text(f"    {news}of {_counted(cut.size, 'module')}; {cut.why}", style="dim")
        names = " → ".join(graph.module(module).name for module in cut.chain)
        yield Text(f"    {names}", style="dim")
    yield Text()


def _import(graph: Graph, importer: int, imported: int) -> Import:
    """Return an import where the statement stands that makes it what it is."""
    of, edge, places = (
        graph.module(importer),
        graph.edge(importer, imported),
        graph.places(importer),
    )
    statements = graph.statements(importer)
    numbers = [] if edge is None else [n for n in edge.statements if n < len(places)]
    binding = max(numbers, key=lambda number: statements[number].kind, default=None)
    line = 1 if binding is None else places[binding].start.line + 1
    kind = "load" if edge is None else edge.kind.name.lower()
    return Import(of.name, graph.module(imported).name, of.path, line, kind)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
