"""The import graph as an editor sees it: hover, lens, links, symbols and our own requests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import FULL, MINIMAL, Document, Editor, ResponseError

ASKING = {**FULL, "window": {**FULL["window"], "showMessage": {}}}
FILES = {
    "pyproject.toml": '[tool.vitals]\nbase = "none"\n',
    "core.py": "x = 1\n",
    "a.py": "import core\nimport b\n",
    "b.py": "x = 1\n\n\ndef f():\n    import a\n    import core\n",
    "pkg/__init__.py": "",
    "pkg/c.py": "from core import x\n",
    "tests/test_c.py": "import pkg.c\n",
}


@pytest.fixture(autouse=True)
def own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of a test knows what those of others have learnt."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", str(cache))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small project with a cycle, a package and a test."""
    for name, text in FILES.items():
        write(tmp_path, name, text)
    return tmp_path


def write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


@pytest.fixture
def editor(root: Path) -> Iterator[Editor]:
    """An editor whose server knows the whole project."""
    with Editor.stdio(root) as editor:
        editor.request("vitals/indexed", {})
        yield editor


def at(editor: Editor, document: Document, text: str) -> dict[str, Any]:
    place = editor.position(document, document.text.index(text))
    return {**editor.of(document), "position": place}


def hover(editor: Editor, document: Document, text: str) -> str:
    found: str = editor.request("textDocument/hover", at(editor, document, text))["contents"][
        "value"
    ]
    return found


def importers(editor: Editor, module: str, **params: Any) -> dict[str, Any]:
    found: dict[str, Any] = editor.request("vitals/importers", {"module": module, **params})
    return found


def names(found: dict[str, Any]) -> list[str]:
    return [item["name"] for item in found["items"]]


def disk(editor: Editor, *names: str) -> None:
    """Tell of files that came, changed or went, and wait until that is known."""
    changes = [{"uri": editor.uri(name), "type": 2} for name in names]
    editor.notify("workspace/didChangeWatchedFiles", {"changes": changes})
    editor.request("vitals/indexed", {})


def module_lens(editor: Editor, document: Document) -> dict[str, Any] | None:
    """Return the resolved lens of a document's module."""
    found = editor.request("textDocument/codeLens", editor.of(document))
    unresolved = [lens for lens in found if lens["data"][1] == ""]
    return editor.request("codeLens/resolve", unresolved[0]) if unresolved else None


# -- what an editor shows


def test_hover_on_an_import_tells_of_the_module(editor: Editor):
    """The name is marked; importers, reach and tests are told, the cycle with its cut."""
    document = editor.open("a.py")
    shown = editor.request("textDocument/hover", at(editor, document, "core"))
    assert shown["range"] == {
        "start": {"line": 0, "character": 7}, "end": {"line": 0, "character": 11}
    }  # fmt: skip
    told = shown["contents"]["value"]
    assert "**Module** `core`: in this workspace; executed when this module is loaded" in told
    assert "imported by 3 modules: `a`, `b`, `pkg.c`" in told
    assert "`tests.test_c`" in told
    assert "in a cycle of 2 modules" in hover(editor, document, "b\n")


def test_hover_on_the_first_line_tells_of_this_module(editor: Editor):
    """The figures come first, then who depends on the module."""
    told = hover(editor, editor.open("core.py"), "x")
    assert told.startswith("**Module**: 0 functions")
    assert "a change of it can affect 4 modules" in told


def test_unsaved_edits_change_the_answers_at_once(editor: Editor):
    """An import that is typed in one document counts in the next question about another."""
    core, other = editor.open("core.py"), editor.open("pkg/c.py")
    editor.replace(other, "from core import x", "import os")
    assert "imported by 2 modules: `a`, `b`" in hover(editor, core, "x")
    assert names(importers(editor, "core")) == ["a", "b"]
    editor.close(other)
    assert names(importers(editor, "core")) == ["a", "b", "pkg.c"]


def test_files_that_come_and_go_count(editor: Editor, root: Path):
    """After a file is written or deleted the answers follow."""
    write(root, "new.py", "import core\n")
    (root / "b.py").unlink()
    disk(editor, "new.py", "b.py")
    assert names(importers(editor, "core")) == ["pkg.c", "a", "new"]
    assert editor.request("vitals/cycles", {})["items"] == []


