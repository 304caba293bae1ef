"""What one can type after `vitals memory`. Imports nothing but argparse, as `arguments`."""

import argparse
from collections.abc import Callable
from typing import Final

KINDS: Final = ("baseline", "trend", "ack", "seen", "pattern", "handoff", "note")
"""The kinds of records; a test holds them against those of memory/kinds.py."""

CODES: Final = """\
exit codes:
  0    done
  1    no such record or finding, or some lines of an import are wrong
  2    wrong use, or session memory cannot be used
"""

Command = Callable[[str, str], argparse.ArgumentParser]
"""Makes the parser of an action of some name, which one sentence describes."""


def add_actions(command: Command) -> None:
    """Add what can be done with session memory."""
    _reading(command)
    _moving(command)
    _forget(command)
    _acknowledging(command)


def _reading(command: Command) -> None:
    listed = command("list", "list what is remembered of a project")
    _kind(listed, nargs="?")
    _format(listed)
    shown = command("show", "show a record whole")
    _kind(shown)
    _name(shown)
    _format(shown)
    _format(command("info", "tell where session memory is, how much it holds, and who shares it"))


def _moving(command: Command) -> None:
    export = command("export", "write every record as a line of JSON")
    export.add_argument("file", nargs="?", metavar="FILE", help="default: standard output")
    imported = command("import", "take records that `export` wrote; the later of two wins")
    imported.add_argument("file", metavar="FILE", help="- reads standard input")
    imported.add_argument("--dry-run", action="store_true", help="only say what would be taken")


def _forget(command: Command) -> None:
    forget = command("forget", "delete records, for everyone who shares them")
    _kind(forget, nargs="?")
    _name(forget, nargs="?")
    forget.add_argument(
        "--all", action="store_true", help="everything that is known of the project"
    )


def _acknowledging(command: Command) -> None:
    ack = command("ack", "let a finding be until a day; `vitals check` then passes it over")
    _place(ack)
    until = ack.add_mutually_exclusive_group(required=True)
    until.add_argument("--until", metavar="DATE", help="last day of it, as 2027-01-31")
    until.add_argument("--days", metavar="N", help="for so many days from today")
    ack.add_argument("--reason", metavar="TEXT", required=True, help="why; shown with the finding")
    _place(command("withdraw", "end an acknowledgement: the finding counts again"))


def _place(action: argparse.ArgumentParser) -> None:
    action.add_argument("place", metavar="PLACE", help="path:line or path::symbol, as in a report")
    action.add_argument(
        "code", nargs="?", metavar="CODE", help="the check, where there are several"
    )


def _kind(action: argparse.ArgumentParser, nargs: str | None = None) -> None:
    help_ = f"one of {', '.join(KINDS)}"
    action.add_argument("kind", nargs=nargs, choices=KINDS, metavar="KIND", help=help_)


def _name(action: argparse.ArgumentParser, nargs: str | None = None) -> None:
    action.add_argument("name", nargs=nargs, metavar="NAME", help="as `list` shows it")
    action.add_argument("--scope", metavar="SCOPE", help="where several have that name")


def _format(action: argparse.ArgumentParser) -> None:
    action.add_argument(
        "--format", choices=("text", "json"), default="text", help="form (default: text)"
    )
