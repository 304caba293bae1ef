"""Every kind of difference between our edges and the tools', with a small package that shows it.

A difference over real code that is of no kind listed here fails the tests. `occurs` tells whether a
pair of names that only one side has is of the kind.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from typing import NamedTuple

from lsp_server.graph.graph import Graph
from lsp_server.graph.statement import DYNAMIC, Kind
from tests.conformance.graph import oracles, ours

Pair = tuple[str, str]


class Difference(NamedTuple):
    """A kind of difference: files of a package "p", and the edges that only one side has."""

    name: str
    oracles: tuple[str, ...]
    sentence: str
    files: Mapping[str, str]
    only_ours: frozenset[Pair]
    only_theirs: frozenset[Pair]
    occurs: Callable[[Graph, Pair], bool]


class Outcome(NamedTuple):
    """What was compared with one tool, and what differs: by kind, and where for no kind."""

    modules: int
    edges: int
    kinds: Counter[str]
    unlisted: list[Pair]


def _by_calls_alone(made: Graph, pair: Pair) -> bool:
    importer, imported = map(made.find, pair)
    edge = made.edge(importer, imported)
    written = made.statements(importer)
    return edge is not None and all(written[n].flags & DYNAMIC for n in edge.statements)


def _missing_below(made: Graph, pair: Pair) -> bool:
    missing = made.external(made.find(pair[0]))
    return any(item.dotted.startswith(f"{pair[1]}.") for item in missing)


def _above_the_top(made: Graph, pair: Pair) -> bool:
    importer = made.find(pair[0])
    depth = made.module(importer).parent.count(".") + 1
    return any(written.level > depth for written in made.statements(importer))


def _folder_is_no_name(_: Graph, pair: Pair) -> bool:
    return not all(part.isidentifier() for name in pair for part in name.split("."))


def _itself(_: Graph, pair: Pair) -> bool:
    return pair[0] == pair[1]


def _without_init(made: Graph, pair: Pair) -> bool:
    packages = (name.rpartition(".")[0] for name in pair)
    return any(name and made.find(name) is None for name in packages)


_PACKAGE = {"p/__init__.py": "", "p/b.py": ""}

DIFFERENCES = [
    Difference(
        "call", ("grimp", "ruff"),
        '`importlib.import_module("p.b")` and `__import__("p.b")` are imports for us, lazy ones; the tools pass calls over.',
        _PACKAGE | {"p/a.py": 'import importlib\nx = importlib.import_module("p.b")\n'},
        frozenset({("p.a", "p.b")}), frozenset(), _by_calls_alone,
    ),
    Difference(
        "missing module", ("grimp", "ruff"),
        "An import of a module that is not there (a compiled one, say) runs the packages above it first: we give the nearest, the tools none.",
        _PACKAGE | {"p/a.py": "from p.compiled import x\n"},
        frozenset({("p.a", "p")}), frozenset(), _missing_below,
    ),
    Difference(
        "missing module", ("ruff",), "The same with `import`, for which grimp gives the package too.",
        _PACKAGE | {"p/a.py": "import p.compiled\n"},
        frozenset({("p.a", "p")}), frozenset(), _missing_below,
    ),
    Difference(
        "missing module", ("grimp",), "The same with a star, for which ruff gives the package too.",
        _PACKAGE | {"p/a.py": "from p.compiled import *\n"},
        frozenset({("p.a", "p")}), frozenset(), _missing_below,
    ),
    Difference(
        "above the top", ("ruff",),
        "A relative import that climbs above the topmost package fails, and leads nowhere with us; ruff looks in the folder there. grimp fails too.",
        _PACKAGE | {"p/a.py": "from ..p import b\n"},
        frozenset(), frozenset({("p.a", "p.b")}), _above_the_top,
    ),
    Difference(
        "itself", ("grimp", "ruff"),
        "A module that imports itself has an edge to itself with the tools and none with us: nothing would wait for it.",
        _PACKAGE | {"p/a.py": "def f():\n    from p.a import g\n"},
        frozenset(), frozenset({("p.a", "p.a")}), _itself,
    ),
    Difference(
        "folder that is no name", ("grimp",),
        "grimp leaves out folders that no import could name, such as `test-examples`. We keep their files: they import too.",
        _PACKAGE | {"p/test-data/__init__.py": "", "p/test-data/a.py": "import p.b\n"},
        frozenset({("p.test-data.a", "p.b")}), frozenset(), _folder_is_no_name,
    ),
    Difference(
        "folder without __init__.py", ("grimp",),
        "grimp leaves out what lies below a folder of a package that has no `__init__.py`; to Python and to us it is a namespace package.",
        _PACKAGE | {"p/space/a.py": "import p.b\n"},
        frozenset({("p.space.a", "p.b")}), frozenset(), _without_init,
    ),
    Difference(
        "folder without __init__.py", ("ruff",),
        "ruff does not follow a relative import that climbs out of such a folder; Python and we do.",
        _PACKAGE | {"p/space/a.py": "from ..b import x\n"},
        frozenset({("p.space.a", "p.b")}), frozenset(), _without_init,
    ),
]  # fmt: skip


def kind_of(made: Graph, oracle: str, pair: Pair) -> str:
    """Return the kind that a difference is of; "" for none."""
    found = (
        each.name for each in DIFFERENCES if oracle in each.oracles and each.occurs(made, pair)
    )
    return next(found, "")


def compared(corpus: str, oracle: str, *, typing: bool) -> Outcome:
    """Compare the edges of a corpus with one tool's, with or without what is for typing only."""
    made = ours.graph(corpus)
    modules, theirs = oracles.ORACLES[oracle](
        ours.root(corpus), ours.GRAPHED[corpus], typing=typing
    )
    mine = ours.edges(made, least=Kind.TYPING if typing else Kind.LAZY)
    kinds = {pair: kind_of(made, oracle, pair) for pair in mine ^ theirs}
    unlisted = sorted(pair for pair, kind in kinds.items() if not kind)
    listed = Counter(kind for kind in kinds.values() if kind)
    return Outcome(len(modules), len(mine & theirs), listed, unlisted)
