"""What is generated from the declarations is up to date, and says what the code does."""

import json
import tomllib
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from lsp_server import reference
from lsp_server.checks import CODES
from lsp_server.checks.catalogue import href, manual
from lsp_server.configuration import read_file
from lsp_server.contract import KINDS
from lsp_server.memory import kinds as memory_kinds
from lsp_server.settings import DEFAULT, OPTIONS, PERSONAL, kebab, variable

ROOT = Path(__file__).parent.parent
SCHEMA = Draft7Validator(json.loads((ROOT / "lsp_server/settings.schema.json").read_text("utf-8")))


def test_what_is_generated_is_up_to_date(capsys: pytest.CaptureFixture[str]):
    """`python -m lsp_server.reference` has nothing to say; with --write it makes it so."""
    assert (reference.main([]), capsys.readouterr().out) == (0, "")


def test_stale_files_are_told_and_written(monkeypatch, tmp_path: Path, capsys):
    """A file that differs is named and the exit code is 1; writing it makes both go away."""
    page = tmp_path / "new" / "page.md"
    monkeypatch.setattr(reference, "generated", lambda _: iter([(page, "text\n")]))
    assert reference.main([]) == 1
    assert not page.exists()
    assert reference.main(["--write"]) == 0
    assert page.read_text() == "text\n"
    assert reference.main([]) == 0
    assert capsys.readouterr().out == "page.md is not up to date\npage.md written\n"
    assert reference.main(["--help"]) == 2


def test_the_readme_lists_every_setting():
    """Each option has its row, with its default and its sentence."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for name, option in OPTIONS.items():
        (row,) = (line for line in readme.splitlines() if line.startswith(f"| `{kebab(name)}` |"))
        assert option.doc in row
        assert json.dumps(getattr(DEFAULT, name)) in row


def test_the_readme_tells_what_is_remembered_and_what_leaves_the_machine():
    """Each kind of record and each privacy level has its row; personal settings say where they go."""
    readme = (ROOT / "README.md").read_text("utf-8")
    for kind in memory_kinds.KINDS.values():
        (row,) = (
            line for line in readme.splitlines() if line.startswith(f"| `{kind.name}` | {kind.doc}")
        )
        assert row.endswith(f"| {kind.largest:,} bytes | from level {kind.level} |")
    for level, what in enumerate(memory_kinds.LEVELS):
        assert f"| {level} | {what} |\n" in readme
    for name in PERSONAL:
        assert f"Only in the editor's settings, or as `{variable(name)}`. |\n" in readme


def test_the_example_of_an_override_is_right():
    """What the README shows is read without a finding, for other files than the defaults for tests."""
    _, example, *_ = reference.rules().replace("```toml", "```").split("```")
    file = read_file("pyproject.toml", example)
    assert file.findings == ()
    assert file.overrides[0].values.keys() == {"cognitive", "parameters"}
    assert "`parameters = false`, `statements = [100, 160, 240]`" in reference.rules()


def test_the_example_of_contracts_is_right():
    """What the README shows of contracts is read without a finding and satisfies the schema."""
    example = reference.rules().replace("```toml", "```").split("```")[3]
    file = read_file("pyproject.toml", example)
    assert file.findings == ()
    assert file.values.keys() == KINDS.keys()
    assert list(SCHEMA.iter_errors(tomllib.loads(example)["tool"]["vitals"])) == []


def test_only_the_table_of_the_readme_is_generated(tmp_path: Path):
    """What stands around the marks stays as it is; a README without marks is left alone."""
    readme = tmp_path / "README.md"
    readme.write_text(f"above\n{reference.BEGIN}\nold\n{reference.END}\nbelow\n")
    wanted = dict(reference.generated(tmp_path))[readme]
    assert wanted.startswith(f"above\n{reference.BEGIN}\n| setting |")
    assert wanted.endswith(f"{reference.rules()}{reference.END}\nbelow\n")
    readme.write_text("no marks\n")
    assert readme not in dict(reference.generated(tmp_path))


@pytest.mark.parametrize("code", CODES)
def test_the_address_of_a_manual_page_leads_to_it(code: str):
    """`href` is a file URI of the installed page."""
    uri = urlparse(href(code))
    assert uri.scheme == "file"
    assert Path(unquote(uri.path)).read_text("utf-8") == manual(code)


VALID = """
    cognitive = 10
    nesting = [3, 4, 5]
    parameters = false
    hover = true
    ignore = ["deep-nesting"]
    exclude = ["gen/"]
    base = "main"
    cyclomatic-dialect = "cc"
    [layers]
    layers = ["a | (b)", "c"]
    exhaustive = false
    [layers.other]
    layers = ["d : e"]
    containers = ["x.*"]
    [[overrides]]
    files = ["tests/"]
    statements = false
"""
INVALID = (
    "cognitve = 1", "nesting = 'x'", "nesting = [1, 2]", "nesting = true", "quiet-ms = 10_001",
    "hover = 1", "ignore = ['nope']", "base = ''", "cyclomatic-dialect = 'radon'", "overrides = 3",
    "[[overrides]]\nnesting = 3", "[[overrides]]\nfiles = 'a'", "[[overrides]]\nfiles = []\nx = 1",
    "[[overrides]]\nfiles = []\nbase = 'main'", "layers = 3", "[layers]\nlayers = 'a'",
    "[layers]\nlayer = ['a']", "[layers.x]\nlayers = []", "[layers.x]\ncontainers = ['a']",
    "[protected.x]\nprotected-modules = ['a']", "[layers]\nlayers = ['a']\nexhaustive = 'yes'",
    "redis-url = 'redis://h'", "sharing = 0", "read-only = true", "team-secret-file = ''",
    "[[overrides]]\nfiles = []\nlayers = {layers = ['a']}",
)  # fmt: skip


def test_the_schema_is_one():
    """The schema is valid by its own standard, and takes what is right."""
    Draft7Validator.check_schema(SCHEMA.schema)
    assert list(SCHEMA.iter_errors(tomllib.loads(VALID))) == []
    assert read_file("vitals.toml", VALID).findings == ()


@pytest.mark.parametrize("text", INVALID)
def test_the_schema_refuses_what_is_wrong(text: str):
    """An editor that knows the schema complains where we do."""
    assert not SCHEMA.is_valid(tomllib.loads(text))
    assert read_file("vitals.toml", text).findings


written = st.recursive(
    st.sampled_from(["true", "false", "0", "-1", "7", "500", "1e3", '""', '"auto"', '"cc"']),
    lambda inner: st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]"),
    max_leaves=4,
)


@given(st.sampled_from(sorted(map(kebab, OPTIONS))), written)
def test_the_schema_takes_whatever_is_right(key: str, value: str):
    """What is read without a finding satisfies the schema."""
    text = f"{key} = {value}"
    if not read_file("vitals.toml", text).findings:
        assert SCHEMA.is_valid(tomllib.loads(text))
