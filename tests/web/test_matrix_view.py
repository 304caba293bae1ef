"""The dependency matrix, as a user sees it in Chromium."""

import pytest
from browser import Show
from graphs import project, shop

pytestmark = pytest.mark.xdist_group("chromium")


def matrix(show: Show, document, **window):
    tab = show(document, **window)
    tab.key("2")
    return tab


def test_rows_stand_in_the_order_of_their_imports(show: Show):
    """Importers come first, each package before what is in it."""
    tab = matrix(show, shop())
    assert tab.texts(".names .label") == ["shop", "__init__", "web", "orders", "store"]


def test_a_row_opens_in_place(show: Show):
    """A click on the arrow of a row shows the modules of its package below it, in their order."""
    tab = matrix(show, shop())
    tab.click('.names [data-name="shop.orders"] .turn')
    assert tab.texts(".names .label") == [
        *["shop", "__init__", "web", "orders", "__init__", "model", "prices", "store"]
    ]
    tab.click('.names [data-name="shop.orders"] .turn')
    assert "model" not in tab.texts(".names .label")


def test_what_stands_above_the_diagonal_points_back(show: Show):
    """Every cell above the diagonal is told to be against the order, every one below is not."""
    tab = matrix(show, shop())
    tab.run("document.querySelector('.scroller').focus()")
    tab.key("ArrowDown")
    cells = []
    for row in range(5):
        for _ in range(4):
            cells.append(tab.text("#said"))
            tab.key("ArrowRight" if row % 2 == 0 else "ArrowLeft")
        cells.append(tab.text("#said"))
        tab.key("ArrowDown")
    cells = [said for said in cells if ": " in said]
    assert len(cells) == 4
    assert sorted(said for said in cells if "against" in said) == [
        "shop.store imports shop.orders: 1 import, against the order",
        "shop.store imports shop.web: 1 import, against the order",
    ]


def test_a_cell_shows_its_imports(show: Show):
    """Enter on a cell lists in the panel what one package imports of the other, with lines to open."""
    tab = matrix(show, shop())
    tab.run("document.querySelector('.scroller').focus()")
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowRight", "ArrowRight"):
        tab.key(key)
    assert tab.text("#said") == "shop.web imports shop.orders: 2 imports"
    tab.key("Enter")
    assert tab.text("#panel h2") == "shop.web → shop.orders"
    links = tab.run("[...document.querySelectorAll('#panel .imports .open-file')].map(e => e.href)")
    assert links == [
        "test://open/project/shop/web/forms.py:9",
        "test://open/project/shop/web/pages.py:8",
    ]


def test_only_what_is_in_sight_is_drawn(show: Show):
    """With 3,000 modules open, the names and cells that exist are those that fit the window."""
    tab = matrix(show, project(3000), size=(1280, 800))
    tab.run("vitals.store.set({ open: new Set(vitals.tree.nodes.map(node => node.id)) })")
    tab.settle()
    assert tab.run("document.querySelector('.scroller').scrollHeight") > 50_000
    assert 20 < len(tab.texts(".names .row")) < 50
    assert tab.run("vitals.work.cells") < 40 * 60
    tab.run("document.querySelector('.scroller').scrollTop = 30000")
    tab.settle()
    assert 20 < len(tab.texts(".names .row")) < 50
