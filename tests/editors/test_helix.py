"""Vitals in a real Helix on a terminal, with the configuration of editors/README.md."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from editors.clients import helix
from editors.configured import REMEDY, SUPPRESSION, blocks, environment, project
from editors.terminal import ENTER, ESCAPE, UP, Terminal

NEXT, ACTIONS, HOVER, SYMBOLS = "]d", " a", " k", " S"


@contextmanager
def opened(home: Path, file: Path) -> Iterator[Terminal]:
    """Open a file with findings in Helix; all that it is told about Vitals is in the README."""
    env = environment(home)
    settings = home / ".config/helix"
    settings.mkdir(parents=True)
    (settings / "languages.toml").write_text(blocks("Helix")["toml"], "utf-8")
    (settings / "config.toml").write_text("[editor.lsp]\ndisplay-inlay-hints = true\n", "utf-8")
    with Terminal([helix(), file], file.parent, env) as terminal:
        terminal.see("●   1  def", "●   2")
        yield terminal


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Terminal]:
    """Open a project's file."""
    with opened(tmp_path / "home", project(tmp_path / "project")) as terminal:
        yield terminal


def write(editor: Terminal, begin: str, before: str, text: str) -> None:
    """Write behind what stands before it, key by key: 25.01 sends those of one burst in any order."""
    editor.type(begin)
    editor.see("INS", before.rstrip())
    for end, key in enumerate(text, 1):
        editor.type(key)
        editor.see((before + text[:end]).rstrip())
    editor.type(ESCAPE)
    editor.see("NOR")


def test_findings_stand_at_their_places(editor: Terminal):
    """Going from one finding to the next selects exactly the name and the comment."""
    editor.type(NEXT)
    editor.see("`ff` nests too deeply: 6 levels (limit 4)", "1:6")
    write(editor, "c", "def ", "𝒏")
    editor.see("def 𝒏(a, b, c", "`n` nests too deeply")
    editor.type("ggj" + NEXT)
    editor.see("suppression not needed")
    write(editor, "c", REMEDY.rstrip() + "  ", "# none")
    editor.see(REMEDY.rstrip() + "  # none\n")


def test_hover_tells_figures_by_the_settings(editor: Terminal):
    """Hover on the name shows figures and reasons, with the limit that the settings in Helix say."""
    editor.type(NEXT)
    editor.see("1:6")
    editor.type(HOVER)
    editor.see("cognitive | 22 ▲ | 20", "+6 if nested 5 deep, line 8")


def test_a_code_action_edits_the_right_part_of_the_line(editor: Terminal):
    """The comment that is not needed is removed behind characters beyond the BMP, and its finding goes."""
    editor.type("j" + NEXT)
    editor.see("suppression not needed")
    editor.type(ACTIONS)
    editor.see("Remove the suppression", "Explain unneeded-suppression")
    editor.type(ENTER)
    editor.miss(SUPPRESSION)
    editor.see(REMEDY.rstrip())
    editor.miss("●   2")


def test_an_action_shows_why_on_each_line(editor: Terminal):
    """Where there are no lenses an action shows what each line adds, from the next edit on."""
    editor.type(NEXT)
    editor.see("1:6")
    editor.type(ACTIONS)
    editor.see("Show why `ff` has cognitive 22")
    editor.type(UP + ENTER)
    editor.miss("Show why")
    write(editor, "geo", "    return total\n   11", "")
    editor.see("for x in a: +1", "if f: +6")


def test_what_breaks_is_told_and_what_is_mended_goes(editor: Terminal):
    """Typing publishes again: a line that cannot be read has a finding until it can."""
    write(editor, "geo", "11      ", '𝒙 = "😀" +')
    editor.see("●  11")
    write(editor, "A", '𝒙 = "😀" +', " 1")
    editor.miss("●  11")
    editor.see("●   1", '𝒙 = "😀" + 1')


def test_the_hottest_modules_are_found(editor: Terminal):
    """The search for symbols of the workspace answers the questions of the server."""
    editor.type(SYMBOLS + ":hot")
    for letter in " orbit":
        if editor.sees("> module :hot", within=2):
            break
        editor.type(letter)  # asks again, as the index may not have been complete
    editor.see("> module :hot", "orbit orbit.py")


def test_what_is_acknowledged_in_one_editor_is_so_in_another(editor: Terminal, tmp_path: Path):
    """Two editors of one project share their memory: the other one's message changes by itself."""
    with opened(tmp_path / "other", tmp_path / "project/orbit.py") as other:
        other.type(NEXT)
        other.see("`ff` nests too deeply: 6 levels (limit 4)")
        editor.type(NEXT)
        for _ in range(10):
            editor.type(ACTIONS)
            editor.see("Show why `ff`")
            if "Acknowledge deep-nesting" in editor.text:  # once the memory is open
                break
            editor.type(ESCAPE)
            editor.miss("Show why `ff`")
        editor.type(UP * 4 + ENTER)  # for a week
        other.see("`ff` nests too deeply: 6 levels (limit 4) (acknowledged by")
