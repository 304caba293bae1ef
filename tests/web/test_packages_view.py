"""The package view, as a user sees it in Chromium."""

import pytest
from browser import Show
from graphs import document, project, shop

pytestmark = pytest.mark.xdist_group("chromium")

SEEN = ".box"


def boxes(tab) -> set[str]:
    return set(tab.run("[...document.querySelectorAll('.box')].map(box => box.dataset.name)"))


def box(name: str, kind: str = "") -> str:
    return f'.box{kind}[data-name="{name}"]'


def top(tab, name: str) -> float:
    return tab.middle(box(name))[1]


def test_a_package_opens_in_place(show: Show):
    """A click on a package's arrow shows what is in it, in its place, and another closes it."""
    tab = show(shop())
    assert "shop.orders.model" not in boxes(tab)
    tab.click(box("shop.orders") + " .chevron")
    assert {"shop.orders.model", "shop.orders.prices", "shop.web"} <= boxes(tab)
    outer, inner = (
        tab.run(
            f"JSON.parse(JSON.stringify(document.querySelector('{it}').getBoundingClientRect()))"
        )
        for it in (box("shop.orders", ".open"), box("shop.orders.model"))
    )
    assert outer["left"] < inner["left"] < inner["right"] < outer["right"]
    assert outer["top"] < inner["top"] < inner["bottom"] < outer["bottom"]
    tab.click(box("shop.orders") + " .chevron")
    assert "shop.orders.model" not in boxes(tab)


def test_what_is_opened_does_not_jump(show: Show):
    """The corner of the package that was opened stays where it was on the screen."""
    tab = show(project(900))
    corner = f"(r => [r.left, r.top])(document.querySelector('{SEEN}.closed rect').getBoundingClientRect())"
    name = tab.run(f"document.querySelector('{SEEN}.closed').dataset.name")
    before = tab.run(corner)
    tab.click(box(name) + " .chevron")
    after = tab.run(corner.replace(f"{SEEN}.closed", box(name)))
    assert after == pytest.approx(before, abs=1.5)


def test_importers_stand_above_what_they_import(show: Show):
    """The pages import forms, these orders, these the store: so they stand, from the top."""
    tab = show(shop())
    assert top(tab, "shop.web") < top(tab, "shop.orders") < top(tab, "shop.store")
    tab.click(box("shop.web") + " .chevron")
    assert top(tab, "shop.web.pages") < top(tab, "shop.web.forms")


def test_links_are_counted_and_those_that_point_back_stand_out(show: Show):
    """From web to orders two imports; those from store go up and are dashed."""
    tab = show(shop())
    said = tab.texts(".links .link title")
    assert "shop.web imports shop.orders: 2 imports" in said
    against = tab.texts(".links .link.against title")
    assert sorted(against) == [
        "shop.store imports shop.orders: 1 import",
        "shop.store imports shop.web: 1 import",
    ]


def test_cycles_and_breaches_have_their_colours(show: Show):
    """The import of a cycle at load is red, that of a breach violet, another neither."""
    tab = show(shop())
    tab.click(box("shop.orders") + " .chevron")
    colours = {
        name: tab.run(
            f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()"
        )
        for name in ("cycle", "breach")
    }
    assert len(set(colours.values())) == 2

    def drawn(kind: str) -> str:
        return tab.run(
            "(e => { e.style.color = getComputedStyle(e).stroke; return getComputedStyle(e).color })"
            f"(document.querySelector('.links .link.{kind} .line'))"
        )

    assert "shop.orders.model imports shop.orders.prices: 1 import" in tab.texts(
        ".link.cycle title"
    )
    assert drawn("cycle") == "rgb(207, 34, 46)"
    assert "shop.web imports shop.orders: 2 imports" in tab.texts(".link.breach title")
    assert drawn("breach") == "rgb(128, 56, 201)"


def test_a_module_selected_brings_out_what_it_touches(show: Show):
    """What a package imports and is imported by is drawn exactly, each way in its own colour."""
    tab = show(shop())
    tab.click(box("shop.orders") + " .label")
    assert tab.texts(".exact .outward title") == ["shop.orders imports shop.store: 1 import"]
    assert sorted(tab.texts(".exact .inward title")) == [
        "shop.store imports shop.orders: 1 import",
        "shop.web imports shop.orders: 2 imports",
    ]
    assert tab.text("#panel h2") == "shop.orders"


def test_tests_are_shown_when_asked_for(show: Show):
    """Tests are hidden at first; the switch shows them and the counts follow."""
    tab = show(shop())
    assert not any(name.startswith("tests") for name in boxes(tab))
    assert "9" in tab.text(".figures")
    tab.click(".toggle.tests")
    assert any(name.startswith("tests") for name in boxes(tab))
    assert "10" in tab.text(".figures")


def test_kinds_of_imports_are_filtered(show: Show):
    """Without lazy and typing imports nothing points back any more, and the links are gone."""
    tab = show(shop())
    assert tab.texts(".links .link.against")
    tab.click(".toggle.lazy")
    tab.click(".toggle.typing")
    assert tab.texts(".links .link.against") == []
    tab.click(".toggle.lazy")
    assert len(tab.texts(".links .link.against")) == 1


def test_keys_walk_open_and_select(show: Show):
    """Arrows go to the neighbour, Enter opens a package, the box in focus says what it is."""
    tab = show(shop())
    focused = "document.activeElement.dataset.name"
    tab.run(f"document.querySelector('{box('shop.web')}').focus()")
    tab.key("ArrowDown")
    assert tab.run(focused) == "shop.orders"
    tab.key("Enter")
    assert "shop.orders.model" in boxes(tab)
    label = tab.run(f"document.querySelector('{box('shop.orders')}').getAttribute('aria-label')")
    assert label == "shop.orders, package of 3 modules"
    assert tab.run(f"document.querySelector('{box('shop.orders')}').ariaExpanded") == "true"


def test_focus_stays_where_it_was_when_a_package_is_opened_by_key(show: Show):
    """After Enter the same box has the focus, so that one can go on."""
    tab = show(shop())
    tab.run(f"document.querySelector('{box('shop.orders')}').focus()")
    tab.key("Enter")
    assert tab.run("document.activeElement.dataset.name") == "shop.orders"


def test_an_empty_graph_says_so(show: Show):
    """A graph without modules is told, not drawn as nothing."""
    tab = show(document([], {}))
    assert "No modules" in tab.text("#said")
