"""What goes wrong around the extension in a real VS Code: each says what to do, in one message."""

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from editors.clients import old_python
from editors.workbench import Workbench
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("vscode")

WRAP = "rich/_wrap.py"
Start = Callable[..., Workbench]


@pytest.fixture
def bare_path(tmp_path: Path) -> Path:
    """A PATH without any Python."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ("sh", "bash", "git"):
        (folder / program).symlink_to(shutil.which(program) or "")
    return folder


def test_without_a_python_it_is_said(start: Start, project: Path, bare_path: Path):
    """The message names the version that is needed and offers the setting; the status item says so."""
    workbench = start(project, environment={"PATH": str(bare_path), "SHELL": "/bin/bash"})
    workbench.start(WRAP)
    expect(workbench.notifications).to_have_text(
        ["Vitals needs Python 3.11 or newer to run, and found no Python at all."]
    )
    expect(workbench.status).to_have_attribute("aria-label", re.compile("Vitals"))
    workbench.picture("vscode-no-python")
    workbench.page.locator(".notification-toast .monaco-button", has_text="Choose a Python").click()
    expect(workbench.page.locator(".settings-editor", has_text="Interpreter")).to_be_visible()


def test_a_python_that_is_too_old_is_named(start: Start, project: Path, bare_path: Path):
    """Its version is told, so that it is clear what to install."""
    (bare_path / "python3").symlink_to(old_python())
    workbench = start(project, environment={"PATH": str(bare_path), "SHELL": "/bin/bash"})
    workbench.start(WRAP)
    expect(workbench.notifications).to_have_text(
        [re.compile(r"needs Python 3\.11 or newer.*python3 \(on PATH\) is Python 3\.9\.")]
    )
    workbench.picture("vscode-old-python")


def test_a_chosen_python_that_is_not_there_is_not_replaced(start: Start, project: Path):
    """What the user chose by name is not silently another one; mending it starts the server."""
    workbench = start(project, settings={"vitals.server.interpreter": "/nowhere/python"})
    workbench.start(WRAP)
    expect(workbench.notifications).to_have_text(
        [re.compile(r"/nowhere/python \(the setting vitals\.server\.interpreter\) does not exist")]
    )


def test_the_server_of_the_environment_is_preferred(start: Start, project: Path):
    """Where the chosen Python has vitals-ls installed, that one runs, and its version is told."""
    workbench = start(project, settings={"vitals.server.interpreter": sys.executable})
    workbench.start(WRAP)
    expect(workbench.status).to_contain_text("high")
    workbench.command("Vitals: Show the Server's Version")
    expect(workbench.notifications).to_have_text([re.compile(r"Vitals .* \(of the environment\)")])


def test_a_server_that_does_not_start_is_told(start: Start, project: Path, tmp_path: Path):
    """It is not started again and again: one message names the program and offers the log."""
    program = tmp_path / "python"
    said = json.dumps({"path": str(program), "version": [3, 12, 0], "vitals": ""})
    script = f"#!/bin/sh\n[ \"$1\" = -I ] && echo '{said}' && exit 0\necho broken >&2\nexit 1\n"
    program.write_text(script, "utf-8")
    program.chmod(0o755)
    workbench = start(project, settings={"vitals.server.interpreter": str(program)})
    workbench.start(WRAP)
    expect(workbench.notifications).to_have_text(
        [re.compile("bundled Vitals server could not be started by .*; the log says why")]
    )


def test_without_its_redis_everything_works_and_it_is_said_once(start: Start, project: Path):
    """A Redis that is not there costs one message and a mark at the status item."""
    shared = {"vitals.redisUrl": "redis://127.0.0.1:1", "vitals.sharing": 2}
    workbench = start(project, settings=shared)
    workbench.start(WRAP)
    expect(workbench.status).to_contain_text("high")
    expect(workbench.notifications).to_have_text(
        [re.compile(r"redis://127\.0\.0\.1:1 is not reachable.*kept on this machine")]
    )
    workbench.picture("vscode-no-redis")
    workbench.go_to(26)
    expect(workbench.lens("cognitive 37")).to_be_visible()
    expect(workbench.status.locator(".codicon-debug-disconnect")).to_be_visible()


def test_wrong_settings_are_told_where_they_stand(start: Start, project: Path):
    """One of the editor's is a message; one of the project's is a problem at its place."""
    (project / "pyproject.toml").write_text("[tool.vitals]\ncognitve = 9\n", "utf-8")
    workbench = start(project, settings={"vitals.nesting": "deep"})
    workbench.start(WRAP)
    expect(workbench.notifications).to_have_text([re.compile("vitals.nesting")])
    workbench.press("Control+Shift+m")
    row = workbench.page.locator(".markers-panel .monaco-list-row", has_text="cognitve")
    expect(row).to_contain_text("did you mean")
    workbench.picture("vscode-wrong-settings")


def test_nothing_of_an_untrusted_workspace_is_executed(start: Start, project: Path, tmp_path: Path):
    """In Restricted Mode the figures are there, by a Python of the machine and not the folder's."""
    witness = tmp_path / "executed"
    program = project / ".venv/bin/python"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\ntouch {witness}\nexec {sys.executable} "$@"\n', "utf-8")
    program.chmod(0o755)
    workbench = start(
        project,
        settings={
            "security.workspace.trust.enabled": True,
            "security.workspace.trust.startupPrompt": "never",
        },
    )
    workbench.start(WRAP)
    expect(workbench.status).to_contain_text("high")
    expect(workbench.page.locator(".statusbar", has_text="Restricted Mode")).to_be_visible()
    assert not witness.exists()
    workbench.command("Workspaces: Manage Workspace Trust")
    workbench.page.locator(".workspace-trust-editor .monaco-button", has_text="Trust").first.click()
    workbench.until(witness.exists, "the folder's Python to be asked, once the folder is trusted")


@pytest.mark.parametrize("theme", ["Default Dark Modern", "Default Light Modern"])
def test_the_pages_have_the_colours_of_the_theme(start: Start, project: Path, theme: str):
    """In a dark theme and in a light one the pages' ground is that of the editor."""
    workbench = start(project, settings={"workbench.colorTheme": theme})
    workbench.start(WRAP)
    expect(workbench.status).to_contain_text("high")
    for page, mark in (("Import Graph", "#panel h2"), ("This Session", "h1")):
        title = "Show the Import Graph" if page == "Import Graph" else "Show This Session"
        workbench.command(f"Vitals: {title}")
        shown = workbench.webview.locator(mark).first
        expect(shown).to_be_visible()
        ground = shown.evaluate("() => getComputedStyle(document.body).backgroundColor")
        wanted = shown.evaluate(
            "() => { const probe = document.createElement('i');"
            "probe.style.color = 'var(--vscode-editor-background)'; document.body.append(probe);"
            "return getComputedStyle(probe).color }"
        )
        assert ground == wanted
        workbench.picture(f"vscode-{page.lower().replace(' ', '-')}-{theme.split()[1].lower()}")
        workbench.press("Control+F4")
