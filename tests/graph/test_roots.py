"""Where the names of modules count from, in the layouts that projects have."""

import pytest

from lsp_server.graph.roots import modules, packages, source_roots

FOLDER = "/w"


def roots(*paths: str, wanted: tuple[str, ...] = (), **declared: str) -> list[str]:
    """The roots of a folder with these files; declarations are spelt pyproject or a__setup_cfg."""
    texts = {}
    for name, text in declared.items():
        folder, _, file = name.rpartition("__")
        file = {"pyproject": "pyproject.toml", "cfg": "setup.cfg", "setup": "setup.py"}[file]
        texts[f"{FOLDER}/{folder.replace('__', '/')}/{file}".replace("//", "/")] = text
    found = source_roots(FOLDER, [f"{FOLDER}/{path}" for path in paths], texts, wanted)
    return [root.removeprefix(FOLDER).lstrip("/") or "." for root in found]


@pytest.mark.parametrize(
    ("paths", "declared", "expected"),
    [
        (["pkg/__init__.py"], {}, ["."]),
        (["src/pkg/__init__.py", "tests/test_a.py"], {}, ["src", "."]),
        (["src/__init__.py", "src/a.py"], {}, ["."]),
        (["lib/pkg/a.py"], {"cfg": "[options]\npackage_dir =\n    = lib\n"}, ["lib", "."]),
        (["lib/a.py"], {"cfg": "[options.packages.find]\nwhere = lib\n"}, ["lib", "."]),
        (
            ["py/a.py"],
            {"pyproject": '[tool.setuptools.packages.find]\nwhere = ["py"]'},
            ["py", "."],
        ),
        (["py/a.py"], {"pyproject": '[tool.setuptools]\npackage-dir = {"" = "py"}'}, ["py", "."]),
        (
            ["py/pkg/__init__.py"],
            {"pyproject": '[[tool.poetry.packages]]\ninclude = "pkg"\nfrom = "py"'},
            ["py", "."],
        ),
        (
            ["py/pkg/__init__.py"],
            {"pyproject": '[tool.hatch.build.targets.wheel]\npackages = ["py/pkg"]'},
            ["py", "."],
        ),
        (["py/a.py"], {"pyproject": '[tool.maturin]\npython-source = "py"'}, ["py", "."]),
        (["py/a.py"], {"pyproject": '[tool.pytest.ini_options]\npythonpath = ["py"]'}, ["py", "."]),
        (["py/a.py"], {"pyproject": '[tool.mypy]\nmypy_path = "$X:py, py2"'}, ["py", "."]),
        (
            ["one/src/a/__init__.py", "two/b/__init__.py"],
            {"one__pyproject": "", "two__setup": ""},
            ["one/src", "one", "two", "."],
        ),
        (["py/a.py"], {"pyproject": "not TOML ["}, ["."]),
        (["a.py"], {"pyproject": '[tool.mypy]\nmypy_path = "empty"'}, ["."]),
    ],
)
def test_roots_are_found_where_projects_declare_them(paths, declared, expected):
    """The deepest first, the folder itself last; a folder without Python files is no root."""
    assert roots(*paths, **declared) == expected


def test_the_setting_replaces_what_is_found():
    """Only the folders that it names count, besides the folder itself."""
    paths = ["src/a.py", "other/b.py"]
    assert roots(*paths, wanted=("./other",)) == ["other", "."]


def named(*paths: str, roots: tuple[str, ...] = (FOLDER,)) -> dict[str, str]:
    found = modules(paths, packages(paths), roots, lambda path: ("test" in path, False))
    return {module.path: f"{module.base}|{module.name}" for module in found}


def test_every_file_below_a_root_has_a_name():
    """Packages, namespace packages, stubs; the base is where the tree of packages begins."""
    assert named(
        "/w/p/__init__.py", "/w/p/a.py", "/w/ns/b.py", "/w/t/u/__init__.py", "/w/s.pyi"
    ) == {
        "/w/p/__init__.py": "|p",
        "/w/p/a.py": "|p.a",
        "/w/ns/b.py": "ns.|ns.b",
        "/w/t/u/__init__.py": "t.|t.u",
        "/w/s.pyi": "|s",
    }


def test_the_deepest_root_counts():
    """A file below src counts from there, and has no base."""
    assert named("/w/src/p/a.py", roots=("/w/src", "/w")) == {"/w/src/p/a.py": "p.|p.a"}
    assert named("/elsewhere/a.py") == {}
