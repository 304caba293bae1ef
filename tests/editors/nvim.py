"""A real Neovim in a real terminal, with our plugin and nothing else."""

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from editors.clients import ROOT, neovim
from editors.terminal import ENTER, ESCAPE, Terminal

PLUGIN = ROOT / "editors/neovim"
VERSIONS = ("0.10", "0.12")
BARE = ("--clean", "--cmd", f"set rtp^={PLUGIN}")
"""No configuration at all, and the plugin."""


class Neovim(Terminal):
    """What a user types into it, and what is on the screen."""

    def command(self, command: str) -> None:
        """Run an Ex command."""
        self.type(f"{ESCAPE}:{command}{ENTER}")

    def told(self, message: str) -> None:
        """Wait until a message is on the screen, wherever it is wrapped."""
        sought = "".join(message.split())
        self.wait(lambda: sought in "".join(self.text.split()), message)

    def go_to(self, line: int) -> None:
        """Put the cursor on a line, counted from 1, in the middle of the screen."""
        self.command(str(line))
        self.type("zz")

    def insert_above(self, line: int, text: str) -> None:
        """Type lines above a line."""
        self.go_to(line)
        self.type(f"O{text}{ESCAPE}")


def environment(home: Path, server: Path | None = None) -> dict[str, str]:
    """Return the environment of a user with this home; `server` is the folder where `vitals` is."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    programs = Path(sys.executable).parent if server is None else server
    path = os.pathsep.join([str(programs), kept["PATH"]])
    return {**kept, "HOME": str(home), "PATH": path, "LANG": "C.UTF-8", "VIRTUAL_ENV": ""}


@contextmanager
def editing(
    version: str,
    file: Path,
    env: Mapping[str, str],
    *,
    lua: str = "",
    background: str = "dark",
    plugin: Sequence[str] = BARE,
) -> Iterator[Neovim]:
    """Open a file in a Neovim that has run some Lua before."""
    program, runtime = neovim(version)
    Path(env["HOME"]).mkdir(exist_ok=True)
    command = [
        program, *plugin, "-n", "-i", "NONE",
        "--cmd", f"set background={background} shortmess+=I noautoindent termguicolors",
        "--cmd", "set indentexpr= number signcolumn=yes laststatus=2",
        "--cmd", "let g:python_indent = {} | filetype indent off",
        "--cmd", "set statusline=%f\\ [%{v:lua.require'vitals'.statusline()}]",
        "--cmd", f"lua vim.diagnostic.config({{ virtual_text = false }}) {lua}",
        file,
    ]  # fmt: skip
    folder = file.parent
    with Neovim(command, folder, {**env, "VIMRUNTIME": str(runtime)}) as running:
        yield running
