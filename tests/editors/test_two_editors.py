"""One user in two editors at once: what is said in one is known in the other."""

from collections.abc import Callable
from pathlib import Path

import pytest
from editors.nvim import editing, environment
from editors.workbench import Workbench
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("vscode")


def test_an_acknowledgement_in_vs_code_is_seen_in_neovim_at_once(
    start: Callable[..., Workbench], project: Path, tmp_path: Path
):
    """A finding that is acknowledged by a quick fix here is quiet there, which tells who did it."""
    workbench = start(project)
    workbench.start("rich/_wrap.py")
    expect(workbench.status).to_contain_text("high")
    workbench.go_to(78)
    workbench.type("    if fold and width or text:\n        pass\n")
    workbench.press("Control+s")
    expect(workbench.status).to_contain_text("new or worse")
    file = project / "rich/_wrap.py"
    workbench.until(lambda: "fold and width" in file.read_text("utf-8"), "the file to be saved")
    env = environment(tmp_path / "home")
    with editing("0.12", file, env) as nvim:
        nvim.see("1 new or worse")
        workbench.go_to(26)
        workbench.press(*["ArrowRight"] * 6, "Control+.")
        menu = workbench.page.locator(".action-widget").first
        expect(menu).to_be_visible()
        workbench.picture("vscode-acknowledge")
        menu.locator(".monaco-list-row", has_text="for a week").first.click()
        expect(workbench.status).not_to_contain_text("new or worse")
        nvim.see("[1 high]")
        nvim.go_to(26)
        nvim.command("lua vim.diagnostic.open_float()")
        nvim.see("acknowledged by")
