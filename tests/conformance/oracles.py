"""The figures that other tools give, by the place of each function."""

import json
import re
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import NamedTuple

import complexipy
from radon.complexity import add_inner_blocks, cc_visit_ast
from radon.metrics import h_visit_ast
from radon.visitors import Function

FIGURES = {
    "C901": "c901",
    "PLR0911": "returns",
    "PLR0912": "branches",
    "PLR0913": "parameters",
    "PLR0914": "local_names",
    "PLR0915": "statements",
}
_LIMITS = (
    "lint.mccabe.max-complexity",
    "lint.pylint.max-args",
    "lint.pylint.max-branches",
    "lint.pylint.max-locals",
    "lint.pylint.max-nested-blocks",
    "lint.pylint.max-returns",
    "lint.pylint.max-statements",
)


class Ruff(NamedTuple):
    """What ruff says of one file: by (line of the name, figure), and PLR1702 by line of the root."""

    figures: dict[tuple[int, str], int]
    nesting: dict[int, int]
    readable: bool


def ruff(paths: list[Path]) -> dict[Path, Ruff]:
    """Return what ruff says of each file; figures of 0 are absent."""
    command = [
        Path(sys.executable).parent / "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--preview",
    ]
    command += ["--ignore-noqa", "--exit-zero", "--output-format=json", "--target-version=py313"]
    command += ["--select", ",".join([*FIGURES, "PLR1702"]), "--config", "exclude=[]"]
    for limit in _LIMITS:
        command += ["--config", f"{limit}=0"]
    found: dict[Path, Ruff] = defaultdict(lambda: Ruff({}, defaultdict(int), readable=True))
    for start in range(0, len(paths), 1000):
        batch = [*command, *paths[start : start + 1000]]
        answer = subprocess.run(batch, capture_output=True, check=True, text=True).stdout
        for each in json.loads(answer):
            _note(found, each)
    return found


def _note(found: dict[Path, Ruff], told: dict) -> None:
    path = Path(told["filename"])
    if told["code"] not in (*FIGURES, "PLR1702"):
        found[path] = found[path]._replace(readable=False)
        return
    number = int(re.search(r"\((\d+) > 0\)", told["message"])[1])
    line = told["location"]["row"]
    if told["code"] == "PLR1702":
        found[path].nesting[line] = max(found[path].nesting[line], number)
    else:
        found[path].figures[line, FIGURES[told["code"]]] = number


def radon_cc(tree) -> dict[int, int]:
    """Return radon's cc by the line of each function's def."""
    blocks = add_inner_blocks(cc_visit_ast(tree))
    return {block.lineno: block.complexity for block in blocks if isinstance(block, Function)}


def radon_cc_of_classes(tree) -> dict[int, int]:
    """Return radon's cc by the line of each class."""
    blocks = add_inner_blocks(cc_visit_ast(tree))
    return {block.lineno: block.complexity for block in blocks if not isinstance(block, Function)}


def radon_halstead(tree) -> tuple[tuple[int, ...], list[tuple[str, tuple[int, ...]]]]:
    """Return h1, h2, N1, N2 of the file and, in order, of each function outside functions."""
    report = h_visit_ast(tree)
    return tuple(report.total[:4]), [(name, tuple(each[:4])) for name, each in report.functions]


def cognitive(text: str) -> dict[int, int]:
    """Return complexipy's score by the first line of each function outside functions."""
    return {each.line_start: each.complexity for each in complexipy.code_complexity(text).functions}
