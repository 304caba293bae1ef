"""A headless editor: a language client with a document model of its own.

It shares no code with the server, checks every message both ways against the LSP meta model, never
sleeps, and on leaving fails when a message arrived that the test did not declare.
"""

import contextlib
import json
import os
import queue
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import metamodel
from wire import GONE, PATIENCE, SERVE, ResponseError, Wire, connected, listening, started, upgraded

__all__ = [
    "FULL",
    "MINIMAL",
    "PULLING",
    "SERVE",
    "Document",
    "Editor",
    "ResponseError",
    "listening",
]

UNITS = {"utf-8": ("utf-8", 1), "utf-16": ("utf-16-le", 2), "utf-32": ("utf-32-le", 4)}
FULL: dict[str, Any] = {
    "general": {"positionEncodings": ["utf-16"]},
    "textDocument": {
        "synchronization": {"didSave": True},
        "publishDiagnostics": {
            "versionSupport": True,
            "relatedInformation": True,
            "codeDescriptionSupport": True,
            "dataSupport": True,
            "tagSupport": {"valueSet": [1, 2]},
        },
        "hover": {"contentFormat": ["markdown", "plaintext"]},
        "codeAction": {
            "codeActionLiteralSupport": {"codeActionKind": {"valueSet": ["quickfix"]}},
            "dataSupport": True,
        },
        "codeLens": {},
        "inlayHint": {},
        "documentSymbol": {"hierarchicalDocumentSymbolSupport": True},
    },
    "window": {"workDoneProgress": True, "showDocument": {"support": True}},
    "workspace": {
        "configuration": True,
        "workspaceFolders": True,
        "didChangeConfiguration": {"dynamicRegistration": True},
        "didChangeWatchedFiles": {"dynamicRegistration": True},
        "codeLens": {"refreshSupport": True},
        "inlayHint": {"refreshSupport": True},
        "diagnostics": {"refreshSupport": True},
        "workspaceEdit": {"documentChanges": True},
        "fileOperations": {"didRename": True, "didDelete": True},
    },
}
"""The capabilities of an editor that can do everything but pull diagnostics."""

PULLING: dict[str, Any] = {
    **FULL,
    "textDocument": {
        **FULL["textDocument"],
        "diagnostic": {"dynamicRegistration": False, "relatedDocumentSupport": False},
    },
}
MINIMAL: dict[str, Any] = {}


class Document:
    """A text open in the editor."""

    def __init__(self, uri: str, text: str, version: int) -> None:
        self.uri = uri
        self.text = text
        self.version = version


