"""The `vitals` command: arguments in, exit code out.

Exit codes: 0 clean, 1 something new or worse was found, 2 wrong use or wrong settings, 130 when
interrupted. Each subcommand lives in the module of its name and is imported when it is asked for.
"""

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from lsp_server.cli.failure import FailureError
from lsp_server.cli.streams import prepare, silence


def run(argv: Sequence[str]) -> int:
    """Run one command line; print its outcome and return the exit code."""
    prepare()
    try:
        code = _run(argv)
        sys.stdout.flush()
    except FailureError as failure:
        sys.stderr.write(f"vitals: {failure}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("vitals: interrupted\n")
        return 130
    except BrokenPipeError:
        silence()
        return 128 + 13 if os.name == "posix" else 1
    return code


def _run(argv: Sequence[str]) -> int:
    if list(argv) == [
        "serve"
    ]:  # an editor waits: reading arguments would take as long as the answer
        from lsp_server.protocol import serve

        return serve()
    from lsp_server.cli.arguments import parser

    arguments = parser().parse_args(argv)
    code: int = import_module(f"lsp_server.cli.{arguments.command}").run(arguments)
    return code
