"""Packages with a cycle that Python cannot load: after the fix it can, and the graph says so, too."""

import subprocess
import sys
from pathlib import Path

import pytest
from fixture import applied, parse
from linking import ROOT, linkage_of, reports_of

from lsp_server.features.actions import Action, actions
from lsp_server.settings import DEFAULT
from lsp_server.text import Source, Span
from lsp_server.workspace.document import Document
from lsp_server.workspace.linkage import Linkage
from lsp_server.workspace.session import Session

Texts = dict[str, str]

CYCLES = {
    "a parameter's annotation": """
        #- shop/__init__.py
        #- shop/customer.py
        from shop.order import Order, total, tax


        class Customer:
            orders: list[Order] = []

            def order(self):
                self.orders.append(Order(self))
                return total(self.orders) + tax(self.orders)
        #- shop/order.py
        from shop.customer import Customer


        class Order:
            def __init__(self, customer: Customer):
                self.customer = customer


        def total(orders):
            return len(orders)


        def tax(orders):
            return 0
        #- main.py
        from shop import order
        print(order.Order(None), "loaded")
    """,
    "many annotations": """
        #- shop/__init__.py
        #- shop/a.py
        from .b import B, x, y, z

        print(x, y, z)


        class A:
            b = B
        #- shop/b.py
        '''Doc.'''

        import dataclasses

        from .a import A

        x = y = z = 1


        class B:
            def one(self, a: A) -> A:
                return a

            def two(self, *a: "A", b: A | None) -> dict[str, A]:
                return {}


        def three(a: A):
            other: A = a
            return other
        #- main.py
        import shop.b
        print("loaded")
    """,
    "a call in a function": """
        #- shop/__init__.py
        #- shop/a.py
        from shop.b import make, x, y, z

        A = make(x, y, z)
        #- shop/b.py
        from shop.c import first, last


        def make(*names):
            return names


        x = y = z = ""
        #- shop/c.py
        from shop.a import A


        def last():
            return A[-1]


        first = None
        #- main.py
        import shop.b
        print(shop.b.last(), "loaded")
    """,
}


def runs(texts: Texts, folder: Path) -> bool:
    """Tell whether main.py can be executed."""
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    command = [sys.executable, "-B", "main.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, check=False, text=True)
    return done.returncode == 0 and "loaded" in done.stdout


def mending(texts: Texts, linkage: Linkage) -> list[tuple[str, Action]]:
    """Return what moves an import that a finding is about, each with its file."""
    fixes = []
    for path in texts:
        uri = f"{ROOT}/{path}"
        session = Session(settings_of=lambda _: DEFAULT, linkage=linkage)
        session.open(Document(uri, "python", 1, Source.of(texts[path])))
        for finding in session.snapshot.files[uri].findings:
            span = Span(finding.span.start, finding.span.start)
            offered = actions(session.snapshot, uri, span, linkage)
            fixes += [
                (path, item)
                for item in offered
                if item.finding and item.title.startswith(("Move", "Import"))
            ]
    return fixes


@pytest.mark.parametrize("cycle", CYCLES)
def test_a_cycle_that_cannot_be_loaded_can_be_once_it_is_mended(cycle, tmp_path):
    """Each quick fix alone is enough; then no cycle is executed at load any more."""
    texts = {path: file.text for path, file in parse(CYCLES[cycle]).files.items()}
    assert not runs(texts, tmp_path / "before")
    fixes = mending(texts, linkage_of(reports_of(texts), {}))
    assert fixes
    for number, (path, fix) in enumerate(fixes):
        mended = {**texts, path: applied(texts[path], fix.edits)}
        assert runs(mended, tmp_path / str(number)), mended[path]
        assert not linkage_of(reports_of(mended), {}).graph.load.groups()
