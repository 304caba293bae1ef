"""The rules of the repository that no single area owns."""

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from lsp_server.version import VERSION

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "lsp_server"
MODULES = sorted(PACKAGE.rglob("*.py"))


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_layers_hold():
    """A file imports only from the layers below its own, and every module has a layer."""
    outcome = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
    )
    assert outcome.returncode == 0, outcome.stdout + outcome.stderr


def test_the_version_stands_in_two_places_that_agree():
    """pyproject.toml and version.py name the same version."""
    assert tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"] == VERSION


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_module_says_what_it_is(path: Path):
    """Each module opens with a docstring, a package's empty __init__ included."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))


BROAD = {"Exception", "BaseException"}


def test_broad_excepts_stand_at_the_two_boundaries_only():
    """`except Exception` exists in the protocol boundary and the worker boundary, nowhere else."""
    broad = {
        path.relative_to(PACKAGE).as_posix()
        for path in MODULES
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or BROAD & set(re.findall(r"\w+", ast.unparse(node.type))))
    }
    assert broad <= {
        "protocol/dispatch.py",
        "protocol/background.py",
        "workspace/measuring.py",
        "memory/remote/line.py",
    }


FORBIDDEN = re.compile(
    r"(^|[^A-Za-z0-9_.])/(root|work|home)/[a-z]|py" r"pi\.org|python" r"hosted|registry\.npm" r"js|deb\.debian",
    re.MULTILINE,
)  # fmt: skip


def test_no_tracked_file_names_a_machine_or_a_registry():
    """No path of a developer's machine and no package registry's address is committed."""
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in tracked()
        if path.suffix not in {".png", ".vsix"}
        for match in FORBIDDEN.finditer(path.read_text("utf-8", "replace"))
    ]
    assert found == []


def test_every_test_has_its_sentence():
    """Each test function says in one docstring what must hold."""
    missing = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in sorted((ROOT / "tests").rglob("test_*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert missing == []


def test_test_files_have_names_of_their_own():
    """No two test files have one name: pytest would import only one of them."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted(names) == sorted(set(names))
