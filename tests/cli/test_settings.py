"""Settings as the command meets them: found, said, overridden by arguments, and wrong."""

import json

import pytest
from terminal import COMPLEX, SIMPLE


def codes(outcome) -> list[tuple[str, str]]:
    return [(item["path"], item["code"]) for item in json.loads(outcome.out)["findings"]]


def test_settings_files_are_obeyed(place):
    """The nearest settings file up to the repository's root decides."""
    place.write(".git/HEAD", "")
    place.write("vitals.toml", 'ignore = ["deep-nesting"]\ncognitive = false\n')
    place.write("sub/a.py", COMPLEX)
    assert place.vitals("check").code == 0
    assert place.vitals("check", "sub").code == 0
    place.write("sub/pyproject.toml", "[tool.vitals]\ncognitive = [1, 2, 3]\nnesting = false\n")
    outcome = place.vitals("check", "--format", "json")
    assert codes(outcome) == [("sub/a.py", "complex-function")]


def test_excluded_files_are_left_out(place):
    """`exclude` patterns are relative to the settings file, wherever the command starts."""
    place.write("vitals.toml", 'exclude = ["/gen/", "*_pb2.py"]\n')
    for name in ("gen/a.py", "sub/x_pb2.py", "sub/gen/b.py"):
        place.write(name, COMPLEX)
    expected = [("sub/gen/b.py", "deep-nesting")]
    assert codes(place.vitals("check", "--format", "json")) == expected
    assert codes(place.vitals("check", "sub", "--format", "json")) == expected


def test_gitignore_can_be_ignored(place):
    """respect-gitignore = false checks what git leaves out."""
    place.write(".gitignore", "a.py")
    place.write("a.py", COMPLEX)
    assert place.vitals("check").code == 0
    place.write("vitals.toml", "respect-gitignore = false\n")
    assert place.vitals("check").code == 1


def test_the_base_can_be_set(place):
    """The setting `base` names the revision to compare with; an unknown one is wrong use."""
    place.write("a.py", COMPLEX)
    place.write("vitals.toml", 'base = "none"\n')
    place.commit()
    assert place.vitals("check").code == 1
    assert place.vitals("check", "--base", "HEAD").code == 0
    place.write("vitals.toml", 'base = "v9"\n')
    assert "git knows no revision `v9`" in place.vitals("check").err


def test_arguments_stand_above_files(place):
    """--select replaces the files' selection, --ignore adds to what they ignore."""
    place.write("vitals.toml", 'select = ["low-cohesion"]\nignore = ["deep-nesting"]\n')
    place.write("a.py", COMPLEX)
    outcome = place.vitals("check", "--select", "complex-function", "--format", "json")
    assert codes(outcome) == [("a.py", "complex-function")]
    both = ["--select", "complex-function,deep-nesting", "--ignore", "complex-function"]
    assert place.vitals("check", *both).code == 0


def test_wrong_settings_are_told_at_their_place(place):
    """A wrong value is told with file, line and column, falls back alone, and exits with 2."""
    place.write("vitals.toml", "cognitive = [1, 2, 3]\nnesting = -1\n")
    place.write("a.py", "def f(a):\n    return 1 if a else 2 if a else 3\n")
    outcome = place.vitals("check")
    assert outcome.code == 2
    assert "vitals.toml:2:11: `nesting`: must be three ascending whole numbers" in outcome.out
    assert "extreme" in outcome.out
    assert place.vitals("check", "--exit-zero").code == 2
    outcome = place.vitals("check", "--format", "json")
    assert "vitals: vitals.toml:2:11: `nesting`" in outcome.err
    told = json.loads(outcome.out)["settings"]
    assert [(item["path"], item["line"]) for item in told] == [("vitals.toml", 2)]
    assert "::error file=vitals.toml,line=2" in place.vitals("check", "--format", "github").out
    (log,) = json.loads(place.vitals("check", "--format", "sarif").out)["runs"]
    assert len(log["invocations"][0]["toolExecutionNotifications"]) == 1


def test_one_settings_file_for_all(place):
    """--config FILE replaces the search; a file that is not there is wrong use."""
    place.write("vitals.toml", "nesting = false\ncognitive = false\n")
    place.write("other/strict.toml", "")
    place.write("other/vitals.toml", "nesting = 2\n")
    place.write("a.py", COMPLEX)
    assert place.vitals("check").code == 0
    assert place.vitals("check", "--config", "other/vitals.toml").code == 1
    assert place.vitals("check", "--config", "none.toml").code == 2


def test_config_tells_each_value_and_who_set_it(place):
    """Every option has a line: its value as TOML writes it, and the file and line, or the default."""
    place.write(
        "vitals.toml", '# note\nnesting = false\nbase = "main"\nignore = ["low-cohesion"]\n'
    )
    place.write("tests/test_a.py", SIMPLE)
    outcome = place.vitals("config", "tests/test_a.py")
    assert outcome.code == 0
    rows = {line.split()[0]: line.split(maxsplit=1)[1] for line in outcome.out.splitlines()}
    words = {name: " ".join(rest.split()) for name, rest in rows.items()}
    assert words["nesting"] == "false vitals.toml:2"
    assert words["base"] == '"main" vitals.toml:3'
    assert words["ignore"] == '["low-cohesion"] vitals.toml:4'
    assert words["cognitive"] == "[15, 25, 50] default"
    assert words["parameters"] == "false the defaults for tests"
    assert words["respect-gitignore"] == "true default"


def test_config_of_wrong_settings(place):
    """What is wrong is told below the values that hold, with exit code 2."""
    place.write("vitals.toml", "nestin = 3\n")
    outcome = place.vitals("config")
    assert outcome.code == 2
    assert "vitals.toml:1:1: there is no setting `nestin`; did you mean `nesting`?" in outcome.out


@pytest.mark.parametrize("arguments", [["config", "nowhere"], ["config", "--config", "nowhere"]])
def test_config_of_nothing(place, arguments):
    """A path or settings file that is not there is wrong use."""
    assert place.vitals(*arguments).code == 2
