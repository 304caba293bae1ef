"""What every test may rely on."""

import os
from uuid import uuid4

import pytest
from hypothesis import settings

pytest.register_assert_rewrite("editor", "fixture", "linking", "metamodel", "relocating", "wire")

os.environ["VITALS_STRICT"] = "1"

settings.register_profile("person", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if "CI" in os.environ else "person")


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """Each test has a cache of its own; the user's is never touched."""
    folder = tmp_path_factory.getbasetemp() / f"cache-{uuid4().hex}"
    monkeypatch.setenv("VITALS_CACHE_DIR", str(folder))
    monkeypatch.setenv("VITALS_STATE_DIR", str(folder / "state"))
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--run-slow", action="store_true", help="run the long property tests too")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if config.getoption("--run-slow"):
        return
    slow = [item for item in items if "slow" in item.keywords]
    items[:] = [item for item in items if "slow" not in item.keywords]
    config.hook.pytest_deselected(items=slow)
