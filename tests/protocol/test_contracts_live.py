"""Architecture rules in the editor: a breach is told while it is typed, a vain rule where it stands."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import wire
from editor import Document, Editor

FILES = {
    "pyproject.toml": """\
[tool.vitals]
base = "none"
select = ["forbidden-import"]

[tool.vitals.layers]
layers = ["shop.web", "shop.domain"]
reason = "The domain is used without a web server."
""",
    "shop/__init__.py": "",
    "shop/web.py": "",
    "shop/domain.py": "import os\nimport shop.tools\n\nprint(os, shop)\n",
    "shop/tools.py": "\n",
}
WHY = "layers contract. The domain is used without a web server."


@pytest.fixture(autouse=True)
def own_cache(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No server of a test knows what those of others have learnt."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", str(cache))


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    """An editor whose server knows the whole project."""
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    with Editor.stdio(tmp_path) as editor:
        editor.request("vitals/indexed", {})
        yield editor


def told(editor: Editor, document: Document) -> list[tuple[int, str]]:
    return [(item["range"]["start"]["line"], item["message"]) for item in editor.findings(document)]


def test_a_breach_is_told_as_it_is_typed(editor: Editor):
    """An unsaved import that breaks a rule has its diagnostic, and without it none."""
    document = editor.open("shop/domain.py")
    assert told(editor, document) == []
    editor.replace(document, "import os", "import shop.web as os")
    assert told(editor, document) == [(0, f"`shop.domain` must not import `shop.web`: {WHY}")]
    editor.replace(document, "import shop.web as os", "import os")
    assert told(editor, document) == []


def test_a_breach_by_way_of_others_is_told_with_the_chain(editor: Editor):
    """An import elsewhere that completes a way is told with each step and its file."""
    domain, tools = editor.open("shop/domain.py"), editor.open("shop/tools.py")
    editor.replace(tools, "\n", "import shop.web\n")
    editor.settled()
    (found,) = [*editor.findings(domain), *editor.findings(tools)]
    assert found["message"] == (
        f"`shop.domain` must not import `shop.web`, not even by way of `shop.tools`: {WHY}"
    )
    steps = [
        (item["location"]["uri"], item["location"]["range"]["start"]["line"], item["message"])
        for item in found["relatedInformation"]
    ]
    assert steps == [
        (domain.uri, 1, "`shop.domain` imports `shop.tools`"),
        (tools.uri, 0, "`shop.tools` imports `shop.web`"),
    ]


def test_a_rule_that_holds_nothing_is_told_in_the_settings_file(editor: Editor, tmp_path: Path):
    """Names that lead nowhere are told where the rule stands, until they are mended."""
    uri = editor.uri("pyproject.toml")
    missing = "`shpo.web`, `shpo.domain`"
    for layers, expected in (("shpo", True), ("shop", False)):
        text = FILES["pyproject.toml"].replace("shop", layers)
        (tmp_path / "pyproject.toml").write_text(text, "utf-8")
        editor.notify("workspace/didChangeWatchedFiles", {"changes": [{"uri": uri, "type": 2}]})
        editor.request("vitals/indexed", {})
        editor.settled()
        found = editor.diagnostics.get(uri, {"diagnostics": []})["diagnostics"]
        assert [(item["range"]["start"]["line"], item["message"]) for item in found] == [
            (4, f"layers contract: this contract checks nothing: there is no module {missing}")
        ] * expected
