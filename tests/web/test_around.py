"""What is around the drawing: search, panel, lists, themes, links, what untrusted names can do."""

import json
from itertools import pairwise

import pytest
from browser import Show
from graphs import document, project, shop

pytestmark = pytest.mark.xdist_group("chromium")


def test_search_finds_by_part_of_a_name(show: Show):
    """`/` goes to the search, Enter selects the best match and opens what is around it."""
    tab = show(shop())
    tab.key("/")
    tab.type("pric")
    assert tab.texts("#found li")[0] == "shop.orders.pricesmodule"
    tab.key("Enter")
    assert tab.text("#panel h2") == "shop.orders.prices"
    assert tab.run("document.querySelector('.box.selected').dataset.name") == "shop.orders.prices"


def test_search_walks_its_matches(show: Show):
    """Arrow keys choose among the matches and Escape leaves."""
    tab = show(shop())
    tab.key("/")
    tab.type("shop.web")
    tab.key("ArrowDown")
    tab.key("ArrowDown")
    assert tab.text('#found [aria-selected="true"]').startswith("shop.web.\nforms")
    tab.key("Escape")
    assert tab.run("document.querySelector('#found').hidden")
    assert tab.text("#panel .kind").lower() == "import graph"


def test_search_says_when_nothing_is_found(show: Show):
    """A name that is not there is answered."""
    tab = show(shop())
    tab.key("/")
    tab.type("zebra")
    assert tab.text("#found") == "Nothing of that name is shown."


def test_search_answers_at_ten_thousand_modules(show: Show):
    """A search lists a few matches, however many there are."""
    tab = show(project(10000))
    tab.key("/")
    tab.type("core")
    assert len(tab.texts("#found li")) == 12


def test_the_panel_of_a_module_tells_all_of_it(show: Show):
    """Figures, importers, imports, the cycle it is in with the edge to cut and why."""
    tab = show(shop())
    tab.key("/")
    tab.type("orders.model")
    tab.key("Enter")
    said = tab.text("#panel")
    for part in ("Fan-in\n3", "Blast radius\n4", "Imported by 3", "Imports 2", "shop.web.pages"):
        assert part in said
    assert "Cycle at load of 2 modules" in said
    assert "Cheapest to cut: one name" in said
    assert "cut here" in said


def test_a_breach_is_walked_to_with_its_reason(show: Show):
    """The list of breaches leads to the contract, its reason and the import that breaks it."""
    tab = show(shop())
    tab.click(".trouble.breach")
    said = tab.text("#panel")
    assert "so it was decided" in said
    assert "1 of 1" in said
    assert tab.texts("#panel .chain .name") == ["shop.web.forms", "shop.orders.model"]


def test_cycles_are_walked_through(show: Show):
    """From the list to a cycle, to the next, and back to the first; the ends have no further."""
    tab = show(project(900))
    titles = []
    tab.click(".trouble.cycle")
    while tab.run("!document.querySelector('.walk button:last-child').disabled"):
        titles.append(tab.texts("#panel .chain .name"))
        tab.click(".walk button:last-child")
    assert len(titles) == len(project(900)["cycles"]) - 1
    assert all(len(chain) >= 3 and chain[0] == chain[-1] for chain in titles)


def test_a_cycle_is_shown_in_the_packages(show: Show):
    """To look at a cycle opens the packages of its chain and brings out its steps in its colour."""
    tab = show(shop())
    tab.click(".trouble.cycle")
    assert sorted(tab.texts(".trace title")) == [
        "shop.orders.model imports shop.orders.prices",
        "shop.orders.prices imports shop.orders.model",
    ]


@pytest.mark.parametrize("dark", [False, True])
def test_the_system_decides_on_dark_and_light_until_one_chooses(show: Show, dark: bool):  # noqa: FBT001
    """The page follows the system's preference; the switch turns it around, whatever it was."""
    tab = show(shop(), dark=dark)

    def is_dark() -> bool:
        return sum(map(int, tab.style("body", "backgroundColor")[4:-1].split(","))) < 200

    assert is_dark() is dark
    tab.click("#theme")
    assert is_dark() is not dark


@pytest.mark.parametrize("dark", [False, True])
def test_text_can_be_read(show: Show, dark: bool):  # noqa: FBT001
    """Text stands out from its ground by 4.5 to 1 at least, muted text and marks included."""
    tab = show(shop(), dark=dark)
    ratios = tab.run(
        """(() => {
            const style = getComputedStyle(document.documentElement);
            const light = (name) => {
                const hex = style.getPropertyValue(`--${name}`).trim();
                const parts = [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16) / 255);
                const [r, g, b] = parts.map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
                return 0.2126 * r + 0.7152 * g + 0.0722 * b;
            };
            const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
            return ['text', 'muted', 'accent', 'outward', 'inward', 'cycle', 'soft', 'breach'].map((name) =>
                [name, Math.min(...['ground', 'surface'].map((ground) => ratio(light(name), light(ground))))]);
        })()"""
    )
    assert [(name, ratio) for name, ratio in ratios if ratio < 4.5] == []


