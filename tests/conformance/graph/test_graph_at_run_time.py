"""What Python really imports while modules are loaded is in the graph."""

import pytest

from lsp_server.graph.graph import Item
from lsp_server.graph.statement import encoded
from tests.conformance.graph import executed, ours

QUICK = ("Django==5.2.4", "SQLAlchemy==2.0.41")
PACKAGES = [
    pytest.param(
        name, marks=[pytest.mark.xdist_group(name), *([] if name in QUICK else [pytest.mark.slow])]
    )
    for name in ours.GRAPHED
]

pytestmark = pytest.mark.corpus


@pytest.mark.parametrize("package", PACKAGES)
def test_no_executed_import_is_missing(package):
    """Every import made at load is an edge of that kind, and every one made in a function an edge."""
    found, missing = executed.compared(package)
    failed = executed.executed(package).failed
    print(f"\n{package}: {dict(found)}; {len(failed)} not imported: {failed}")
    assert missing == []
    assert found["edges at load"] > 1_500
    assert len(failed) < 0.15 * len(ours.items(package))


@pytest.mark.xdist_group(QUICK[1])
def test_an_import_that_the_graph_lacks_is_missed(monkeypatch):
    """With the imports of one module forgotten, the comparison names exactly that module."""
    package = QUICK[1]
    items = ours.items(package)
    (victim,) = (item for item in items if item.module.name == "sqlalchemy.sql.crud")
    without = [
        Item(item.module, encoded(()) if item is victim else item.statements) for item in items
    ]
    monkeypatch.setattr(ours, "items", lambda _: without)
    missing = executed.compared(package).missing
    assert ("sqlalchemy.sql.crud", "sqlalchemy.sql.coercions") in missing
    assert {importer for importer, _ in missing} == {"sqlalchemy.sql.crud"}
