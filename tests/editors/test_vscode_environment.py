"""Which server the extension runs in a real VS Code, and when it runs another one."""

import json
import sys
import venv
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from editors.processes import servers
from editors.workbench import Workbench
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("vscode")

WRAP = "rich/_wrap.py"
Start = Callable[..., Workbench]

PYTHON_EXTENSION = """
const vscode = require("vscode");
exports.activate = () => {
  const chosen = new vscode.EventEmitter();
  let path = %s;
  vscode.commands.registerCommand("python.choose", () => { path = %s; chosen.fire({ path }); });
  return {
    environments: {
      getActiveEnvironmentPath: () => ({ path }),
      resolveEnvironment: async ({ path }) => ({ executable: { uri: vscode.Uri.file(path) } }),
      onDidChangeActiveEnvironmentPath: chosen.event,
    },
  };
};
"""
"""What we use of the Python extension's interface; the real one is in no registry that tests reach."""


def python_extension(folder: Path, first: Path, second: Path) -> Path:
    """Package an extension that offers one environment and, once it is told to, another."""
    package = {
        "name": "python",
        "publisher": "ms-python",
        "version": "2026.1.0",
        "engines": {"vscode": "^1.91.0"},
        "main": "./extension.js",
        "activationEvents": ["onLanguage:python"],
        "contributes": {"commands": [{"command": "python.choose", "title": "Choose the Other"}]},
    }
    manifest = (
        '<PackageManifest Version="2.0.0" xmlns="http://schemas.microsoft.com/developer/vsx-schema/2011">'
        '<Metadata><Identity Language="en-US" Id="python" Version="2026.1.0" Publisher="ms-python"/>'
        "<DisplayName>Python</DisplayName></Metadata><Installation>"
        '<InstallationTarget Id="Microsoft.VisualStudio.Code"/></Installation><Assets>'
        '<Asset Type="Microsoft.VisualStudio.Code.Manifest" Path="extension/package.json"/>'
        "</Assets></PackageManifest>"
    )
    script = PYTHON_EXTENSION % (json.dumps(str(first)), json.dumps(str(second)))
    with ZipFile(folder / "python.vsix", "w") as archive:
        archive.writestr("extension.vsixmanifest", manifest)
        archive.writestr("extension/package.json", json.dumps(package))
        archive.writestr("extension/extension.js", script)
    return folder / "python.vsix"


def said_of_itself(workbench: Workbench) -> str:
    """Ask for the server's version, and return what is told."""
    workbench.command("Notifications: Clear All Notifications")
    workbench.command("Vitals: Show the Server's Version")
    expect(workbench.notifications).to_have_count(1)
    return workbench.notifications.first.inner_text()


def test_the_environment_of_the_python_extension_is_taken_and_followed(
    start: Start, project: Path, tmp_path: Path
):
    """Choosing another environment there starts the server anew, by that one."""
    venv.create(tmp_path / "other", with_pip=False, symlinks=True)
    other = tmp_path / "other/bin/python"
    stub = python_extension(tmp_path, Path(sys.executable), other)
    workbench = start(project, extensions=[stub])
    workbench.start(WRAP)
    expect(workbench.status).to_contain_text("high")
    before = servers(folder=project)
    told = said_of_itself(workbench)
    assert "of the environment" in told
    assert "chosen in the Python extension" in told
    workbench.command("Choose the Other")
    workbench.until(lambda: servers(folder=project) not in ([], before), "another server")
    expect(workbench.status).to_contain_text("high")
    assert "bundled" in said_of_itself(workbench)


def test_restart_starts_another_server_which_shows_what_was_shown(
    workbench: Workbench, project: Path
):
    """The command ends the process; figures and what was opened of them are there again."""
    workbench.start(WRAP)
    expect(workbench.status).to_contain_text("high")
    workbench.go_to(40)
    workbench.command("Vitals: Why Is This Function Complex?")
    workbench.until(lambda: "+1 for" in workbench.hints(), "what the loop adds")
    before = servers(folder=project)
    workbench.command("Vitals: Restart the Server")
    workbench.until(lambda: servers(folder=project) not in ([], before), "another server")
    workbench.until(lambda: "+1 for" in workbench.hints(), "what the loop adds, again")
    assert len(servers(folder=project)) == 1


def test_each_folder_of_a_multi_root_workspace_has_its_own_settings(start: Start, tmp_path: Path):
    """One server serves both; what is complex in one folder is not in the other."""
    text = "def f(a, b):\n    if a:\n        if b:\n            return 1\n    return 2\n"
    for name, limit in (("strict", 1), ("lenient", 50)):
        folder = tmp_path / "both" / name
        folder.mkdir(parents=True)
        (folder / f"{name}.py").write_text(text, "utf-8")
        settings = f"[tool.vitals]\ncognitive = {limit}\n"
        (folder / "pyproject.toml").write_text(settings, "utf-8")
    file = tmp_path / "both/all.code-workspace"
    file.write_text(json.dumps({"folders": [{"path": "strict"}, {"path": "lenient"}]}), "utf-8")
    workbench = start(file)
    workbench.start("lenient/lenient.py")
    expect(workbench.status).to_contain_text("healthy")
    expect(workbench.lenses).to_have_count(0)
    workbench.start("strict/strict.py")
    expect(workbench.status).to_contain_text("1 high")
    expect(workbench.lens("cognitive 3")).to_be_visible()
