"""Keys follow from everything a result was made from, and the cache is where the platform wants it."""

from pathlib import Path

import pytest

from lsp_server.memory import recipe
from lsp_server.memory.places import cache_folder
from lsp_server.memory.recipe import SIZE, content_digest, key_of
from lsp_server.memory.results import Results


def test_a_key_follows_from_each_ingredient_and_their_order():
    """Nothing can be exchanged, joined or left out without another key."""
    recipes = [
        ("report", b"ab", b"c"), ("report", b"a", b"bc"), ("report", b"abc"), ("report", b"c", b"ab"),
        ("report", b"ab", b"c", b""), ("reporta", b"b", b"c"), ("other", b"ab", b"c"), ("report",),
    ]  # fmt: skip
    keys = {key_of(kind, *ingredients) for kind, *ingredients in recipes}
    assert len(keys) == len(recipes)
    assert {len(key) for key in keys} == {SIZE}
    assert key_of("report", b"ab", b"c") in keys


def test_another_analyser_or_python_has_other_keys(monkeypatch):
    """What this analyser and this grammar found out is nobody else's."""
    ours = key_of("report", b"a")
    monkeypatch.setattr(recipe, "_KITCHEN", recipe._KITCHEN + b"1")
    assert key_of("report", b"a") != ours


def test_content_is_known_by_its_bytes():
    """The digest is of bytes, before any decoding."""
    assert content_digest(b"a\n") != content_digest(b"a\r\n")


def test_a_user_without_a_home_has_no_cache(monkeypatch):
    """Where nothing can be kept, nothing is: one warning, and no folder in an odd place."""

    def homeless():
        raise RuntimeError

    for name in ("XDG_CACHE_HOME", "VITALS_CACHE_DIR", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    warnings = []
    results = Results(cache_folder(), warnings.append)
    results.put_many({b"key": b"value"})
    assert results.get_many([b"key"]) == {}
    assert len(warnings) == 1


@pytest.mark.parametrize(
    ("platform", "variables", "expected"),
    [
        ("linux", {"HOME": "/h"}, "/h/.cache/vitals"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/x/vitals"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": ""}, "/h/.cache/vitals"),
        ("darwin", {"HOME": "/h", "XDG_CACHE_HOME": "/x"}, "/h/Library/Caches/vitals"),
        ("win32", {"HOME": "/h", "LOCALAPPDATA": "/l"}, "/l/vitals/Cache"),
        ("linux", {"HOME": "/h", "XDG_CACHE_HOME": "/x", "VITALS_CACHE_DIR": "/v"}, "/v"),
        ("win32", {"LOCALAPPDATA": "/l", "VITALS_CACHE_DIR": "/v"}, "/v"),
    ],
)
def test_the_folder_is_the_platforms_unless_named(monkeypatch, platform, variables, expected):
    """Each platform has its place for caches; the variable goes before it."""
    for name in ("HOME", "XDG_CACHE_HOME", "LOCALAPPDATA", "VITALS_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.platform", platform)
    assert cache_folder() == Path(expected)