class Editor:
    """One client. Use `stdio`, `tcp` or `websocket` to make one, in a `with` statement."""

    def __init__(self, wire: Wire, root: Path | None, process: Any = None) -> None:
        self.wire = wire
        self.root = root
        self.process = process
        self.deadline = time.monotonic() + PATIENCE
        self.documents: dict[str, Document] = {}
        self.versions: dict[str, set[int]] = {}
        self.diagnostics: dict[str, dict[str, Any]] = {}
        self.published: list[dict[str, Any]] = []
        self.settings: dict[str, Any] = {}
        self.registered: dict[str, dict[str, Any]] = {}
        self.logs: list[str] = []
        self.progress: list[dict[str, Any]] = []
        self.partial: list[dict[str, Any]] = []
        self.refreshed: list[str] = []
        self.shown: list[dict[str, Any]] = []
        self.remembered: list[dict[str, Any]] = []
        self.changes: list[dict[str, Any]] = []
        self.traces: list[dict[str, Any]] = []
        self.chooses = ""
        self.choices: list[str] = []
        self.expected: set[str] = set()
        self.encoding = "utf-16"
        self.capabilities: dict[str, Any] = {}
        self.offered: dict[str, Any] = {}
        self._asked: dict[Any, str] = {}
        self._answers: dict[Any, dict[str, Any]] = {}
        self._number = 0
        self._started = self._ended = False

    # -- making one

    @classmethod
    @contextlib.contextmanager
    def stdio(cls, root: Path | None = None, **handshake: Any) -> Iterator["Editor"]:
        """Start a server and shake hands, unless `shake=False`."""
        with started() as (process, wire):
            editor = cls(wire, root, process)
            yield editor.begin(**handshake)
            editor.leave()

    @classmethod
    @contextlib.contextmanager
    def tcp(
        cls, address: tuple[str, int], root: Path | None = None, **handshake: Any
    ) -> Iterator["Editor"]:
        """Connect to a listening server and shake hands."""
        with connected(address) as wire:
            editor = cls(wire, root)
            yield editor.begin(**handshake)
            editor.leave()

    @classmethod
    @contextlib.contextmanager
    def websocket(
        cls, address: tuple[str, int], root: Path | None = None, **handshake: Any
    ) -> Iterator["Editor"]:
        """Connect to a server that speaks WebSocket and shake hands."""
        with upgraded(address) as wire:
            editor = cls(wire, root)
            yield editor.begin(**handshake)
            editor.leave()

    def begin(
        self,
        *,
        shake: bool = True,
        capabilities: dict[str, Any] | None = None,
        encodings: list[str] | None = None,
        settings: dict[str, Any] | None = None,
        **params: Any,
    ) -> "Editor":
        """Shake hands; further keywords are members of the params of `initialize`."""
        self.settings = settings or {}
        if not shake:
            return self
        self.capabilities = dict(FULL if capabilities is None else capabilities)
        if encodings:
            self.capabilities["general"] = {"positionEncodings": encodings}
        folders = [{"uri": self.root.as_uri(), "name": self.root.name}] if self.root else None
        asked: dict[str, Any] = {
            "processId": os.getpid(),
            "rootUri": self.root.as_uri() if self.root else None,
            "capabilities": self.capabilities,
            "workspaceFolders": folders,
            **params,
        }
        answer = self.request("initialize", asked)
        self.offered = answer["capabilities"]
        self.encoding = self.offered["positionEncoding"]
        self.notify("initialized", {})
        self._started = True
        return self

    # -- talking

    def send(self, message: dict[str, Any], *, checked: bool = True) -> None:
        """Send a message; unchecked ones may break the meta model."""
        message = {"jsonrpc": "2.0", **message}
        if checked and "method" in message:
            metamodel.check_call(message, to_server=True)
        self.send_body(json.dumps(message).encode())

    def send_body(self, body: bytes) -> None:
        """Frame and send bytes that may be no message at all."""
        self.wire.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)

    def notify(self, method: str, params: Any, *, checked: bool = True) -> None:
        """Send a notification."""
        message = {"method": method} if params is None else {"method": method, "params": params}
        self.send(message, checked=checked)

    def ask(
        self, method: str, params: Any = None, *, checked: bool = True, number: Any = None
    ) -> Any:
        """Send a request and return its id at once."""
        self._number += 1
        number = self._number if number is None else number
        message: dict[str, Any] = {"id": number, "method": method}
        if params is not None:
            message["params"] = params
        self._asked[number] = method
        self.send(message, checked=checked)
        return number

    def answer(self, number: Any) -> Any:
        """Wait for the answer to a request; raises ResponseError."""
        self.wait(lambda: number in self._answers, f"the answer to {self._asked.get(number)}")
        message = self._answers.pop(number)
        if "error" in message:
            raise ResponseError(message["error"])
        return message["result"]

    def request(self, method: str, params: Any = None, *, checked: bool = True) -> Any:
        """Send a request and wait for its result; raises ResponseError."""
        return self.answer(self.ask(method, params, checked=checked))

    def error(self, method: str, params: Any = None, *, checked: bool = False) -> int:
        """Send a request that must fail; return the error's code."""
        try:
            result = self.request(method, params, checked=checked)
        except ResponseError as error:
            return int(error.code)
        raise AssertionError(f"{method} answered {result!r}")

    def fault(self) -> int:
        """Wait for an error with the id null, the answer to bytes that are no message."""
        return self.failure_of(None)

    def failure_of(self, number: Any) -> int:
        """Wait for the failed answer to a request sent by hand; return the error's code."""
        self._asked.setdefault(number, "by hand")
        self.wait(lambda: number in self._answers, f"an error with id {number}")
        return int(self._answers.pop(number)["error"]["code"])

    def wait(self, holds: Callable[[], Any], what: str) -> None:
        """Take messages until something holds."""
        while not holds():
            try:
                message = self.wire.inbox.get(timeout=max(0.0, self.deadline - time.monotonic()))
            except queue.Empty:
                raise AssertionError(f"waited in vain for {what}") from None
            if message is GONE:
                self._ended = True
                raise EOFError(f"the server left while {what} was awaited")
            self._take(message)

    def wait_for_end(self) -> None:
        """Take messages until the server hangs up."""
        # A question that crossed our `exit` on its way is answered to nobody.
        with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
            self.wait(lambda: self._ended, "the end")

    def exit_code(self) -> int:
        """Wait for the server process and return its exit code."""
        self.wait_for_end()
        return int(self.process.wait(max(1.0, self.deadline - time.monotonic())))

    def _take(self, message: dict[str, Any]) -> None:
        if "method" not in message:
            number = message["id"]
            if number is not None:
                metamodel.check_reply(message, self._asked[number])
            else:
                self._asked.setdefault(None, "")
                assert "error" in message, message
            assert number not in self._answers, f"two answers to {number}"
            self._answers[number] = message
            return
        metamodel.check_call(message, to_server=False)
        reply = self._handlers().get(message["method"], self._unexpected)(message)
        if "id" in message:
            self.send({"id": message["id"], "result": reply})

    def _handlers(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        handlers: dict[str, Callable[[dict[str, Any]], Any]] = {
            "textDocument/publishDiagnostics": self._on_published,
            "window/logMessage": lambda m: self.logs.append(m["params"]["message"]),
            "window/showMessage": self._on_message,
            "$/logTrace": lambda m: self.traces.append(m["params"]),
            "$/progress": self._on_progress,
        }
        handlers |= self._ours()
        workspace = self.capabilities.get("workspace", {})
        window = self.capabilities.get("window", {})
        if "configuration" in workspace:
            handlers["workspace/configuration"] = self._on_configuration
        if any("dynamicRegistration" in str(item) for item in self.capabilities.values()):
            handlers["client/registerCapability"] = self._on_registration
            handlers["client/unregisterCapability"] = self._on_removal
        for kind in ("codeLens", "inlayHint", "diagnostics"):
            if kind in workspace:
                name = "diagnostic" if kind == "diagnostics" else kind
                handlers[f"workspace/{name}/refresh"] = lambda m: self.refreshed.append(m["method"])
        if window.get("showDocument"):
            handlers["window/showDocument"] = self._on_shown
        if "showMessage" in window:
            handlers["window/showMessageRequest"] = self._on_choice
        if window.get("workDoneProgress"):
            handlers["window/workDoneProgress/create"] = lambda _: None
        return handlers

    def _ours(self) -> dict[str, Callable[[dict[str, Any]], Any]]:
        handlers: dict[str, Callable[[dict[str, Any]], Any]] = {}
        if "vitals/memory/changed" in self.expected:
            handlers["vitals/memory/changed"] = lambda m: self.remembered.append(m["params"])
        if "vitals" in self.capabilities.get("experimental", {}):
            handlers["vitals/changed"] = lambda m: self.changes.append(m["params"])
        return handlers

    def _unexpected(self, message: dict[str, Any]) -> None:
        raise AssertionError(f"unexpected {message['method']}: {message.get('params')!r:.300}")

    def _on_message(self, message: dict[str, Any]) -> None:
        """Take a message to the user: a warning is as good as a line in the log."""
        if "window/showMessage" in self.expected:
            self.shown.append(message["params"])
        elif message["params"]["type"] == 2:
            self.logs.append(message["params"]["message"])
        else:
            self._unexpected(message)

    def _on_published(self, message: dict[str, Any]) -> None:
        params = message["params"]
        assert (
            "diagnosticProvider" not in self.offered
            or "pyproject" in params["uri"]
            or "vitals.toml" in params["uri"]
        ), "pushed to a client that pulls"
        assert params.get("version") in {None, *self.versions.get(params["uri"], ())}
        self.diagnostics[params["uri"]] = params
        self.published.append(params)

    def _on_progress(self, message: dict[str, Any]) -> None:
        value = message["params"]["value"]
        known = self.progress if isinstance(value, dict) and "kind" in value else self.partial
        if isinstance(value, dict) and value.get("kind") in {"full", "unchanged"}:
            known = self.partial
        known.append(message["params"])

    def _on_configuration(self, message: dict[str, Any]) -> list[Any]:
        return [
            self.settings.get(item.get("section", ""), None) for item in message["params"]["items"]
        ]

    def _on_registration(self, message: dict[str, Any]) -> None:
        for item in message["params"]["registrations"]:
            self.registered[item["id"]] = item

    def _on_removal(self, message: dict[str, Any]) -> None:
        for item in message["params"]["unregisterations"]:
            del self.registered[item["id"]]

    def _on_shown(self, message: dict[str, Any]) -> dict[str, bool]:
        self.shown.append(message["params"])
        return {"success": True}

    def _on_choice(self, message: dict[str, Any]) -> dict[str, str] | None:
        self.choices = [action["title"] for action in message["params"]["actions"]]
        return {"title": self.chooses} if self.chooses in self.choices else None

    # -- documents

    def uri(self, name: str) -> str:
        """Return the URI of a file in the root, or the name itself when it is one."""
        if ":" in name:
            return name
        assert self.root
        return (self.root / name).as_uri()

    def open(
        self, name: str, text: str | None = None, version: int = 1, language: str = "python"
    ) -> Document:
        """Open a document, with the text on disk unless one is given."""
        uri = self.uri(name)
        if text is None:
            assert self.root
            text = (self.root / name).read_bytes().decode("utf-8")
        document = self.documents[uri] = Document(uri, text, version)
        self.versions.setdefault(uri, set()).add(version)
        item = {"uri": uri, "languageId": language, "version": version, "text": text}
        self.notify("textDocument/didOpen", {"textDocument": item})
        return document

    def change(
        self, document: Document, *edits: tuple[int, int, str], version: int | None = None
    ) -> None:
        """Edit a document: each edit replaces text[start:end], after the edits before it."""
        changes = []
        for start, end, text in edits:
            place = {"start": self.position(document, start), "end": self.position(document, end)}
            changes.append({"range": place, "text": text})
            document.text = document.text[:start] + text + document.text[end:]
        document.version = document.version + 1 if version is None else version
        self.versions[document.uri].add(document.version)
        identifier = {"uri": document.uri, "version": document.version}
        self.notify(
            "textDocument/didChange", {"textDocument": identifier, "contentChanges": changes}
        )

    def replace(self, document: Document, old: str, new: str) -> None:
        """Replace the first occurrence of a text."""
        start = document.text.index(old)
        self.change(document, (start, start + len(old), new))

    def rewrite(self, document: Document, text: str) -> None:
        """Send a whole text."""
        document.text = text
        document.version += 1
        self.versions[document.uri].add(document.version)
        identifier = {"uri": document.uri, "version": document.version}
        self.notify(
            "textDocument/didChange",
            {"textDocument": identifier, "contentChanges": [{"text": text}]},
        )

    def close(self, document: Document) -> None:
        """Close a document."""
        del self.documents[document.uri]
        self.notify("textDocument/didClose", {"textDocument": {"uri": document.uri}})

    def position(self, document: Document, offset: int) -> dict[str, int]:
        """Return where an offset of the text is, in the negotiated encoding."""
        before = document.text[:offset]
        lines = before.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        codec, width = UNITS[self.encoding]
        character = len(lines[-1].encode(codec, "surrogatepass")) // width
        return {"line": len(lines) - 1, "character": character}

    def of(self, document: Document) -> dict[str, Any]:
        """Return params that name a document."""
        return {"textDocument": {"uri": document.uri}}

    def settled(self) -> None:
        """Wait until everything sent so far is diagnosed and published."""
        self.request("vitals/settled", {})

    def findings(self, document: Document) -> list[dict[str, Any]]:
        """Return the diagnostics of a document once settled."""
        self.settled()
        params = self.diagnostics.get(document.uri, {"diagnostics": []})
        found: list[dict[str, Any]] = params["diagnostics"]
        return found

    def codes(self, document: Document) -> list[str]:
        """Return the codes of a document's diagnostics once settled."""
        return [item["code"] for item in self.findings(document)]

    def expect_log(self, text: str) -> None:
        """Wait for a log line that contains a text, and strike it off."""
        self.wait(lambda: any(text in line for line in self.logs), f"the log line {text!r}")
        self.forget_logs(text)

    def forget_logs(self, text: str) -> None:
        """Strike off the log lines that contain a text, if there are any."""
        self.logs = [line for line in self.logs if text not in line]

    def leave(self) -> None:
        """Shut down by the book, then demand that nothing was left over."""
        if self._started and not self._ended:
            self.request("shutdown")
            self.notify("exit", None)
            self.wait_for_end()
            if self.process:
                assert self.exit_code() == 0
        assert not self.logs, self.logs
        assert not self._answers, self._answers
