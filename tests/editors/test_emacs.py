"""Vitals in a real Emacs on a terminal, with eglot and the configuration of editors/README.md."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from editors.clients import emacs
from editors.configured import REMEDY, SUPPRESSION, blocks, environment, project
from editors.terminal import ENTER, PATIENCE, Terminal

ENCODINGS = {28: "utf-16", 30: "utf-32"}
"""What eglot asks for: nothing in 28, code points in 30."""


class Emacs:
    """One Emacs with a file open."""

    def __init__(self, terminal: Terminal, client: list[str | Path], env: dict[str, str]) -> None:
        self.terminal = terminal
        self._client = client
        self._env = env

    def ask(self, form: str) -> Any:
        """Return what a form evaluates to in the buffer of the file."""
        told = f'(json-encode (with-current-buffer "orbit.py" {form}))'
        run = subprocess.run(
            [*self._client, "--eval", told],
            env=self._env,
            capture_output=True,
            check=True,
            timeout=PATIENCE,
        )
        return json.loads(json.loads(run.stdout))

    def wait(self, form: str, value: Any) -> None:
        """Wait until a form evaluates to a value."""
        self.terminal.wait(lambda: self.ask(form) == value, f"{form} is {value}")

    def command(self, name: str, *answers: str) -> None:
        """Run a command, and answer what it asks."""
        self.terminal.type(f"\x1bx{name}{ENTER}")
        for prompt, answer in zip(answers[::2], answers[1::2], strict=True):
            self.terminal.see(prompt)
            self.terminal.type(answer + ENTER)


@pytest.fixture(params=ENCODINGS)
def version(request: pytest.FixtureRequest) -> int:
    """Return the version of Emacs."""
    return request.param


@pytest.fixture
def editor(version: int, tmp_path: Path) -> Iterator[Emacs]:
    """Open a file with findings in Emacs; all that it is told about Vitals is in the README."""
    folder = emacs(version)
    env = {**environment(tmp_path / "home"), **lisp(folder)}
    init = tmp_path / "home/.emacs.d/init.el"
    init.parent.mkdir()
    init.write_text(blocks("Emacs")["elisp"], "utf-8")
    socket = tmp_path / "socket"
    serve = f'(progn (setq server-name "{socket}") (server-start))'
    (dump,) = folder.glob("usr/libexec/emacs/*/*/*.pdmp")
    file = project(tmp_path / "project")
    command = [folder / "usr/bin/emacs-nox", f"--dump-file={dump}", "-nw"]
    command += ["--load", "eglot", "--eval", serve, file]
    client = [folder / "usr/bin/emacsclient.emacs", "--socket-name", socket]
    with Terminal(command, file.parent, env) as terminal:
        terminal.see("orbit.py")
        terminal.wait(socket.exists, "Emacs' server")
        yield Emacs(terminal, client, env)


def lisp(folder: Path) -> dict[str, str]:
    """Return where an Emacs that is not installed finds what belongs to it."""
    (share,) = folder.glob("usr/share/emacs/[0-9]*")
    (programs,) = folder.glob("usr/libexec/emacs/*/*")
    packages = folder.glob("usr/share/emacs/site-lisp/elpa-src/*")
    return {
        "EMACSLOADPATH": ":".join(map(str, [*packages, share / "lisp"])),
        "EMACSDATA": f"{share}/etc",
        "EMACSDOC": f"{share}/etc",
        "EMACSPATH": str(programs),
    }


FOUND = """(sort (mapcar (lambda (it) (buffer-substring-no-properties
  (flymake-diagnostic-beg it) (flymake-diagnostic-end it))) (flymake-diagnostics)) #'string<)"""
"""What of the text is underlined."""
NAME = "𝒇𝒇"
LINE = "(save-excursion (goto-char (point-min)) (forward-line) (thing-at-point 'line t))"


def test_findings_stand_at_their_places(editor: Emacs, version: int):
    """What is underlined is exactly the name and the comment, in the encoding that eglot asks for."""
    editor.wait(FOUND, [SUPPRESSION, NAME])
    capabilities = "(eglot--capabilities (eglot-current-server))"
    assert editor.ask(f"(plist-get {capabilities} :positionEncoding)") == ENCODINGS[version]
    editor.command(
        "flymake-show-buffer-diagnostics" if version > 28 else "flymake-show-diagnostics-buffer"
    )
    editor.terminal.see("`ff` nests too deeply: 6 levels (limit 4)", "suppression not needed")


def test_the_documentation_of_a_function_is_a_table_without_marks(editor: Emacs):
    """Hover on the name shows figures in columns, with the limit that the settings in Emacs say."""
    editor.wait(FOUND, [SUPPRESSION, NAME])
    editor.ask("(goto-char 6)")
    editor.command("eldoc")
    editor.terminal.see("cognitive   22 ▲  20", "+6 if nested 5 deep, line 8")


def test_a_code_action_edits_the_right_part_of_the_line(editor: Emacs):
    """The comment that is not needed is removed behind characters beyond the BMP, and its finding goes."""
    editor.wait(FOUND, [SUPPRESSION, NAME])
    editor.ask('(progn (goto-char (point-min)) (search-forward "vitals:") (point))')
    editor.command("eglot-code-actions", "Pick an action", "Remove the suppression")
    editor.wait(LINE, REMEDY)
    editor.wait(FOUND, [NAME])


def test_what_breaks_is_told_and_what_is_mended_goes(editor: Emacs):
    """Typing publishes again: a line that cannot be read is underlined until it can."""
    editor.wait(FOUND, [SUPPRESSION, NAME])
    editor.ask("(progn (goto-char (point-max)) (point))")
    editor.terminal.type('𝒙 = "😀" +')
    editor.wait("(length (flymake-diagnostics))", 3)
    editor.terminal.type(" 1")
    editor.wait(FOUND, [SUPPRESSION, NAME])
