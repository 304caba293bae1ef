"""`vitals explain`: the manual page of a check, or the list of them."""

import argparse
import sys

from rich.console import Console
from rich.markdown import Markdown

from lsp_server.checks.catalogue import CODES, manual
from lsp_server.cli.codes import known


def run(arguments: argparse.Namespace) -> int:
    """Print the manual page of the code, rendered on a terminal and as it is elsewhere.

    Raises FailureError for a code that no check has, with the nearest one that exists.
    """
    page = _list() if arguments.code is None else manual(*known([arguments.code]))
    if sys.stdout.isatty():
        Console(highlight=False).print(Markdown(page, code_theme="ansi_dark"))
    else:
        sys.stdout.write(page.rstrip("\n") + "\n")
    return 0


def _list() -> str:
    lines = (f"- `{code}`: {title(manual(code))}" for code in CODES)
    return "\n".join(("Checks (`vitals explain CODE` tells more):", "", *lines))


def title(page: str) -> str:
    """Return the first line of a manual page without its code."""
    return page.partition("\n")[0].lstrip("# ").partition(" (`")[0]
