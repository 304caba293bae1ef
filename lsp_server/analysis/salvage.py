"""Lines that do not parse as a whole, read piece by piece: what parses alone is live.

A piece begins where a line could begin a top-level statement. If it ends inside a bracket or a
string it is tried again up to where that closes.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate, islice
from typing import Final, NamedTuple, cast

from lsp_server.analysis.blocks import NO_CODE, first_code_line, height
from lsp_server.analysis.large import assembled
from lsp_server.analysis.literals import DEPTH, STRING_OR_COMMENT, end_of_line, literal_at
from lsp_server.analysis.placement import moved
from lsp_server.analysis.reading import LARGE, TOP, Headed, Known, Level, read, read_headed
from lsp_server.analysis.report import Placed, SyntaxProblem
from lsp_server.analysis.stale import Broken, History, last_good, members_of

_NO_START: Final = re.compile(r"[\f]*(?:[ \t)\]}]|(?:else|elif|except|finally)\b)")
_LEXEME: Final = re.compile(
    rf"{STRING_OR_COMMENT.pattern}|[()\[\]{{}}]"
    r"|^[ \t]*(?:def|class|import|return|with|while|try|raise|del|global|pass|break)\b",
    re.MULTILINE,
)
_OPEN: Final = re.compile("was never closed|unterminated triple-quoted")
_CLASS: Final = re.compile(r"class\b|@")
_INDENT: Final = re.compile(r"[ \t]+")
_DEFINITION: Final = re.compile(r"(?:async|class|def)\b|@")
_FIRST_MEMBERS: Final = 4  # methods of which one may be the first after a class's header
_FURTHEST: Final = 2000  # lines in which a bracket or string may close
_TRIES: Final = 50  # how often that may be looked for in vain


class Piece(NamedTuple):
    """Lines [start, end): their live blocks, or the problem that keeps them from having any."""

    start: int
    end: int
    outcome: list[Placed] | SyntaxProblem


class Salvage(NamedTuple):
    """The blocks that cover all lines, and a problem for each run of broken lines."""

    blocks: Sequence[Placed]
    problems: list[SyntaxProblem]


def salvage(broken: Broken, known: Known, history: History) -> Salvage:
    """Read what can be read; a block whose digest is `known` is that very object.

    What is broken takes its figures from `history`.
    """
    lines, offset, problem, _ = broken
    pieces = _uncut(list(_Cutter(broken, known).pieces()), offset, history)
    live = frozenset(
        placed.block.name
        for piece in pieces
        if not isinstance(piece.outcome, SyntaxProblem)
        for placed in piece.outcome
    )
    blocks: list[Placed] = []
    problems: list[SyntaxProblem] = []
    for start, end, outcome in _runs(pieces):
        if not isinstance(outcome, SyntaxProblem):
            blocks += outcome
            continue
        run = Broken(lines[start:end], offset + start, outcome, broken.level)
        class_ = _salvaged_class(run, known, history)
        blocks += class_.blocks if class_ else last_good(history, live, run)
        problems += class_.problems if class_ else [outcome]
    return Salvage(blocks, problems or [problem])


def _salvaged_class(broken: Broken, known: Known, history: History) -> Salvage | None:
    """Read a large class that does not parse member by member; None for other broken lines."""
    lines, offset, _, level = broken
    if level is not TOP or len(lines) < LARGE:
        return None
    for header, end in _headers(lines, known):
        part = header.header.block.part
        body = Level(header.header.block.name, part.indent if part else "")
        rest = lines[end:]
        problem = read(rest, offset + end, known, body, to_end=False)
        if isinstance(problem, SyntaxProblem):
            inside = Broken(rest, offset + end, problem, body)
            made = salvage(inside, known, members_of(history))
            members = [*header.members, *moved(made.blocks, -offset)]
            block = assembled(header.header.block, members)
            return Salvage([Placed(offset, block)], made.problems)
    return None


def _headers(lines: Sequence[str], known: Known) -> Iterator[tuple[Headed, int]]:
    """Yield what of the lines could be the header of a class, with perhaps a member, and its end."""
    code = first_code_line(lines)
    if code == len(lines) or _CLASS.match(lines[code]) is None:
        return
    indents = (_INDENT.match(line) for line in lines[code + 1 :] if not NO_CODE.match(line))
    indent = next((found[0] for found in indents if found), None)
    if indent is None:
        return
    for end in islice(_definitions(lines, indent), _FIRST_MEMBERS):
        headed = read_headed(lines[:end], known, to_end=False)
        if isinstance(headed, Headed) and not headed.before:
            yield headed, end


def _uncut(pieces: list[Piece], offset: int, history: History) -> list[Piece]:
    """Take blocks for broken that a broken piece after them has cut short.

    An open bracket at column 0 amid a class leaves a class that parses, without its other methods:
    better that the whole class keeps its last good figures.
    """
    ends = {
        placed.block.name: history.change.moved(placed.first_line + placed.block.physical - 1)
        for placed in history.blocks
        if placed.block.name
    }
    made = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        outcome = piece.outcome
        if following is None or isinstance(outcome, SyntaxProblem):
            made.append(piece)
            continue
        last = outcome[-1]
        cut_short = ends.get(last.block.name, -1) >= offset + piece.end
        if cut_short and isinstance(following.outcome, SyntaxProblem):
            start = last.first_line - offset
            if outcome[:-1]:
                made.append(Piece(piece.start, start, outcome[:-1]))
            made.append(Piece(start, piece.end, following.outcome))
        else:
            made.append(piece)
    return made


def _runs(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Join broken pieces that follow each other; the first one's problem stands for all."""
    broken: Piece | None = None
    for piece in pieces:
        if isinstance(piece.outcome, SyntaxProblem):
            broken = broken._replace(end=piece.end) if broken else piece
            continue
        if broken:
            yield broken
            broken = None
        yield piece
    if broken:
        yield broken


