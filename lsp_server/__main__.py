"""The `vitals` command, also as `python -m lsp_server`."""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - an environment may have lost its Python to an older one
    sys.exit(
        f"Vitals needs Python 3.11 or newer, and {sys.executable} is {sys.version.split()[0]}: "
        "make its environment anew with a newer one."
    )

from lsp_server.cli import run


def main() -> int:
    """Run the command with the process's arguments; return its exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
