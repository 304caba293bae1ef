"""Which files a glob of an override means."""

import pytest

from lsp_server.configuration.globs import Glob

MEANT = {
    "legacy": ("legacy/a.py", "src/legacy/deep/a.py", "legacy"),
    "legacy/": ("legacy/a.py", "src/legacy/a.py"),
    "/legacy": ("legacy/a.py",),
    "src/gen": ("src/gen/a.py", "src/gen/deep/a.py"),
    "*.py": ("a.py", "src/a.py"),
    "src/*.py": ("src/a.py",),
    "src/**": ("src/a.py", "src/deep/a.py"),
    "**/gen/*.py": ("gen/a.py", "src/deep/gen/a.py"),
    "a?[0-9].py": ("ab1.py",),
}
OTHERS = {
    "legacy": ("legacy_a.py", "old_legacy/a.py"),
    "legacy/": ("legacy", "legacy.py"),
    "/legacy": ("src/legacy/a.py",),
    "src/gen": ("lib/src/gen/a.py", "src/generator/a.py"),
    "*.py": ("a.pyi",),
    "src/*.py": ("src/deep/a.py", "lib/src/a.py"),
    "src/**": ("src", "lib/src/a.py"),
    "**/gen/*.py": ("gen/deep/a.py",),
    "a?[0-9].py": ("a1.py", "a/1.py"),
}


@pytest.mark.parametrize(("text", "path"), [(t, path) for t in MEANT for path in MEANT[t]])
def test_a_glob_means_files_and_what_lies_below_folders(text: str, path: str):
    """As in .gitignore: without a slash anywhere, with one from the settings file's folder."""
    glob = Glob.of(text)
    assert glob is not None
    assert glob.matches(path)


@pytest.mark.parametrize(("text", "path"), [(t, path) for t in OTHERS for path in OTHERS[t]])
def test_a_glob_means_nothing_else(text: str, path: str):
    """Names that merely begin alike, and other depths, are not meant."""
    glob = Glob.of(text)
    assert glob is not None
    assert not glob.matches(path)


@pytest.mark.parametrize("text", ["", "!a", "# a", "[", "/"])
def test_what_can_match_nothing_is_no_glob(text: str):
    """Blank, negated and broken patterns are refused."""
    assert Glob.of(text) is None
