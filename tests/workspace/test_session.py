"""What the session does again after a change, and what it does not: counts of work, not times."""

import datetime as dt
import pickle
from dataclasses import replace

from lsp_server.analysis import analyse
from lsp_server.settings import DEFAULT, Settings, Tiers
from lsp_server.text import Edit, Position, Source, Span
from lsp_server.workspace.document import Document
from lsp_server.workspace.recall import Recall
from lsp_server.workspace.session import COLD_LINES, EMPTY, Outcome, Pending, Session

URI = "file:///main.py"
LONG_HEAD = "def f(a, b, c, d, e, f, g, h, i):\n"
TEXT = LONG_HEAD + "    return a\n\n\ndef g(a):\n    return a\n\n\ndef h(a):\n    return a\n"


def session(settings: Settings = DEFAULT) -> Session:
    return Session(lambda: dt.date(2026, 6, 15), lambda _: settings)


def document(text: str, version: int = 1, uri: str = URI) -> Document:
    return Document(uri, "python", version, Source.of(text))


def blocks(of: Session) -> list[int]:
    return [id(placed.block) for placed in of.snapshot.files[URI].report.blocks]


def checked(of: Session) -> int:
    return of._known[URI].checked


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
    measured = it.recall.blocks.measured
    it.change(document(TEXT, 3))
    assert it.recall.blocks.measured == measured == 4
    assert blocks(it) == before


def test_the_same_text_in_two_files_is_analysed_once():
    """A report belongs to a text, not to a file."""
    it = session()
    it.open(document(TEXT))
    it.open(document(TEXT, uri="file:///copy.py"))
    assert it.recall.statistics()[:2] == (1, 1)


def test_new_settings_check_again_and_analyse_nothing():
    """Limits are held against the reports that are there."""
    it = session()
    it.open(document(TEXT))
    misses = it.recall.statistics().misses
    strict = replace(DEFAULT, base="none", parameters=Tiers(0, 1, 2))
    assert it.configure(lambda _: strict).diagnosed == (URI,)
    assert len(it.snapshot.files[URI].findings) == 3
    assert it.recall.statistics().misses == misses


def test_settings_that_change_nothing_diagnose_nothing():
    """A document whose findings and settings stay as they are is not published again."""
    it = session()
    it.open(document(TEXT))
    assert it.configure(lambda _: DEFAULT).diagnosed == ()


def work(of: Session) -> tuple[int, int]:
    """Blocks measured and blocks checked so far."""
    return of.recall.blocks.measured, checked(of)


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
    measured = it.recall.blocks.measured
    it.close(URI)
    it.open(document(TEXT, 7))
    assert it.recall.blocks.measured == measured


def test_a_base_that_comes_measures_nothing():
    """It changes what findings mean, not what the text says."""
    it = session()
    it.open(document(TEXT))
    base = analyse(Source.of(TEXT))
    measured = it.recall.blocks.measured
    it.attach_base(URI, base)
    assert it.recall.blocks.measured == measured


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


def test_a_large_cold_text_is_analysed_elsewhere():
    """The loop hands a large unknown text on, and takes its report when it comes."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    (pending,) = it.open(large).pending
    assert it.snapshot.files[URI].pending
    assert it.accept(URI, analyse(pending.source)).diagnosed == (URI,)
    assert not it.snapshot.files[URI].pending
    assert it.snapshot.files[URI].report.lines.logical == COLD_LINES + 1


def test_an_edit_after_a_large_text_was_analysed_elsewhere_reads_one_block():
    """The worker's report has no text of its own; with the document's it is a start like any."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    (pending,) = it.open(large).pending
    it.accept(URI, pickle.loads(pickle.dumps(analyse(pending.source))))  # noqa: S301  our own
    edit = Edit(Span(Position(9, 0), Position(9, 0)), "y = 2\n")
    assert it.change(large._replace(version=2, source=large.source.edited(edit))).pending == ()
    assert it.recall.blocks.measured == 1


def test_a_report_that_comes_late_still_starts_the_incremental_analysis():
    """Edits made while the worker was busy are analysed on top of what it found."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    (pending,) = it.open(large).pending
    edit = Edit(Span(Position(0, 0), Position(0, 0)), "y = 2\n")
    edited = large._replace(version=2, source=large.source.edited(edit))
    assert it.change(edited).pending == ()
    it.accept(URI, analyse(pending.source))
    now = it.snapshot.files[URI]
    assert (now.pending, now.report.lines.logical) == (False, COLD_LINES + 2)


def test_a_report_that_never_comes_is_asked_for_again():
    """After giving up nobody waits any more; the next change asks for the text as it is then."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    it.open(large)
    assert it.give_up(URI).diagnosed == (URI,)
    assert not it.snapshot.files[URI].pending
    assert it.give_up("file:///closed.py").diagnosed == ()
    assert it.change(large._replace(version=2)).pending == (Pending(URI, large.source),)


def test_the_cache_is_bounded_in_bytes():
    """However many texts come by, the estimated size stays below the capacity."""
    it = Session(recall=Recall(100_000))
    for number in range(40):
        it.open(document(f"x = {number}\n" * 100))
    statistics = it.recall.statistics()
    assert statistics.size <= statistics.capacity == 100_000
    assert statistics.evictions > 0


def test_findings_that_stay_are_the_same_object():
    """Typing where nothing is found leaves the findings as they are, for publication to see."""
    it = session(replace(DEFAULT, base="none"))
    it.open(document(TEXT))
    before = it.snapshot.files[URI].findings
    assert before
    it.change(document(TEXT.replace("def h(a):\n", "def h(a):  # hm\n"), 2))
    assert it.snapshot.files[URI].findings is before


