"""Raw lines and radon's maintainability index equal radon's, but for the kinds listed here."""

import io
import sys
import tokenize
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest
from radon.metrics import mi_visit
from radon.raw import analyze

from lsp_server.analysis import analyse
from lsp_server.analysis.radon import maintainability_index, raw_counts
from lsp_server.text import Source, split_lines
from tests.conformance import packages

FIELDS = ("loc", "lloc", "sloc", "comments", "multi", "blank", "single_comments")
FSTRING_TOKENS = sys.version_info >= (3, 12)
LARGEST = 60_000  # radon reads a statement over many lines again for each of them

KINDS = {
    # name: (an example, ours, radon's, or None where radon refuses the text)
    "a separator of str.splitlines inside a literal: radon refuses the text": (
        "x = 'a\fb'\n",
        (2, 2, 1, 0, 0, 0, 1),
        None,
    ),
    "an order mark: before Python 3.12 radon refuses the text": (
        "\ufeffx = 1\n",
        (1, 1, 1, 0, 0, 0, 0),
        (1, 1, 1, 0, 0, 0, 0) if FSTRING_TOKENS else None,
    ),
    "since Python 3.12 radon sees the colon of a format specification as one that splits a line": (
        "x = f'{a:b}'\n",
        (1, 1, 1, 0, 0, 0, 0),
        (1, 2 if FSTRING_TOKENS else 1, 1, 0, 0, 0, 0),
    ),
    "since Python 3.12 radon takes a formatted literal that stands alone for source": (
        "f'''{a}\nb'''\n",
        (2, 1, 0, 0, 2, 0, 0),
        (2, 1, 2, 0, 0, 0, 0) if FSTRING_TOKENS else (2, 1, 0, 0, 2, 0, 0),
    ),
}

SAME = {
    "nothing": "",
    "kinds of lines": '"""Doc."""\n\n# c\nx = 1  # c\n\n\ndef f():\n    """Long.\n\n    doc."""\n    # c\n    return x\n',
    "halves": "if x: a\nif x:\n    a\nfor a in b: c; d\nx: int = 1\ny = {1: 2}\nz = a[1:2]\nw = lambda: 0\n",
    "semicolons": "a; b;\nif x: a; b\nif x: a.b; c\nif x: a;\nx: int; y\nz[:]; w\n",
    "walrus and ellipsis": "if (a := b): ...\ndef f(): ...\ndef f(): ...; x\nx[...]; y\n",
    "brackets": "x = [\n    1,\n\n    # c\n    2,  # c\n]\nf(a,\n  b)(\n)\n",
    "continuations": "x = 1 + \\\n    2\nassert a, \\\n    'b'\nx = 'a\\\nb'\n",
    "strings that stand alone": "'a'\n'a'  # c\n'a' 'b'\n'''a\n\nb'''\nb'a'\nr'''a\n'''\n",
    "strings that do not": "x = '''\n\n# no\n'''\nf('''\n''')\n'''a'''; x\n",
    "numbers": "x: 1e-5\ny: 1.5; z\nw: .5j; v\n",
    "form feeds": "x\n\f\ny\n\fdef f():\n    pass\n",
    "endings": "x\r\n\r\n# c\r\ny\rz\n",
    "compound": "try:\n    a\nexcept E as e: b\nelse:\n    c\nwith a as b, c: d\nclass A(B): pass\n@a\nasync def f(x: int = 1) -> y: pass\n",
    "no end": "x\n# c",
}


def ours(text: str) -> tuple[int, ...]:
    counts = raw_counts(text)
    return tuple(getattr(counts, field) for field in FIELDS)


def theirs(text: str) -> tuple[int, ...] | None:
    try:
        return tuple(analyze(text))
    except (SyntaxError, StopIteration):
        return None


@pytest.mark.parametrize("text", SAME.values(), ids=SAME)
def test_raw_counts_equal_radons(text: str):
    """Each construct that radon counts in its own way is counted that way."""
    assert ours(text) == theirs(text)


