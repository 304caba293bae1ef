"""The picture from the language server: shown in a browser, and from there files in the editor."""

from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser import Chromium
from editor import FULL, MINIMAL, Editor, ResponseError

pytestmark = pytest.mark.xdist_group("chromium")

FILES = {
    "shop/__init__.py": "",
    "shop/pages.py": "from shop import orders\n\n\ndef page():\n    return orders\n",
    "shop/orders.py": "import json\n\nfrom shop import prices\n",
    "shop/prices.py": "def price():\n    from shop import orders\n\n    return orders\n",
    "pyproject.toml": '[tool.vitals]\nbase = "none"\n',
}
SHOW = {"command": "vitals.showGraph"}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A small project on disk."""
    root = tmp_path / "project"
    for name, text in FILES.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


@pytest.fixture
def editor(shop: Path) -> Iterator[Editor]:
    """An editor that knows the whole project."""
    with Editor.stdio(shop) as editor:
        editor.request("vitals/indexed", checked=False)
        yield editor


def shown(editor: Editor, **params: object) -> str:
    """Run the command and return the address that the editor was asked to show."""
    before = len(editor.shown)
    address = editor.request("workspace/executeCommand", {**SHOW, **params})
    editor.wait(lambda: len(editor.shown) > before, "the page")
    assert editor.shown[-1] == {"uri": address, "external": True}
    return address


def test_the_picture_is_shown_in_the_browser(editor: Editor, browser: Chromium):
    """The command asks the editor to show a page of this machine; it holds the graph, at a module."""
    address = shown(editor, arguments=["shop.orders"])
    at = address.split("#")[0]
    assert at.startswith("http://127.0.0.1:")
    tab = browser.open(address)
    assert tab.text("#panel h2") == "shop.orders"
    assert tab.text(".file span") == "3 lines"
    assert "json" in tab.texts("#panel .chips li")
    assert "Soft cycle of 2 modules" in tab.text("#panel")
    assert tab.errors == []
    assert {url.split("#")[0] for url in tab.requests} <= {at, f"{at}revision"}
    tab.close()


def test_a_click_opens_the_file_in_the_editor(editor: Editor, browser: Chromium, shop: Path):
    """The line of an import that is clicked in the page is shown in the editor."""
    tab = browser.open(shown(editor, arguments=["shop.orders"]))
    tab.click('#panel .import [aria-label="Open shop.prices at line 2 in the editor"]')
    editor.wait(lambda: len(editor.shown) > 1, "the file")
    assert editor.shown[1] == {
        "uri": (shop / "shop/prices.py").as_uri(),
        "takeFocus": True,
        "selection": {
            "start": {"line": 1, "character": 0},
            "end": {"line": 1, "character": 0},
        },
    }
    assert tab.text("#said") == ""
    tab.close()


def test_the_page_tells_when_the_imports_have_changed(editor: Editor, browser: Chromium):
    """What is typed and not even saved is offered, and a click shows it with what was selected."""
    tab = browser.open(shown(editor, arguments=["shop.pages"]))
    assert "Imports 1" in tab.text("#panel")
    document = editor.open("shop/pages.py")
    editor.rewrite(document, "from shop import orders, prices\n")
    tab.until("document.querySelector('#said .anew')")
    assert tab.text("#said") == "The imports have changed since. Show them"
    tab.click("#said .anew")
    tab.until("document.querySelector('#panel').innerText.includes('Imports 2')")
    assert tab.text("#panel h2") == "shop.pages"
    assert tab.errors == []
    tab.close()


def test_the_same_page_serves_again(editor: Editor):
    """Asked for twice there is one address, and no second server."""
    assert shown(editor) == shown(editor)


def test_the_page_opens_nothing_but_modules(editor: Editor, shop: Path, browser: Chromium):
    """A path that is no module of the workspace is not opened, whatever the page asks for."""
    tab = browser.open(shown(editor))
    secret = shop / "pyproject.toml"
    tab.run(
        f"fetch('open', {{method: 'POST', body: JSON.stringify({{path: '{secret}', line: 0}})}})"
    )
    editor.request("vitals/settled", checked=False)
    assert len(editor.shown) == 1
    tab.close()


def test_an_editor_that_shows_no_documents_is_told_the_address(shop: Path):
    """The address comes in a message, and the page is there."""
    with Editor.stdio(shop, capabilities=MINIMAL) as editor:
        editor.expected.add("window/showMessage")
        editor.request("vitals/indexed", checked=False)
        address = editor.request("workspace/executeCommand", SHOW)
        editor.wait(lambda: editor.shown, "the message")
        assert editor.shown[0]["message"] == f"The picture of the import graph is at {address}"
        with urlopen(address) as answer:  # noqa: S310 -- our own server
            assert b"shop.orders" in answer.read()


def test_other_arguments_are_refused(editor: Editor):
    """The command says what it wants."""
    with pytest.raises(ResponseError, match="wants nothing, or the name or URI of a module"):
        editor.request("workspace/executeCommand", {**SHOW, "arguments": [3]})


def test_the_page_goes_with_the_server(shop: Path):
    """Once the editor has left nobody answers at the address."""
    with Editor.stdio(shop, capabilities=FULL) as editor:
        address = shown(editor)
    with pytest.raises(OSError, match="refused"):
        urlopen(address)  # noqa: S310 -- our own server
