"""The map of all modules, as a user sees it in Chromium. Work is counted, never timed."""

import pytest
from browser import Show
from graphs import document, project, shop

pytestmark = pytest.mark.xdist_group("chromium")

SLICE = 4000


def open_map(show: Show, document, **window):
    tab = show(document, **window)
    tab.key("3")
    tab.until("vitals.work.placed")
    tab.settle()
    return tab


def has_colour(tab, name: str) -> bool:
    """Whether something on the canvas has a colour of the style sheet, but for smoothed edges."""
    return tab.run(
        f"""(() => {{
            const style = getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim();
            const wanted = [1, 3, 5].map((at) => parseInt(style.slice(at, at + 2), 16));
            const canvas = document.querySelector('#map canvas');
            const {{ data }} = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            for (let at = 0; at < data.length; at += 4) {{
                if (wanted.every((part, of) => Math.abs(part - data[at + of]) < 10)) return true;
            }}
            return false;
        }})()"""
    )


def module_at(tab, name: str) -> tuple[float, float]:
    """Where a module is in the window."""
    return tuple(
        tab.run(
            f"""(() => {{
                const module = vitals.model.modules.findIndex(({{ name }}) => name === '{name}');
                const [x, y] = vitals.views.map.whereIs(module);
                const {{ left, top }} = document.querySelector('#map canvas').getBoundingClientRect();
                return [left + x, top + y];
            }})()"""
        )
    )


def test_modules_have_the_colours_of_their_packages(show: Show):
    """Each of the packages in the legend is on the canvas in its colour."""
    tab = open_map(show, project(900))
    numbers = [
        name[-1]
        for name in tab.run(
            "[...document.querySelectorAll('li:not([hidden]) > .swatch')].map(e => e.className)"
        )
    ]
    assert len(numbers) > 2
    assert [number for number in numbers if not has_colour(tab, f"g{number}")] == []


def test_cycles_and_breaches_are_in_colour(show: Show):
    """Imports of cycles at load are red and breaches violet; a graph without has neither."""
    tab = open_map(show, shop())
    assert has_colour(tab, "breach")
    tab = open_map(show, project(900))
    assert has_colour(tab, "cycle")
    tab = open_map(show, document(["a.b", "a.c"], {(0, 1): "load"}))
    assert not has_colour(tab, "cycle")
    assert not has_colour(tab, "breach")


def test_a_click_selects_the_module_under_it(show: Show):
    """The panel tells of the module that was clicked, and the map draws what it touches."""
    tab = open_map(show, shop())
    before = tab.run("document.querySelector('#map canvas').toDataURL()")
    tab.press(*module_at(tab, "shop.orders.model"))
    assert tab.text("#panel h2") == "shop.orders.model"
    tab.settle()
    assert tab.run("document.querySelector('#map canvas').toDataURL()") != before


def test_dragging_moves_the_map_and_selects_nothing(show: Show):
    """After a drag what was under the pointer is still under it."""
    tab = open_map(show, shop())
    x, y = module_at(tab, "shop.orders.model")
    tab.drag((x, y), (x + 120, y + 40))
    assert module_at(tab, "shop.orders.model") == pytest.approx((x + 120, y + 40), abs=1)
    assert tab.text("#panel .kind").lower() == "import graph"


def test_the_wheel_zooms_where_the_pointer_is(show: Show):
    """What is under the pointer stays there; what is elsewhere moves away from it."""
    tab = open_map(show, shop())
    x, y = module_at(tab, "shop.orders.model")
    other = module_at(tab, "shop.web")
    tab.wheel(x, y, -300)
    assert module_at(tab, "shop.orders.model") == pytest.approx((x, y), abs=1)
    farther = module_at(tab, "shop.web")
    assert abs(farther[0] - x) + abs(farther[1] - y) > abs(other[0] - x) + abs(other[1] - y)


@pytest.mark.parametrize("size", [3000, 10000])
def test_no_frame_does_more_than_a_slice(show: Show, size: int):
    """Laying out, panning and selecting draw at most 4,000 imports in one frame."""
    tab = open_map(show, project(size))
    tab.drag((300, 300), (500, 400), steps=20)
    tab.wheel(400, 400, -200)
    tab.key("/")
    tab.type("core")
    tab.key("Enter")
    tab.settle()
    assert 0 < tab.run("vitals.work.slice") <= SLICE
    assert tab.text("#panel h2")


def test_moving_the_map_draws_one_frame_for_each_frame(show: Show):
    """However many moves arrive, the map is painted once a frame, and whole within a few more."""
    tab = open_map(show, project(3000))
    frames = tab.run(
        """(async () => {
            const canvas = document.querySelector('#map canvas');
            const before = vitals.work.frames;
            const frame = () => new Promise(requestAnimationFrame);
            for (let at = 0; at < 200; at++) canvas.dispatchEvent(new WheelEvent('wheel', { deltaY: 1 }));
            await frame(); await frame();
            const soon = vitals.work.frames - before;
            for (let at = 0; at < 12; at++) await frame();
            const later = vitals.work.frames;
            for (let at = 0; at < 5; at++) await frame();
            return [soon, vitals.work.frames - later];
        })()"""
    )
    assert frames[0] <= 2
    assert frames[1] == 0


def test_the_map_looks_the_same_each_time(show: Show):
    """There is no chance in the layout: the same graph gives the same map."""
    places = [module_at(open_map(show, project(30)), "app") for _ in range(2)]
    assert places[0] == places[1]
