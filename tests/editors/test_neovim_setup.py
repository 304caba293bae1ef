"""How the plugin comes into a real Neovim, what can be configured, and how it looks there."""

from itertools import pairwise
from pathlib import Path

import pytest
from editors.nvim import PLUGIN, VERSIONS, editing, environment
from editors.projects import real_project

pytestmark = [
    pytest.mark.xdist_group("neovim"),
    pytest.mark.parametrize("version", VERSIONS),
]


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """A user's environment with the server of this checkout."""
    return environment(tmp_path / "home")


def contrast(*colours: str) -> float:
    """Return how a text stands out, as WCAG 2 defines it; AA asks for 4.5."""
    lights = []
    for colour in colours:
        parts = [int(colour[i:j], 16) / 255 for i, j in pairwise((0, 2, 4, 6))]
        linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)


def test_it_works_as_a_package_of_neovim_itself(version: str, project: Path, env: dict[str, str]):
    """A link in the folder of packages is all that is needed; help is found after `:helptags`."""
    packages = Path(env["HOME"]) / ".local/share/nvim/site/pack/vitals/start"
    packages.mkdir(parents=True)
    (packages / "vitals").symlink_to(PLUGIN)
    with editing(version, project / "rich/_wrap.py", env, plugin=()) as nvim:
        nvim.see("[1 high]")
        nvim.command("helptags ALL")
        nvim.command("help :Vitals")
        nvim.see("vitals.txt", "COMMANDS")


def test_loaded_late_it_follows_what_is_open(version: str, project: Path, env: dict[str, str]):
    """`:packadd` after a file was opened is enough."""
    packages = Path(env["HOME"]) / ".local/share/nvim/site/pack/vitals/opt"
    packages.mkdir(parents=True)
    (packages / "vitals").symlink_to(PLUGIN)
    statusline = "vim.o.statusline = '%f'"
    with editing(version, project / "rich/_wrap.py", env, plugin=(), lua=statusline) as nvim:
        nvim.see("def words")
        nvim.command("packadd vitals")
        nvim.command("26")
        nvim.see("cognitive 37 · nesting 6 · why?")


@pytest.mark.parametrize("background", ["light", "dark"])
def test_what_is_shown_can_be_read(
    version: str, project: Path, env: dict[str, str], background: str
):
    """What lines add, the why-window and the status line contrast with what is behind them."""
    lua = "vim.o.termguicolors = true"
    with editing(version, project / "rich/_wrap.py", env, lua=lua, background=background) as nvim:
        nvim.see("[1 high]")
        nvim.command("44")
        nvim.command("Vitals! why")
        nvim.see("words(text): +1 for")
        assert contrast(*nvim.colours("+1 for")) >= 4.5
        assert contrast(*nvim.colours("1 high")) >= 4.5
        nvim.command("Vitals why")
        nvim.see("line 49: +2 if (nesting 1)")
        assert contrast(*nvim.colours("line 49: +2 if")) >= 4.5
        nvim.picture(f"neovim-{version}-{background}")


def test_a_wrong_option_is_told_and_the_others_count(
    version: str, project: Path, env: dict[str, str]
):
    """The message names what there is."""
    lua = "require('vitals').setup({ codelenses = true, codelens = false })"
    with editing(version, project / "rich/_wrap.py", env, lua=lua) as nvim:
        nvim.see("there is no option `codelenses`", "cmd, codelens, contributions, settings")
        nvim.type("\r")
        nvim.see("[1 high]")
        nvim.command("26")
        nvim.command("Vitals why")
        nvim.see("cognitive 37;")
        assert "why?" not in nvim.text


def test_a_server_that_is_not_there_is_told(version: str, project: Path, env: dict[str, str]):
    """A wrong `cmd` names the program and where to look further, in one message."""
    lua = "vim.g.vitals = { cmd = { '/nowhere/vitals', 'serve' } }"
    with editing(version, project / "rich/_wrap.py", env, lua=lua) as nvim:
        nvim.see("/nowhere/vitals", "checkhealth vitals")
        nvim.type("\r")
        nvim.command("checkhealth vitals")
        nvim.see("There is no server.", "/nowhere/vitals, which does not run")


def test_two_projects_have_a_server_each(
    version: str, project: Path, tmp_path: Path, env: dict[str, str]
):
    """Files of another project in the same Neovim are followed with that project's settings."""
    (tmp_path / "other").mkdir()
    other = real_project(tmp_path / "other")
    (other / "vitals.toml").write_text("cognitive = [40, 50, 60]\nnesting = false\n", "utf-8")
    with editing(version, project / "rich/_wrap.py", env) as nvim:
        nvim.see("[1 high]")
        nvim.command(f"vsplit {other}/rich/_wrap.py")
        nvim.command("only")
        nvim.see("[healthy]")
        nvim.command("checkhealth vitals")
        nvim.see(f"It follows {project}", f"It follows {other}")


def test_a_buffer_without_a_file_does_no_harm(version: str, project: Path, env: dict[str, str]):
    """A new buffer of Python, not yet written, costs no error, and written it is followed."""
    with editing(version, project / "rich/_wrap.py", env) as nvim:
        nvim.see("[1 high]")
        nvim.command("enew")
        nvim.command("set filetype=python")
        nvim.type("idef f(x):\r  return x\x1b")
        nvim.command("write rich/fresh.py")
        nvim.command("edit")
        nvim.see("fresh.py [healthy]")
        nvim.command("messages")
        assert "Error" not in nvim.text


def test_positions_are_right_beyond_the_basic_plane(
    version: str, project: Path, env: dict[str, str]
):
    """A lens, and what lines add, stand where they belong after emoji have been typed."""
    with editing(version, project / "rich/_wrap.py", env) as nvim:
        nvim.see("[1 high]")
        nvim.insert_above(44, '    smile = "😀😀"; cell_offset = 0 if fold else 1')
        nvim.go_to(26)
        nvim.see("cognitive 38")
        nvim.command("46")
        nvim.command("Vitals! why")
        nvim.see("cell_offset = 0 if fold else 1 +1", "words(text): +1 for")