def test_a_large_change_is_analysed_elsewhere():
    """Pasting more than the loop can read at once leaves the earlier figures until the report comes."""
    it = session()
    it.open(document(TEXT))
    pasted = TEXT + "x = 1\n" * (COLD_LINES + 1000)
    (pending,) = it.change(document(pasted, 2)).pending
    waiting = it.snapshot.files[URI]
    assert (waiting.pending, len(waiting.report.blocks)) == (True, 3)
    it.accept(URI, analyse(pending.source))
    now = it.snapshot.files[URI]
    assert (now.pending, now.report.lines.physical) == (False, len(pending.source.lines))


def test_a_small_change_of_a_large_text_is_analysed_at_once():
    """What counts is how much is new, not how long the text is."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    it.open(large)
    it.accept(URI, analyse(large.source))
    edit = Edit(Span(Position(2000, 0), Position(2001, 0)), "y = 2\n")
    changed = large._replace(version=2, source=large.source.edited(edit))
    assert it.change(changed).pending == ()
    assert not it.snapshot.files[URI].pending


def small_limit() -> Settings:
    return replace(DEFAULT, max_lines=8)


def test_a_text_too_large_to_follow_is_analysed_when_opened_and_saved():
    """Its changes cost nothing and show no figures, since their places would be wrong."""
    it = session(small_limit())
    opened = it.open(document(TEXT))
    assert [pending.uri for pending in opened.pending] == [URI]
    it.accept(URI, analyse(opened.pending[0].source))
    assert len(it.snapshot.files[URI].report.blocks) == 3
    assert it.saved(URI).pending == ()
    measured = it.recall.blocks.measured
    changed = it.change(document(TEXT + "x = 1\n", 2))
    now = it.snapshot.files[URI]
    assert (changed.diagnosed, changed.pending) == ((URI,), ())
    assert (now.large, now.pending, now.report.blocks, now.findings) == (True, False, (), ())
    assert it.recall.blocks.measured == measured
    (pending,) = it.saved(URI).pending
    assert it.accept(URI, analyse(pending.source)).diagnosed == (URI,)
    assert len(it.snapshot.files[URI].report.blocks) == 4


def test_that_a_text_is_too_large_is_said_once():
    """One line for the log when it is opened or becomes too large, none at the next change."""
    it = session(small_limit())
    said = [it.open(document("x = 1\n")).said]
    said += [it.change(document(TEXT, 2)).said, it.change(document(TEXT + TEXT, 3)).said]
    assert [len(lines) for lines in said] == [0, 1, 0]


def test_bytes_count_as_lines_do():
    """A text of one long line is too large as well."""
    it = session(replace(DEFAULT, max_file_size=1000))
    it.open(document("x = 1\n"))
    it.change(document(f"x = '{'é' * 500}'\n", 2))
    assert it.snapshot.files[URI].large


def test_a_raised_limit_analyses_what_was_too_large():
    """New settings decide anew what is followed live."""
    it = session(small_limit())
    it.open(document("x = 1\n"))
    it.change(document(TEXT, 2))
    assert it.configure(lambda _: DEFAULT).diagnosed == (URI,)
    now = it.snapshot.files[URI]
    assert (now.large, len(now.report.blocks)) == (False, 3)


def test_a_lowered_limit_keeps_the_figures_that_are_right():
    """Figures of the very text that is open stay until it is changed."""
    it = session()
    it.open(document(TEXT))
    it.configure(lambda _: small_limit())
    now = it.snapshot.files[URI]
    assert (now.large, len(now.report.blocks)) == (True, 3)


def test_the_base_of_a_large_text_is_the_text_as_opened():
    """Edits made while the worker was busy are new against the text first seen."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    (pending,) = it.open(large).pending
    edit = Edit(Span(Position(0, 0), Position(0, 0)), LONG_HEAD + "    return a\n\n\n")
    it.change(large._replace(version=2, source=large.source.edited(edit)))
    it.accept(URI, analyse(pending.source))
    assert [f.change.name for f in it.snapshot.files[URI].findings] == ["NEW"]


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


def test_a_report_of_a_closed_document_is_kept_for_later():
    """What the worker found is recalled when the text is opened again."""
    it = session()
    large = document("x = 1\n" * (COLD_LINES + 1))
    (pending,) = it.open(large).pending
    it.close(URI)
    assert it.accept(URI, analyse(pending.source)) == Outcome()
    assert it.open(large).diagnosed == (URI,)


def test_a_report_of_an_older_text_is_not_shown():
    """A late result about a document that has moved on, with figures of its own, is kept only."""
    it = session()
    it.open(document(TEXT))
    it.change(document("x = 1\n", 2))
    late = analyse(Source.of(TEXT + "y = 1\n"))
    assert it.accept(URI, late) == Outcome()
    assert it.snapshot.files[URI].document.version == 2
    assert it.recall.find(Source.of(TEXT + "y = 1\n")) is not None


def test_a_large_text_saved_twice_gets_the_figures_of_the_last():
    """A text saved again while the worker reads the one before is read after it."""
    it = session(small_limit())
    (pending,) = it.open(document(TEXT)).pending
    it.change(document(TEXT + "x = 1\n", 2))
    assert it.saved(URI).pending == ()
    (last,) = it.accept(URI, analyse(pending.source)).pending
    assert last.source.text == TEXT + "x = 1\n"
    assert it.accept(URI, analyse(last.source)).diagnosed == (URI,)
    assert len(it.snapshot.files[URI].report.blocks) == 4
