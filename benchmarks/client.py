"""A language client that measures: it speaks to any server over stdio and keeps the time.

Deliberately apart from the tests' client: nothing is validated here, so that the clock sees the
server and not us.
"""

import json
import subprocess
import time
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
INCREMENTAL = 2  # TextDocumentSyncKind


class Client:
    """One server process and the messages exchanged with it."""

    def __init__(self, command: list[str]) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._to, self._from = self.process.stdin, self.process.stdout
        self._next = 0
        self.incremental = True

    def send(self, message: Message) -> None:
        """Write one message."""
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self._to.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._to.flush()

    def notify(self, method: str, params: object) -> None:
        """Send a notification."""
        self.send({"method": method, "params": params})

    def request(self, method: str, params: object) -> Any:  # noqa: ANN401
        """Send a request and wait for its result."""
        self._next += 1
        number = self._next
        self.send({"id": number, "method": method, "params": params})
        answer = self.wait(lambda m: m.get("id") == number and "method" not in m)
        return answer.get("result")

    def receive(self) -> Message:
        """Read one message; requests of the server are answered with null."""
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            message = "the server has gone"
            raise EOFError(message)
        read: Message = json.loads(self._from.read(length))
        if "id" in read and "method" in read:
            items = read.get("params", {}).get("items", [])
            configured = read["method"] == "workspace/configuration"
            self.send({"id": read["id"], "result": [{} for _ in items] if configured else None})
        return read

    def wait(self, wanted: Callable[[Message], bool]) -> Message:
        """Return the next message that is wanted; others are dropped."""
        while True:
            message = self.receive()
            if wanted(message):
                return message

    def initialize(self, root: str, options: object = None) -> float:
        """Shake hands and return the seconds from the process' start to the answer."""
        answer = self.request(
            "initialize",
            {
                "processId": None,
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "benchmark"}],
                "initializationOptions": options,
                "capabilities": {
                    "general": {"positionEncodings": ["utf-8", "utf-16"]},
                    "textDocument": {"publishDiagnostics": {"versionSupport": True}},
                },
            },
        )
        taken = time.perf_counter() - self.started
        sync = answer["capabilities"]["textDocumentSync"]
        self.incremental = (sync if isinstance(sync, int) else sync.get("change")) == INCREMENTAL
        self.notify("initialized", {})
        return taken

    def open(self, uri: str, text: str) -> float:
        """Open a document and return the seconds to its first diagnostics."""
        start = time.perf_counter()
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        self.published(uri)
        return time.perf_counter() - start

    def published(self, uri: str) -> Message:
        """Wait for diagnostics of a document."""
        return self.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics" and m["params"]["uri"] == uri
            )
        )

    def change(self, uri: str, version: int, edit: tuple[int, int, str], whole: str) -> None:
        """Replace whole lines (first, last, text); `whole` is for servers without increments."""
        first, last, text = edit
        span = {
            "start": {"line": first, "character": 0},
            "end": {"line": last, "character": 0},
        }
        change = {"range": span, "text": text} if self.incremental else {"text": whole}
        self.notify(
            "textDocument/didChange",
            {"textDocument": {"uri": uri, "version": version}, "contentChanges": [change]},
        )

    def resident_mb(self) -> float:
        """Return the resident memory of the server process in MB (Linux)."""
        with open(f"/proc/{self.process.pid}/statm", encoding="ascii") as file:  # noqa: PTH123
            return int(file.read().split()[1]) * 4096 / 1e6

    def close(self) -> None:
        """Shut the server down."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(10)
