"""`vitals config`: each effective setting of a file or folder, and who set it."""

import argparse
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from lsp_server.checks.finding import Finding
from lsp_server.cli import styled
from lsp_server.cli.chosen import configuration, inside
from lsp_server.cli.failure import FailureError
from lsp_server.cli.places import shown
from lsp_server.cli.styled import Text
from lsp_server.configuration import Configuration, Origin
from lsp_server.contract import Contract
from lsp_server.memory.remote.address import masked
from lsp_server.memory.sharing import IDLE, SharingError, idle, sharing_of, team_secret
from lsp_server.settings import OPTIONS, PERSONAL, Kind, Settings, kebab, variable

WIDEST: Final = 30
"""Columns of the values; a longer one pushes its source to the right."""


def run(arguments: argparse.Namespace) -> int:
    """Print the settings; exit code 2 when some are wrong.

    Raises FailureError when there is no such path.
    """
    folder = str(Path.cwd())
    path = Path(folder, arguments.path)
    if not path.exists():
        message = f"{arguments.path}: no such file or directory"
        raise FailureError(message)
    settings = configuration(arguments.config, folder)
    target = inside(str(path)) if path.is_dir() else str(path)
    styled.write(_lines(settings, target, folder), sys.stdout)
    findings = list(settings.findings())
    styled.write((wrong(file, finding, folder) for file, finding in findings), sys.stdout)
    trouble = _trouble(settings.for_path(target))
    if trouble:
        styled.write([Text(trouble, "red")], sys.stdout)
    elif idle(settings.for_path(target)):
        styled.write([Text(IDLE, "dim")], sys.stdout)
    return 2 if findings or trouble else 0


def wrong(file: str, finding: Finding, folder: str) -> Text:
    """Say what is wrong at a place of a settings file."""
    line, column = finding.span.start
    place = f"{shown(file, folder)}:{line + 1}:{column + 1}"
    return Text.assemble((place, "bold red"), (f": {finding.message}", "red"))


def _lines(settings: Configuration, path: str, folder: str) -> Iterator[Text]:
    values = settings.for_path(path)
    rows = [
        (kebab(name), written(getattr(values, name)), settings.origin(name, path))
        if name not in PERSONAL
        else (kebab(name), *_personal(name, values))
        for name in OPTIONS
    ]
    names = max(len(name) for name, *_ in rows)
    widths = min(WIDEST, max(len(value) for _, value, _ in rows))
    for name, value, origin in rows:
        style = "dim" if origin.source == "default" else "bold"
        yield Text(f"{name:<{names}}  {value:<{widths}}  {_source(origin, folder)}", style=style)


def _personal(name: str, settings: Settings) -> tuple[str, Origin]:
    """Return what the environment says of an option, without any password, as it says it."""
    told = os.environ.get(variable(name), "")
    if not told:
        return written(getattr(settings, name)), Origin("default")
    shown_ = masked(told) if name == "redis_url" else told
    quoted = OPTIONS[name].kind is Kind.TEXT
    return written(shown_) if quoted else shown_, Origin(variable(name))


def _trouble(settings: Settings) -> str:
    """Say what is wrong with what is shared, "" for nothing."""
    try:
        sharing = sharing_of(settings)
        if sharing.secret_file:
            team_secret(sharing.secret_file)
    except SharingError as error:
        return str(error)
    return ""


def written(value: object) -> str:
    """Return a value as one writes it in TOML."""
    if value is None or isinstance(value, bool):
        return str(bool(value)).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, Contract):
        return f'"{value.name}"'
    return f'"{value}"' if isinstance(value, str) else str(value)


def _source(origin: Origin, folder: str) -> str:
    if origin.line is None:
        return {"tests": "the defaults for tests"}.get(origin.source, origin.source)
    return f"{shown(origin.source, folder)}:{origin.line + 1}"
