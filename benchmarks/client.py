"""A language client that measures: it speaks to any server over stdio and keeps the time.

The clock starts with the first byte of a message written and stops with the last byte of the answer
read: what it takes to make and to read JSON here is nobody's cost. Nothing is validated; that is
the business of the tests' client.
"""

import json
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, Self

from benchmarks.processes import ENVIRONMENT

Message = dict[str, Any]
INCREMENTAL = 2  # TextDocumentSyncKind


class Change(NamedTuple):
    """Replace the text between two positions; columns of texts in ASCII, the same in any unit."""

    start: tuple[int, int]
    end: tuple[int, int]
    text: str


def _position(place: tuple[int, int]) -> dict[str, int]:
    return {"line": place[0], "character": place[1]}


class Client:
    """One server process, by default with a cache of its own in its folder.

    `arrived` is the time at which the last message read was complete.
    """

    def __init__(self, command: list[str], folder: Path | str, cache: Path | None = None) -> None:
        self.started = time.perf_counter()
        self.process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=ENVIRONMENT | {"XDG_CACHE_HOME": str(cache or Path(folder, ".cache"))},
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._to, self._from = self.process.stdin, self.process.stdout
        self._next = 0
        self.arrived = self.started
        self.answer: Message = {}
        self.settings: object = None
        self.incremental = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()

    @property
    def capabilities(self) -> Message:
        """What the server said that it can do."""
        found: Message = self.answer["capabilities"]
        return found

    def send(self, *messages: Message) -> float:
        """Write messages in one piece; return when their first byte was written."""
        framed = b""
        for message in messages:
            body = json.dumps({"jsonrpc": "2.0", **message}).encode()
            framed += b"Content-Length: %d\r\n\r\n" % len(body) + body
        start = time.perf_counter()
        self._to.write(framed)
        self._to.flush()
        return start

    def notify(self, method: str, params: object) -> float:
        """Send a notification; return when its first byte was written."""
        return self.send({"method": method, "params": params})

    def asked(self, method: str, params: object) -> Message:
        """Make a request, to be sent along with other messages."""
        self._next += 1
        return {"id": self._next, "method": method, "params": params}

    def request(self, method: str, params: object) -> tuple[Any, float]:
        """Send a request; return its result and the seconds it took."""
        question = self.asked(method, params)
        start = self.send(question)
        answer = self.answered(question)
        return answer.get("result"), self.arrived - start

    def answered(self, question: Message) -> Message:
        """Wait for the answer to a request."""
        return self.wait(lambda m: m.get("id") == question["id"] and "method" not in m)

    def receive(self) -> Message:
        """Read one message; what the server asks is answered as a simple client would."""
        length = 0
        while line := self._from.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        if not length:
            message = f"the server has gone: {self.process.args!r}"
            raise EOFError(message)
        body = self._from.read(length)
        self.arrived = time.perf_counter()
        read: Message = json.loads(body)
        if "id" in read and "method" in read:
            items = read.get("params", {}).get("items", [])
            configured = read["method"] == "workspace/configuration"
            result = [self.settings for _ in items] if configured else None
            self.send({"id": read["id"], "result": result})
        return read

    def wait(self, wanted: Callable[[Message], bool]) -> Message:
        """Return the next message that is wanted; others are dropped."""
        while True:
            message = self.receive()
            if wanted(message):
                return message

    def initialize(self, root: str, settings: object = None) -> float:
        """Shake hands; return the seconds from the process' start to the answer."""
        self.settings = settings
        question = self.asked(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": root,
                "workspaceFolders": [{"uri": root, "name": "benchmark"}],
                "initializationOptions": settings,
                "capabilities": {
                    "general": {"positionEncodings": ["utf-8", "utf-16"]},
                    "textDocument": {"publishDiagnostics": {"versionSupport": True}},
                },
            },
        )
        self.send(question)
        self.answer = self.answered(question)["result"]
        taken = self.arrived - self.started
        sync = self.capabilities["textDocumentSync"]
        self.incremental = (sync if isinstance(sync, int) else sync.get("change")) == INCREMENTAL
        self.notify("initialized", {})
        if settings is not None:
            self.notify("workspace/didChangeConfiguration", {"settings": settings})
        return taken

    def open(self, uri: str, text: str) -> float:
        """Open a document; return the seconds to its first diagnostics."""
        item = {"uri": uri, "languageId": "python", "version": 1, "text": text}
        start = self.notify("textDocument/didOpen", {"textDocument": item})
        self.published(uri)
        return self.arrived - start

    def published(self, uri: str, version: int = 0) -> Message:
        """Wait for diagnostics of a document, of this version or later where it is said."""
        return self.wait(
            lambda m: (
                m.get("method") == "textDocument/publishDiagnostics"
                and m["params"]["uri"] == uri
                and (m["params"].get("version") or version) >= version
            )
        )

    def changed(self, uri: str, version: int, change: Change, whole: str) -> Message:
        """Make the notification of a change; `whole` is for servers without increments."""
        span = {"start": _position(change.start), "end": _position(change.end)}
        content = {"range": span, "text": change.text} if self.incremental else {"text": whole}
        return {
            "method": "textDocument/didChange",
            "params": {
                "textDocument": {"uri": uri, "version": version},
                "contentChanges": [content],
            },
        }

    def close(self) -> None:
        """Shut the server down."""
        self.request("shutdown", None)
        self.notify("exit", None)
        self.process.wait(10)