def test_the_lens_shows_importers_and_follows_the_graph(editor: Editor):
    """Its title is that of the present graph; a change of it asks once for all lenses."""
    document, other = editor.open("core.py"), editor.open("a.py")
    editor.settled()
    lens = module_lens(editor, document)
    assert lens is not None
    assert lens["command"]["title"] == "imported by 3 · reaches 4 (1 test)"
    assert lens["command"]["command"] == "vitals.importers"
    editor.refreshed.clear()
    editor.replace(other, "import core\n", "")
    editor.settled()
    editor.wait(lambda: editor.refreshed, "a refresh")
    lens = module_lens(editor, document)
    assert lens is not None
    assert lens["command"]["title"] == "imported by 2 · reaches 4 (1 test)"
    assert editor.refreshed.count("workspace/codeLens/refresh") == 1


def test_a_batch_of_changes_refreshes_lenses_together(editor: Editor, root: Path):
    """However many files a checkout brings, lenses are not asked for again for each."""
    editor.open("core.py")
    editor.settled()
    editor.refreshed.clear()
    for number in range(40):
        write(root, f"m{number}.py", f"import core\n# {number}\n")
    disk(editor, *(f"m{number}.py" for number in range(40)))
    editor.settled()
    editor.wait(lambda: "workspace/codeLens/refresh" in editor.refreshed, "a refresh")
    lens = module_lens(editor, editor.documents[editor.uri("core.py")])
    assert lens is not None
    assert "imported by 43" in lens["command"]["title"]
    # A batch that takes more than five seconds, as on a busy machine, is shown in between.
    assert editor.refreshed.count("workspace/codeLens/refresh") in {1, 2}


def test_a_lens_whose_module_is_gone_resolves_to_nothing_to_click(editor: Editor):
    """Resolving a lens of a file that is no module is no error."""
    place = {"line": 0, "character": 0}
    lens = {"range": {"start": place, "end": place}, "data": [editor.uri("gone.py"), ""]}
    assert editor.request("codeLens/resolve", lens)["command"]["title"] == ""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_links_lead_to_files(encoding: str, root: Path):
    """In the client's units, with tooltips where the client shows them."""
    able = {"tooltipSupport": True} if encoding == "utf-16" else {}
    capabilities = {**FULL, "textDocument": {**FULL["textDocument"], "documentLink": able}}
    with Editor.stdio(root, capabilities=capabilities, encodings=[encoding]) as editor:
        editor.request("vitals/indexed", {})
        document = editor.open("m.py", "'🎉é'; from pkg import c\n")
        assert editor.request("textDocument/documentLink", editor.of(document)) is None
        document = editor.open("core.py", "'🎉é'; from pkg import c\n")
        package, module = editor.request("textDocument/documentLink", editor.of(document))
        assert package["target"] == editor.uri("pkg/__init__.py")
        assert module["target"] == editor.uri("pkg/c.py")
        start = editor.position(document, document.text.index("c\n"))
        end = editor.position(document, document.text.index("\n"))
        assert module["range"] == {"start": start, "end": end}
        assert module.get("tooltip") == ("pkg.c, imported by 2 modules" if able else None)


# -- questions in the search for symbols


def symbols(editor: Editor, query: str) -> Any:
    return editor.request("workspace/symbol", {"query": query})


def test_questions_are_answered_as_symbols(editor: Editor):
    """Each symbol has a place: of open documents in the client's units, of all others as stored."""
    editor.open("a.py")
    found = symbols(editor, ":importers core")
    assert [(item["name"], item["location"]["uri"]) for item in found] == [
        (":importers core ← a", editor.uri("a.py")),
        (":importers core ← b", editor.uri("b.py")),
        (":importers core ← pkg.c", editor.uri("pkg/c.py")),
    ]
    assert found[1]["location"]["range"]["start"] == {"line": 5, "character": 4}
    (cut,) = symbols(editor, ":cycles")
    assert cut["name"] == ":cycles ✂ b → a"
    write_complex = "import core\n" + "def f(a):\n    if a:\n        return 1\n"
    editor.rewrite(editor.open("pkg/c.py"), write_complex)
    assert symbols(editor, ":hot")[0]["name"] == ":hot pkg.c"


