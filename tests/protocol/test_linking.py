"""What follows from the import graph, live: on unsaved text, across files, and on disk."""

from pathlib import Path
from typing import Any

import pytest
from editor import PULLING, Editor

RULES = """
[tool.vitals.layers]
layers = ["shop.web", "shop.domain"]
reason = "the domain knows no web"
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Three modules without a cycle."""
    root = tmp_path / "shop-root"
    for name, text in {
        "pyproject.toml": RULES,
        "src/shop/__init__.py": "",
        "src/shop/web.py": "from shop.domain import price\n",
        "src/shop/domain.py": "def price():\n    return 1\n",
        "src/shop/tool.py": "from shop import web\n",
    }.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def ready(editor: Editor) -> None:
    editor.request("vitals/indexed", {})
    editor.settled()


def told(editor: Editor, document: Any) -> list[tuple[str, int, int]]:
    """The code, line and severity of each finding but hints."""
    return [
        (item["code"], item["range"]["start"]["line"], item["severity"])
        for item in editor.findings(document)
        if item["severity"] < 4
    ]


def watched(editor: Editor, name: str, kind: int) -> None:
    editor.notify(
        "workspace/didChangeWatchedFiles", {"changes": [{"uri": editor.uri(name), "type": kind}]}
    )


def test_an_unsaved_import_that_closes_a_cycle_is_told_on_its_line(shop: Path):
    """So is the rule that it breaks; both go when the import goes, and move with its line."""
    with Editor.stdio(shop) as editor:
        document = editor.open("src/shop/domain.py")
        ready(editor)
        assert told(editor, document) == []
        editor.replace(document, "def", "from shop import web\n\n\ndef")
        editor.settled()
        both = [("forbidden-import", 0, 2), ("import-cycle", 0, 2)]
        assert sorted(told(editor, document)) == both
        editor.replace(document, "from shop", "import os\nfrom shop")
        editor.settled()
        assert sorted(told(editor, document)) == [(code, 1, level) for code, _, level in both]
        editor.replace(document, "from shop import web\n", "")
        editor.settled()
        assert told(editor, document) == []


def test_a_half_typed_import_keeps_what_was_said_of_it(shop: Path):
    """While the line does not parse, the module still imports what it did."""
    with Editor.stdio(shop) as editor:
        document = editor.open("src/shop/domain.py")
        ready(editor)
        editor.replace(document, "def", "from shop import web\n\n\ndef")
        editor.settled()
        editor.replace(document, "from shop import web", "from shop import ")
        editor.settled()
        assert {"syntax-error", "import-cycle"} <= set(editor.codes(document))


def test_a_change_of_one_document_is_told_in_another(shop: Path):
    """The import that is cheapest to cut may stand in a document that nobody changed."""
    with Editor.stdio(shop) as editor:
        web, domain = editor.open("src/shop/web.py"), editor.open("src/shop/domain.py")
        ready(editor)
        editor.replace(domain, "def", "from shop.web import a, b, c, d, e, f\n\n\ndef")
        editor.settled()
        assert [item["code"] for item in editor.findings(domain)].count("import-cycle") == 1
        related = next(
            item["relatedInformation"]
            for item in editor.findings(domain)
            if item["code"] == "import-cycle"
        )
        assert {item["location"]["uri"] for item in related} == {domain.uri, web.uri}
        editor.replace(web, "from shop.domain import price\n", "")
        editor.settled()
        assert "import-cycle" not in editor.codes(domain)


def test_what_happens_on_disk_is_told_in_what_is_open(shop: Path):
    """A file that comes can close a cycle, and open it again when it goes."""
    with Editor.stdio(shop) as editor:
        document = editor.open("src/shop/web.py")
        ready(editor)
        editor.replace(document, "from", "from shop import fresh\nfrom")
        editor.settled()
        assert told(editor, document) == []
        fresh = shop / "src/shop/fresh.py"
        fresh.write_text("import shop.web\n", "utf-8")
        watched(editor, "src/shop/fresh.py", 1)
        ready(editor)
        assert [code for code, *_ in told(editor, document)] == ["import-cycle"]
        fresh.unlink()
        watched(editor, "src/shop/fresh.py", 3)
        ready(editor)
        assert told(editor, document) == []


def test_rules_are_read_again_when_they_change(shop: Path):
    """Saving pyproject.toml with other layers judges what is open anew."""
    with Editor.stdio(shop) as editor:
        document = editor.open("src/shop/web.py")
        ready(editor)
        assert told(editor, document) == []
        other = RULES.replace('"shop.web", "shop.domain"', '"shop.domain", "shop.web"')
        (shop / "pyproject.toml").write_text(other, "utf-8")
        watched(editor, "pyproject.toml", 2)
        ready(editor)
        assert [code for code, *_ in told(editor, document)] == ["forbidden-import"]


def test_typing_in_a_body_does_not_touch_the_import_graph(shop: Path):
    """Only an edit that changes what is imported makes another graph."""
    with Editor.stdio(shop) as editor:
        document = editor.open("src/shop/domain.py")
        ready(editor)
        before = editor.request("vitals/stats", {})["graph"]["revision"]
        for number in range(5):
            editor.replace(document, "return 1", f"x = {number}\n    return 1")
            editor.settled()
        assert editor.request("vitals/stats", {})["graph"]["revision"] == before
        editor.replace(document, "def", "import shop.tool\n\n\ndef")
        editor.settled()
        assert editor.request("vitals/stats", {})["graph"]["revision"] > before


def test_a_source_root_without_modules_is_told(shop: Path):
    """A folder that the setting names and that holds none is no silent success."""
    (shop / "vitals.toml").write_text('source-roots = ["src", "nowhere"]\n', "utf-8")
    with Editor.stdio(shop) as editor:
        ready(editor)
        editor.expect_log("nowhere, which the setting `source-roots` names")


def test_files_that_nobody_has_open_are_told_when_they_are_pulled(shop: Path):
    """Workspace diagnostics hold what follows from the graph; an unsaved edit elsewhere counts."""
    (shop / "src/shop/domain.py").write_text("from shop.web import price\n", "utf-8")
    with Editor.stdio(shop, capabilities=PULLING) as editor:
        ready(editor)
        codes = {code for item in pulled(editor) for code in item}
        assert {"import-cycle", "forbidden-import"} <= codes
        document = editor.open("src/shop/web.py")
        editor.rewrite(document, "price = 1\n")
        editor.settled()
        assert "import-cycle" not in {code for item in pulled(editor) for code in item}


def pulled(editor: Editor) -> list[list[str]]:
    report = editor.request("workspace/diagnostic", {"previousResultIds": []})
    return [[item["code"] for item in file["items"]] for file in report["items"]]
