"""What the tests of checks on the import graph share: a project in, what is found in each file out."""

import datetime as dt
import textwrap

from fixture import parse

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport
from lsp_server.checks.finding import Finding
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source
from lsp_server.workspace.linkage import Linkage, Terms

ROOT = "/project"
TODAY = dt.date(2026, 6, 15)

Reports = dict[str, FileReport]


def reports_of(texts: dict[str, str]) -> Reports:
    """Analyse the texts of files, by their paths in the project."""
    return {f"{ROOT}/{path}": analyse(Source.of(text)) for path, text in texts.items()}


def linkage_of(reports: Reports, bases: Reports, settings: Settings = DEFAULT) -> Linkage:
    """Link files as open documents, those without a base compared with none."""
    linkage = Linkage(path_of=str)
    rules = ((ROOT, settings.contracts),)
    linkage.survey(set(reports), Terms((ROOT,), (ROOT,), rules=rules))
    for path, report in reports.items():
        linkage.follow(path, report, bases.get(path))
    linkage.complete = True
    while not linkage.step():
        pass
    return linkage


def linked(reports: Reports, settings: Settings = DEFAULT) -> list[Finding]:
    """Return what follows for the files from the imports of all."""
    linkage = linkage_of(reports, {}, settings)
    return [finding for path in reports for finding in linkage.found(path, settings, TODAY)]


def found(fixture: str, settings: Settings = DEFAULT) -> dict[str, tuple[Finding, ...]]:
    """Return what is found in each file of a project that has something, by its path."""
    project = parse(textwrap.dedent(fixture))
    reports, bases = (
        reports_of({path: file.text for path, file in files.items()})
        for files in (project.files, project.base)
    )
    linkage = linkage_of(reports, bases, settings)
    by_path = {path: linkage.found(path, settings, TODAY) for path in reports}
    return {path.removeprefix(f"{ROOT}/"): those for path, those in by_path.items() if those}
