"""What the tests of checks on the import graph share: a project in, what is found in each file out."""

import datetime as dt
import textwrap

from fixture import parse

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport
from lsp_server.checks.finding import Finding
from lsp_server.checks.linked import of_project
from lsp_server.configuration.requirements import declared
from lsp_server.graph.project import Project
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source
from lsp_server.workspace.linkage import Linkage, Terms

ROOT = "/project"
TODAY = dt.date(2026, 6, 15)

Reports = dict[str, FileReport]


def reports_of(texts: dict[str, str]) -> Reports:
    """Analyse the texts of Python files, by their paths in the project."""
    files = {path: text for path, text in texts.items() if path.endswith((".py", ".pyi"))}
    return {f"{ROOT}/{path}": analyse(Source.of(text)) for path, text in files.items()}


def linkage_of(
    reports: Reports, bases: Reports, settings: Settings = DEFAULT, declaration: str = ""
) -> Linkage:
    """Link files as open documents, those without a base compared with none."""
    linkage = Linkage(path_of=str)
    project = Project(ROOT, (ROOT,), f"{ROOT}/pyproject.toml", declared(declaration))
    terms = Terms((ROOT,), ((ROOT, settings.entry_points),))
    linkage.survey(set(reports), terms, ((ROOT, settings.contracts),), (project,))
    for path, report in reports.items():
        linkage.follow(path, report, bases.get(path))
    linkage.complete = True
    while not linkage.step():
        pass
    return linkage


def linked(reports: Reports, settings: Settings = DEFAULT, declaration: str = "") -> list[Finding]:
    """Return what follows for the files, and for pyproject.toml, from the imports of all."""
    linkage = linkage_of(reports, {}, settings, declaration)
    insight = linkage.insight
    return [
        *of_project(insight.graph, insight.projects[0], settings),
        *(finding for path in reports for finding in linkage.found(path, settings, TODAY)),
    ]


def found(fixture: str, settings: Settings = DEFAULT) -> dict[str, tuple[Finding, ...]]:
    """Return what is found in each file of a project that has something, by its path."""
    project = parse(textwrap.dedent(fixture))
    reports, bases = (
        reports_of({path: file.text for path, file in files.items()})
        for files in (project.files, project.base)
    )
    declaration = project.files.get("pyproject.toml")
    linkage = linkage_of(reports, bases, settings, declaration.text if declaration else "")
    by_path = {path: linkage.found(path, settings, TODAY) for path in reports}
    return {path.removeprefix(f"{ROOT}/"): those for path, those in by_path.items() if those}
