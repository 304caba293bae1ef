"""The plugin in a real Neovim: what a user sees on the terminal, and what follows from what they do."""

import os
import re
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from editors.nvim import VERSIONS, Neovim, editing, environment
from editors.processes import servers
from editors.terminal import ENTER

pytestmark = pytest.mark.xdist_group("neovim")

FUNCTION = 26
"""The line of `divide_line`, of cognitive complexity 37."""
LAST = 78
"""The line of its `return`."""


@pytest.fixture(params=VERSIONS)
def version(request: pytest.FixtureRequest) -> str:
    """Each Neovim that is supported."""
    found: str = request.param
    return found


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A user's environment with the server of this checkout."""
    return environment(tmp_path / "home")


@pytest.fixture
def nvim(
    version: str, project: Path, env: dict[str, str], request: pytest.FixtureRequest
) -> Iterator[Neovim]:
    """A file of a real project, once its figures are there."""
    with editing(version, project / "rich/_wrap.py", env) as running:
        running.see("[1 high]")
        running.go_to(FUNCTION)
        running.see("cognitive 37")
        yield running
        running.picture(f"neovim-{request.node.name}")


def made_worse(nvim: Neovim) -> None:
    """Type a branch into `divide_line`."""
    nvim.insert_above(LAST, "    if fold and width or text:\n        pass")
    nvim.see("new or worse")
    nvim.go_to(FUNCTION)
    nvim.see("cognitive 40")


def test_lens_hover_and_status_line_tell_the_figures(nvim: Neovim):
    """They are there once a file is opened, without a call of anything in one's configuration."""
    nvim.see("cognitive 37 · nesting 6 · why?")
    nvim.type("w")
    nvim.command("lua vim.lsp.buf.hover()")
    assert re.search(r"cognitive\W+37", nvim.see("nesting", "limit"))


def test_what_is_made_worse_is_a_warning_and_mended_it_is_none(nvim: Neovim):
    """The diagnostic says what it was; undone, it is gone and the status line as it was."""
    made_worse(nvim)
    nvim.command("lua vim.diagnostic.open_float()")
    nvim.see("cognitive 40, was 37")
    nvim.type("uu")
    nvim.see("[1 high]")


def test_lenses_keep_their_place_while_the_code_is_broken(nvim: Neovim):
    """A bracket that is not closed takes no lens away; closed again, the figures are exact."""
    nvim.go_to(40)
    nvim.type("O    x = foo((")
    nvim.see("x = foo((", "cognitive 37")
    nvim.see("provisional")
    nvim.type("1))\x1b")
    nvim.see("why?")


def test_why_is_a_window_with_each_line(nvim: Neovim):
    """`:Vitals why` lists what each line adds; with a bang it is written beside the lines."""
    nvim.go_to(44)
    nvim.command("Vitals why")
    nvim.see("cognitive 37", "line 44: +1 for", "line 49: +2 if (nesting 1)")
    nvim.picture("neovim-window")
    nvim.type("ll")
    nvim.command("Vitals! why")
    nvim.see("words(text): +1 for")
    nvim.command("Vitals! why")
    nvim.miss("words(text): +1 for")


def test_the_lens_shows_why(nvim: Neovim):
    """Running the lens writes what each line adds beside it, and it follows what is typed."""
    nvim.command("lua vim.lsp.codelens.run()")
    nvim.see("cognitive 37", "list[int]: cognitive 37")
    nvim.go_to(45)
    nvim.see("words(text): +1 for")
    nvim.picture("neovim-why")
    nvim.type("Oif word: pass\x1b")
    nvim.type(">>>>")
    nvim.see("+2 if (nesting 1)")


def test_contributions_can_be_signs(version: str, project: Path, env: dict[str, str]):
    """By an option the sum of what a line adds is a sign in its column."""
    lua = "require('vitals').setup({ contributions = 'signs', codelens = false })"
    with editing(version, project / "rich/_wrap.py", env, lua=lua) as nvim:
        nvim.see("[1 high]")
        nvim.go_to(44)
        nvim.command("Vitals! why")
        assert re.search(r"^\+1 *44 ", nvim.see("+1"), re.MULTILINE)
        assert "cognitive 37" not in nvim.text


def test_a_quick_fix_is_applied(nvim: Neovim):
    """A code action writes a suppression above the function, and the finding is no warning any more."""
    made_worse(nvim)
    nvim.type("w")
    nvim.command(
        "lua vim.lsp.buf.code_action({ apply = true, filter = function(action)"
        " return vim.startswith(action.title, 'Accept') end })"
    )
    nvim.see("# vitals: ignore[", "[1 high]")


