"""What the protocol's tests share: a project on disk and texts with known figures."""

from pathlib import Path

import pytest
from texts import COMPLEX, SIMPLE


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder outside git with one complex and one simple file, both tracked by nobody."""
    root = tmp_path / "project"
    root.mkdir()
    (root / "complex.py").write_text(COMPLEX, "utf-8")
    (root / "simple.py").write_text(SIMPLE, "utf-8")
    (root / "pyproject.toml").write_text('[tool.vitals]\nbase = "none"\n', "utf-8")
    return root