def test_other_queries_are_left_to_other_servers(editor: Editor):
    """Null means that we have nothing to say."""
    assert symbols(editor, "core") is None
    assert symbols(editor, "") is None


# -- our own requests


def test_importers_tell_kind_lines_and_page(editor: Editor):
    """Modules are named by dotted name or URI; pages join without gap or repetition."""
    whole = importers(editor, "core")
    assert whole["module"] == {
        "name": "core", "path": str(editor.root / "core.py"), "uri": editor.uri("core.py"),
        "test": False,
    }  # fmt: skip
    assert [(item["name"], item["kind"], item["lines"]) for item in whole["items"]] == [
        ("a", "load", [0]), ("b", "lazy", [5]), ("pkg.c", "load", [0]),
    ]  # fmt: skip
    assert (whole["complete"], whole["total"], whole["next"]) == (True, 3, None)
    assert importers(editor, editor.uri("core.py")) == whole
    assert names(importers(editor, "core", load=True)) == ["a", "pkg.c"]
    first = importers(editor, "core", limit=2)
    second = importers(editor, "core", limit=2, cursor=first["next"])
    assert names(first) + names(second) == names(whole)
    assert second["next"] is None


def test_a_cursor_of_another_revision_is_refused(editor: Editor):
    """Pages of two states of the graph would not fit together; the client is told to ask again."""
    first = importers(editor, "core", limit=1)
    document = editor.open("a.py")
    editor.replace(document, "import b\n", "")
    with pytest.raises(ResponseError) as caught:
        importers(editor, "core", limit=1, cursor=first["next"])
    assert caught.value.code == -32801
    assert importers(editor, "core", limit=1)["revision"] > first["revision"]


def test_a_cursor_of_ones_own_making_is_an_error(editor: Editor):
    """What no page has given is malformed or of no present revision."""
    for cursor in ("", "1", "x:1", "1:x", "1:-1", "²:1"):
        params = {"module": "core", "cursor": cursor}
        assert editor.error("vitals/importers", params) in {-32602, -32801}


def test_the_blast_radius_tells_distances_and_tests(editor: Editor):
    """Nearest first; of several modules all that any of them reaches, without themselves."""
    found = editor.request("vitals/blastRadius", {"modules": ["core"]})
    assert [(item["name"], item["distance"]) for item in found["items"]] == [
        ("a", 1), ("b", 1), ("pkg.c", 1), ("tests.test_c", 2),
    ]  # fmt: skip
    assert (found["total"], found["tests"]) == (4, 1)
    both = editor.request("vitals/blastRadius", {"modules": ["core", editor.uri("pkg/c.py")]})
    assert names(both) == ["a", "b", "tests.test_c"]


def test_cycles_tell_modules_and_cuts(editor: Editor):
    """Each with its modules, the imports to cut, and the shortest way around."""
    (cycle,) = editor.request("vitals/cycles", {})["items"]
    assert (cycle["load"], [item["name"] for item in cycle["modules"]]) == (False, ["a", "b"])
    (cut,) = cycle["cuts"]
    assert (cut["importer"], cut["imported"], cut["kind"]) == ("b", "a", "lazy")
    assert (cut["lines"], cut["chain"]) == ([4], ["b", "a", "b"])
    assert editor.request("vitals/cycles", {"modules": ["core"]})["items"] == []
    assert editor.request("vitals/cycles", {"modules": ["a"]})["total"] == 1


def test_the_graph_as_a_whole_comes_in_pages(editor: Editor):
    """Modules by name with the edges of those on the page; what concerns all comes with the first."""
    whole = editor.request("vitals/graph", {})
    assert [item["name"] for item in whole["modules"]] == [
        "a", "b", "core", "pkg", "pkg.c", "tests.test_c"
    ]  # fmt: skip
    assert [edge[:4] for edge in whole["edges"]] == [
        [0, 1, "load", 1], [0, 2, "load", 0], [1, 0, "lazy", 4], [1, 2, "lazy", 5],
        [4, 2, "load", 0], [5, 4, "load", 0],
    ]  # fmt: skip
    assert (len(whole["cycles"]), whole["folder"]) == (1, str(editor.root))
    assert whole["modules"][1]["uri"] == editor.uri("b.py")
    pages, cursor = [], None
    while True:
        page = editor.request("vitals/graph", {"limit": 2, "cursor": cursor})
        pages.append(page)
        if (cursor := page["next"]) is None:
            break
    assert [len(page["modules"]) for page in pages] == [2, 2, 2]
    assert [edge for page in pages for edge in page["edges"]] == whole["edges"]
    assert "cycles" in pages[0]
    assert "cycles" not in pages[1]


