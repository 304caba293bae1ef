"""The servers that are measured, each as it comes, with its complexity check switched on.

One that is not installed is left out and said to be.
"""

import shutil
import sys
from pathlib import Path
from typing import NamedTuple

OURS = "vitals"
_BIN = Path(sys.executable).parent


class Server(NamedTuple):
    """How a server is started and what is set."""

    command: list[str]
    settings: object = None


SERVERS = {
    OURS: Server([sys.executable, "-m", "lsp_server", "serve"], {"vitals": {"base": "none"}}),
    "ruff": Server(["ruff", "server"], {"settings": {"lint": {"select": ["C901", "E9"]}}}),
    "complexipy": Server(["complexipy", "lsp"]),
    "pylsp": Server(["pylsp"], {"pylsp": {"plugins": {"mccabe": {"threshold": 10}}}}),
}


def found(name: str) -> str | None:
    """Return the path of a program, in this environment first; None if it is not installed."""
    return shutil.which(name, path=str(_BIN)) or shutil.which(name)


def server(name: str) -> Server | None:
    """Return how to start a server, or None if it is not installed."""
    command, settings = SERVERS[name]
    program = found(command[0])
    return None if program is None else Server([program, *command[1:]], settings)
