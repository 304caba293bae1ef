"""What one settings file sets, and what is wrong with it, shown at its place by carets."""

import pytest
from fixture import Note, compare, parse
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.configuration.files import read_file
from lsp_server.settings import OPTIONS, Tiers, kebab


def check_problems(fixture: str) -> None:
    """Hold the findings of a settings file against the notes below its lines."""
    project = parse(fixture)
    ((path, file),) = project.files.items()
    notes = []
    for finding in read_file(path, file.text).findings:
        (line, column), (last, end) = finding.span
        notes.append(Note(line, column, end - column if line == last else 1, finding.message))
    compare(file, notes)


PROBLEMS = {
    "a key that is misspelt": """
        #- pyproject.toml
        [tool.vitals]
        cognitve = [15, 25, 50]
        ^^^^^^^^ there is no setting `cognitve`; did you mean `cognitive`?
    """,
    "a key as Python or an editor spells it": """
        #- vitals.toml
        max_lines = 500
        ^^^^^^^^^ there is no setting `max_lines`; did you mean `max-lines`?
        codeLenses = true
        ^^^^^^^^^^ there is no setting `codeLenses`; did you mean `code-lenses`?
    """,
    "a key like no other": """
        #- vitals.toml
        x = 1
        ^ there is no setting `x`
    """,
    "limits that are none": """
        #- vitals.toml
        nesting = "four"
                  ^^^^^^ `nesting`: must be three ascending whole numbers, one whole number, or false, not "four"
        cognitive = [15, 25]
                    ^^^^^^^^ `cognitive`: must be three ascending whole numbers
        cyclomatic = [30, 20, 10]
                     ^^^^^^^^^^^^ `cyclomatic`: must be three ascending whole numbers
        parameters = true
                     ^^^^ `parameters`: must be three
        statements = -1
                     ^^ `statements`: must be three
        lcom4 = [1, 2, true]
                ^^^^^^^^^^^^ `lcom4`: must be three
    """,
    "numbers, flags, texts and lists of the wrong kind": """
        #- vitals.toml
        quiet-ms = 10_001
                   ^^^^^^ `quiet-ms`: must be a whole number from 0 to 10000, not 10001
        max-lines = 1.5
                    ^^^ `max-lines`: must be a whole number
        hover = "yes"
                ^^^^^ `hover`: must be true or false, not "yes"
        base = ""
               ^^ `base`: must be a text, not ""
        cyclomatic-dialect = "radon"
                             ^^^^^^^ `cyclomatic-dialect`: must be "c901" or "cc", not "radon"
        exclude = "build"
                  ^^^^^^^ `exclude`: must be a list of texts, not "build"
    """,
    "a check that does not exist": """
        #- vitals.toml
        ignore = ["deep-nestin"]
                 ^^^^^^^^^^^^^^^ `ignore`: there is no check `deep-nestin`; did you mean `deep-nesting`?
    """,
    "dotted keys and inline tables": """
        #- pyproject.toml
        tool.vitals = { hover = 1, "nestng" = 4 }
                                   ^^^^^^^^ there is no setting `nestng`; did you mean `nesting`?
                                ^ `hover`: must be true or false, not 1
    """,
    "overrides": """
        #- vitals.toml
        [[overrides]]
          ^^^^^^^^^ an override needs `files`
        nesting = 3
        [[overrides]]
        files = ["a/**", 3, "!b"]
                         ^ this is no glob
                            ^^^^ this is no glob
        nesting = "x"
                  ^^^ `nesting`: must be three
        overrides = 3
        ^^^^^^^^^ there is no setting `overrides`
    """,
    "overrides of what holds for the whole folder": """
        #- vitals.toml
        [[overrides]]
        files = ["gen/"]
        base = "main"
        ^^^^ `base` cannot differ from file to file
        nesting = 3
    """,
    "what only the user sets": """
        #- pyproject.toml
        [tool.vitals]
        redis-url = "redis://evil.example"
        ^^^^^^^^^ `redis-url` is not a project's to set, for it decides what leaves the machine: it is set in the editor (`vitals.redisUrl`) or by the variable VITALS_REDIS_URL
        sharing = 3
        ^^^^^^^ `sharing` is not a project's to set
        team-secret-file = 3
        ^^^^^^^^^^^^^^^^ `team-secret-file` is not a project's to set
        workspace-id = "ours"
        [[tool.vitals.overrides]]
        files = ["a"]
        read-only = true
        ^^^^^^^^^ `read-only` is not a project's to set
        reed-only = true
        ^^^^^^^^^ there is no setting `reed-only`
    """,
    "overrides that are no tables": """
        #- vitals.toml
        overrides = 3
                    ^ `overrides` must be an array of tables
    """,
    "a table that is none": """
        #- pyproject.toml
        [tool]
        vitals = 3
                 ^ `vitals` must be a table
    """,
    "text that is no TOML": """
        #- vitals.toml
        hover = true
        nesting = four
                  ^ not TOML
    """,
    "text that ends too early": """
        #- pyproject.toml
        [tool.vitals]
        nesting = [1,
                    ^ not TOML
    """,
    "other tools' tables are not our business": """
        #- pyproject.toml
        [tool.other]
        cognitve = "x"
    """,
    "other tools' broken TOML is not our business": """
        #- pyproject.toml
        [tool.other
    """,
}  # fmt: skip


