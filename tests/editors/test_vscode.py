"""The extension in a real VS Code: what a user sees on the screen, and what follows from what they do."""

import os
import re
import signal
from pathlib import Path

import pytest
from editors.processes import servers
from editors.workbench import Workbench
from playwright.sync_api import expect

pytestmark = pytest.mark.xdist_group("vscode")

WRAP = "rich/_wrap.py"
FUNCTION = 26
"""The line of `divide_line`, of cognitive complexity 37."""
LAST = 80
"""The line of its `return`."""


def opened(workbench: Workbench, *files: str) -> Workbench:
    """Open files, and wait until the figures are there."""
    workbench.start(*(files or (WRAP,)))
    expect(workbench.status).to_contain_text(re.compile("high|extreme"))
    return workbench


def made_worse(workbench: Workbench) -> None:
    """Type a branch into `divide_line`."""
    workbench.go_to(LAST)
    workbench.type("    if fold and width or text:\n        pass\n")
    workbench.go_to(FUNCTION)
    expect(workbench.lens("cognitive 3[89]|cognitive 4")).to_be_visible()


def test_a_real_project_is_opened_and_the_figures_are_there(workbench: Workbench):
    """Lens, status item and hover tell the figures of a function; what is old does not interrupt."""
    opened(workbench)
    workbench.go_to(FUNCTION)
    expect(workbench.lens("cognitive 37")).to_be_visible()
    expect(workbench.squiggles).to_have_count(0)
    expect(workbench.status).to_have_text(re.compile("1 high"))
    workbench.press(*["ArrowRight"] * 6, "Control+k", "Control+i")
    hover = workbench.page.locator(".monaco-hover", has_text="cognitive").first
    expect(hover).to_contain_text("37")
    workbench.picture("vscode-hover")


def test_a_lens_shows_why_and_hides_it_again(workbench: Workbench):
    """A click on the lens writes beside each line what it adds; the command at the cursor hides it."""
    opened(workbench)
    workbench.go_to(FUNCTION)
    workbench.lens("why\\?").click()
    workbench.go_to(FUNCTION + 14)
    workbench.until(lambda: "+1 for" in workbench.hints(), "what the loop adds")
    expect(workbench.lens("hide why")).to_be_visible()
    workbench.picture("vscode-why")
    workbench.command("Vitals: Why Is This Function Complex?")
    workbench.until(lambda: "+1 for" not in workbench.hints(), "the hints to go")
    expect(workbench.lens("why\\?")).to_be_visible()


def test_typing_makes_a_function_worse_and_mending_makes_it_what_it_was(workbench: Workbench):
    """What is made worse is a warning and in the view of the session; undone, both are gone."""
    opened(workbench)
    made_worse(workbench)
    expect(workbench.squiggles.first).to_be_visible()
    expect(workbench.status).to_contain_text("new or worse")
    workbench.page.locator(".activitybar .action-label[aria-label='Vitals']").click()
    row = workbench.page.locator(".pane .monaco-list-row", has_text="divide_line")
    expect(row).to_contain_text("37 →")
    workbench.picture("vscode-session-view")
    workbench.press("Control+Shift+m")
    expect(
        workbench.page.locator(".markers-panel .monaco-list-row", has_text="was 37")
    ).to_be_visible()
    workbench.picture("vscode-problems")
    workbench.focus()
    workbench.until(lambda: undone(workbench), "the finding to go")
    expect(row).to_have_count(0)
    expect(workbench.squiggles).to_have_count(0)


def undone(workbench: Workbench) -> bool:
    workbench.press("Control+z")
    return "worse" not in workbench.status.inner_text()


def test_lenses_keep_their_place_while_the_code_is_broken(workbench: Workbench):
    """A bracket that is not closed takes no lens away, neither of this function nor of others."""
    opened(workbench, "rich/repr.py")
    workbench.go_to(36)
    for figure in (56, 42, 21):
        expect(workbench.lens(f"cognitive {figure}")).to_be_visible()
    before = workbench.lenses.all_inner_texts()
    workbench.go_to(40)
    workbench.press("End")
    for letter in " + foo((":
        workbench.type(letter)
        workbench.settle()
        now = workbench.lenses.all_inner_texts()
        assert len(now) >= len(before), now
    expect(workbench.lens("provisional|broken now|cognitive 5")).to_be_visible()
    workbench.picture("vscode-broken")
    workbench.type("1))")
    expect(workbench.lens("cognitive 56")).to_be_visible()