def test_links_open_the_file_at_the_line(show: Show):
    """The links have the form that was asked for, with the path escaped and lines from 1."""
    made = document(["a", "b"], {(0, 1): "load"})
    made["modules"][0]["path"] = "/my project/a#1?.py"
    made["edges"][0][3] = 4
    tab = show(made, editor="idea://open?file={path}&line={line}")
    tab.key("/")
    tab.type("a")
    tab.key("Enter")
    links = tab.run("[...document.querySelectorAll('#panel .open-file')].map(e => e.href)")
    assert links[0] == "idea://open?file=/my%20project/a%231%3F.py&line=1"
    assert links[1] == "idea://open?file=/my%20project/a%231%3F.py&line=5"


def test_a_reload_shows_the_same(show: Show):
    """View, tests, open packages and what is selected are in the address."""
    tab = show(shop())
    tab.click(".toggle.tests")
    tab.click('.box[data-name="shop.orders"] .chevron')
    tab.click('.box[data-name="shop.orders.model"]')
    tab.key("2")
    before = tab.texts(".names .label")
    tab.call("Page.reload")
    tab.until("document.querySelector('.names .label')")
    tab.settle()
    assert tab.texts(".names .label") == before
    assert "model" in before
    assert tab.text("#panel h2") == "shop.orders.model"
    assert tab.run("document.querySelector('.toggle.tests input').checked")


def test_a_file_name_of_any_bytes_breaks_nothing(show: Show):
    """A path that is no text is shown as well as can be, and linked to."""
    made = document(["a\udcff", "b"], {(0, 1): "load"})
    made["modules"][0]["path"] = "/a\udcff.py"
    tab = show(made)
    tab.key("/")
    tab.type("a")
    tab.key("Enter")
    assert tab.run("document.querySelector('#panel .open-file').href").endswith(".py:1")


HOSTILE = "<img src=x onerror=alert(1)>"


def test_names_are_inert(show: Show):
    """Markup in names, contracts, reasons and third-party names shows as text, in every view."""
    made = document(
        [f"{HOSTILE}.a", f"{HOSTILE}.b"], {(0, 1): "load", (1, 0): "load"}, breaches=[[0, 1]]
    )
    for key in ("contract", "kind", "reason"):
        made["breaches"][0][key] = HOSTILE
    made["external"][0]["name"] = made["cycles"][0]["cuts"][0]["why"] = HOSTILE
    tab = show(made)
    for view in ("1", "2", "3"):
        tab.key(view)
    tab.click(".trouble.breach")
    assert HOSTILE in tab.text("#panel")
    tab.key("/")
    tab.type("img")
    tab.key("Enter")
    assert HOSTILE in tab.text("#panel")
    assert tab.run("document.querySelectorAll('img').length") == 0


def test_the_policy_stops_what_should_ever_get_in(show: Show):
    """An inline handler put into the page by force does not run."""
    tab = show(shop())
    tab.run(
        "document.body.append(Object.assign(document.createElement('button'), {id: 'bad'})),"
        "document.querySelector('#bad').setAttribute('onclick', 'globalThis.ran = true'),"
        "document.querySelector('#bad').click()"
    )
    assert tab.run("globalThis.ran === undefined")
    assert any("Content Security Policy" in error for error in tab.errors)
    tab.errors.clear()


def test_every_control_has_a_name(show: Show):
    """Each button, field and drawing tells a screen reader what it is."""
    tab = show(shop())
    for view in ("1", "2", "3"):
        tab.key(view)
        nodes = tab.call("Accessibility.getFullAXTree")["nodes"]
        nameless = [
            node["role"]["value"]
            for node in nodes
            if not node.get("ignored")
            and node["role"]["value"]
            in {"button", "checkbox", "tab", "combobox", "treeitem", "img", "link"}
            and not node.get("name", {}).get("value")
        ]
        assert nameless == []


def test_the_keyboard_reaches_everything(show: Show):
    """Tab goes through the bar into the drawing and the panel; what has the focus shows it."""
    tab = show(shop())
    reached = set()
    for _ in range(24):
        tab.key("Tab")
        reached.add(
            tab.run("document.activeElement.id || document.activeElement.getAttribute('class')")
        )
        outline = tab.run(
            "(s => s.outlineStyle !== 'none' || document.activeElement.matches('.box'))"
            "(getComputedStyle(document.activeElement))"
        )
        assert outline or reached & {None}, tab.run("document.activeElement.outerHTML")
    assert {"search", "fit", "theme"} <= reached
    assert any("box" in name for name in reached if name)
    assert any("trouble" in name for name in reached if name)


def test_nothing_overflows_a_small_window(show: Show):
    """At 900 pixels the page does not scroll sideways, and the bar's controls stay apart."""
    tab = show(shop(), size=(900, 600))
    assert tab.run("document.documentElement.scrollWidth") <= 900
    lefts = json.loads(
        tab.run(
            "JSON.stringify([...document.querySelector('#bar').children]"
            ".map(e => e.getBoundingClientRect()).map(r => [r.left, r.right]))"
        )
    )
    assert all(before[1] <= after[0] for before, after in pairwise(lefts))
    assert lefts[-1][1] <= 900