@pytest.mark.parametrize("fixture", PROBLEMS.values(), ids=PROBLEMS)
def test_what_is_wrong_is_told_at_its_place(fixture: str):
    """Each problem has a message at exactly the key or value it speaks of, and nothing else has."""
    check_problems(fixture)


VALUES = {
    "cognitive = [1, 2, 3]": ("cognitive", Tiers(1, 2, 3)),
    "cognitive = [1, 1, 1]": ("cognitive", Tiers(1, 1, 1)),
    "cognitive = 30": ("cognitive", Tiers(30, 50, 100)),
    "cognitive = 0": ("cognitive", Tiers(0, 1, 2)),
    "nesting = 2": ("nesting", Tiers(2, 3, 4)),
    "nesting = 3": ("nesting", Tiers(3, 4, 5)),
    "nesting = false": ("nesting", None),
    "max-file-size = 2_000": ("max_file_size", 2000),
    "code-lenses = false": ("code_lenses", False),
    'cyclomatic-dialect = "cc"': ("cyclomatic_dialect", "cc"),
    'select = ["deep-nesting"]': ("select", ("deep-nesting",)),
    'exclude = ["a", "b/"]': ("exclude", ("a", "b/")),
}


@pytest.mark.parametrize("line", VALUES)
def test_each_kind_of_value_is_read(line: str):
    """A right value is taken, with the line that gave it."""
    name, expected = VALUES[line]
    file = read_file("vitals.toml", f"# first line\n{line}\n")
    assert file.findings == ()
    assert file.values[name] == (expected, 1)


def test_a_pyproject_counts_only_with_our_table():
    """A pyproject.toml without [tool.vitals] is passed over; an empty table or vitals.toml counts."""
    assert not read_file("a/pyproject.toml", "[project]\n").counts
    assert read_file("a/pyproject.toml", "[tool.vitals]\n").counts
    assert read_file("a/vitals.toml", "").counts


def test_a_misspelt_key_can_be_corrected():
    """Its quick fix writes the key that was meant."""
    (finding,) = read_file("vitals.toml", "nestng = 3\n").findings
    (fix,) = finding.fixes
    (edit,) = fix.edits
    assert (edit.span, edit.text) == (finding.span, "nesting")


json_like = st.recursive(
    st.one_of(st.booleans(), st.integers(-5, 10**9), st.sampled_from(['"x"', '""', "1.5", "nan"])),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=4,
).map(lambda value: str(value).replace("T", "t").replace("F", "f").replace("'", ""))


@given(st.sampled_from(sorted(OPTIONS)), json_like)
def test_only_the_wrong_option_falls_back(name: str, written: str):
    """Whatever one option is given, the others keep the values that the file gives them."""
    others = {
        "nesting = [1, 2, 3]": "nesting",
        "hover = false": "hover",
        "quiet-ms = 7": "quiet_ms",
    }
    lines = [line for line, other in others.items() if other != name]
    file = read_file("vitals.toml", "\n".join([f"{kebab(name)} = {written}", *lines]))
    assert set(file.values) - {name} == set(others.values()) - {name}
    assert len(file.findings) == (name not in file.values)
    assert all(finding.span.start.line == 0 for finding in file.findings)


@given(st.one_of(st.text(), st.text(alphabet="[]{}=,.\"'#\\\n \r\ttoolvitals1_-")))
def test_any_text_is_read(text: str):
    """No text makes reading raise, and a finding stands inside the text."""
    for path in ("vitals.toml", "pyproject.toml"):
        for finding in read_file(path, text).findings:
            assert 0 <= finding.span.start.line <= text.count("\n")


def test_nesting_without_end_is_survived():
    """Arrays inside arrays beyond what can be read are one finding."""
    file = read_file("vitals.toml", "hover = " + "[" * 100_000)
    assert [finding.message for finding in file.findings] == ["cannot be read"]
