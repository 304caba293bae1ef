"""What goes wrong around the plugin in a real Neovim: each says what to do, in one message."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from editors.clients import ROOT, old_python
from editors.nvim import VERSIONS, editing, environment

pytestmark = [
    pytest.mark.xdist_group("neovim"),
    pytest.mark.parametrize("version", VERSIONS),
]


@pytest.fixture
def bare(tmp_path: Path) -> dict[str, str]:
    """The environment of a user who has no server."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for program in ("sh", "git"):
        (folder / program).symlink_to(shutil.which(program) or "")
    return {**environment(tmp_path / "home"), "PATH": str(folder)}


def test_without_a_server_it_is_said_what_to_do(version: str, project: Path, bare: dict[str, str]):
    """The message names the command that installs it, once, and checkhealth says it again."""
    with editing(version, project / "rich/_wrap.py", bare) as nvim:
        nvim.see("there is no server", "pip install vitals-ls")
        nvim.type("\r")
        nvim.command("checkhealth vitals")
        nvim.see("There is no server.", "pipx install vitals-ls")


def test_a_server_under_a_python_that_is_too_old_is_told(
    version: str, project: Path, bare: dict[str, str]
):
    """One message says why the server does not start, nothing is tried again, and checkhealth tells what to do."""
    program = Path(bare["PATH"]) / "vitals"
    program.write_text(
        f'#!/bin/sh\nPYTHONPATH={ROOT} exec {old_python()} -m lsp_server "$@"\n', "utf-8"
    )
    program.chmod(0o755)
    with editing(version, project / "rich/_wrap.py", bare) as nvim:
        nvim.told(f"{program} does not start: it needs Python 3.11 or newer")
        nvim.type("\r")
        nvim.command(f"edit {project}/rich/text.py")
        nvim.see("text.py [")
        nvim.command("messages")
        assert nvim.see("does not start").count("does not start") == 1
        nvim.type("\r")
        nvim.command("checkhealth vitals")
        nvim.see("does not run", "Python 3.11 or newer")


def test_without_its_redis_everything_works_and_it_is_said(
    version: str, project: Path, tmp_path: Path
):
    """A Redis that is not there costs one message; figures and memory are there."""
    env = {
        **environment(tmp_path / "home"),
        "VITALS_REDIS_URL": "redis://127.0.0.1:1",
        "VITALS_SHARING": "2",
    }
    with editing(version, project / "rich/_wrap.py", env) as nvim:
        nvim.told("redis://127.0.0.1:1 is not reachable")
        nvim.type("\r")
        nvim.see("[1 high]")


def test_wrong_settings_are_told_where_they_stand(version: str, project: Path, tmp_path: Path):
    """One of the editor's is a message; one of the project's is a diagnostic at its place."""
    settings = project / "pyproject.toml"
    settings.write_text("[tool.vitals]\ncognitve = 9\n", "utf-8")
    lua = "vim.g.vitals = { settings = { nesting = 'deep' } }"
    with editing(
        version, project / "rich/_wrap.py", environment(tmp_path / "home"), lua=lua
    ) as nvim:
        nvim.see("vitals.nesting")
        nvim.type("\r")
        nvim.command(f"edit {settings}")
        nvim.command("2")
        nvim.command("lua vim.diagnostic.open_float()")
        nvim.see("did you mean")


def test_the_projects_own_server_is_preferred(version: str, project: Path, bare: dict[str, str]):
    """`.venv/bin/vitals` of the project runs, though there is none on PATH."""
    program = project / ".venv/bin/vitals"
    program.parent.mkdir(parents=True)
    program.symlink_to(Path(sys.executable).with_name("vitals"))
    (project / "pyproject.toml").touch()
    env = {**bare, "PATH": bare["PATH"] + os.pathsep + "/usr/bin:/bin"}
    with editing(version, project / "rich/_wrap.py", env) as nvim:
        nvim.see("[1 high]")
