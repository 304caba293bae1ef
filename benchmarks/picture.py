"""The picture of the import graph in Chromium, without a graphics card: first paint, and panning.

Projects are made up: 3,000 modules with 14,000 imports, and 10,000 with 46,000. What is timed is
the page's own clock: from the navigation to the first paint, and from frame to frame.
"""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.budgets import Figure
from benchmarks.run import Run
from lsp_server.web import page
from tests.browser import Chromium, chromium
from tests.web.graphs import project

SIZES = {"": 3_000, "-large": 10_000}
QUICK = {"": 100, "-large": 300}

PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"

PANNED = """(async () => {
    const canvas = document.querySelector('#map canvas');
    const frame = () => new Promise(requestAnimationFrame);
    const times = [await frame()];
    for (let step = 0; step < STEPS; step++) {
        canvas.dispatchEvent(new WheelEvent('wheel', { deltaX: 3, deltaY: step % 2, shiftKey: true }));
        times.push(await frame());
    }
    return times.slice(1).map((time, at) => time - times[at]);
})()"""


def measure(run: Run) -> Iterator[Figure]:
    """Yield the times to the first paint and of the frames of both sizes."""
    sizes = QUICK if run.quick else SIZES
    with TemporaryDirectory() as folder, chromium() as browser:
        for suffix, size in sizes.items():
            run.say(f"{size:,} modules")
            path = Path(folder) / f"{size}.html"
            path.write_text(page(project(size)), "utf-8")
            painted, frames = _measured(browser, path.as_uri(), 2 if run.quick else 10)
            yield Figure(f"picture-paint{suffix}", painted)
            yield Figure(f"picture-frame{suffix}", frames)


def _measured(browser: Chromium, address: str, times: int) -> tuple[list[float], list[float]]:
    """Return the milliseconds to the first paint, and those of frames while the map is moved."""
    painted, frames = [], []
    for _ in range(times):
        tab = browser.open(address, size=(1440, 900))
        tab.until(PAINTED)
        painted.append(tab.run(PAINTED))
        tab.key("3")
        tab.until("vitals.work.placed")
        frames += tab.run(PANNED.replace("STEPS", "60"))
        tab.close()
    return painted, frames
