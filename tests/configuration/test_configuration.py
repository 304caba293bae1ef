"""Which settings hold for which file, and who said so."""

from pathlib import Path

import pytest
from fixture import parse

from lsp_server.configuration import Configuration, Origin, editor_values
from lsp_server.settings import DEFAULT, OPTIONS, Settings, Tiers, camel, kebab
from lsp_server.workspace.settings_on_disk import text_of, tops

TESTS = (
    "tests/a.py", "tests/deep/er/a.py", "src/tests/a.py", "test/a.py", "test_a.py", "src/a_test.py",
    "conftest.py", "src/conftest.py",
)  # fmt: skip
CODE = ("a.py", "src/testing.py", "contest.py", "src/mytests/a.py", "tests.py", "latest.py")


def configured(fixture: str, editor: object = None, only: str | None = None) -> Configuration:
    """Make a configuration of the files in a fixture, whose top folder is /p."""
    texts = {f"/p/{path}": file.text for path, file in parse(fixture).files.items()}
    values, problems = editor_values(editor)
    assert problems == ()
    return Configuration(texts.get, lambda folder: folder == "/p", values, only)


NOTHING = "#- README\nnothing\n"


@pytest.mark.parametrize("path", TESTS)
def test_tests_are_spared(path: str):
    """In files that hold tests parameters are not limited and statements may be twice as many."""
    settings = configured(NOTHING).for_path(f"/p/{path}")
    assert settings == Settings(parameters=None, statements=Tiers(100, 160, 240))
    assert configured(NOTHING).origin("parameters", f"/p/{path}") == Origin("tests")


@pytest.mark.parametrize("path", CODE)
def test_other_files_have_the_defaults(path: str):
    """A name that merely resembles a test's is spared nothing."""
    assert configured(NOTHING).for_path(f"/p/{path}") == DEFAULT


def test_folders_above_the_top_do_not_make_code_a_test():
    """A project that lies below a folder called tests is code."""
    found = Configuration({}.get, lambda folder: folder == "/tests/p")
    assert found.for_path("/tests/p/a.py") == DEFAULT


@pytest.mark.parametrize(
    ("path", "expected"), [("/tests/p/a.py", DEFAULT.parameters), ("/tests/p/tests/a.py", None)]
)
def test_without_a_top_the_root_is_where_globs_begin(path: str, expected: Tiers | None):
    """Outside a repository a search that ends nowhere takes what it was started for as the top."""
    found = Configuration({}.get, lambda _: False, root="/tests/p")
    assert found.for_path(path).parameters == expected


LAYERED = """
    #- pyproject.toml
    [tool.vitals]
    nesting = 3
    hover = false
    parameters = [1, 2, 3]

    [[tool.vitals.overrides]]
    files = ["legacy/", "*_old.py"]
    nesting = false
    cognitive = 99

    [[tool.vitals.overrides]]
    files = ["legacy/bad/**"]
    cognitive = false
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", {}),
        ("legacy/a.py", {"nesting": None, "cognitive": Tiers(99, 165, 330)}),
        ("src/a_old.py", {"nesting": None, "cognitive": Tiers(99, 165, 330)}),
        ("legacy/bad/x/a.py", {"nesting": None, "cognitive": None}),
        ("src/legacy_not/a.py", {}),
        ("tests/a.py", {"statements": Tiers(100, 160, 240)}),
    ],
)
def test_overrides_stand_above_the_file_in_their_order(path: str, expected: dict[str, object]):
    """The last override whose glob matches wins; a file's own value stands above the tests' defaults."""
    always = {"nesting": Tiers(3, 4, 5), "hover": False, "parameters": Tiers(1, 2, 3)}
    settings = configured(LAYERED).for_path(f"/p/{path}")
    assert settings == Settings(**{**always, **expected})


def test_the_editor_stands_above_everything():
    """An editor's value wins; null is no value, and groups of the client's own are passed over."""
    editor = {"nesting": 9, "codeLenses": False, "hover": None, "trace": {"server": "off"}}
    found = configured(LAYERED, editor)
    settings = found.for_path("/p/legacy/a.py")
    assert (settings.nesting, settings.code_lenses, settings.hover) == (
        Tiers(9, 12, 14),
        False,
        False,
    )
    assert found.origin("nesting", "/p/legacy/a.py") == Origin("editor")


@pytest.mark.parametrize(
    ("path", "option", "expected"),
    [
        ("a.py", "cognitive", Origin("default")),
        ("a.py", "nesting", Origin("/p/pyproject.toml", 1)),
        ("legacy/a.py", "nesting", Origin("/p/pyproject.toml", 7)),
        ("tests/a.py", "statements", Origin("tests")),
        ("tests/a.py", "parameters", Origin("/p/pyproject.toml", 3)),
    ],
)
def test_each_value_knows_its_origin(path: str, option: str, expected: Origin):
    """`vitals config` can say who set a value, and on which line."""
    assert configured(LAYERED).origin(option, f"/p/{path}") == expected


NESTED = """
    #- vitals.toml
    nesting = [1, 1, 1]
    #- pyproject.toml
    [tool.vitals]
    nesting = [2, 2, 2]
    #- sub/pyproject.toml
    [tool.other]
    #- sub/own/pyproject.toml
    [tool.vitals]
    cognitive = [3, 3, 3]
