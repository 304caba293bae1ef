"""Modules and dependencies that are in vain, and dependencies that are missing."""

import textwrap

import pytest
from linking import found, linked, reports_of

from lsp_server.checks.finding import Severity
from lsp_server.settings import DEFAULT
from lsp_server.workspace.environment import installed

DECLARATION = """
[project]
name = "shop"
dependencies = ["PyYAML", "zope.interface"]
[project.optional-dependencies]
fast = ["uvloop"]
[dependency-groups]
dev = ["pytest", "typing-extensions"]
"""


def undeclared(path: str, text: str) -> list[str]:
    project = f"#- pyproject.toml\n{DECLARATION}\n#- {path}\n{textwrap.dedent(text)}"
    return [
        finding.symbol
        for finding in found(project).get(path, ())
        if finding.code == "undeclared-dependency"
    ]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("a.py", "import yaml, uvloop, os", []),
        ("a.py", "import numpy.linalg\nfrom numpy import array", ["numpy"]),
        ("a.py", "import zope.interface.common", []),
        ("a.py", "import zope.schema", ["zope"]),
        ("a.py", "import pytest", ["pytest"]),
        ("tests/test_a.py", "import pytest", []),
        ("a.py", "if TYPE_CHECKING:\n    import typing_extensions", []),
        ("a.py", "try:\n    import rich\nexcept ImportError:\n    rich = None", []),
        ("a.py", "import shop", []),
        ("a.py", "from . import missing", []),
    ],
)
def test_an_import_that_no_dependency_provides_is_found(path, text, expected):
    """Tests and imports for type checking may use any group; optional imports need none."""
    assert undeclared(path, text) == expected


def test_a_project_that_declares_nothing_is_left_alone():
    """Without a list of dependencies nobody knows what is missing."""
    assert found("#- a.py\nimport numpy") == {}


def test_an_undeclared_import_is_louder_when_it_is_new():
    """A warning where this change brought it, else an information."""
    project = f"""
        #- pyproject.toml
        {textwrap.indent(DECLARATION, " " * 8).strip()}
        #- a.py
        import numpy
        import pandas
        #- a.py @base
        import numpy
        """
    severities = {item.symbol: item.severity for item in found(project)["a.py"]}
    assert severities == {"numpy": Severity.INFORMATION, "pandas": Severity.WARNING}


def test_a_dependency_that_nothing_imports_is_a_hint_at_its_place():
    """Only where it is known under what name it is imported; groups and extras are left alone."""
    findings = [
        item
        for item in linked(reports_of({"a.py": "import os"}), DEFAULT, DECLARATION)
        if item.code == "unused-dependency"
    ]
    assert [(item.symbol, item.span.start.line, item.severity) for item in findings] == [
        ("pyyaml", 3, Severity.HINT)
    ]


def test_what_is_installed_says_which_distribution_gives_a_name(tmp_path):
    """Names are read from top_level.txt, else from the list of installed files."""
    packages = tmp_path / ".venv/lib/python3.11/site-packages"
    for name, file, text in (
        ("PyYAML-6.0.dist-info", "top_level.txt", "_yaml\nyaml\n"),
        (
            "attrs-25.1.dist-info",
            "RECORD",
            "attr/__init__.py,,\nattrs/a.py,,\n../bin/x,,\nz.py,,\n",
        ),
    ):
        (packages / name).mkdir(parents=True)
        (packages / name / file).write_text(text, "utf-8")
    assert installed(str(tmp_path)) == {
        "_yaml": ("pyyaml",),
        "yaml": ("pyyaml",),
        "attr": ("attrs",),
        "attrs": ("attrs",),
        "z": ("attrs",),
    }
    assert installed(str(tmp_path / "nowhere")) == {}


@pytest.mark.parametrize(
    ("path", "reported"),
    [
        ("p/a.py", True),
        ("script.py", False),
        ("p/test_a.py", False),
        ("p/__main__.py", False),
        ("p/migrations/__init__.py", False),
        ("p/migrations/x.py", False),
    ],
)
def test_a_module_that_nothing_imports_is_a_hint(path, reported):
    """Scripts, tests, packages and what a framework finds by itself are left alone."""
    project = f"#- p/__init__.py\n#- {path}\nx = 1"
    codes = [item.code for item in found(project).get(path, ())]
    assert codes == ["unused-module"] * reported


def test_a_comment_anywhere_in_the_module_silences_what_is_said_of_it():
    """What is said of a module as a whole has no line of its own."""
    project = "#- p/__init__.py\n#- p/a.py\nx = 1\n# vitals: ignore[unused-module] reason='API'"
    assert found(project) == {}


def test_what_an_installed_command_begins_with_is_used():
    """Entry points of the project lead to their modules."""
    project = """
        #- pyproject.toml
        [project]
        name = "p"
        scripts = { p = "p.a:main" }
        #- p/__init__.py
        #- p/a.py
        x = 1
        """
    assert found(project) == {}
