"""Hostile random edits of real files, and what every report must be whatever was edited."""

import random
import sysconfig
from collections.abc import Iterable
from pathlib import Path

from lsp_server.analysis.report import FileReport, Placed
from lsp_server.text import Source, split_lines

PIECES = (
    *['"""', "'''", '"', "'", "(", ")", "[", "]", "{", "}", "\\", "\\\n", "\\\r\n"],
    *["\n", "\n\n", "\r\n", "\r", "\f", "\t", "    ", " ", "#", ":", ";", "@dec\n", "async "],
    *["else:\n", "elif x:\n", "except E:\n    pass\n", "finally:\n    pass\n", "try:\n"],
    *["def g(a):\n    return a\n", "class K:\n    def m(self):\n        pass\n", "x = 1\n"],
    *["x = 1", "pass", "if a:\n    b\n", 'f"{x}"', 'f"{', "\U0001f600", "é", "\x00", "\ud800"],
    *["lambda", "not ", "import os\n", "\ufeff", "return\n", '"""doc"""\n', "# c\n", "; z = 1"],
    *["    y = 2\n", "match x:\n    case 1: pass\n", "# vitals: x\n", "\x0b", "\x1c", "\u2028"],
)


def real_files() -> list[Path]:
    """Files of the standard library that are neither tiny nor huge, the same in every run."""
    names = ["argparse", "dataclasses", "textwrap", "cmd", "heapq", "shelve", "sched", "bisect"]
    names += ["configparser", "contextlib", "enum", "functools", "string", "tokenize", "types"]
    return [Path(sysconfig.get_path("stdlib")) / f"{name}.py" for name in names]


def passage(rng: random.Random) -> str:
    """A part of a real file, sometimes one that begins or ends in the middle of something."""
    lines = split_lines(rng.choice(real_files()).read_text("utf-8"))
    start = 0 if rng.random() < 0.5 else rng.randrange(len(lines))
    text = "".join(lines[start : start + rng.choice([10, 60, 300, 900])])
    ending = rng.choice(["\n", "\n", "\n", "\n", "\r\n", "\r"])
    return text.replace("\n", ending)


def edited(rng: random.Random, text: str) -> str:
    """The text after one edit: typing, deleting, or moving lines about."""
    lines = split_lines(text)
    if not lines or rng.random() < 0.5:
        return _retyped(rng, text)
    first = rng.randrange(len(lines))
    last = min(len(lines), first + rng.randrange(1, 8))
    kept = lines[:first] + lines[last:]
    match rng.randrange(6):
        case 0:
            return "".join(kept)
        case 1:
            return "".join(lines[:last] + lines[first:])
        case 2:
            place = rng.randrange(len(kept) + 1)
            return "".join(kept[:place] + lines[first:last] + kept[place:])
        case 3:
            lines[first] = lines[first].lstrip(" ")
        case 4:
            lines[first] = rng.choice(PIECES) + lines[first]
        case _:
            lines[first] = rng.choice(["    ", " ", "\t"]) + lines[first]
    return "".join(lines)


def _retyped(rng: random.Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    deleted = rng.choice([0, 0, 0, 1, 2, 3, int(rng.expovariate(1 / 200))])
    typed = rng.choice(PIECES) if not deleted or rng.random() < 0.3 else ""
    return text[:at] + typed + text[at + deleted :]


def check_report(source: Source, report: FileReport) -> None:
    """Assert what must hold of the report of any text."""
    assert check_blocks(source, 0, report.blocks) == len(source.lines) == report.lines.physical
    assert bool(report.problems) == any(placed.stale for placed in report.placed())
    for problem in report.problems:
        assert 0 <= problem.line <= problem.end_line < len(source.lines)
        assert 0 <= problem.column <= len(source.lines[problem.line])
        assert 0 <= problem.end_column <= len(source.lines[problem.end_line])
    assert report.digest == source.digest


def check_blocks(source: Source, start: int, placed: Iterable[Placed]) -> int:
    """Assert what must hold of blocks that stand below each other; return where they end."""
    at = 0
    for first_line, block, stale in placed:
        assert first_line == at
        assert block.physical > 0
        lines = block.physical if block.header is None else block.header.physical
        assert block.lines.physical == lines
        counts = block.lines
        assert counts.source + counts.comment + counts.blank + counts.docstring == counts.physical
        loose = stale or any(member.stale for member in block.members[-1:])
        check_block(source, start + first_line, block, stale=loose)
        if block.header is not None:
            header = Placed(0, block.header, stale)
            assert check_blocks(source, start + at, (header, *block.members)) == block.physical
        at += block.physical
    return at


def check_block(source: Source, first_line: int, block, *, stale: bool) -> None:
    """Assert that scores are the sums of their reasons and that places are inside the text."""
    places = [(item.line, item.column) for item in (*block.cognitive, *block.comments)]
    for function in block.functions:
        assert function.cognitive == sum(item.increment for item in function.contributions)
        places += [(item.line, item.column) for item in function.contributions]
    for item in (*block.functions, *block.classes):
        assert item.first_line <= item.line <= item.name_line <= item.end_line
        places += [(item.line, item.column), (item.name_line, item.name_column)]
        places += [(item.end_line, item.end_column), (item.first_line, 0)]
    for item in block.imports:
        places += [(item.line, item.column), (item.end_line, item.end_column)]
    for line, column in places:
        assert 0 <= line < block.physical
        assert stale or 0 <= column <= len(source.lines[first_line + line])
