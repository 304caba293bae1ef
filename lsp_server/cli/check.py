"""`vitals check`: findings in the form that is asked for, and the exit code that follows from them."""

import argparse
from importlib import import_module

from lsp_server.cli.checked import Run, fails
from lsp_server.cli.running import complain, looked
from lsp_server.cli.streams import output_to


def run(arguments: argparse.Namespace) -> int:
    """Check the paths, write the report and return the exit code."""
    report = import_module(f"lsp_server.cli.{arguments.format}_report")
    limits = {"top": arguments.top} if arguments.format == "text" else {}
    with looked(arguments, full=arguments.format == "json") as outcome:
        with output_to(arguments.output) as stream:
            report.write(outcome, stream, **limits)
        if arguments.format != "text":
            complain(outcome)
        return exit_code(outcome, lenient=arguments.exit_zero)


def exit_code(outcome: Run, *, lenient: bool) -> int:
    """Return 2 when settings are wrong or something could not be read, else 1 when something fails.

    Leniency forgives findings only.
    """
    if outcome.incomplete():
        return 2
    failing = any(fails(finding) for file in outcome.files for finding in file.findings)
    return int(failing and not lenient)
