"""A real VS Code workbench: code-server's in a headless Chromium, with our extension installed.

What a user does (keys, clicks) and what a user sees (elements of the workbench); nothing is mocked.
"""

import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from editors.clients import code_server, extension, node
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--force-device-scale-factor=1",
)
SIZE = {"width": 1280, "height": 800}
PATIENCE = 30_000
"""Milliseconds in which what is expected must be seen."""
SETTINGS = {
    "telemetry.telemetryLevel": "off",
    "workbench.startupEditor": "none",
    "workbench.colorTheme": "Default Dark Modern",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "window.commandCenter": False,
    "workbench.tips.enabled": False,
    "files.autoSave": "off",
    "files.hotExit": "off",
    "editor.autoIndent": "none",
    "editor.autoClosingBrackets": "never",
    "editor.minimap.enabled": False,
    "editor.stickyScroll.enabled": False,
    "editor.wordBasedSuggestions": "off",
    "editor.quickSuggestions": {"other": "off", "comments": "off", "strings": "off"},
    "extensions.ignoreRecommendations": True,
    "chat.disableAIFeatures": True,
    "security.workspace.trust.enabled": False,
}
expect.set_options(timeout=PATIENCE)
LISTENING = re.compile(r"agent listening on (\d+)")


class Workbench:
    """One window of VS Code on a folder."""

    def __init__(self, page: Page, address: str, folder: Path) -> None:
        self.page = page
        self.address = address
        self.folder = folder
        self.errors: list[str] = []
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))

    def start(self, *files: str) -> None:
        """Load the workbench, with these files of the folder open."""
        host = self.address.removeprefix("http://")
        root = self.folder if self.folder.is_dir() else self.folder.parent
        opened = [["openFile", f"vscode-remote://{host}{root}/{name}"] for name in files]
        what = "workspace" if self.folder.suffix == ".code-workspace" else "folder"
        self.page.goto(f"{self.address}/?{what}={self.folder}&payload={json.dumps(opened)}")
        self.page.wait_for_selector(".monaco-workbench .statusbar")
        if files:
            self.page.wait_for_selector(".monaco-editor .view-lines")

    # -- what a user does

    def command(self, title: str) -> None:
        """Run a command by its title in the palette."""
        self.page.keyboard.press("F1")
        entry = self.page.locator(".quick-input-widget input.input")
        expect(entry).to_be_visible()
        entry.fill(f">{title}")
        row = self.page.locator(".quick-input-list .monaco-list-row", has_text=title).first
        expect(row).to_be_visible()
        row.click()

    def go_to(self, line: int) -> None:
        """Put the cursor at the start of a line, counted from 1."""
        self.focus()
        self.page.keyboard.press("Control+g")
        entry = self.page.locator(".quick-input-widget input.input")
        expect(entry).to_be_visible()
        entry.fill(f":{line}:1")
        self.page.keyboard.press("Enter")
        expect(entry).to_be_hidden()

    def focus(self) -> None:
        """Put the keyboard's focus into the editor."""
        self.page.keyboard.press("Control+1")

    def type(self, text: str) -> None:
        """Type into what has the focus."""
        self.page.keyboard.type(text)

    def press(self, *keys: str) -> None:
        """Press keys, one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    # -- what a user sees

    @property
    def lenses(self) -> Locator:
        """The lenses of the editor."""
        return self.page.locator(".codelens-decoration")

    def lens(self, text: str) -> Locator:
        """The first lens whose text matches."""
        return self.lenses.locator("a, span", has_text=re.compile(text)).first

    def hints(self) -> list[str]:
        """What is written into the text beside the user's own."""
        spans = self.page.locator(".view-line span[class*='dyn-rule']").all_text_contents()
        return [text.replace("\xa0", " ") for text in spans]

    @property
    def squiggles(self) -> Locator:
        """What is marked as a warning."""
        return self.page.locator(".squiggly-warning")

    @property
    def status(self) -> Locator:
        """Our status item."""
        return self.page.locator('[id="vitals.vitals.vitals.health"]')

    @property
    def notifications(self) -> Locator:
        """The messages that are shown."""
        return self.page.locator(".notification-list-item-message")

    @property
    def webview(self) -> FrameLocator:
        """The page in the webview that is shown."""
        outer = self.page.frame_locator("iframe.webview.ready")
        return outer.frame_locator("iframe#active-frame")

    def settle(self) -> None:
        """Wait until the editor has drawn what follows from the last key."""
        self.page.wait_for_timeout(250)

    def until(self, holds: Callable[[], Any], what: str) -> None:
        """Wait until something holds that is no element."""
        for _ in range(PATIENCE // 100):
            if holds():
                return
            self.page.wait_for_timeout(100)
        message = f"waited in vain for {what}"
        raise AssertionError(message)

    def picture(self, name: str) -> None:
        """Keep a screenshot where VITALS_SCREENSHOTS says."""
        if folder := os.environ.get("VITALS_SCREENSHOTS"):
            Path(folder).mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=Path(folder) / f"{name}.png")


@contextmanager
def browsing() -> Iterator[Browser]:
    """Yield a browser for workbenches."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        assert program, "Chromium is missing: apt-get install chromium (.ci/test does so)"
        browser = playwright.chromium.launch(executable_path=program, args=[*FLAGS])
        yield browser
        browser.close()


@contextmanager
def serving(
    home: Path,
    *arguments: str,
    settings: Mapping[str, Any] | None = None,
    environment: Mapping[str, str] | None = None,
    extensions: Sequence[Path] = (),
) -> Iterator[str]:
    """Start VS Code's server with a fresh profile, our extension and others; yield its address."""
    data = home / "data"
    for who in ("User", "Machine"):  # the latter: what only the machine decides, where code runs
        folder = data / "data" / who
        folder.mkdir(parents=True)
        text = json.dumps({**SETTINGS, **(settings or {})})
        (folder / "settings.json").write_text(text, "utf-8")
    if path := (environment or {}).get("PATH"):  # VS Code asks the user's shell for it
        (home / ".bash_profile").write_text(f"export PATH={path}\n", "utf-8")
    main = [str(node()), str(code_server() / "out/server-main.js")]
    places = ["--server-data-dir", str(data), "--extensions-dir", str(home / "extensions")]
    env = {**os.environ, "HOME": str(home), **(environment or {})}
    installed = [extension(), *extensions]
    installing = [*main, *places, *(f"--install-extension={one}" for one in installed)]
    done = subprocess.run(
        installing, env=env, capture_output=True, text=True, timeout=120, check=False
    )
    told = done.stdout + done.stderr
    assert done.stdout.count("successfully installed") == len(installed), told
    process = subprocess.Popen(
        [
            *main, *places, "--host", "127.0.0.1", "--port", "0", "--without-connection-token",
            "--accept-server-license-terms", "--telemetry-level", "off",
            "--reconnection-grace-time", "1", *arguments,
        ],
        env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
    )  # fmt: skip
    try:
        yield f"http://127.0.0.1:{_port(process)}"
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _port(process: "subprocess.Popen[str]") -> str:
    assert process.stdout
    said = []
    for line in process.stdout:
        said.append(line)
        if found := LISTENING.search(line):
            return found[1]
    raise AssertionError("".join(said))


@contextmanager
def window(browser: Browser, address: str, folder: Path) -> Iterator[Workbench]:
    """Yield a window on a folder."""
    context = browser.new_context(viewport=SIZE)
    workbench = Workbench(context.new_page(), address, folder)
    try:
        yield workbench
    finally:
        context.close()