def test_hotspots_and_cycles_are_in_the_quickfix_list(nvim: Neovim):
    """Each line leads to its place: the most complex function, the import to cut."""
    nvim.command("Vitals hotspots")
    nvim.see("rich.console|", "most complex:")
    nvim.type(ENTER)
    nvim.see("console.py [")
    nvim.command("cclose")
    nvim.command("Vitals cycles")
    nvim.see("cycle of", ": cut rich.")


def test_the_session_says_what_became_worse(nvim: Neovim):
    """`:Vitals session` lists the functions with what they were."""
    made_worse(nvim)
    nvim.command("Vitals session")
    nvim.see("This session", "divide_line", "37 → 40")
    nvim.type("j")
    nvim.command("Vitals why")
    nvim.see("cognitive 40, 37 when this session began")


def test_an_acknowledgement_is_seen_in_another_neovim_at_once(
    nvim: Neovim, version: str, project: Path, env: dict[str, str]
):
    """`:Vitals ack` quiets a finding here and there, and `:Vitals memory` lists it."""
    made_worse(nvim)
    nvim.command("w")
    with editing(version, project / "rich/_wrap.py", env) as other:
        other.see("1 new or worse")
        nvim.command("Vitals ack 7 ported")
        nvim.see("[1 high]")
        other.see("[1 high]")
        other.command("Vitals memory")
        other.see("kept on this machine", "divide_line", "ported")


def test_the_graph_is_shown_or_its_address_is(nvim: Neovim, tmp_path: Path):
    """`:Vitals graph` opens the page by what Neovim opens addresses with."""
    opened = tmp_path / "opened"
    nvim.command(f"lua vim.ui.open = function(uri) vim.fn.writefile({{uri}}, '{opened}') end")
    nvim.command("Vitals graph")
    nvim.wait(opened.exists, "the page to be opened")
    assert opened.read_text().startswith("http://127.0.0.1:")


def test_subcommands_are_completed_and_wrong_ones_told(nvim: Neovim):
    """Tab offers them; one that is not there is answered with those that are."""
    nvim.type(":Vitals \t")
    nvim.see("hotspots", "restart", "session")
    nvim.type("\x1b")
    nvim.command("Vitals nothing")
    nvim.see("there is no `nothing`", "why")


def test_a_killed_server_comes_back_with_one_message(nvim: Neovim, env: dict[str, str]):
    """After kill -9 the figures come back, what the session changed is kept, and it is said once."""
    made_worse(nvim)
    nvim.command("Vitals session")
    nvim.see("37 → 40")
    nvim.type("ll")
    nvim.miss("37 → 40")
    before = servers(home=env["HOME"])
    assert len(before) == 1
    os.kill(before[0], signal.SIGKILL)
    nvim.see("ended unexpectedly", "nothing is lost")
    nvim.wait(lambda: servers(home=env["HOME"]) not in ([], before), "another server")
    nvim.command("lua vim.wait(9000, function() return vim.lsp.get_clients({ bufnr = 0 })[1] end)")
    nvim.command("Vitals session")
    nvim.see("37 → 40")
    nvim.command("messages")
    assert nvim.see("ended unexpectedly").count("Vitals") == 1


def test_restart_and_log(nvim: Neovim, env: dict[str, str]):
    """`:Vitals restart` starts another process; `:Vitals log` shows Neovim's log of servers."""
    before = servers(home=env["HOME"])
    nvim.command("Vitals restart")
    nvim.wait(lambda: servers(home=env["HOME"]) not in ([], before), "another server")
    nvim.see("[1 high]", "cognitive 37")
    nvim.command("Vitals log")
    nvim.see("lsp.log")


def test_checkhealth_tells_how_it_stands(nvim: Neovim):
    """The server, what it follows and its memory are told."""
    nvim.command("checkhealth vitals")
    nvim.see("The server: vitals", "It follows", "kept on this machine")
    assert "ERROR" not in nvim.text


def test_the_help_is_found(nvim: Neovim):
    """`:help vitals` leads to the manual, once help tags are made as every plugin manager makes them."""
    nvim.command(
        "lua vim.cmd.helptags(vim.fn.fnamemodify(vim.api.nvim_get_runtime_file('doc/vitals.txt', false)[1], ':h'))"
    )
    nvim.command("help vitals-settings")
    nvim.see("vitals.txt", "cognitive")
