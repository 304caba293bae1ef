"""A headless Chromium, spoken to by the DevTools protocol over a pair of pipes.

It does what a user does (keys, clicks, wheel) and tells what a user would see; nothing is mocked.
"""

import json
import os
import shutil
import subprocess
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

FLAGS = (
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",  # root, in containers; it opens our own pages only
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--no-first-run",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
KEYS = {"Enter": ("\r", 13), "Escape": ("", 27), "ArrowDown": ("", 40), "ArrowUp": ("", 38)} | {
    "ArrowLeft": ("", 37),
    "ArrowRight": ("", 39),
    "Tab": ("", 9),
}


class BrowserError(AssertionError):
    """The browser refused something, or a script in the page threw."""


class Chromium:
    """A running browser; `open` gives a page of its own profile-less context."""

    def __init__(self, profile: str) -> None:
        program = shutil.which("chromium")
        assert program, "Chromium is missing: apt-get install chromium (.ci/test does so)"
        theirs_in, ours_out = os.pipe()
        ours_in, theirs_out = os.pipe()
        command = f'exec "$0" "$@" 3<&{theirs_in} 4>&{theirs_out}'
        self._process = subprocess.Popen(
            [
                "/bin/bash",
                "-c",
                command,
                program,
                *FLAGS,
                f"--user-data-dir={profile}",
                "about:blank",
            ],
            pass_fds=(theirs_in, theirs_out),
            stderr=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        os.close(theirs_in)
        os.close(theirs_out)
        self._reader = os.fdopen(ours_in, "rb", buffering=0)
        self._writer = os.fdopen(ours_out, "wb", buffering=0)
        self._rest = b""
        self._number = 0
        self._takers: dict[str, Callable[[dict[str, Any]], None]] = {}

    def close(self) -> None:
        """End the browser."""
        self.call("Browser.close")
        self._process.wait(30)
        self._reader.close()
        self._writer.close()

    def call(self, method: str, session: str | None = None, **params: Any) -> dict[str, Any]:
        """Return the result of a command; what happens meanwhile goes to the pages."""
        self._number += 1
        message = {"id": self._number, "method": method, "params": params}
        if session is not None:
            message["sessionId"] = session
        self._writer.write(json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._number:
            pass
        if "error" in answer:
            raise BrowserError(f"{method}: {answer['error']['message']}")
        return answer["result"]

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            data = self._reader.read(1 << 16)
            assert data, "the browser ended"
            self._rest += data
        body, self._rest = self._rest.split(b"\0", 1)
        message = json.loads(body)
        taker = self._takers.get(message.get("sessionId", ""))
        if "method" in message and taker is not None:
            taker(message)
        return message

    def open(
        self, address: str, *, dark: bool = False, size: tuple[int, int] = (1280, 800)
    ) -> "Page":
        """Open an address and return its page once it is drawn."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = Page(self, session, target)
        self._takers[session] = page.happened
        for domain in ("Page", "Runtime", "Network", "Log"):
            page.call(f"{domain}.enable")
        page.resize(*size)
        page.prefer(dark=dark)
        page.call("Page.navigate", url=address)
        page.until("document.readyState === 'complete'")
        page.settle()
        return page

    def wait(self, happened: Callable[[], bool]) -> None:
        """Take events until something has happened."""
        while not happened():
            self._next()


class Page:
    """One open page. `errors`, `requests` and `opened` are what went wrong, over the wire and out."""

    def __init__(self, browser: Chromium, session: str, target: str) -> None:
        self._browser = browser
        self._session = session
        self._target = target
        self.errors: list[str] = []
        self.requests: list[str] = []

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """Return the result of a DevTools command."""
        return self._browser.call(method, self._session, **params)

    def happened(self, event: dict[str, Any]) -> None:
        """Take an event."""
        params = event["params"]
        match event["method"]:
            case "Network.requestWillBeSent":
                self.requests.append(params["request"]["url"])
            case "Runtime.exceptionThrown":
                details = params["exceptionDetails"]
                self.errors.append(details.get("exception", {}).get("description", details["text"]))
            case "Log.entryAdded" if "readback" in params["entry"]["text"]:
                pass  # what a test asked for by looking at a canvas
            case "Log.entryAdded" if params["entry"]["level"] in {"error", "warning"}:
                self.errors.append(params["entry"]["text"])
            case "Runtime.consoleAPICalled" if params["type"] in {"error", "warning", "assert"}:
                self.errors.append(str(params["args"]))

    def run(self, script: str) -> Any:
        """Return the value of an expression in the page; a promise is waited for."""
        answer = self.call(
            "Runtime.evaluate",
            expression=script,
            returnByValue=True,
            awaitPromise=True,
            userGesture=True,
        )
        if "exceptionDetails" in answer:
            raise BrowserError(f"{script}: {answer['exceptionDetails']}")
        return answer["result"].get("value")

    def until(self, condition: str) -> None:
        """Wait, frame by frame, until an expression is true."""
        check = f"(() => {{ try {{ return Boolean({condition}) }} catch {{ return false }} }})()"
        frames = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
        for _ in range(1500):
            if self.run(check):
                return
            self.run(frames)
        raise BrowserError(f"never true: {condition}; {self.errors}")

    def settle(self) -> None:
        """Wait until what was asked for is drawn."""
        self.run("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")

    def resize(self, width: int, height: int) -> None:
        """Give the window a size."""
        self.call(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def prefer(self, *, dark: bool) -> None:
        """Choose what the system prefers."""
        features = [
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce"},
        ]
        self.call("Emulation.setEmulatedMedia", features=features)

    # -- what a user does

    def key(self, key: str) -> None:
        """Press a key by its name."""
        text, code = KEYS.get(key, (key, ord(key[0].upper())))
        common = {"key": key, "windowsVirtualKeyCode": code, "code": key}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **common)
        self.call("Input.dispatchKeyEvent", type="keyUp", **common)
        self.settle()

    def type(self, text: str) -> None:
        """Type a text."""
        for letter in text:
            self.key(letter)

    def click(self, selector: str, *, double: bool = False) -> None:
        """Click the middle of an element that must be in sight."""
        x, y = self.middle(selector)
        self.press(x, y, times=2 if double else 1)

    def press(self, x: float, y: float, *, times: int = 1) -> None:
        """Click a point of the window."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        for count in range(1, times + 1):
            for kind in ("mousePressed", "mouseReleased"):
                self.call(
                    "Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=count
                )
        self.settle()

    def drag(self, start: tuple[float, float], end: tuple[float, float], steps: int = 10) -> None:
        """Drag the pointer with the button held."""
        (x, y), (x2, y2) = start, end
        self.call(
            "Input.dispatchMouseEvent", type="mousePressed", x=x, y=y, button="left", clickCount=1
        )
        for step in range(1, steps + 1):
            at = step / steps
            self.call(
                "Input.dispatchMouseEvent",
                type="mouseMoved",
                x=x + (x2 - x) * at,
                y=y + (y2 - y) * at,
                button="left",
                buttons=1,
            )
        self.call("Input.dispatchMouseEvent", type="mouseReleased", x=x2, y=y2, button="left")
        self.settle()

    def hover(self, x: float, y: float) -> None:
        """Move the pointer to a point."""
        self.call("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)
        self.settle()

    def wheel(self, x: float, y: float, down: float) -> None:
        """Turn the wheel at a point."""
        self.call("Input.dispatchMouseEvent", type="mouseWheel", x=x, y=y, deltaX=0, deltaY=down)
        self.settle()

    # -- what a user sees

    def text(self, selector: str) -> str:
        """Return the text of an element as it is rendered."""
        return self.run(f"document.querySelector({json.dumps(selector)}).innerText")

    def texts(self, selector: str) -> list[str]:
        """Return the texts of all such elements."""
        return self.run(
            f"[...document.querySelectorAll({json.dumps(selector)})].map(e => e.textContent)"
        )

    def middle(self, selector: str) -> tuple[float, float]:
        """Return the middle of an element."""
        box = self.run(
            f"(({{x, y, width, height}}) => [x + width / 2, y + height / 2])"
            f"(document.querySelector({json.dumps(selector)}).getBoundingClientRect())"
        )
        return box[0], box[1]

    def style(self, selector: str, name: str) -> str:
        """Return the computed value of a style."""
        return self.run(
            f"getComputedStyle(document.querySelector({json.dumps(selector)}))[{json.dumps(name)}]"
        )

    def picture(self, path: Path) -> None:
        """Write what is seen to a PNG file."""
        path.write_bytes(b64decode(self.call("Page.captureScreenshot", format="png")["data"]))

    def close(self) -> None:
        """Close the page."""
        self._browser.call("Target.closeTarget", targetId=self._target)


Show = Callable[..., Page]
"""Opens the page of a document: the fixture `show` of the tests of the picture."""


@contextmanager
def chromium() -> Iterator[Chromium]:
    """A browser with a profile of its own, for a while."""
    with TemporaryDirectory(prefix="vitals-chromium-", ignore_cleanup_errors=True) as profile:
        browser = Chromium(profile)
        try:
            yield browser
        finally:
            browser.close()
