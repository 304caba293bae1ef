"""GitHub's workflow commands: each finding becomes an annotation on its line."""

from collections.abc import Iterator
from typing import Final, TextIO

from lsp_server.checks.finding import Finding, Severity
from lsp_server.cli.checked import Run
from lsp_server.cli.places import portable

_LEVEL: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.INFORMATION: "notice",
    Severity.HINT: "notice",
}


def write(run: Run, stream: TextIO) -> None:
    """Write one command a line, worst first: GitHub shows only the first ten of each level."""
    stream.writelines(line + "\n" for line in commands(run))


def commands(run: Run) -> Iterator[str]:
    """Yield the commands."""
    for path, finding in run.settings_findings:
        level = "error" if finding.severity <= Severity.WARNING else _LEVEL[finding.severity]
        yield _command(run, path, finding, level)
    for path, reason in run.mishaps():
        yield f"::error file={_property(portable(path, run.folder))}::{_data(reason)}"
    for file, finding in run.findings():
        yield _command(run, file.path, finding, _LEVEL[finding.severity])


def _command(run: Run, path: str, finding: Finding, level: str) -> str:
    start, end = finding.span
    properties = {
        "file": portable(path, run.folder),
        "line": str(start.line + 1),
        "endLine": str(end.line + 1),
        "title": f"Vitals: {finding.code}",
    }
    if start.line == end.line:  # GitHub takes columns within one line only
        properties |= {"col": str(start.column + 1), "endColumn": str(end.column + 1)}
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    elsewhere = (
        f"\n{portable(item.path, run.folder)}:{item.span.start.line + 1}: {item.message}"
        for item in finding.related
        if item.path not in {"", path}
    )
    return f"::{level} {told}::{_data(finding.message + ''.join(elsewhere))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