def _definitions(lines: Sequence[str], indent: str) -> Iterator[int]:
    """Yield where the methods of a class seem to begin: after the last line of code before each."""
    after_code = 0
    for number, line in enumerate(lines):
        if line.startswith(indent) and _DEFINITION.match(line, len(indent)):
            yield after_code
        if NO_CODE.match(line) is None:
            after_code = number + 1


class _Cutter:
    """Cuts broken lines into pieces."""

    def __init__(self, broken: Broken, known: Known) -> None:
        self.lines, self.offset, self.problem, level = broken
        self.level = level or TOP
        self.known = known
        self.bounds = [*_starts(self.lines, self.level.indent), len(self.lines)]
        self.tries = _TRIES

    def pieces(self) -> Iterator[Piece]:
        """Yield the pieces, which cover all lines."""
        start, at = 0, 1
        while at < len(self.bounds):
            outcome = self._read(start, at)
            if isinstance(outcome, SyntaxProblem) and _OPEN.search(outcome.message):
                at, outcome = self._longer(start, at, outcome)
            broken = isinstance(outcome, SyntaxProblem)
            end = self.bounds[at] if broken else start + height(cast("list[Placed]", outcome))
            yield Piece(start, end, outcome)
            start = end
            at += 1

    def _read(self, start: int, at: int) -> list[Placed] | SyntaxProblem:
        end = self.bounds[at]
        to_end = end == len(self.lines)
        if to_end and not start:
            return self.problem
        lines = self.lines[start:end]
        return read(lines, self.offset + start, self.known, self.level, to_end=to_end)

    def _longer(
        self, start: int, at: int, problem: SyntaxProblem
    ) -> tuple[int, list[Placed] | SyntaxProblem]:
        """Return the bound where what is open at bound `at` closes, and the blocks up to there.

        If it does not close, or not even then parses, return the bound and problem as they are.
        """
        if self.tries:
            further = bisect_left(self.bounds, _where_closed(self.lines, start, self.bounds[at]))
            longer = self._read(start, further) if at < further < len(self.bounds) else problem
            if not isinstance(longer, SyntaxProblem):
                return further, longer
            self.tries -= 1
        return at, problem


def _starts(lines: Sequence[str], indent: str) -> Iterator[int]:
    """Yield where pieces begin: after the last line of code before a line that could begin one."""
    column = len(indent)
    after_code = 0
    joined = False  # by a decorator or a backslash on the line of code before
    yield 0
    for number, line in enumerate(lines):
        if NO_CODE.match(line):
            continue
        starts = line.startswith(indent) and _NO_START.match(line, column) is None
        if starts and not joined and after_code:
            yield after_code
        after_code = number + 1
        joined = line.rstrip("\r\n").endswith("\\") or (
            starts and line[column:].lstrip("\f")[0] == "@"
        )


def _where_closed(lines: Sequence[str], start: int, end: int) -> int:
    """Return the line after the one where what is open at `end` closes; past all if nowhere."""
    limit = sum(map(len, lines[start:end]))
    ahead = lines[start : end + _FURTHEST]
    closed = _closing_offset("".join(ahead), limit)
    if closed is None:
        return len(lines) + 1
    return start + bisect_left(list(accumulate(map(len, ahead))), closed) + 1


def _closing_offset(text: str, limit: int) -> int | None:
    """Return the offset after the first bracket or literal past the limit that leaves none open."""
    depth = 0
    for step, end in _steps(text):
        if depth and step is None:  # no statement begins inside a bracket
            return None
        depth += step or 0
        if end > limit and depth <= 0:
            return end
    return None


def _steps(text: str) -> Iterator[tuple[int | None, int]]:
    """Yield what each lexeme adds to the open brackets, None for a statement's, and where it ends."""
    at = 0
    while found := _LEXEME.search(text, at):
        mark, at = found.group(), found.end()
        if mark == "#":
            at = end_of_line(text, at)
        elif mark[-1] in "\"'":
            at = literal_at(text, found.start()).end
        yield None if mark[-1].isalpha() else DEPTH.get(mark, 0), at
