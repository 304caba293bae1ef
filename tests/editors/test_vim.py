"""Vitals in a real Vim on a terminal, with ALE and the configuration of editors/README.md.

ALE 3.3 takes the columns of the protocol for bytes: on lines of ASCII, which is where tests look.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from editors.clients import vim
from editors.configured import PLAIN, blocks, environment, project
from editors.terminal import ENTER, ESCAPE, Terminal

VIMRC = "filetype plugin on\nlet g:ale_linters = {'python': ['vitals']}\n"


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Terminal]:
    """Open a file with findings in Vim; all that it is told about Vitals is in the README."""
    program, ale = vim()
    home = tmp_path / "home"
    env = {**environment(home), "VIMRUNTIME": str(program.parent.parent / "share/vim/vim90")}
    plugins = home / ".vim/pack/tests/start"
    plugins.mkdir(parents=True)
    (plugins / "ale").symlink_to(ale)
    linters = home / ".vim/ale_linters/python"
    linters.mkdir(parents=True)
    (linters / "vitals.vim").write_text(blocks("Vim")["vim"], "utf-8")
    (home / ".vimrc").write_text(VIMRC, "utf-8")
    file = project(tmp_path / "project")
    with Terminal([program, file], file.parent, env) as terminal:
        terminal.see("`ff` nests too deeply", "> suppression not needed")
        yield terminal


def test_the_line_of_a_finding_is_marked(editor: Terminal):
    """Signs stand at the lines of findings, and the message of the cursor's line below."""
    editor.see("--def 𝒇𝒇", "--    total", "deep-nesting: `ff` nests too deeply: 6 levels (limit 4)")


def test_hover_is_a_table_without_marks(editor: Terminal):
    """`:ALEHover` shows figures in columns, with the limit that the settings in Vim say."""
    editor.type("4l:ALEHover" + ENTER)
    editor.see("cognitive   22 ▲  20", "+6 if nested 5 deep, line 8")


def test_a_code_action_mends_a_line(editor: Terminal):
    """`:ALECodeAction` offers what the server does, and the chosen one edits the text."""
    editor.type(":edit moon.py" + ENTER)
    editor.see(f"--print(orbit)  {PLAIN}")
    editor.type("G18l:ALECodeAction" + ENTER)
    editor.see("1) Remove the suppression", "2) Explain unneeded-suppression")
    editor.type("1" + ENTER)
    editor.miss(PLAIN)
    editor.see("\nprint(orbit)\n")


def test_what_breaks_is_told_and_what_is_mended_goes(editor: Terminal):
    """After a change, findings are those of the new text."""
    editor.type("Go𝒙 = (" + ESCAPE)
    editor.see("cannot be read")
    editor.type("A1)" + ESCAPE)
    editor.miss("cannot be read")
    editor.see("`ff` nests too deeply")
