"""A cycle in the editor: the diagnostic on the import, and the quick fix after which it is gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import wire
from editor import Document, Editor

FILES = {
    "pyproject.toml": '[tool.vitals]\nbase = "none"\n',
    "shop/__init__.py": "",
    "shop/customer.py": "import os\nfrom shop.order import Order, total\n\nprint(os, Order, total)\n",
    "shop/order.py": '"""é 🙂."""\n\nfrom shop.customer import Customer  # 🙂\n\n\n'
    "def order(é: str = '🙂', *, customer: Customer) -> None:\n    print(customer)\n",
    "shop/taken.py": "from shop.order import order as Customer\n",
    "other.py": "import json\nfrom a import Thing\n\n\ndef f(x: 'Thing'):\n    return json.loads(x)\n",
    "taker.py": "from other import Thing\n",
}


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


def offered(
    editor: Editor, document: Document, text: str, only: list[str] | None = None
) -> list[dict[str, Any]]:
    """Return what is offered for an import."""
    place = editor.position(document, document.text.index(text))
    context: dict[str, Any] = (
        {"diagnostics": []} if only is None else {"diagnostics": [], "only": only}
    )
    params = {**editor.of(document), "range": {"start": place, "end": place}, "context": context}
    found: list[dict[str, Any]] = editor.request("textDocument/codeAction", params)
    return found


def apply(editor: Editor, document: Document, action: dict[str, Any]) -> None:
    """Make an action's edits, the last first, as an editor does."""
    (change,) = action["edit"]["documentChanges"]
    assert change["textDocument"] == {"uri": document.uri, "version": document.version}
    offsets = [
        (offset(document, edit["range"]["start"]), offset(document, edit["range"]["end"]), edit)
        for edit in change["edits"]
    ]
    for start, end, edit in sorted(offsets, key=lambda item: item[0], reverse=True):
        editor.change(document, (start, end, edit["newText"]))


def offset(document: Document, place: dict[str, int]) -> int:
    """Return the offset of a place in UTF-16 units."""
    lines = document.text.splitlines(keepends=True)
    units = "".join(lines[place["line"] : place["line"] + 1]).encode("utf-16-le")
    before = units[: 2 * place["character"]].decode("utf-16-le")
    return len("".join(lines[: place["line"]])) + len(before)


def test_a_cycle_is_shown_on_its_import_and_gone_once_that_has_moved(editor: Editor):
    """The diagnostic links both files; the quick fix names it; afterwards a hint is left."""
    document = editor.open("shop/order.py")
    (found,) = editor.findings(document)
    assert (found["code"], found["severity"]) == ("import-cycle", 2)
    assert found["range"]["start"] == {"line": 2, "character": 0}
    steps = [item["location"]["uri"].rpartition("/")[2] for item in found["relatedInformation"]]
    assert steps == ["order.py", "customer.py"]
    fix = offered(editor, document, "from shop", ["quickfix"])[0]
    assert fix["title"] == "Move `Customer` under `if TYPE_CHECKING`, quoting 1 annotation"
    assert fix["diagnostics"][0]["code"] == "import-cycle"
    apply(editor, document, fix)
    assert document.text == (
        '"""é 🙂."""\n\nfrom typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n'
        "    from shop.customer import Customer  # 🙂\n\n\n"
        "def order(é: str = '🙂', *, customer: \"Customer\") -> None:\n    print(customer)\n"
    )
    (left,) = editor.findings(document)
    assert (left["code"], left["severity"]) == ("import-cycle", 4)
    (ignoring,) = offered(editor, document, "from shop", ["quickfix"])
    assert ignoring["title"] == "Ignore import-cycle here, with a reason"


def test_an_import_without_a_finding_can_be_rewritten(editor: Editor):
    """The kind is that of a refactoring; asked for others, none is offered."""
    document = editor.open("other.py")
    (action,) = offered(editor, document, "import json")
    assert (action["kind"], "diagnostics" in action) == ("refactor.rewrite", False)
    assert offered(editor, document, "import json", ["refactor"]) == [action]
    assert offered(editor, document, "import json", ["source.organizeImports", "quickfix"]) == []
    assert offered(editor, document, "import json", ["source"]) == []
    apply(editor, document, action)
    assert document.text.endswith("    import json\n\n    return json.loads(x)\n")


def test_what_another_module_takes_from_here_is_not_moved(editor: Editor):
    """Nor before it is known; once nobody takes the name any more, it can move."""
    document = editor.open("other.py")
    assert offered(editor, document, "from a") == []
    taker = editor.open("taker.py")
    editor.rewrite(taker, "import other\n")
    editor.settled()
    (action,) = offered(editor, document, "from a")
    assert action["title"] == "Move `Thing` under `if TYPE_CHECKING`"
