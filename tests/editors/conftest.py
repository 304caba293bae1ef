"""Editors to drive, on a real project."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from editors.projects import real_project
from editors.workbench import Workbench, browsing, serving, window
from playwright.sync_api import Browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all workbenches."""
    with browsing() as running:
        yield running


@pytest.fixture(scope="session")
def vscode(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server of VS Code for tests that need no settings of their own."""
    with serving(tmp_path_factory.mktemp("vscode")) as address:
        yield address


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A real project under git."""
    folder = tmp_path / "project"
    folder.mkdir()
    return real_project(folder)


@pytest.fixture
def workbench(
    browser: Browser, vscode: str, project: Path, request: pytest.FixtureRequest
) -> Iterator[Workbench]:
    """A window on the project; nothing in it threw at the end."""
    with window(browser, vscode, project) as workbench:
        yield workbench
        workbench.picture(f"last-{request.node.name}")
        assert workbench.errors == []


@pytest.fixture
def start(
    browser: Browser, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Workbench]]:
    """Start a VS Code of one's own: with settings, environment and arguments."""
    with ExitStack() as stack:
        started: list[Workbench] = []

        def start(folder: Path, *arguments: str, **given: Any) -> Workbench:
            address = stack.enter_context(serving(tmp_path / "home", *arguments, **given))
            started.append(stack.enter_context(window(browser, address, folder)))
            return started[-1]

        yield start
        for workbench in started:
            workbench.picture(f"last-{request.node.name}")
