"""What an editor shows beside the text: health, hotspots, pages; and when to ask again."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import FULL, Editor, ResponseError
from texts import COMPLEX, SIMPLE, nested

TOLD = {**FULL, "experimental": {"vitals": {"changed": True}}}
FILES = {
    "pyproject.toml": '[tool.vitals]\nbase = "none"\n',
    "core.py": "import hot\n\n\n" + nested("small", 1),
    "hot.py": "import core\n\n\n" + nested("small", 1) + "\n\n" + nested("large", 20),
    "cold.py": nested("alone", 30),
}


@pytest.fixture(autouse=True)
def own_folders(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of a test knows what those of others have learnt."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", str(cache))
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_STATE_DIR", str(cache / "state"))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two modules that import each other, and a complex one that nobody knows."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


@pytest.fixture
def editor(root: Path) -> Iterator[Editor]:
    """An editor whose server knows the whole project, and which hears of changes."""
    with Editor.stdio(root, capabilities=TOLD) as editor:
        editor.request("vitals/indexed", {})
        editor.request("vitals/memory/stats", {})
        yield editor


def health(editor: Editor, uri: str) -> Any:
    return editor.request("vitals/health", {"textDocument": {"uri": uri}})


def test_the_health_of_a_document_follows_its_text(editor: Editor):
    """Words and figures are those of the version that is named; a file that is not open has none."""
    document = editor.open("main.py", SIMPLE)
    found = health(editor, document.uri)
    assert (found["text"], found["tiers"], found["version"]) == ("healthy", [1, 0, 0, 0], 1)
    assert found["store"]["state"] == "local"
    assert found["index"] == {"files": 3, "indexed": 3, "complete": True}
    editor.rewrite(document, COMPLEX)
    found = health(editor, document.uri)
    assert found["worst"]["symbol"] == "tangled"
    assert (found["version"], found["new"]) == (2, 1)
    assert "new or worse" in found["text"]
    assert health(editor, editor.uri("cold.py")) is None


def test_hotspots_are_complex_and_coupled_modules_at_their_worst_function(editor: Editor):
    """The hottest comes first, with the line of its most complex function, open or not."""
    found = editor.request("vitals/hotspots", {})
    assert [item["module"] for item in found["items"]] == ["hot", "core"]
    hottest = found["items"][0]
    assert (hottest["symbol"], hottest["fanIn"], hottest["fanOut"]) == ("large", 1, 1)
    assert hottest["score"] == hottest["cognitive"] * 2
    assert FILES["hot.py"].splitlines()[hottest["line"]] == "def large(value):"
    text = "\n\n\n" + FILES["hot.py"]
    editor.open("hot.py", text)
    opened = editor.request("vitals/hotspots", {"limit": 1})["items"]
    assert [(item["symbol"], item["line"]) for item in opened] == [("large", hottest["line"] + 3)]


@pytest.mark.parametrize("page", ["graph", "session"])
def test_a_page_needs_nothing_but_itself(editor: Editor, page: str):
    """A page lets nothing run but its own script, loads nothing and knows the data it is made of."""
    made = editor.request("vitals/page", {"page": page})
    assert made["title"]
    assert "default-src 'none'" in made["html"]
    assert "connect-src 'none'" in made["html"]
    assert "src=" not in made["html"].replace("-src", "")


def test_a_page_can_be_asked_for_at_a_module_that_is_there(editor: Editor):
    """The module is named by name or URI; any other name is refused."""
    by_name = editor.request("vitals/page", {"page": "graph", "module": "hot"})
    by_uri = editor.request("vitals/page", {"page": "graph", "module": editor.uri("hot.py")})
    assert '"module":"hot"' in by_name["html"]
    assert by_name == by_uri
    with pytest.raises(ResponseError, match="page"):
        editor.request("vitals/page", {"page": "other"}, checked=False)


def test_who_asks_for_it_is_told_that_something_has_changed(editor: Editor):
    """After a change one notification comes, with numbers that tell whether it concerns the graph."""
    document = editor.open("cold.py", FILES["cold.py"])
    editor.wait(lambda: editor.changes, "a notification")
    before = editor.changes[-1]
    editor.rewrite(document, "import core\n" + FILES["cold.py"])
    editor.wait(lambda: editor.changes[-1]["graph"] > before["graph"], "the graph's change")
    assert editor.changes[-1]["session"] > before["session"]


def test_nobody_else_is_told(root: Path):
    """A client that did not declare it hears nothing of it."""
    with Editor.stdio(root) as editor:
        editor.open("main.py", SIMPLE)
        editor.request("vitals/indexed", {})
        assert editor.changes == []


def test_what_the_session_changed_has_its_place(editor: Editor):
    """Each change has the file and the line to open it at, as it stands now."""
    document = editor.open("hot.py", FILES["hot.py"])
    editor.settled()
    editor.rewrite(document, "\n\n" + FILES["hot.py"] + "    if value and 1 or 2:\n        pass\n")
    editor.settled()
    told = editor.request("vitals/session", {})
    (change,) = told["changes"]
    assert (change["symbol"], change["uri"]) == ("large", document.uri)
    assert document.text.splitlines()[change["line"]] == "def large(value):"
