"""What one can type after `vitals`. Imports nothing but argparse: --version and --help are quick."""

import argparse
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NoReturn

from lsp_server.cli import memory_arguments
from lsp_server.version import VERSION

if TYPE_CHECKING:
    from argparse import _SubParsersAction

FORMATS: Final = ("text", "json", "sarif", "github", "gitlab")
GRAPH_FORMATS: Final = ("text", "json", "dot", "mermaid", "html")
EDITOR: Final = "vscode://file{path}:{line}"
SHELLS: Final = ("bash", "zsh", "tcsh", "fish", "powershell")

_EXIT_CODES: Final = """\
exit codes:
  0    clean, or nothing new or worse than the base
  1    something is new or worse than the base
  2    wrong use, wrong settings, or a path that cannot be read
"""


_GRAPH_CODES: Final = """\
exit codes:
  0    the answer was written
  1    with --cycles: a cycle that is executed at load is new; without a base all are
  2    wrong use, or nothing was looked at: no module, or no import between modules,
       in the folder or in one of its source roots
"""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong and where help is, not the whole usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}\n(`{self.prog} --help` tells what there is)\n")


class _Completion(argparse.Action):
    def __call__(self, parser: argparse.ArgumentParser, *rest: object) -> None:
        import shtab

        for option in _options(parser):
            if option.metavar in ("PATH", "FILE", "PLACE"):
                option.complete = shtab.FILE  # type: ignore[attr-defined]  # shtab's own protocol
        sys.stdout.write(shtab.complete(parser, str(rest[1])) + "\n")
        parser.exit(0)


def _options(parser: argparse.ArgumentParser) -> Iterator[argparse.Action]:
    for action in parser._actions:  # noqa: SLF001  argparse has no public way to list them
        yield action
        if isinstance(action.choices, dict):
            for command in action.choices.values():
                yield from _options(command)


def parser() -> argparse.ArgumentParser:
    """Return the parser; parsed arguments carry the subcommand's module name as `command`."""
    top = _Parser(
        prog="vitals",
        description="Code health for Python: how complex each function is, why, and what got worse.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_EXIT_CODES,
        allow_abbrev=False,
    )
    top.add_argument("--version", action="version", version=f"vitals {VERSION}")
    shells = f"print the completion script of a shell: {', '.join(SHELLS)}"
    top.add_argument(
        "--print-completion", choices=SHELLS, metavar="SHELL", action=_Completion, help=shells
    )
    commands = top.add_subparsers(title="commands", metavar="COMMAND", required=True)
    for add in (_check, _stats, _graph, _explain, _config, _memory, _cache, _serve):
        add(commands)
    return top


def _command(
    commands: "_SubParsersAction[_Parser]", name: str, sentence: str, epilog: str = ""
) -> _Parser:
    command = commands.add_parser(
        name,
        help=sentence,
        description=sentence[0].upper() + sentence[1:] + ".",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=epilog,
        allow_abbrev=False,
    )
    command.set_defaults(
        command=name, base=None, diff=None, select=None, ignore=None, memory="none",
        stdin_filename=None,
    )  # fmt: skip
    return command


def _check(commands: "_SubParsersAction[_Parser]") -> None:
    command = _command(commands, "check", "report what is too complex, worst first", _EXIT_CODES)
    _paths(command, "files and folders to check; - reads standard input (default: this folder)")
    report = command.add_argument_group("report")
    add = report.add_argument
    add("--format", choices=FORMATS, default="text", help="form of the report (default: text)")
    add("--output", metavar="FILE", help="write the report to a file")
    add("--top", type=_count, default=25, metavar="N",
        help="findings that the text report lists; 0 lists all (default: 25)")  # fmt: skip
    add("--exit-zero", action="store_true", help="exit with 0 whatever is found")
    checks = command.add_argument_group("checks")
    add = checks.add_argument
    add("--select", type=_codes, action="extend", metavar="CODES", help="only these checks")
    add("--ignore", type=_codes, action="extend", metavar="CODES", help="all checks but these")
    memory = command.add_argument_group("acknowledged findings").add_mutually_exclusive_group()
    add = memory.add_argument
    add("--no-memory", dest="memory", action="store_const", const="none", default="here",
        help="do not look which findings are acknowledged: all of them count")  # fmt: skip
    add("--memory-from-redis", dest="memory", action="store_const", const="redis", default="here",
        help="ask Redis, too: VITALS_REDIS_URL, with VITALS_SHARING 1, 2 or 3")  # fmt: skip
    change = command.add_argument_group("change")
    add = change.add_argument
    add("--base", metavar="REF",
        help="compare with this git revision, or with none (default: the setting `base`)")  # fmt: skip
    add("--diff", metavar="REF",
        help="only functions touched since the branch left this git revision; it is also the base")  # fmt: skip
    add = command.add_argument_group("input").add_argument
    add("--stdin-filename", metavar="NAME", help="the file that standard input is to be taken for")


def _stats(commands: "_SubParsersAction[_Parser]") -> None:
    command = _command(commands, "stats", "show how the figures of a project are distributed")
    _paths(command, "files and folders to measure (default: this folder)")
    command.add_argument(
        "--format", choices=("text", "json"), default="text", help="form of the report (default: text)"
    )  # fmt: skip
    command.add_argument("--output", metavar="FILE", help="write the report to a file")


