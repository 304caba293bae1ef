"""What a pyproject.toml declares, with places."""

import pytest

from lsp_server.configuration.requirements import declared, normalised

PROJECT = """\
[project]
name = "My.Shop"
dependencies = ["PyYAML>=6", "attrs ; python_version < '4'", "zope.interface[test] @ https://x"]
[project.optional-dependencies]
fast = ["uvloop"]
[project.scripts]
shop = "shop.main:run"
[project.entry-points."flake8.extension"]
X = "shop.plugin"
[dependency-groups]
dev = ["pytest", {include-group = "docs"}]
[build-system]
requires = ["hatchling"]
"""

POETRY = """\
[tool.poetry]
name = "shop"
[tool.poetry.dependencies]
python = "^3.11"
requests = "*"
[tool.poetry.group.test.dependencies]
pytest = { version = "8" }
"""


def test_each_dependency_is_found_in_its_group():
    """Names are normalised; versions, extras, markers and addresses do not matter."""
    of = declared(PROJECT)
    assert [(need.name, need.group) for need in of.requirements] == [
        ("pyyaml", ""),
        ("attrs", ""),
        ("zope-interface", ""),
        ("hatchling", "build"),
        ("uvloop", "fast"),
        ("pytest", "dev"),
    ]
    assert (of.name, of.complete) == ("my-shop", True)
    assert of.entry_points == ("shop.main", "shop.plugin")


def test_a_dependency_stands_where_it_is_written():
    """The place is that of its text, or of its key in a table."""
    (start, end) = declared(PROJECT).requirements[0].place
    assert (start.line, start.column, end.column) == (2, 16, 27)
    places = {need.name: need.place.start for need in declared(POETRY).requirements}
    assert places == {"requests": (4, 0), "pytest": (6, 0)}


@pytest.mark.parametrize(
    ("text", "complete"),
    [
        ("", False),
        ("not TOML [", False),
        ("[tool.black]", False),
        ('[project]\nname = "a"\ndynamic = ["dependencies"]', False),
        ('[project]\nname = "a"\ndynamic = ["version"]', True),
        (POETRY, True),
        ("[project]\nname = 1\ndependencies = [2, {}]\ndynamic = 3", True),
        ('project = 1\n[tool]\npoetry = [1]\n[dependency-groups]\na = "x"', False),
    ],
)
def test_whether_all_is_declared_here_is_told(text, complete):
    """What is made when the project is built, or declared elsewhere, is not known; nothing raises."""
    assert declared(text).complete is complete


def test_names_are_compared_as_the_standards_say():
    """Case and the kind of separator make no difference."""
    assert normalised("Zope.Interface__x") == "zope-interface-x"
