"""The `vitals` command, also as `python -m lsp_server`."""

import sys

from lsp_server.cli import run


def main() -> int:
    """Run the command with the process's arguments; return its exit code."""
    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
