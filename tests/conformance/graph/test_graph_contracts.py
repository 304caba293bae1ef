"""Contracts over Django and over ourselves: what import-linter finds broken is what we find broken."""

from configparser import ConfigParser
from functools import cache
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.adapters.user_options import IniFileUserOptionReader

from lsp_server.configuration.linter import read_linter
from lsp_server.contract import Contract
from lsp_server.graph.graph import Graph
from lsp_server.graph.layers import Contracts
from tests.conformance.graph import linted, ours

PACKAGE = "Django==5.2.4"
OWN = Path(__file__).parents[3]

SESSION = """\
[importlinter]
root_package = django
include_external_packages = True
"""
LAYERS = """
layers =
    django.contrib
    django.views
    django.forms
    django.db
    django.core
    django.utils
"""
CONTRACTS = {
    "layers": f"type = layers{LAYERS}",
    "siblings": """
type = layers
layers =
    contrib | views | (nothing)
    forms : http : template
    db | core
    utils
containers = django
exhaustive = True
exhaustive_ignores =
    conf
    __main__
""",
    "containers": """
type = layers
layers =
    (views) | (admin)
    (forms)
    (models)
    (base)
containers =
    django.contrib.*
    django.db
""",
    "ignored imports": f"""
type = layers{LAYERS}
ignore_imports =
    django.core.** -> django.db
    django.utils.* -> django.core.exceptions
    django.db.models.fields -> django.forms
""",
    "independence": """
type = independence
modules = django.contrib.*
""",
    "forbidden": """
type = forbidden
source_modules =
    django.utils
    django.http
forbidden_modules =
    django.db
    django.template
    asgiref
    psycopg
""",
    "forbidden directly": """
type = forbidden
source_modules = django.db.**
forbidden_modules =
    django.forms
    logging
allow_indirect_imports = True
as_packages = False
""",
    "protected": """
type = protected
protected_modules =
    django.db.backends
    django.utils.functional
allowed_importers =
    django.db
    django.core.*
""",
}


@cache
def their_graph() -> grimp.ImportGraph:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(ours.root(PACKAGE)))
        return grimp.build_graph("django", include_external_packages=True, cache_dir=None)


@cache
def our_graph() -> Graph:
    return ours.graph(PACKAGE)


def options_of(written: str) -> dict[str, Any]:
    """Return the options of a contract as import-linter reads them."""
    config = ConfigParser()
    config.read_string(f"[x]\n{written}")
    return IniFileUserOptionReader._clean_section_config(dict(config["x"]))


def read(written: str) -> Contract:
    file = read_linter(
        ".importlinter", f"{SESSION}\n[importlinter:contract:x]\nname = x\n{written}"
    )
    assert file is not None
    assert file.findings == ()
    ((contract,),) = file.contracts.values()
    return contract


@pytest.mark.corpus
@pytest.mark.xdist_group(PACKAGE)
@pytest.mark.parametrize("name", CONTRACTS)
def test_the_same_imports_of_django_break_a_contract(name: str):
    """Direct imports, pairs of packages by way of others and modules in no layer equal import-linter's."""
    options = options_of(CONTRACTS[name])
    expected = linted.theirs(their_graph(), ["django"], options.pop("type"), options)
    print(f"\n{name}: {', '.join(str(len(each)) for each in expected)}")
    assert any(expected)
    assert linted.ours(our_graph(), read(CONTRACTS[name]), 1_000) == expected


def test_our_own_contracts_are_kept():
    """Read from pyproject.toml, they hold over this package and name nothing that is not there."""
    file = read_linter("pyproject.toml", (OWN / "pyproject.toml").read_text("utf-8"))
    contracts = [contract for found in file.contracts.values() for contract in found]
    graph = Graph([str(OWN)])
    graph.fill(ours.item(path, OWN) for path in sorted((OWN / "lsp_server").rglob("*.py")))
    graph.refresh()
    held = Contracts(graph, contracts)
    held.settle()
    assert held.vain() == []
    assert held.breaches() == []
    assert len(graph) > 200
