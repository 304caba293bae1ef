"""A browser for the tests of the picture, and pages opened in it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browser import Chromium, Page, Show, chromium
from graphs import Document

from lsp_server.web import page


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """One browser for all."""
    with chromium() as running:
        yield running


@pytest.fixture
def show(browser: Chromium, tmp_path: Path) -> Iterator[Show]:
    """Open the page of a document as a file; at the end, nothing went wrong or over the wire."""
    opened: list[Page] = []

    def leave() -> None:
        tab = opened.pop()
        tab.settle()
        assert tab.errors == []
        assert [url for url in tab.requests if not url.startswith(("file:", "blob:"))] == []
        tab.close()

    def show(document: Document, editor: str = "test://open{path}:{line}", **window: Any) -> Page:
        if opened:
            leave()  # a page behind another draws nothing
        path = tmp_path / "graph.html"
        path.write_text(page(document, editor), "utf-8")
        opened.append(browser.open(path.as_uri(), **window))
        return opened[-1]

    yield show
    leave()