def test_the_statistics_have_a_section_for_the_graph(editor: Editor):
    """Modules, edges and cycles of both kinds; once everything is linked they are settled."""
    found = editor.request("vitals/stats", {})["graph"]
    assert found.pop("revision") > 0
    assert found == {"modules": 6, "edges": 6, "cycles": 1, "loadCycles": 0, "settled": True}


def test_a_module_that_is_not_there_is_named(editor: Editor):
    """The error says which name is wrong."""
    with pytest.raises(ResponseError) as caught:
        importers(editor, "nobody")
    assert caught.value.code == -32803
    assert "`nobody` is no module of the workspace" in str(caught.value)
    assert editor.error("vitals/blastRadius", {"modules": [editor.uri("none.py")]}) == -32803


def test_without_an_index_answers_are_so_far(root: Path):
    """Where nothing is read nothing is known, and no answer fails or waits."""
    off = {"vitals": {"index": False}}
    with Editor.stdio(root, settings=off, initializationOptions=off) as editor:
        document = editor.open("core.py")
        assert "Module" in hover(editor, document, "x")
        assert module_lens(editor, document) is None
        assert editor.request("textDocument/documentLink", editor.of(document)) is None
        assert symbols(editor, ":cycles") == []
        found = editor.request("vitals/cycles", {})
        assert (found["items"], found["complete"]) == ([], False)


def test_a_large_project_is_answered_in_pages(root: Path):
    """Hundreds of importers in pages of fifty: each once, in one order, with one search."""
    for number in range(240):
        write(root, f"m{number:03}.py", f"import core, m{number + 1:03}\n")
    with Editor.stdio(root) as editor:
        editor.request("vitals/indexed", {})
        seen, cursor = [], None
        while True:
            params = {"limit": 50} if cursor is None else {"limit": 50, "cursor": cursor}
            page = editor.request("vitals/blastRadius", {"modules": ["m239"], **params})
            seen += page["items"]
            if (cursor := page["next"]) is None:
                break
        assert [item["distance"] for item in seen] == list(range(1, 240))
        assert len(symbols(editor, ":importers core")) == 100
        assert importers(editor, "core", limit=10)["total"] == 243


# -- the command


def test_the_command_offers_importers_to_go_to(root: Path):
    """Who chooses one is taken to the import; the answer holds all places."""
    with Editor.stdio(root, capabilities=ASKING) as editor:
        editor.request("vitals/indexed", {})
        editor.chooses = "b"
        call = {"command": "vitals.importers", "arguments": [editor.uri("core.py")]}
        found = editor.request("workspace/executeCommand", call)
        assert [item["uri"] for item in found] == [
            editor.uri(name) for name in ("a.py", "b.py", "pkg/c.py")
        ]
        editor.wait(lambda: editor.shown, "the import")
        assert editor.choices == ["a", "b", "pkg.c"]
        assert editor.shown[0]["uri"] == editor.uri("b.py")
        assert editor.shown[0]["selection"] == found[1]["range"]


def test_a_client_that_cannot_ask_is_told(root: Path):
    """The names stand in a message; a file that is no module says so."""
    with Editor.stdio(root, capabilities=MINIMAL) as editor:
        editor.expected.add("window/showMessage")
        editor.request("vitals/indexed", {})
        for name, told in (("core.py", "core is imported by 3 modules: a, b, pkg.c"),
                           ("none.py", "this file is no module of the workspace")):  # fmt: skip
            call = {"command": "vitals.importers", "arguments": [editor.uri(name)]}
            editor.request("workspace/executeCommand", call)
            editor.wait(lambda told=told: editor.shown[-1:] and told in str(editor.shown), told)


def test_a_command_without_a_document_is_an_error(editor: Editor):
    """The message says what it wants."""
    call = {"command": "vitals.importers", "arguments": []}
    assert editor.error("workspace/executeCommand", call) == -32602
