"""The raw counts and the maintainability index of radon 6, on demand, from a text and its report.

radon strips every line, cuts at all of str.splitlines' separators, and counts a logical line twice
when its last colon (of a slice, annotation, lambda or pair too) is not its last token. The tokens
are those of Python 3.11, to which a formatted literal is one string.
"""

import re
from collections.abc import Iterator
from math import log, log2, radians, sin, sqrt
from typing import Final, NamedTuple

import msgspec

from lsp_server.analysis.literals import DEPTH, STRING_OR_COMMENT, literal_at
from lsp_server.analysis.report import FileReport

_LEXEME: Final = re.compile(
    r"#[^\n]*|"
    rf"{STRING_OR_COMMENT.pattern}|"
    r"\\\n|\n|(?:\d|\.\d)[\w.]*(?:(?<=[eE])[+-]\d\w*)?|\w+|\.\.\.|:=|\S"
)
_LETTERS: Final = {"#": "c", '"': "s", "'": "s", ":": ":", ";": ";"}


class RawCounts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The raw line counts of radon 6, by its rules, which differ from ours."""

    loc: int = 0
    lloc: int = 0
    sloc: int = 0
    comments: int = 0
    multi: int = 0
    single_comments: int = 0
    blank: int = 0

    def __add__(self, other: "RawCounts") -> "RawCounts":
        return RawCounts(
            self.loc + other.loc,
            self.lloc + other.lloc,
            self.sloc + other.sloc,
            self.comments + other.comments,
            self.multi + other.multi,
            self.single_comments + other.single_comments,
            self.blank + other.blank,
        )


class _Group(NamedTuple):
    """A logical line: its stripped physical lines, and a letter for each token."""

    lines: list[str]
    tokens: str


def raw_counts(text: str) -> RawCounts:
    """Return what `radon raw` counts in a text that parses.

    Beside LineCounts of the same text: loc is physical; blank is blank and what is blank inside
    literals; single_comments is comment without the comments inside statements, and one-line
    literals that stand alone; sloc, multi and single_comments together are all the others.
    """
    counts = RawCounts()
    for group in _groups("".join(line.strip() + "\n" for line in text.splitlines())):
        counts += _counted(group)
    return counts


def maintainability_index(text: str, report: FileReport) -> float:
    """Return what `radon mi` gives a text, strings over several lines taken for comments."""
    raw = raw_counts(text)
    volume = _volume(report)
    if volume <= 0 or raw.lloc <= 0:
        return 100.0
    comments = (raw.comments + raw.multi) / raw.sloc * 100 if raw.sloc else 0.0
    complexity = 1 + sum(placed.block.radon_complexity for placed in report.placed())
    index = (
        171
        - 5.2 * log(volume)
        - 0.23 * complexity
        - 16.2 * log(raw.lloc)
        + 50 * sin(sqrt(2.46 * radians(comments)))
    )
    return min(max(0.0, index * 100 / 171.0), 100.0)


def _volume(report: FileReport) -> float:
    blocks = [placed.block for placed in report.placed()]
    operators = frozenset[str]().union(*(block.radon_halstead_operators for block in blocks))
    operands = frozenset[str]().union(*(block.radon_halstead_operands for block in blocks))
    unnamed = sum(block.radon_unnamed_operands for block in blocks)
    vocabulary = len(operators) + len(operands) + unnamed
    length = sum(block.radon_operator_count + block.radon_operand_count for block in blocks)
    return length * log2(vocabulary) if vocabulary else 0.0


def _groups(text: str) -> Iterator[_Group]:
    start = depth = 0
    tokens: list[str] = []
    for lexeme, end in _lexemes(text):
        if lexeme == "\n" and depth <= 0:
            yield _Group(text[start : end - 1].split("\n"), "".join(tokens))
            start, depth, tokens = end, 0, []
        elif lexeme[-1] != "\n":
            depth += DEPTH.get(lexeme, 0)
            tokens.append(_LETTERS.get(lexeme[0], "o") if lexeme != ":=" else "o")
    if start < len(text):
        yield _Group(text[start:].rstrip("\n").split("\n"), "".join(tokens))


def _lexemes(text: str) -> Iterator[tuple[str, int]]:
    """Yield (lexeme, the offset after it); a literal is its quote only."""
    at = 0
    while found := _LEXEME.search(text, at):
        lexeme, at = found.group(), found.end()
        if lexeme[0] != "#" and lexeme[-1] in "\"'":
            lexeme, at = lexeme[-1], literal_at(text, found.start()).end
        yield lexeme, at


def _counted(group: _Group) -> RawCounts:
    physical = len(group.lines)
    filled = sum(1 for line in group.lines if line)
    single = group.tokens == "c" or (group.tokens == "s" and physical == 1)
    multi = filled if group.tokens == "s" and not single else 0
    return RawCounts(
        loc=physical,
        lloc=_logical(group.tokens.replace("c", "")),
        sloc=0 if single or multi else filled,
        comments=group.tokens.count("c"),
        multi=multi,
        single_comments=int(single),
        blank=physical - filled,
    )


def _logical(tokens: str) -> int:
    """Return how many logical lines radon sees in the tokens of one.

    It looks for the last colon two tokens before the end, where the end marker is one: in a
    statement before a semicolon that is the last token but one.
    """
    *earlier, last = tokens.split(";")
    return _halves(last + "e") + sum(map(_halves, earlier))


def _halves(tokens: str) -> int:
    colon = tokens.rfind(":")
    if colon >= 0:
        return 1 if colon == len(tokens) - 2 else 2
    return int(tokens not in ("", "e"))
