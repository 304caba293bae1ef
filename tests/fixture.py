"""The fixture language: a small project in a string, with cursors and expectations in place.

See tests/README.md. Each `check_…` touches one area of the API; the cases are strings.
"""

import datetime as dt
import re
import textwrap
from collections.abc import Iterator
from itertools import zip_longest
from typing import NamedTuple

from lsp_server.analysis import analyse
from lsp_server.checks.finding import Finding
from lsp_server.features.actions import Action, actions
from lsp_server.features.hints import hints
from lsp_server.features.hover import hover
from lsp_server.features.lenses import lenses, title
from lsp_server.features.symbols import Symbol, moved, outline
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Edit, Position, Source, Span, split_lines
from lsp_server.workspace.document import Document
from lsp_server.workspace.session import Session
from lsp_server.workspace.snapshot import Diagnosed

TODAY = dt.date(2026, 6, 15)
CURSOR = "$0"
MAIN = "file:///main.py"
_FILE = re.compile(r"#- (\S+)( @base)?\n")
_NOTE = re.compile(r"(\s*)(\^+)(?: (.*))?\n?\Z")
EVERYTHING = Span(Position(0, 0), Position(10**6, 0))


class Note(NamedTuple):
    """Something said of a stretch of one line."""

    line: int
    column: int
    width: int
    text: str


class File(NamedTuple):
    """One file of a fixture; `notes` are what is expected of it."""

    text: str
    cursor: Position | None
    notes: tuple[Note, ...]


class Project(NamedTuple):
    """A fixture's files by path, and the files of the base."""

    files: dict[str, File]
    base: dict[str, File]

    @property
    def only(self) -> File:
        """The only file."""
        (file,) = self.files.values()
        return file


def parse(fixture: str) -> Project:
    """Read a fixture; text before the first `#-` line is the file main.py."""
    text = textwrap.dedent(fixture).lstrip("\n")
    if not _FILE.match(text):
        text = "#- main.py\n" + text
    project = Project({}, {})
    headers = list(_FILE.finditer(text))
    ends = [*(header.start() for header in headers[1:]), len(text)]
    for header, end in zip(headers, ends, strict=True):
        files = project.base if header[2] else project.files
        files[header[1]] = _file(text[header.end() : end])
    return project


def _file(text: str) -> File:
    lines: list[str] = []
    notes: list[Note] = []
    for line in split_lines(text):
        if (note := _NOTE.match(line)) and lines:
            notes.append(Note(len(lines) - 1, len(note[1]), len(note[2]), (note[3] or "").rstrip()))
        else:
            lines.append(line)
    cursor = None
    for number, line in enumerate(lines):
        if (column := line.find(CURSOR)) >= 0:
            cursor = Position(number, column)
            lines[number] = line.replace(CURSOR, "", 1)
    return File("".join(lines), cursor, tuple(notes))


def annotated(text: str, notes: list[Note]) -> str:
    """Write a text with notes below the lines they speak of."""
    made = []
    for number, line in enumerate(split_lines(text)):
        made.append(line if line.endswith("\n") else line + "\n")
        here = sorted(note for note in notes if note.line == number)
        made += [f"{' ' * n.column}{'^' * n.width} {n.text}".rstrip() + "\n" for n in here]
    return "".join(made)


def compare(file: File, actual: list[Note]) -> None:
    """Fail unless the notes are those expected, an expected text being the beginning of its own.

    The failure shows both in the fixture language.
    """
    shown = []
    for note in actual:
        expected = (e for e in file.notes if e[:3] == note[:3] and note.text.startswith(e.text))
        wanted = next(expected, None)
        shown.append(note if wanted is None else wanted)
    assert annotated(file.text, shown) == annotated(file.text, list(file.notes))


def opened(project: Project, settings: Settings = DEFAULT) -> Session:
    """Open a project's files in a session, with the base if the fixture has one."""
    session = Session(lambda: TODAY, lambda _: settings)
    for path, file in project.files.items():
        uri = f"file:///{path}"
        session.open(Document(uri, "python", 1, Source.of(file.text)))
        if path in project.base:
            session.attach_base(uri, analyse(Source.of(project.base[path].text)))
    return session


def offered(session: Session, span: Span, uri: str = MAIN) -> list[Action]:
    """Return the actions at a span of a file."""
    return actions(session.snapshot, uri, span, session.linkage)


def diagnosed(fixture: str, settings: Settings = DEFAULT) -> tuple[File, Diagnosed, Session]:
    """Open a fixture of one file."""
    project = parse(fixture)
    session = opened(project, settings)
    (path,) = project.files
    return project.only, session.snapshot.files[f"file:///{path}"], session


