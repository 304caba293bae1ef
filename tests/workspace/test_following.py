"""What the import graph is told of documents as they are typed."""

import random

import pytest
from linking import ROOT, linkage_of

from lsp_server.analysis import analyse
from lsp_server.encoding import Encoding
from lsp_server.text import Edit, Position, Source, Span
from lsp_server.workspace.facts import Text, record_of
from lsp_server.workspace.linkage import Linkage, Terms
from lsp_server.workspace.recall import Recall

PATH = f"{ROOT}/a.py"
LINES = (
    "import b",
    "from b import x, y",
    "from b import x",
    "import c  # vitals: ignore",
    "",
    "x = 1",
)
LARGE = "class C:\n" + "".join(f"    def m{n}(self):\n        import d\n" for n in range(30))


@pytest.mark.parametrize("seed", range(20))
def test_places_of_imports_follow_the_text(seed: int):
    """After any edits they and the statements are those of the text as if it were just opened."""
    rng = random.Random(seed)  # noqa: S311 -- the same edits each time
    text = "\n".join((*rng.choices(LINES, k=5), LARGE))
    base = analyse(Source.of("import b\nfrom b import y\n")) if seed % 2 else None
    report = analyse(Source.of(text))
    linkage = linkage_of({PATH: report}, {PATH: base} if base else {})
    recall = Recall()
    for _ in range(30):
        source = report.source.edited(edit(rng, len(report.source.lines)))
        report = recall.edited(source, report)
        linkage.follow(PATH, report, base)
        if rng.random() < 0.3:
            fresh = linkage_of({PATH: report}, {PATH: base} if base else {})
            assert told(linkage) == told(fresh)


def edit(rng: random.Random, lines: int) -> Edit:
    """Insert a line, or take one away."""
    at = rng.randrange(min(8, lines)) if rng.random() < 0.7 else rng.randrange(lines)
    if rng.random() < 0.6:
        return Edit(Span(Position(at, 0), Position(at, 0)), f"{rng.choice(LINES)}\n")
    return Edit(Span(Position(at, 0), Position(min(at + 1, lines - 1), 0)), "")


def told(linkage: Linkage) -> tuple[object, ...]:
    """What the graph knows of the file, and the comments."""
    module = linkage.graph.at(PATH)
    assert module is not None
    graph = linkage.graph
    return graph.statements(module), graph.places(module), linkage.comments(PATH)


def test_a_text_without_imports_is_opened_over_a_file_with_some():
    """The document counts from its first text on; when it is closed, the file counts again."""
    report = analyse(Source.of("import b\n"))
    of_file = record_of(Text(report.source, report, None), (), Encoding.UTF8, "")
    linkage = Linkage({PATH: of_file}.get, str)
    linkage.survey({PATH}, Terms((ROOT,)))
    linkage.complete = True
    while not linkage.step():
        pass
    module = linkage.graph.at(PATH)
    assert module is not None
    assert len(linkage.graph.statements(module)) == 1
    linkage.follow(PATH, analyse(Source.of("x = 1\n")), None)
    assert linkage.graph.statements(module) == ()
    linkage.close(PATH)
    assert len(linkage.graph.statements(module)) == 1
