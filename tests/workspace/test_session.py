"""What the session does again after a change, and what it does not: counts of work, not times."""

import argparse
import gc
import tracemalloc
from dataclasses import replace
from pathlib import Path

from lsp_server.analysis import analyse
from lsp_server.settings import DEFAULT, Tiers
from lsp_server.text import Source
from lsp_server.workspace.recall import Recall, size_of
from lsp_server.workspace.session import EMPTY, Session
from tests.workspace.sessions import LONG_HEAD, TEXT, URI, blocks, checked, document, session, work


def test_typing_in_one_function_measures_one_block():
    """After an edit in one function the blocks of the others are the same objects, checked once."""
    it = session()
    it.open(document(TEXT))
    before, count = blocks(it), checked(it)
    it.change(document(TEXT.replace("def g(a):\n", "def g(a):\n    # hm\n"), 2))
    after = blocks(it)
    assert len(after) == len(before) == 3
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True]
    assert checked(it) == count + 1


def test_undo_analyses_nothing():
    """A block that was there before is recalled, not measured."""
    it = session()
    it.open(document(TEXT))
    before = blocks(it)
    it.change(document(TEXT.replace("def g(a):\n", "def g(a):\n    # hm\n"), 2))
    measured = it.recall.blocks.stored
    it.change(document(TEXT, 3))
    assert it.recall.blocks.stored == measured == 4
    assert blocks(it) == before


def test_the_same_text_in_two_files_is_analysed_once():
    """A report belongs to a text, not to a file."""
    it = session()
    it.open(document(TEXT))
    it.open(document(TEXT, uri="file:///copy.py"))
    assert it.recall.reports.statistics()[:2] == (1, 1)


def test_new_settings_check_again_and_analyse_nothing():
    """Limits are held against the reports that are there."""
    it = session()
    it.open(document(TEXT))
    misses = it.recall.reports.statistics().misses
    strict = replace(DEFAULT, base="none", parameters=Tiers(0, 1, 2))
    assert it.configure(lambda _: strict).diagnosed == (URI,)
    assert len(it.snapshot.files[URI].findings) == 3
    assert it.recall.reports.statistics().misses == misses


def test_settings_that_change_nothing_diagnose_nothing():
    """A document whose findings and settings stay as they are is not published again."""
    it = session()
    it.open(document(TEXT))
    assert it.configure(lambda _: DEFAULT).diagnosed == ()


def test_lines_inserted_above_measure_and_check_one_block():
    """The blocks below only move, findings and all."""
    it = session(replace(DEFAULT, base="none", parameters=Tiers(0, 1, 2)))
    it.open(document("x = 1\n\n\n" + TEXT))
    before, (measured, tried) = it.snapshot.files[URI].findings, work(it)
    it.change(document("x = 1\ny = 2\n\n\n" + TEXT, 2))
    after = it.snapshot.files[URI].findings
    assert [finding.span.start.line for finding in before] == [3, 7, 11]
    assert [finding.span.start.line for finding in after] == [4, 8, 12]
    assert work(it) == (measured + 1, tried + 1)


def test_closing_and_opening_again_analyses_nothing():
    """The report of a closed document stays in the cache."""
    it = session()
    it.open(document(TEXT))
    measured = it.recall.blocks.stored
    it.close(URI)
    it.open(document(TEXT, 7))
    assert it.recall.blocks.stored == measured


def test_a_base_that_comes_measures_nothing():
    """It changes what findings mean, not what the text says."""
    it = session()
    it.open(document(TEXT))
    base = analyse(Source.of(TEXT))
    measured = it.recall.blocks.stored
    it.attach_base(URI, base)
    assert it.recall.blocks.stored == measured


def test_explaining_measures_and_checks_nothing():
    """Reasons are in the report already."""
    it = session()
    it.open(document(TEXT))
    before = work(it)
    it.explain(URI, "f")
    assert work(it) == before


def test_a_snapshot_never_changes():
    """A snapshot taken before a change shows what was then."""
    it = session()
    it.open(document(TEXT))
    before = it.snapshot
    it.change(document("x = 1\n", 2))
    assert before.files[URI].document.version == 1
    assert before.revision < it.snapshot.revision


def test_without_a_repository_the_text_first_seen_is_the_base():
    """What was there when the file was opened is old; what comes is new."""
    it = session()
    it.open(document(TEXT))
    it.attach_base(URI, None)
    assert [f.change.name for f in it.snapshot.files[URI].findings] == ["UNCHANGED"]
    it.change(document(TEXT + LONG_HEAD.replace("f(", "new(", 1) + "    return a\n", 2))
    assert [f.change.name for f in it.snapshot.files[URI].findings] == ["UNCHANGED", "NEW"]


def test_a_base_of_the_repository_replaces_the_text_first_seen():
    """When the repository answers, findings are compared with its text."""
    it = session()
    it.open(document(TEXT))
    assert it.attach_base(URI, EMPTY).diagnosed == (URI,)
    assert [f.change.name for f in it.snapshot.files[URI].findings] == ["NEW"]
    it.attach_base(URI, analyse(Source.of(TEXT)))
    assert [f.change.name for f in it.snapshot.files[URI].findings] == ["UNCHANGED"]


def test_a_base_that_comes_after_closing_is_dropped():
    """A late answer about a closed document does no harm."""
    it = session()
    it.open(document(TEXT))
    it.close(URI)
    assert it.attach_base(URI, EMPTY).diagnosed == ()


def test_the_cache_is_bounded_in_bytes():
    """However many texts come by, the estimated size stays below the capacity."""
    it = Session(recall=Recall(500_000))
    for number in range(40):
        it.open(document(f"x = {number}\n" * 100))
    statistics = it.recall.reports.statistics()
    assert statistics.size <= statistics.capacity == 500_000
    assert statistics.evictions > 0


def test_findings_that_stay_are_the_same_object():
    """Typing where nothing is found leaves the findings as they are, for publication to see."""
    it = session(replace(DEFAULT, base="none"))
    it.open(document(TEXT))
    before = it.snapshot.files[URI].findings
    assert before
    it.change(document(TEXT.replace("def h(a):\n", "def h(a):  # hm\n"), 2))
    assert it.snapshot.files[URI].findings is before


def test_cells_of_a_notebook_are_ignored():
    """A cell is no module, and `%matplotlib` no syntax error."""
    it = session()
    cell = document("%matplotlib inline\n", uri="vscode-notebook-cell:/a.ipynb#1")
    assert it.open(cell) == it.change(cell._replace(version=2)) == it.close(cell.uri)
    assert it.snapshot.files == {}


def test_a_change_of_what_was_never_opened_is_ignored():
    """The session knows only what was opened."""
    it = session()
    assert it.change(document(TEXT)).diagnosed == ()
    assert it.snapshot.files == {}


def test_what_a_report_weighs_is_about_what_is_told():
    """The bytes by which the caches are bounded are those that reports take, give or take a half."""
    text = Path(argparse.__file__).read_text("utf-8")
    source = Source.of(text)
    analyse(source)
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    report = analyse(source).detached()
    gc.collect()
    weight = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert 0.67 < size_of(report) / weight < 1.5
