"""The import graph for people: how much there is, its cycles with the imports to cut, its hubs."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from lsp_server.cli.places import shown
from lsp_server.cli.styled import Text

Json = dict[str, Any]

TOP: Final = 10
"""Rows of each list."""
GROUPS: Final = 5
"""Cycles at load that are told one by one."""
CUTS: Final = 3
"""Imports to cut that are listed of each."""


def lines(document: Json, folder: str) -> Iterator[Text]:
    """Yield the lines of the report on a graph document."""
    yield from _totals(document)
    yield Text()
    yield from _cycles(document, folder)
    yield from _breaches(document, folder)
    yield from _modules(document)
    yield from _external(document)
    yield Text.assemble(
        "`", ("vitals graph --format html --output graph.html", "bold"), "` draws it"
    )


def _totals(document: Json) -> Iterator[Text]:
    modules, edges = document["modules"], document["edges"]
    kinds = Counter(edge[2] for edge in edges)
    tests = sum(module["test"] for module in modules)
    packages = sum(module["package"] for module in modules)
    yield Text(
        f"{_counted(len(modules), 'module')} ({_counted(packages, 'package')}, "
        f"{_counted(tests, 'test file')}), {_counted(len(edges), 'import')} between them",
        style="bold",
    )
    words = {
        "load": "at load",
        "conditional": "under a condition",
        "lazy": "in functions",
        "typing": "for type checking",
    }
    told = [f"{word} {kinds[kind]:,}" for kind, word in words.items()]
    new = sum(edge[4] for edge in edges)
    yield Text(f"imports {', '.join(told)}{f'; new {new:,}' if new else ''}")
    origins = Counter(item["origin"] for item in document["external"])
    yield Text(
        f"from outside: {_counted(origins['third-party'], 'third-party package')}, "
        f"{origins['stdlib']:,} of the standard library, {origins['unresolved']:,} not found"
    )


def _cycles(document: Json, folder: str) -> Iterator[Text]:
    for load, words in ((True, "executed at load"), (False, "beyond those at load")):
        cycles = [cycle for cycle in document["cycles"] if cycle["load"] is load]
        if cycles:
            yield _summed(cycles, words, load=load)
            for cycle in cycles[:GROUPS] if load else ():
                yield from _group(document["modules"], cycle, folder)
            if load:
                yield Text("  `vitals graph --cycles` lists all", style="dim")
            yield Text()
        elif load:
            yield Text("No import cycle is executed at load.", style="green")
            yield Text()


def _summed(cycles: list[Json], words: str, *, load: bool) -> Text:
    inside = sum(len(cycle["modules"]) for cycle in cycles)
    cuts = sum(len(cycle["cuts"]) for cycle in cycles)
    return Text(
        f"cycles {words}: {_counted(len(cycles), 'group')} of {_counted(inside, 'module')}, "
        f"the largest of {len(cycles[0]['modules']):,}; "
        f"without {_counted(cuts, 'import')} there are none",
        style="yellow" if load else "dim",
    )


def _group(modules: list[Json], cycle: Json, folder: str) -> Iterator[Text]:
    """Yield the imports that are cheapest to cut in a cycle, below what it consists of."""
    cuts = cycle["cuts"]
    busiest = max(cycle["modules"], key=lambda number: modules[number]["fan_in"])
    yield Text.assemble(
        f"  {len(cycle['modules'])} modules around ",
        (modules[busiest]["name"], "bold"),
        f", {_counted(len(cuts), 'import')} to cut",
    )
    for cut in cuts[:CUTS]:
        importer, imported = modules[cut["importer"]], modules[cut["imported"]]
        place = f"{shown(importer['path'], folder)}:{cut['line'] + 1}"
        yield Text.assemble("    ", (place, "bold"), f": imports `{imported['name']}`")
        yield Text(f"        {cut['why']}", style="dim")
    if len(cuts) > CUTS:
        yield Text(f"    and {len(cuts) - CUTS:,} more", style="dim")


def _breaches(document: Json, folder: str) -> Iterator[Text]:
    breaches, modules = document["breaches"], document["modules"]
    if not breaches:
        return
    yield Text(
        f"{_counted(len(breaches), 'import')} against the architecture's rules", style="yellow"
    )
    for breach in breaches[:TOP]:
        names = [modules[number]["name"] for number in breach["chain"]]
        of = modules[breach["chain"][0]]
        place = f"{shown(of['path'], folder)}:{breach['line'] + 1}"
        yield Text.assemble("  ", (place, "bold"), f" {' → '.join(names)} ({breach['contract']})")
    if len(breaches) > TOP:
        yield Text(f"  {len(breaches) - TOP:,} more; `vitals check` lists all", style="dim")
    yield Text()


def _modules(document: Json) -> Iterator[Text]:
    rows = sorted(document["modules"], key=lambda of: (-of["fan_in"] * of["fan_out"], of["name"]))
    told = [of for of in rows[:TOP] if of["fan_in"] and of["fan_out"]]
    if not told:
        return
    width = max(len(of["name"]) for of in told)
    head = f"{'most coupled':<{width}}  imported by  imports  instability  distance"
    yield Text(head, style="bold")
    for of in told:
        yield Text(
            f"{of['name']:<{width}}  {of['fan_in']:>11,}  {of['fan_out']:>7,}  "
            f"{of['instability']:>11.2f}  {of['distance']:>8.2f}"
        )
    yield Text()


def _external(document: Json) -> Iterator[Text]:
    found = [item for item in document["external"] if item["origin"] == "third-party"]
    if not found:
        return
    found.sort(key=lambda item: (-len(item["importers"]), item["name"]))
    told = ", ".join(f"{item['name']} ({len(item['importers']):,})" for item in found[:TOP])
    more = f" and {len(found) - TOP:,} more" if len(found) > TOP else ""
    yield Text(f"third-party packages by importing modules: {told}{more}")
    yield Text()


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"
