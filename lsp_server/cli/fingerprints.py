"""Names for findings that last while code moves: for SARIF and GitLab, which match runs by them."""

import hashlib
from collections import Counter

from lsp_server.checks.finding import Finding
from lsp_server.cli.checked import CheckedFile, Run
from lsp_server.cli.places import portable


def fingerprinted(run: Run) -> list[tuple[CheckedFile, Finding, str]]:
    """Return the findings, worst first, each with a fingerprint that is unique in the run.

    It follows from file, code and symbol (the message where there is none); equal ones are told
    apart by their order in the file, never by line numbers.
    """
    places = {
        id(finding): (file.path, finding.span.start)
        for file in run.files
        for finding in file.findings
    }
    seen: Counter[str] = Counter()
    marks: dict[int, str] = {}
    pairs = run.findings()
    for file, finding in sorted(pairs, key=lambda pair: places[id(pair[1])]):
        recipe = "\0".join(
            (portable(file.path, run.folder), finding.code, finding.symbol or finding.message)
        )
        marks[id(finding)] = _digest(f"{recipe}\0{seen[recipe]}")
        seen[recipe] += 1
    return [(file, finding, marks[id(finding)]) for file, finding in pairs]


def _digest(recipe: str) -> str:
    return hashlib.blake2b(recipe.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
