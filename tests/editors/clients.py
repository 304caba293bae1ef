"""Where the editors are that tests drive: `.ci/clients` fetches them into a cache outside the checkout."""

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
CACHE = Path(
    os.environ.get("VITALS_CLIENTS")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "vitals-clients"
)


def needed(path: Path, client: str) -> Path:
    """Return a path of a client; without it the test is skipped, or fails under VITALS_NEEDS_CLIENTS."""
    if not path.exists():
        told = f"{path} is missing: run `.ci/clients {client}`"
        if os.environ.get("VITALS_NEEDS_CLIENTS"):
            pytest.fail(told)
        pytest.skip(told)
    return path


def code_server() -> Path:
    """Return the folder of VS Code's server."""
    return needed(CACHE / "code-server-4.139.1/node_modules/code-server/lib/vscode", "vscode")


def extension() -> Path:
    """Return the extension as it is installed by users."""
    return needed(ROOT / "editors/vscode/dist/vitals-0.1.0.vsix", "vscode")


def node() -> Path:
    """Return Node, from the wheel among the development dependencies."""
    return needed(Path(sys.executable).with_name("node"), "vscode")


def old_python() -> Path:
    """Return a Python that is too old for us."""
    return needed(CACHE / "python-3.9/usr/bin/python3.9", "old_python")


def emacs(version: int) -> Path:
    """Return the folder that an Emacs and all that it needs are in."""
    return needed(CACHE / f"emacs-{version}/.complete", "emacs").parent


def helix() -> Path:
    """Return Helix."""
    return needed(CACHE / "helix-25.01/.complete", "helix").parent / "usr/bin/hx"


def neovim(version: str) -> tuple[Path, Path]:
    """Return a Neovim and its runtime files."""
    folder = needed(CACHE / f"neovim-{version}/.complete", "neovim").parent
    return folder / "usr/bin/nvim", folder / "usr/share/nvim/runtime"


def vim() -> tuple[Path, Path]:
    """Return Vim and the folder of its plugin ALE."""
    folder = needed(CACHE / "vim-9/.complete", "vim").parent
    return folder / "usr/bin/vim.basic", folder / "usr/share/vim-ale"