@pytest.mark.parametrize(("text", "mine", "other"), KINDS.values(), ids=KINDS)
def test_each_kind_of_difference_is_as_listed(text, mine, other):
    """The example of each kind gives the figures that are listed for it."""
    assert ours(text) == mine
    assert theirs(text) == other


def test_the_index_of_a_text_without_operators_is_full():
    """A text whose volume radon takes for 0 has index 100, as with radon."""
    for text in ("", "x\n", "# c\n", "f(x)\n"):
        assert (
            maintainability_index(text, analyse(Source.of(text)))
            == mi_visit(text, multi=True)
            == 100
        )


def lines_by_tokens(text: str) -> Counter:
    """Count what our line counts and radon's tell differently, with Python's own tokenizer."""
    found: Counter = Counter()
    lines = text.split("\n")
    depth, statement = 0, []
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        kind = token.type
        if kind == tokenize.STRING:
            inner = range(token.start[0], token.end[0])
            found["blank in strings"] += sum(not lines[number].strip() for number in inner)
        if kind == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if kind == tokenize.COMMENT and depth and token.line.lstrip().startswith("#"):
            found["comments in statements"] += 1
        if kind in (tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER) and not depth:
            one = len(statement) == 1 and statement[0].type == tokenize.STRING
            found["one-line literals"] += one and statement[0].start[0] == statement[0].end[0]
            statement = []
        elif kind not in (tokenize.INDENT, tokenize.DEDENT, tokenize.NL):
            statement.append(token)
    return found


def compared(path: Path) -> tuple[Counter, list[str]]:
    """Return how much of a file was compared, and what differs."""
    known = packages.read(path)
    if known is None or len(known.text) > LARGEST:
        return Counter(), []
    text = known.text.replace("\r\n", "\n")
    found, differences = Counter(files=1, lines=len(split_lines(text))), []
    report = analyse(Source.of(text))
    mine, other = ours(text), theirs(text)
    if other is None:
        return Counter({"texts that radon refuses": 1}), []
    if mine != other:
        differences.append(f"{path} raw {mine}, radon {other}")
    index, expected = maintainability_index(text, report), mi_visit(text, multi=True)
    if abs(index - expected) > 1e-9 * max(1, expected):
        differences.append(f"{path} index {index}, radon {expected}")
    if not mapped(text, report.lines, raw_counts(text)):
        differences.append(f"{path} line counts {report.lines}, radon {other}")
    return found, differences


def mapped(text: str, lines, raw) -> bool:
    """Tell whether our line counts and radon's differ by what they are said to differ by."""
    if len(text.splitlines()) != lines.physical:
        return True  # radon cuts at form feeds and the like
    by_tokens = lines_by_tokens(text)
    hidden = by_tokens["blank in strings"]
    statements = raw.sloc + raw.multi + raw.single_comments
    own = lines.source + lines.comment + lines.docstring
    single = lines.comment - by_tokens["comments in statements"] + by_tokens["one-line literals"]
    return (
        raw.loc == lines.physical
        and raw.blank == lines.blank + hidden
        and statements == own - hidden
        and raw.single_comments == single
    )


@pytest.mark.corpus
@pytest.mark.skipif(
    FSTRING_TOKENS, reason="radon's counts of f-strings depend on the Python it runs on"
)
@pytest.mark.parametrize("corpus", ["Django==5.2.4", packages.LIBRARY])
def test_raw_counts_and_index_equal_radons_over_real_code(corpus: str):
    """Raw lines, index and the mapping of our own line counts hold for every file radon can read."""
    files = packages.files(corpus)
    if corpus == packages.LIBRARY:
        files = [path for path in files if "test" not in path.parts and "tests" not in path.parts]
    total, differences = Counter(), []
    with ProcessPoolExecutor(2, initializer=sys.setrecursionlimit, initargs=(20_000,)) as pool:
        for found, different in pool.map(compared, files, chunksize=20):
            total += found
            differences += different
    print(f"\n{corpus}, radon raw and mi: {dict(total)}, differing {len(differences)}")
    assert not differences, "\n".join(differences[:20])
    assert total["files"] > 500
