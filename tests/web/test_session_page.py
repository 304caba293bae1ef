"""The page of a session: what is told of it, and how it follows later states."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Chromium, Page

from lsp_server.web import session_page

pytestmark = pytest.mark.xdist_group("chromium")

HOSTILE = "</script><img src=x onerror=alert(1)>"


def change(symbol: str, was: int, now: int) -> dict[str, Any]:
    return {
        "symbol": symbol,
        "path": "a.py",
        "uri": "file:///a.py",
        "line": 3,
        "was": was,
        "now": now,
    }


SESSION: dict[str, Any] = {
    "since": 1_790_000_000,
    "files": 2,
    "changes": [change("slow", 5, 12), change("mended", 30, 4), change("slower", 1, 20)],
    "acknowledgements": [
        {
            "path": "a.py", "identity": "old [complex-function]", "uri": "file:///a.py", "line": 9,
            "until": 1_800_000_000, "by": "me@here", "reason": "ported",
        }
    ],
    "trends": [
        {
            "path": "a.py", "symbol": "slow", "uri": "file:///a.py", "line": 3,
            "points": [[1_780_000_000, 3], [1_785_000_000, 9], [1_790_000_000, 12]],
        }
    ],
}  # fmt: skip


@pytest.fixture
def show(browser: Chromium, tmp_path: Path) -> Iterator[Callable[[dict[str, Any]], Page]]:
    """Open the page of a session; nothing went wrong in it or over the wire."""
    opened: list[Page] = []

    def show(session: dict[str, Any]) -> Page:
        path = tmp_path / "session.html"
        path.write_text(session_page(session), "utf-8")
        opened.append(browser.open(path.as_uri()))
        return opened[-1]

    yield show
    for tab in opened:
        assert tab.errors == []
        assert [url for url in tab.requests if not url.startswith("file:")] == []
        tab.close()


def test_what_became_worse_and_better_is_told_the_most_first(show: Callable[..., Page]):
    """Each has its figures; the tiles say what they add up to."""
    tab = show(SESSION)
    assert tab.texts("dd") == ["0", "2", "1", "1"]
    assert tab.texts("button.symbol")[:3] == ["slower", "slow", "mended"]
    assert tab.texts("td.number")[:2] == ["1 → 20", "+19"]
    assert "ported" in tab.text("main")
    assert tab.run("document.querySelector('.trend svg').getAttribute('aria-label')").endswith(
        "3, 9, 12"
    )


def test_names_are_never_markup(show: Callable[..., Page]):
    """Whatever stands in source code is shown as it is."""
    tab = show({**SESSION, "changes": [change(HOSTILE, 1, 2)]})
    assert tab.texts("button.symbol")[0] == HOSTILE
    assert tab.run("document.images.length") == 0


def test_a_later_state_is_drawn_without_losing_the_focus(show: Callable[..., Page]):
    """The editor posts it; who stands on a function with the keyboard stays there."""
    tab = show(SESSION)
    tab.run("document.querySelector('button.symbol').focus()")
    later = {**SESSION, "changes": [change("slower", 1, 33)]}
    tab.run(f"postMessage({{ session: {json.dumps(later)} }}, '*')")
    tab.until("document.body.innerText.includes('1 → 33')")
    assert tab.run("document.activeElement.textContent") == "slower"


def test_an_empty_session_says_so(show: Callable[..., Page]):
    """Nothing changed yet: one sentence, no tables."""
    tab = show({**SESSION, "changes": [], "acknowledgements": [], "trends": []})
    assert "No function is more or less complex" in tab.text("main")
    assert tab.run("document.querySelectorAll('table').length") == 0