def _graph(commands: "_SubParsersAction[_Parser]") -> None:
    command = _command(commands, "graph", "show which module imports which, and why", _GRAPH_CODES)
    command.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="folder (default: this folder)"
    )
    asked = command.add_argument_group("questions", "without any, the graph as a whole is shown")
    add = asked.add_argument
    add("--cycles", action="store_true", help="the imports without which there is no cycle")
    add("--importers", metavar="MODULE", help="who imports a module")
    add("--blast-radius", nargs="+", metavar="FILE", help="what a change of files can reach")
    add("--diff", metavar="REF", help="the same for all files changed since this git revision")
    add("--path", nargs=2, dest="between", metavar=("A", "B"), help="why A depends on B")
    add("--base", metavar="REF",
        help="imports that this git revision lacks are new (default: the setting `base`)")  # fmt: skip
    shown = command.add_argument_group("picture")
    add = shown.add_argument
    add("--focus", metavar="MODULE", help="only what is around a module")
    add("--depth", type=_count, default=1, metavar="N", help="how far around (default: 1)")
    add("--format", choices=GRAPH_FORMATS, default="text",
        help="form (default: text); questions are answered as text or json")  # fmt: skip
    add("--editor", default=EDITOR, metavar="LINK",
        help=f"form of the page's links to files (default: {EDITOR})".replace("%", "%%"))  # fmt: skip
    add("--output", metavar="FILE", help="write to a file")
    _work(command)


def _explain(commands: "_SubParsersAction[_Parser]") -> None:
    command = _command(commands, "explain", "tell what a check means and what to do about it")
    command.add_argument("code", nargs="?", metavar="CODE", help="a check; all are listed without")


def _config(commands: "_SubParsersAction[_Parser]") -> None:
    command = _command(commands, "config", "show each effective setting and which file set it")
    command.add_argument(
        "path", nargs="?", default=".", metavar="PATH", help="file or folder (default: this folder)"
    )
    _config_file(command)


def _memory(commands: "_SubParsersAction[_Parser]") -> None:
    sentence = "look after what is remembered of a project, and let findings be"
    command = _command(commands, "memory", sentence, memory_arguments.CODES)
    actions = command.add_subparsers(
        title="actions", metavar="ACTION", dest="action", required=True
    )

    def add(name: str, sentence: str) -> argparse.ArgumentParser:
        action = _command(actions, name, sentence, memory_arguments.CODES)
        action.set_defaults(command="memory")
        action.add_argument(
            "--path", default=".", metavar="PATH", help="the project (default: around this folder)"
        )
        _config_file(action)
        return action

    memory_arguments.add_actions(add)


def _cache(commands: "_SubParsersAction[_Parser]") -> None:
    sentence = "tell about the results kept between runs, clear them, or share them"
    command = _command(commands, "cache", sentence)
    actions = command.add_subparsers(
        title="actions", metavar="ACTION", dest="action", required=True
    )

    def add(name: str, sentence: str) -> argparse.ArgumentParser:
        action = _command(actions, name, sentence)
        action.set_defaults(command="cache")
        return action

    add("info", "tell where the results are, how many and how useful").add_argument(
        "--format", choices=("text", "json"), default="text", help="form (default: text)"
    )
    add("clear", "forget all results of this user")
    push = add("push", "analyse what is not known and give everything to the shared store")
    push.add_argument("paths", nargs="*", metavar="PATH", help="what to push (default: .)")
    _config_file(push)
    _jobs(push)
    _sharing(push)
    push.set_defaults(no_cache=False, stdin_filename=None)


def _serve(commands: "_SubParsersAction[_Parser]") -> None:
    command = _command(
        commands, "serve", "start the language server, over standard input and output"
    )
    transport = command.add_mutually_exclusive_group()
    add = transport.add_argument
    add("--stdio", action="store_true", help="speak over standard input and output (the default)")
    add("--tcp", type=_address, metavar="HOST:PORT", help="listen for TCP connections")
    add("--ws", type=_address, metavar="HOST:PORT", help="listen for WebSocket connections")


def _paths(command: argparse.ArgumentParser, sentence: str) -> None:
    command.add_argument("paths", nargs="*", metavar="PATH", help=sentence)
    _work(command)


def _jobs(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--jobs",
        type=_count,
        default=0,
        metavar="N",
        help="processes to use (default: one per core)",
    )


def _sharing(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "--cache",
        metavar="URL",
        default="",
        help="share results of analysis through this Redis (default: VITALS_REDIS_URL)",
    )
    add("--read-only", action="store_true", help="take from the shared store and give nothing")
    command.set_defaults(push=False)


def _work(command: argparse.ArgumentParser) -> None:
    _config_file(command)
    _jobs(command)
    _sharing(command)
    command.set_defaults(no_cache=False, stdin_filename=None)
    command.add_argument(
        "--no-cache", action="store_true", help="neither use nor keep results of other runs"
    )


def _config_file(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--config",
        metavar="FILE",
        help="read settings from this file instead of searching for them",
    )


def _codes(text: str) -> list[str]:
    return [code.strip() for code in text.split(",") if code.strip()]


def _count(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        message = f"`{text}` is no whole number of 0 or more"
        raise argparse.ArgumentTypeError(message)
    return int(text)


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not colon or not port.isdigit() or int(port) > 0xFFFF:  # noqa: PLR2004
        message = f"`{text}` is no HOST:PORT"
        raise argparse.ArgumentTypeError(message)
    return host.removeprefix("[").removesuffix("]") or "127.0.0.1", int(port)