# Without a base in the fixture everything is new, as it is for the command outside a repository.
NEW = {"base": "none"}


def fresh(**options: object) -> Settings:
    """Return settings under which everything is new."""
    return Settings(**{**NEW, **options})  # type: ignore[arg-type]  # options are checked by name


def _note_of(finding: Finding) -> Note:
    (line, column), (last, end) = finding.span
    width = max(1, end - column) if line == last else 1
    return Note(
        line, column, width, f"{finding.severity.name.lower()} {finding.code}: {finding.message}"
    )


def check_findings(fixture: str, settings: Settings | None = None) -> None:
    """Hold the findings of a file against the notes: `^^^ severity code: message…`."""
    project = parse(fixture)
    chosen = settings or (DEFAULT if project.base else fresh())
    file, found, _ = diagnosed(fixture, chosen)
    compare(file, [_note_of(finding) for finding in found.findings])


def check_hover(fixture: str, *expected: str, settings: Settings = DEFAULT) -> None:
    """Hold the hover at the cursor against pieces of Markdown; none expected means no hover."""
    file, found, _ = diagnosed(fixture, settings)
    assert file.cursor is not None, "the fixture has no $0"
    shown = hover(found, file.cursor)
    if not expected:
        assert shown is None, shown.markdown if shown else ""
        return
    assert shown is not None
    for piece in expected:
        assert piece in shown.markdown, f"\n{piece!r} is not in\n{shown.markdown}"


def check_lenses(fixture: str, settings: Settings = DEFAULT) -> None:
    """Hold the lenses of a file against the notes: `^^^ title…`."""
    file, found, session = diagnosed(fixture, settings)
    uri = found.document.uri
    notes = []
    for lens in lenses(found):
        (line, column), (_, end) = lens.span
        notes.append(
            Note(line, column, end - column, title(session.snapshot, uri, lens.symbol) or "")
        )
    compare(file, notes)


def check_hints(fixture: str, symbol: str, settings: Settings = DEFAULT) -> None:
    """Hold the inlay hints of one function against the notes: a caret at the end of the line."""
    file, found, session = diagnosed(fixture, settings)
    session.explain(found.document.uri, symbol)
    shown = hints(session.snapshot, found.document.uri, EVERYTHING)
    compare(file, [Note(*hint.position, 1, hint.label) for hint in shown])


def symbols(found: Diagnosed) -> tuple[Symbol, ...]:
    """Return the outermost symbols of a document, where they stand."""
    return tuple(moved(symbol, line) for line, of, _ in outline(found) for symbol in of)


def check_symbols(fixture: str, outline: str, settings: Settings = DEFAULT) -> None:
    """Hold the symbols of a file against an outline: `kind name: detail…`, indented below its owner."""
    _, found, _ = diagnosed(fixture, settings)
    _begin([*_outlined(symbols(found), "")], textwrap.dedent(outline).strip().split("\n"))


def _outlined(found: tuple[Symbol, ...], indent: str) -> Iterator[str]:
    for symbol in found:
        yield f"{indent}{symbol.kind} {symbol.name}: {symbol.detail}"
        yield from _outlined(symbol.children, f"{indent}    ")


def check_offered(fixture: str, *titles: str, settings: Settings | None = None) -> None:
    """Hold the titles of all actions at the cursor against beginnings, in order."""
    file, _, session = diagnosed(fixture, settings or fresh())
    assert file.cursor is not None, "the fixture has no $0"
    found = [action.title for action in offered(session, Span(file.cursor, file.cursor))]
    _begin(found, list(titles))


def _begin(actual: list[str], expected: list[str]) -> None:
    """Fail unless the lines are those expected, which may be cut short."""
    pairs = zip_longest(actual, expected, fillvalue="")
    shown = [wanted if wanted and line.startswith(wanted) else line for line, wanted in pairs]
    assert "\n".join(shown) == "\n".join(expected)


def check_action(fixture: str, chosen: str, after: str, settings: Settings | None = None) -> None:
    """Choose the action at the cursor whose title begins so, apply it, and compare the text."""
    file, _, session = diagnosed(fixture, settings or fresh())
    assert file.cursor is not None, "the fixture has no $0"
    found = offered(session, Span(file.cursor, file.cursor))
    matching = [action for action in found if action.title.startswith(chosen)]
    assert len(matching) == 1, f"offered: {[action.title for action in found]}"
    assert applied(file.text, matching[0].edits) == textwrap.dedent(after).lstrip("\n")


def applied(text: str, edits: tuple[Edit, ...]) -> str:
    """Apply edits that do not overlap."""
    source = Source.of(text)
    for edit in sorted(edits, key=lambda item: item.span.start, reverse=True):
        source = source.edited(edit)
    return source.text