def test_a_quick_fix_is_applied(workbench: Workbench):
    """The light bulb offers to suppress a finding, and the comment stands where it should."""
    opened(workbench)
    made_worse(workbench)
    workbench.go_to(FUNCTION)
    workbench.press("Control+.")
    menu = workbench.page.locator(".action-widget").first
    expect(menu).to_be_visible()
    workbench.picture("vscode-quick-fix")
    menu.locator(".monaco-list-row", has_text="Accept").first.click()
    expect(workbench.page.locator(".view-line", has_text="# vitals: ignore")).to_be_visible()
    expect(workbench.squiggles).to_have_count(0)


def test_the_import_graph_is_shown_and_leads_to_files(workbench: Workbench):
    """The picture stands in a webview, in the theme's colours; a click in it opens the module."""
    opened(workbench)
    workbench.command("Vitals: Show the Import Graph")
    expect(workbench.webview.locator("#panel h2").first).to_be_visible()
    workbench.webview.locator("#search").fill("markup")
    workbench.webview.locator("#found li").first.click()
    expect(workbench.webview.locator("#panel h2").first).to_contain_text("markup")
    workbench.picture("vscode-graph")
    workbench.webview.locator("#panel .open-file").first.click()
    expect(workbench.page.locator(".tab.active", has_text="markup.py")).to_be_visible()


def test_the_session_is_shown_and_follows_what_is_typed(workbench: Workbench):
    """The dashboard lists what got worse while it is open, and a key on it opens the function."""
    opened(workbench)
    made_worse(workbench)
    workbench.command("Vitals: Show This Session")
    symbol = workbench.webview.locator("button.symbol", has_text="divide_line")
    expect(symbol).to_be_visible()
    workbench.picture("vscode-session")
    symbol.focus()
    workbench.press("Enter")
    expect(workbench.page.locator(".tab.active", has_text="_wrap.py")).to_be_visible()


def test_hotspots_and_cycles_lead_to_their_places(workbench: Workbench):
    """The Vitals view lists them, the cycles with the imports to cut; a click opens the place."""
    opened(workbench)
    workbench.page.locator(".activitybar .action-label[aria-label='Vitals']").click()
    pane = workbench.page.locator(".pane", has=workbench.page.locator("[aria-label^='Hotspots']"))
    expect(pane.locator(".monaco-list-row", has_text="rich.console").first).to_be_visible()
    cycles = workbench.page.locator(
        ".pane", has=workbench.page.locator("[aria-label^='Import Cycles']")
    )
    expect(cycles.locator(".monaco-list-row", has_text="modules").first).to_be_visible()
    cycles.locator(".monaco-list-row", has_text="modules").first.click()
    cut = cycles.locator(".monaco-list-row", has_text="cut rich").first
    expect(cut).to_be_visible()
    workbench.picture("vscode-views")
    cut.click()
    expect(workbench.page.locator(".tab.active", has_text=".py").last).to_be_visible()


def test_a_killed_server_comes_back_with_one_message(workbench: Workbench, project: Path):
    """After kill -9 the figures come back, what the session changed is kept, and it is said once."""
    opened(workbench)
    made_worse(workbench)
    before = servers(folder=project)
    assert len(before) == 1
    os.kill(before[0], signal.SIGKILL)
    expect(workbench.notifications).to_contain_text(["ended unexpectedly"])
    workbench.picture("vscode-killed")
    workbench.until(lambda: servers(folder=project) not in ([], before), "another server")
    expect(workbench.lens("cognitive 3[89]|cognitive 4")).to_be_visible()
    expect(workbench.status).to_contain_text("new or worse")
    expect(workbench.notifications).to_have_count(1)
