"""A real file in a real project: Django's db/models/query.py opened, typed in, broken and mended."""

import importlib.util
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest
from editor import Editor

CONFORMANCE = Path(__file__).parent.parent / "conformance" / "packages.py"
DJANGO = "Django==5.2.4"


def corpus() -> Path:
    """Return where the pinned sdist lies, as the conformance tests fetch it."""
    spec = importlib.util.spec_from_file_location("packages", CONFORMANCE)
    assert spec
    assert spec.loader
    packages = sys.modules["packages"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(packages)
    found: Path = packages.folder(DJANGO)
    return found


@pytest.fixture
def django(tmp_path: Path) -> Path:
    """A copy of Django's models, outside any repository."""
    (models,) = corpus().glob("*/django/db/models")
    shutil.copytree(models, tmp_path / "models")
    return tmp_path


def figures(editor: Editor, document: Any, *, but: str = "") -> dict[str, tuple[int, ...]]:
    """Return what each function measures, one left out."""
    found = editor.request("vitals/metrics", editor.of(document))
    return {
        item["qualifiedName"]: (
            item["cognitive"],
            item["c901"],
            item["nesting"],
            item["statements"],
        )
        for item in found["functions"]
        if item["qualifiedName"] != but
    }


def lenses(editor: Editor, document: Any) -> list[tuple[str, int]]:
    found = editor.request("textDocument/codeLens", editor.of(document))
    return [(lens["data"][1], lens["range"]["start"]["line"]) for lens in found]


@pytest.mark.corpus
def test_typing_breaking_and_mending(django: Path):
    """Every other function keeps its figures at each keystroke, and lenses their places."""
    name = "QuerySet._update_or_create_typed"
    with Editor.stdio(django) as editor:
        editor.deadline += 120
        document = editor.open("models/query.py")
        before, shown = figures(editor, document), lenses(editor, document)
        assert len(before) > 150
        assert shown
        typed = (
            f"    def {name.split('.')[1]}(self, first, second):\n"
            "        for item in first:\n"
            "            if item in (second or [item for item in first if item]):\n"
            "                return {'a': item, 'b': f'{item!r}'}\n"
            "        return None\n\n"
        )
        place = document.text.index("    def _earliest(")
        line = document.text[:place].count("\n")
        editor.change(document, (place, place, "\n"))
        for number, character in enumerate(typed):
            editor.change(document, (place + number, place + number, character))
            assert figures(editor, document, but=name).items() >= before.items(), typed[:number]
            added = 1 + typed[: number + 1].count("\n")
            expected = [(who, at + added * (at >= line)) for who, at in shown]
            assert lenses(editor, document) == expected, typed[:number]
        assert figures(editor, document)[name][1] == 3
        editor.settled()
        assert "syntax-error" not in editor.codes(document)


@pytest.mark.corpus
def test_breaking_every_line_once(django: Path):
    """An open bracket put at the end of any of many lines leaves the other functions as they were."""
    with Editor.stdio(django) as editor:
        editor.deadline += 120
        document = editor.open("models/query.py")
        before = figures(editor, document)
        text = document.text
        offsets = [i for i, c in enumerate(text) if c == "\n" and text[:i].rstrip()[-1:] == ")"]
        for offset in offsets[:: max(1, len(offsets) // 150)]:
            editor.change(document, (offset, offset, "("))
            assert figures(editor, document).keys() == before.keys(), text[offset - 60 : offset]
            editor.change(document, (offset, offset + 1, ""))
            assert figures(editor, document) == before, text[offset - 60 : offset]