"""


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.py", {"nesting": Tiers(1, 1, 1)}),
        ("sub/a.py", {"nesting": Tiers(1, 1, 1)}),
        ("sub/own/deep/a.py", {"cognitive": Tiers(3, 3, 3)}),
    ],
)
def test_the_nearest_file_with_settings_counts(path: str, expected: dict[str, Tiers]):
    """vitals.toml wins within a folder, a pyproject.toml without our table is passed over."""
    assert configured(NESTED).for_path(f"/p/{path}") == Settings(**expected)


def test_one_file_can_be_named_for_all():
    """With a settings file given by name, no other is read."""
    found = configured(NESTED, only="/p/sub/own/pyproject.toml")
    assert found.for_path("/p/a.py") == Settings(cognitive=Tiers(3, 3, 3))
    assert [path for path, _ in found.findings()] == []


def test_findings_name_their_file():
    """What is wrong is listed with the file it stands in, once, however many files it speaks for."""
    found = configured("#- vitals.toml\nnestng = 1\n")
    for path in ("a.py", "b.py", "sub/c.py"):
        found.for_path(f"/p/{path}")
    assert [(path, finding.code) for path, finding in found.findings()] == [
        ("/p/vitals.toml", "invalid-setting")
    ]


def test_each_settings_file_is_read_once():
    """However many files are asked for, no text is fetched twice."""
    asked: list[str] = []

    def text(path: str) -> str | None:
        asked.append(path)
        return "nesting = 1\n" if path == "/p/vitals.toml" else None

    found = Configuration(text, lambda folder: folder == "/p")
    for path in ("a.py", "sub/b.py", "sub/deep/c.py", "sub/d.py"):
        assert found.for_path(f"/p/{path}").nesting == Tiers(1, 2, 3)
    assert len(asked) == len(set(asked))


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (
            {"maxLines": "x"},
            '`vitals.maxLines`: must be a whole number from 100 to 10000000, not "x"',
        ),
        ({"max-lines": 500}, "there is no setting `vitals.max-lines`; did you mean `maxLines`?"),
        ({"ignore": ["nope"]}, "`vitals.ignore`: there is no check `nope`"),
        (
            {"redisUrl": "redis://me:hush@h?x"},
            "`vitals.redisUrl`: redis://h: redis:// has no option `x`",
        ),
        (
            {"redisUrl": "h:6379"},
            (
                "`vitals.redisUrl`: a store's URL begins with redis://, rediss://, unix://, "
                "redis+sentinel://, redis+cluster://"
            ),
        ),
        ({"base": ""}, '`vitals.base`: must be a text, not ""'),
    ],
)
def test_what_an_editor_sends_wrongly_is_told(sent: object, problem: str):
    """An editor's wrong value is told in words, and the option keeps its value."""
    assert editor_values(sent) == ({}, (problem,))


def test_an_editor_may_send_empty_texts_for_what_is_not_set():
    """Clients that send all defaults are told nothing of those that are empty."""
    sent = {"redisUrl": "", "teamSecretFile": "", "workspaceId": "", "sharing": 0}
    values, problems = editor_values(sent)
    assert problems == ()
    assert values == {"redis_url": "", "team_secret_file": "", "workspace_id": "", "sharing": 0}


@pytest.mark.parametrize("sent", [None, [], "x", 3])
def test_an_editor_that_sends_no_object_sets_nothing(sent: object):
    """Whatever a client takes for settings is survived."""
    assert editor_values(sent) == ({}, ())


def test_names_follow_one_rule():
    """The three spellings of a name lead to one another."""
    assert (kebab("max_file_size"), camel("max_file_size")) == ("max-file-size", "maxFileSize")
    assert len(set(map(kebab, OPTIONS))) == len(set(map(camel, OPTIONS))) == len(OPTIONS)


def test_the_disk_is_searched_up_to_the_repository(tmp_path: Path):
    """Above a root the search goes on to the top of its repository; without one it ends there."""
    deep = tmp_path / "deep" / "root"
    deep.mkdir(parents=True)
    (tmp_path / "vitals.toml").write_text("nesting = [1, 1, 1]\n")
    alone = Configuration(text_of, tops([str(deep)]))
    assert alone.for_path(str(deep / "a.py")) == DEFAULT
    (tmp_path / ".git").mkdir()
    inside = Configuration(text_of, tops([str(deep)]))
    assert inside.for_path(str(deep / "a.py")).nesting == Tiers(1, 1, 1)


@pytest.mark.parametrize("content", [b"\xff\xfe", b"x" * 1_000_001, None])
def test_a_file_that_is_no_text_is_survived(tmp_path: Path, content: bytes | None):
    """Bytes that are no UTF-8 are read as well as can be; what is too large or a folder is not read."""
    path = tmp_path / "vitals.toml"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    found = Configuration(text_of, tops([str(tmp_path)]))
    assert found.for_path(str(tmp_path / "a.py")) == DEFAULT
