"""The fixture of the command's tests."""

import pytest
from terminal import ALONE, Place


@pytest.fixture
def place(tmp_path, monkeypatch, capsys):
    """A project folder, the current one, beyond the reach of the user's git and terminal."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.delenv("FORCE_COLOR", raising=False)
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    return Place(tmp_path, capsys)
