"""Names for findings that last while code moves: for SARIF and GitLab, which match runs by them."""

import hashlib
from collections import Counter

from lsp_server.checks.acknowledged import said
from lsp_server.checks.finding import Finding
from lsp_server.cli.checked import CheckedFile, Run
from lsp_server.cli.places import portable
from lsp_server.text import Position


def fingerprinted(run: Run) -> list[tuple[CheckedFile, Finding, str]]:
    """Return the findings, worst first, each with a fingerprint that is unique in the run.

    It follows from file, code and symbol (the message where there is none); equal ones are told
    apart by their order in the file, never by line numbers.
    """
    pairs = run.findings()
    marks = [""] * len(pairs)
    seen: Counter[str] = Counter()
    for number in sorted(range(len(pairs)), key=lambda number: _place(*pairs[number])):
        file, finding = pairs[number]
        recipe = "\0".join(
            (portable(file.path, run.folder), finding.code, finding.symbol or said(finding))
        )
        marks[number] = _digest(f"{recipe}\0{seen[recipe]}")
        seen[recipe] += 1
    return [(*pair, mark) for pair, mark in zip(pairs, marks, strict=True)]


def _place(file: CheckedFile, finding: Finding) -> tuple[str, Position]:
    return file.path, finding.span.start


def _digest(recipe: str) -> str:
    return hashlib.blake2b(recipe.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
