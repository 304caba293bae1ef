"""What a move mends, as the graph and the contracts have it."""

import pytest
from fixture import fresh, parse
from linking import ROOT, linkage_of, reports_of

from lsp_server.configuration import read_file
from lsp_server.features.actions import Action, actions
from lsp_server.settings import Settings
from lsp_server.text import Position, Source, Span
from lsp_server.workspace.document import Document
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.session import Session

LAYERS = '[layers]\nlayers = ["web", "domain"]\ntype-checking-imports = {}\n'
TYPED = """
#- web.py
PAGE = 50
#- domain.py
import json
from web import PAGE


def f(page: "PAGE"):
    return json
"""
CYCLES = """
#- a.py
from b import B, thing


def f(b: "B"):
    return thing
#- b.py
from a import f, g, h, i, j, k, m
#- c.py
import os
from a import f
import d


def g(x: "f"):
    return os, d.x
#- d.py
from c import f
"""


def settings_of(text: str) -> Settings:
    file = read_file("vitals.toml", text)
    assert not file.findings
    return Settings(**{name: given.value for name, given in file.values.items()})


def offered(fixture: str, path: str, line: int, settings: Settings) -> list[Action]:
    """Return what is offered at the start of a line of a project's file."""
    texts = {name: file.text for name, file in parse(fixture).files.items()}
    linkage = linkage_of(reports_of(texts), {}, settings)
    return at(texts, linkage, path, line, settings)


def at(
    texts: dict[str, str], linkage: Linkage, path: str, line: int, settings: Settings
) -> list[Action]:
    uri = f"{ROOT}/{path}"
    session = Session(settings_of=lambda _: settings, linkage=linkage)
    session.open(Document(uri, "python", 1, Source.of(texts[path])))
    start = Position(line, 0)
    return actions(session.snapshot, uri, Span(start, start), linkage)


def told(found: list[Action]) -> list[tuple[str, str]]:
    """Return kind and title of what edits."""
    return [(item.kind, item.title) for item in found if item.edits]


@pytest.mark.parametrize(("counts", "kind"), [("false", "quickfix"), ("true", "refactor.rewrite")])
def test_a_forbidden_import_is_mended_by_a_guard_if_the_contract_says_so(counts, kind):
    """Where imports for type checking count, moving one there is a mere rewriting."""
    settings = settings_of(LAYERS.format(counts))
    found = told(offered(TYPED, "domain.py", 1, settings))
    assert (kind, "Move `PAGE` under `if TYPE_CHECKING`") in found
    assert ("quickfix", "Ignore forbidden-import here, with a reason") in found


def test_a_cycle_is_mended_by_moving_all_names_that_lead_around_it():
    """One for annotations, one into its function: together they are the quick fix."""
    both = "Import `thing` in `f`, and for annotations `B` under `if TYPE_CHECKING`"
    assert told(offered(CYCLES, "a.py", 0, fresh()))[0] == ("quickfix", both)


def test_an_import_in_no_cycle_is_rewritten():
    """It has no finding; names that another module takes from here stay."""
    assert told(offered(CYCLES, "c.py", 0, fresh())) == [
        ("refactor.rewrite", "Import `os` in `g`, the only function that uses it")
    ]
    assert told(offered(CYCLES, "c.py", 1, fresh())) == []


def test_what_is_no_module_of_the_workspace_moves_by_its_text_alone():
    """Stubs, cells of notebooks and broken texts do not."""
    text = "import os\n\n\ndef f():\n    return os\n"
    linkage = linkage_of({}, {})
    for path, count in (("x.py", 1), ("x.pyi", 0)):
        assert len(at({path: text}, linkage, path, 0, fresh())) == count
    assert not at({"x.py": f"{text}x = (\n"}, linkage, "x.py", 0, fresh())


def test_before_the_workspace_is_known_nothing_moves():
    """Another module may take the name from this one."""
    texts = {name: file.text for name, file in parse(CYCLES).files.items()}
    linkage = linkage_of(reports_of(texts), {})
    linkage.complete = False
    assert told(at(texts, linkage, "c.py", 0, fresh())) == []


TAKERS = {
    "by an absolute import": ("other.py", "from pkg.sub import os"),
    "by a relative import": ("pkg/other.py", "from .sub import os as system"),
    "from its package": ("pkg/sub/deep.py", "from . import os"),
    "with everything": ("other.py", "from pkg.sub import *"),
    "in a function": ("other.py", "def f():\n    from pkg.sub import x, os"),
}


@pytest.mark.parametrize("taker", TAKERS)
def test_a_name_that_another_module_takes_stays(taker):
    """However it is taken; another name of the same module, or the name of another, does not matter."""
    path, text = TAKERS[taker]
    fixture = {
        "pkg/__init__.py": "",
        "pkg/sub/__init__.py": "import os\n\n__all__ = []\n\n\ndef f():\n    return os\n",
        "aside.py": "from pkg import os\nfrom os import sub\nfrom pkg.sub import f\n",
    }
    before = linkage_of(reports_of(fixture), {})
    assert len(told(at(fixture, before, "pkg/sub/__init__.py", 0, fresh()))) == 1
    taken = {**fixture, path: f"{text}\n"}
    after = linkage_of(reports_of(taken), {})
    expected = 1 if taker == "with everything" else 0  # `__all__` says that it is not given away
    assert len(told(at(taken, after, "pkg/sub/__init__.py", 0, fresh()))) == expected
