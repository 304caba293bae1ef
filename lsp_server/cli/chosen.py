"""The settings of a run: what files say, and above it what the arguments say."""

import argparse
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lsp_server.checks.finding import Finding
from lsp_server.cli.codes import known
from lsp_server.cli.failure import FailureError
from lsp_server.configuration import Configuration
from lsp_server.workspace.files import Scope
from lsp_server.workspace.settings_on_disk import text_of, tops

if TYPE_CHECKING:
    from lsp_server.settings import Settings


def configuration(file: str | None, folder: str) -> Configuration:
    """Return the settings of all files below a folder, from one settings file when it is given.

    Raises FailureError when that one cannot be read.
    """
    if file is not None and text_of(file) is None:
        message = f"there is no settings file {file}"
        raise FailureError(message)
    return Configuration(text_of, tops(()), only=file and str(Path(file).absolute()), root=folder)


def inside(folder: str) -> str:
    """Return the path of a file that stands for a folder when its settings are looked up."""
    return os.path.join(folder, "pyproject.toml")  # noqa: PTH118  a string, as all paths here


class Chosen:
    """Settings by file, each distinct value once in `known`, so that tasks name it by number.

    `base` and `scope` are what the settings of the folder say.
    """

    def __init__(self, arguments: argparse.Namespace, folder: str) -> None:
        self.select = known(arguments.select or ())
        self.ignore = known(arguments.ignore or ())
        self.known: dict[Settings, int] = {}
        self.configuration = configuration(arguments.config, folder)
        self.numbers: dict[int, int] = {}
        file = self.configuration.file_for(inside(folder))
        general = self.configuration.for_path(inside(folder))
        self.base: str = arguments.base or general.base
        root = str(Path(file.path).parent) if file else folder
        self.scope = Scope(root, general.exclude, general.respect_gitignore)

    def index(self, path: str) -> int:
        """Return the number of the settings of a file."""
        settings = self.configuration.for_path(path)
        number = self.numbers.get(id(settings))
        if number is None:
            chosen = replace(
                settings,
                select=self.select or settings.select,
                ignore=settings.ignore + self.ignore,
            )
            number = self.known.setdefault(chosen, len(self.known))
            self.numbers[id(settings)] = number  # the configuration keeps its settings alive
        return number

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield what is wrong with the settings, each with its file."""
        return self.configuration.findings()
