"""An address on this machine at which a browser gets a page, and by which the page speaks to us.

Whoever knows the secret in the address may ask; a page of another site, even one whose name leads
to this machine, may not. Deliberately absent: what the page is.
"""

import json
import secrets
import threading
from collections.abc import Callable
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final

HOST: Final = "127.0.0.1"
PATIENCE: Final = 20.0
"""Seconds in which a request must have been sent, and a page made."""
MOST: Final = 8000
"""Bytes that a page may send us at once."""

_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

Made = Callable[[bytes | None], object]


class Site:
    """A page while it is served.

    Called in its threads: `make`, which calls with the page once there is one, `opened` with a path
    and a line, which tells whether there is an editor that can show them, and `revision`, which
    tells whether the page would be another one.
    """

    def __init__(
        self,
        make: Callable[[Made], object],
        opened: Callable[[str, int], bool],
        revision: Callable[[], int],
    ) -> None:
        self.make = make
        self.opened = opened
        self.revision = revision
        self.secret = secrets.token_urlsafe(24)
        self._server = _Server((HOST, 0), partial(_Request, self))
        self.host = f"{HOST}:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, name="site", daemon=True).start()

    @property
    def address(self) -> str:
        """Where the page is."""
        return f"http://{self.host}/{self.secret}/"

    def close(self) -> None:
        """Serve no more. Waits for half a second at most."""
        self._server.shutdown()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    """A server that does not speak of browsers that hang up."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: standard error is the editor's log."""


class _Request(BaseHTTPRequestHandler):
    """One request; which of them may ask is decided before anything else."""

    timeout = PATIENCE
    server_version = "vitals"
    sys_version = ""

    def __init__(self, site: Site, *socket: object) -> None:
        self._site = site
        super().__init__(*socket)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with the page as the graph is now, or with the number that tells of changes."""
        if self._may_ask("revision"):
            self._answer(200, str(self._site.revision()).encode())
        elif self._may_ask(""):
            self._answer_page()
        else:
            self._answer(404)

    def _answer_page(self) -> None:
        made = threading.Event()
        pages: list[bytes | None] = []

        def take(page: bytes | None) -> None:
            pages.append(page)
            made.set()

        self._site.make(take)
        made.wait(PATIENCE)
        if pages and pages[0] is not None:
            self._answer(200, pages[0])
        else:
            self._answer(503, b"The import graph is not there yet. Reload this page in a moment.")

    def do_POST(self) -> None:
        """Open a file in the editor: {"path": of a module, "line": from 0}."""
        size = self.headers.get("Content-Length", "")
        if not self._may_ask("open") or self.headers.get("Origin") != f"http://{self._site.host}":
            self._answer(404)
        elif not size.isdecimal() or int(size) > MOST:
            self._answer(413)
        elif (place := _place(self.rfile.read(int(size)))) is None:
            self._answer(400)
        else:
            self._answer(204 if self._site.opened(*place) else 501)

    def _may_ask(self, what: str) -> bool:
        """Tell whether the request is for this host, which no other site's page can claim, and knows."""
        wanted = f"/{self._site.secret}/{what}"
        knows = secrets.compare_digest(self.path.encode(), wanted.encode())
        return knows and self.headers.get("Host") == self._site.host

    def _answer(self, status: int, body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        kind = "text/html" if body[:1] == b"<" else "text/plain"
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002
        """Say nothing: standard error is the editor's log."""


def _place(body: bytes) -> tuple[str, int] | None:
    """Return the path and the line that a page asks for; None when it asks for neither."""
    try:
        asked = json.loads(body)
        path, line = asked["path"], asked["line"]
    except (ValueError, TypeError, KeyError):
        return None
    return (path, line) if isinstance(path, str) and type(line) is int and line >= 0 else None
