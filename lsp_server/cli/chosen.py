"""The settings of a run: what files say, and above it what the arguments say."""

import argparse
from collections.abc import Iterator
from dataclasses import replace

from lsp_server.checks.finding import Finding
from lsp_server.cli.codes import known
from lsp_server.settings import DEFAULT, Settings
from lsp_server.workspace.files import Scope


class Chosen:
    """Settings by file, each distinct value once in `known`, so that tasks name it by number."""

    def __init__(self, arguments: argparse.Namespace, folder: str) -> None:
        self.select = known(arguments.select or ())
        self.ignore = known(arguments.ignore or ())
        self.known: dict[Settings, int] = {}
        self.base: str = arguments.base or DEFAULT.base
        self.scope = Scope(folder, DEFAULT.exclude, DEFAULT.respect_gitignore)

    def index(self, path: str) -> int:
        """Return the number of the settings of a file."""
        settings = DEFAULT
        settings = replace(
            settings,
            select=self.select or settings.select,
            ignore=settings.ignore + self.ignore,
        )
        return self.known.setdefault(settings, len(self.known))

    def findings(self) -> Iterator[tuple[str, Finding]]:
        """Yield what is wrong with the settings, each with its file."""
        yield from ()
