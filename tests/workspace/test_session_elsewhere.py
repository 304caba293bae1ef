"""What is too much for the loop: analysed elsewhere, late, or not at each change."""

from dataclasses import replace

from lsp_server.analysis import analyse
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Edit, Position, Source, Span
from lsp_server.workspace.session import COLD_LINES, Outcome, Pending
from tests.workspace.sessions import LONG_HEAD, TEXT, URI, document, session


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
    it.accept(URI, analyse(pending.source).detached())
    edit = Edit(Span(Position(9, 0), Position(9, 0)), "y = 2\n")
    assert it.change(large._replace(version=2, source=large.source.edited(edit))).pending == ()
    assert it.recall.blocks.stored == 1


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
    measured = it.recall.blocks.stored
    changed = it.change(document(TEXT + "x = 1\n", 2))
    now = it.snapshot.files[URI]
    assert (changed.diagnosed, changed.pending) == ((URI,), ())
    assert (now.large, now.pending) == (True, False)
    assert not now.report.blocks
    assert not now.findings
    assert it.recall.blocks.stored == measured
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
