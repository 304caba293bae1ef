"""The server's text is the client's, whatever is typed, in every encoding."""

from pathlib import Path
from typing import Any

import pytest
from editor import Editor
from hypothesis import given, settings
from hypothesis import strategies as st

from lsp_server.text import digest_of

ENCODINGS = ("utf-8", "utf-16", "utf-32")


def digest(editor: Editor, document: Any) -> str:
    """Return the digest of what the server holds."""
    found: str = editor.request("vitals/metrics", editor.of(document))["digest"]
    return found


def check(before: str, *edits: tuple[int, int, str], encoding: str = "utf-16") -> None:
    """Open a text, edit it, and compare the server's with ours."""
    with Editor.stdio(encodings=[encoding]) as editor:
        document = editor.open("untitled:text", before)
        editor.change(document, *edits)
        assert digest(editor, document) == digest_of(document.text).hex()


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize(
    "separator", ["\f", "\v", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\0"]
)
def test_only_line_endings_end_lines(separator: str, encoding: str):
    """A form feed or U+2028 is a character in its line: the edit behind it lands where it was made."""
    text = f"a = 1 {separator}b\nc = 2\n"
    check(text, (text.index("2"), text.index("2") + 1, "3"), encoding=encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_characters_outside_the_basic_plane(encoding: str):
    """Columns behind an emoji or an accent are counted in the negotiated unit."""
    check("x = '🎉é'; y = 1\n", (14, 15, "22"), (6, 6, "𝄞"), encoding=encoding)


def test_a_column_past_the_end_is_the_end():
    """A character past the end of an unterminated last line appends: `abcZ`, not `abZc`."""
    with Editor.stdio() as editor:
        document = editor.open("untitled:text", "abc")
        far = {"line": 0, "character": 99}
        send(editor, document, {"range": {"start": far, "end": far}, "text": "Z"})
        document.text = "abcZ"
        assert digest(editor, document) == digest_of("abcZ").hex()


@pytest.mark.parametrize(
    ("before", "start", "end", "text", "after"),
    [
        ("a\nb\n", (9, 0), (9, 9), "c", "a\nb\nc"),
        ("a\nb", (9, 0), (9, 0), "c", "a\nbc"),
        ("", (3, 3), (4, 4), "c", "c"),
        ("a\nb\n", (0, 99), (1, 0), "", "ab\n"),
        ("a\r\nb\r\n", (0, 99), (1, 0), "", "ab\r\n"),
        ("a\nb\n", (1, 1), (0, 0), "c", "c\n"),
        ("a\nb\n", (0, 0), (2**31 - 1, 2**31 - 1), "", ""),
    ],
)
def test_ranges_outside_the_text(
    before: str, start: tuple[int, int], end: tuple[int, int], text: str, after: str
):
    """A place outside the text moves to the nearest one inside; swapped ends are put right."""
    with Editor.stdio() as editor:
        document = editor.open("untitled:text", before)
        place = [{"line": line, "character": character} for line, character in (start, end)]
        send(editor, document, {"range": {"start": place[0], "end": place[1]}, "text": text})
        assert digest(editor, document) == digest_of(after).hex()


def send(editor: Editor, document: Any, *changes: dict[str, Any], version: int = 2) -> None:
    """Send content changes as they are."""
    identifier = {"uri": document.uri, "version": version}
    params = {"textDocument": identifier, "contentChanges": list(changes)}
    editor.notify("textDocument/didChange", params)


def test_a_whole_text_may_be_sent():
    """A change without a range replaces everything, also between others."""
    with Editor.stdio() as editor:
        document = editor.open("untitled:text", "old\n")
        place = {"line": 0, "character": 0}
        send(
            editor,
            document,
            {"text": "new\n"},
            {"range": {"start": place, "end": place}, "text": "very "},
        )
        assert digest(editor, document) == digest_of("very new\n").hex()


def test_lone_surrogates_are_kept():
    """Half a pair in a text, as some editors send it, changes nothing around it."""
    check("a = '\ud83d'\nb = 1\n", (14, 15, "2"))


TEXT = st.text(
    st.sampled_from("ab =():\n\r\t\f'\"\\#é🎉\u2028\x85"), max_size=12
) | st.sampled_from(["def f():\n    return 1\n", "\r\n", "if x:\n", "'''", "class A:\n    pass\n"])


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_random_edits_keep_the_texts_equal(encoding: str):
    """After any edits, alone or several in one change, the server's text equals the client's."""
    with Editor.stdio(encodings=[encoding]) as editor:
        count = iter(range(10**9))

        @settings(max_examples=60, deadline=None)
        @given(
            TEXT,
            st.lists(
                st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), TEXT), max_size=3), max_size=6
            ),
        )
        def run(before: str, changes: list[list[tuple[float, float, str]]]) -> None:
            editor.deadline += 1
            document = editor.open(f"untitled:{next(count)}", before)
            for edits in changes:
                planned, text = [], document.text
                for first, second, new in edits:
                    start, end = sorted(whole(text, round(x * len(text))) for x in (first, second))
                    planned.append((start, end, new))
                    text = text[:start] + new + text[end:]
                editor.change(document, *planned)
            assert digest(editor, document) == digest_of(document.text).hex()
            editor.close(document)

        run()


def whole(text: str, offset: int) -> int:
    """Return the offset, moved out of the middle of a CRLF, where no position of LSP is."""
    return offset - 1 if text[offset - 1 : offset + 1] == "\r\n" and offset else offset


def test_versions_may_go_backwards(project: Path):
    """The text of a change with an older version counts: the client is the truth."""
    with Editor.stdio(project) as editor:
        document = editor.open("simple.py", version=10)
        editor.change(document, (0, 0, "# comment\n"), version=3)
        editor.change(document, (0, 0, "# another\n"), version=3)
        assert digest(editor, document) == digest_of(document.text).hex()


def test_a_change_of_a_document_never_opened_is_said_once(project: Path):
    """Twenty keystrokes into nothing cost one log line and no popup."""
    with Editor.stdio(project) as editor:
        for version in range(20):
            editor.notify(
                "textDocument/didChange",
                {
                    "textDocument": {"uri": editor.uri("ghost.py"), "version": version},
                    "contentChanges": [{"text": "x = 1\n"}],
                },
            )
        editor.settled()
        assert len(editor.logs) == 1
        editor.expect_log("not open")


def test_documents_of_other_languages_are_ignored(project: Path):
    """A document that is no Python is neither diagnosed nor complained of."""
    with Editor.stdio(project) as editor:
        document = editor.open("notes.md", "# Title\n", language="markdown")
        editor.change(document, (0, 0, "x"))
        assert editor.findings(document) == []
        assert editor.request("textDocument/codeLens", editor.of(document)) in (None, [])
        editor.close(document)


def test_a_document_may_be_opened_twice(project: Path):
    """A second didOpen replaces the text."""
    with Editor.stdio(project) as editor:
        editor.open("simple.py")
        document = editor.open("simple.py", "x = 1\n", version=5)
        assert digest(editor, document) == digest_of("x = 1\n").hex()
