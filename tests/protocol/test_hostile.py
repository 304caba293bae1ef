"""Clients and documents made to hurt: each gets the specified error or is survived."""

import json
import os
import socket
import subprocess
from pathlib import Path
from typing import Any

import pytest
from editor import SERVE, Editor, listening

from lsp_server.protocol.framing import frame

PLACE = {"line": 0, "character": 0}


def alive(editor: Editor) -> None:
    """Demand that the next request is answered."""
    assert "version" in editor.request("vitals/stats", {})


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{not json", -32700),
        (b"", -32700),
        (b"\xff\xfe\x00", -32700),
        (b"[" * 200_000, -32700),
        (b'{"jsonrpc": "2.0", "id": 1, "method": 1}', -32600),
        (b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]', -32600),
        (b"null", -32600),
        (b'"text"', -32600),
        (b'{"jsonrpc": "2.0", "id": {}, "method": "shutdown"}', -32600),
        (b"{}", -32600),
    ],
)
def test_a_body_that_is_no_message(body: bytes, code: int):
    """Each is answered with its error and the id null (or the request's), and the server goes on."""
    with Editor.stdio() as editor:
        editor.send_body(body)
        assert editor.failure_of(1 if b'"id": 1, "method": 1' in body else None) == code
        alive(editor)


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Length: 10\r\n\r\n" + b'{"jsonrpc": "2.0", "method": "x"}',
        b"Content-Length: 70\r\n\r\n" + b'{"jsonrpc": "2.0", "method": "x"}',
        b"Content-Length: many\r\n\r\n",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: 18446744073709551616\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"\r\n\r\n",
        b"\0" * 50_000,
    ],
)
def test_wrong_headers(data: bytes):
    """A wrong length or no header at all costs one parse error; the next message is understood."""
    with Editor.stdio() as editor:
        editor.wire.write(data)
        number = editor.ask("vitals/stats", {})
        assert editor.fault() == -32700
        assert "version" in editor.answer(number)


MALFORMED: list[tuple[str, Any]] = [
    (method, params)
    for method in (
        "textDocument/hover",
        "textDocument/codeLens",
        "textDocument/inlayHint",
        "textDocument/codeAction",
        "textDocument/documentSymbol",
        "textDocument/diagnostic",
        "workspace/diagnostic",
        "workspace/executeCommand",
        "codeLens/resolve",
        "vitals/metrics",
    )
    for params in (
        None,
        7,
        [],
        {},
        {"textDocument": None},
        {"textDocument": {"uri": 7}},
        {"textDocument": {"uri": "file:///a.py"}, "position": {"line": -1, "character": "x"},
         "range": {"start": PLACE}, "previousResultId": 7},
    )
]  # fmt: skip


def test_malformed_params_are_answered():
    """Every request with params of the wrong shape gets -32602."""
    with Editor.stdio() as editor:
        numbers = {
            editor.ask(method, params, checked=False): (method, params)
            for method, params in MALFORMED
        }
        wrong = []
        for number, sent in numbers.items():
            editor.wait(lambda number=number: number in editor._answers, str(sent))
            answer = editor._answers.pop(number)
            code = answer.get("error", {}).get("code")
            lenient = sent[0] in {
                "textDocument/codeLens",
                "textDocument/documentSymbol",
                "vitals/metrics",
            }
            if code != -32602 and not (
                lenient and isinstance(sent[1], dict) and "position" in sent[1]
            ):
                wrong.append((sent, answer))
        assert wrong == []


def test_malformed_notifications_are_logged_and_ignored(project: Path):
    """Nobody can be answered, so it is one log line each, and the documents are unharmed."""
    with Editor.stdio(project) as editor:
        document = editor.open("simple.py")
        bad: list[Any] = [None, [], {"textDocument": {"uri": document.uri}}, {"contentChanges": 3}]
        for params in bad:
            editor.notify("textDocument/didChange", params, checked=False)
        alive(editor)
        assert len(editor.logs) == len(bad)
        editor.expect_log("textDocument/didChange")
        assert editor.codes(document) == []


def test_unknown_methods():
    """An unknown request gets -32601; unknown notifications are ignored, `$/` or not."""
    with Editor.stdio() as editor:
        assert editor.error("textDocument/brew", {}) == -32601
        assert editor.error("$/brew", {}) == -32601
        editor.notify("textDocument/brewed", {}, checked=False)
        editor.notify("$/brewed", {}, checked=False)
        alive(editor)


def test_answers_to_questions_never_asked():
    """Responses with unknown ids, and errors, are dropped."""
    with Editor.stdio() as editor:
        for identifier in (99, "x", None):
            editor.send({"id": identifier, "result": {}})
            editor.send({"id": identifier, "error": {"code": 1, "message": "no"}})
        alive(editor)


def test_a_huge_message(project: Path):
    """A document of 30 MB is taken, and the next request answered."""
    with Editor.stdio(project) as editor:
        document = editor.open("huge.py", "x = 1  # " + "y" * 30_000_000 + "\n")
        alive(editor)
        editor.change(document, (4, 5, "2"))
        alive(editor)
        editor.close(document)
        editor.expect_log("larger than the settings")


def test_a_thousand_documents(project: Path):
    """A thousand open documents are all diagnosed, changed and closed."""
    with Editor.stdio(project) as editor:
        text = (project / "complex.py").read_text("utf-8")
        documents = [
            editor.open(f"many/{number}.py", f"# {number}\n{text}") for number in range(1000)
        ]
        editor.settled()
        assert len(editor.diagnostics) == 1000
        for document in documents:
            editor.change(document, (0, 0, "\n"))
        editor.settled()
        assert all(editor.diagnostics[document.uri]["version"] == 2 for document in documents)
        for document in documents:
            editor.close(document)
        editor.settled()
        assert not any(item["diagnostics"] for item in editor.diagnostics.values())


@pytest.mark.parametrize(
    "sent", [b"Content-Le", b"Content-Length: 100\r\n\r\n", b'Content-Length: 100\r\n\r\n{"js']
)
def test_closing_the_pipe_in_mid_message(sent: bytes):
    """The server ends, with exit code 1 as there was no shutdown."""
    with Editor.stdio() as editor:
        editor.wire.write(sent)
        editor.process.stdin.close()
        assert editor.exit_code() == 1


def test_a_client_that_vanishes_over_tcp(project: Path):
    """A client that hangs up in mid-message disturbs no other."""
    with listening("tcp") as address, Editor.tcp(address, project) as editor:
        with socket.create_connection(address) as other:
            other.sendall(b"Content-Length: 100\r\n\r\n{")
        with socket.create_connection(address) as other:
            other.sendall(
                frame(b'{"id": 1, "method": "initialize", "params": {"capabilities": {}}}')
            )
            other.sendall(b"Content-Length: 100\r\n\r\n{")
        alive(editor)


def test_a_reader_that_never_reads():
    """A client that writes and never reads neither blocks the server for ever nor fills its memory."""
    process = subprocess.Popen(
        SERVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=os.environ.copy()
    )
    assert process.stdin
    messages = [
        {"id": 0, "method": "initialize", "params": {"capabilities": {}}},
        *({"id": number, "method": "vitals/stats", "params": {}} for number in range(1, 500)),
    ]
    for message in messages:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    process.stdin.close()
    assert process.stdout
    process.stdout.close()
    assert process.wait(60) == 1


def nested_blocks(depth: int) -> str:
    return "".join(" " * level + "if x:\n" for level in range(depth)) + " " * depth + "pass\n"


HURTFUL = {
    "nested blocks": nested_blocks(99),
    "too many nested blocks": nested_blocks(900),
    "nested functions": "".join(" " * n + f"def f{n}():\n" for n in range(95))
    + " " * 95
    + "pass\n",
    "sum of 20,000": "x = " + " + ".join(["1"] * 20_000) + "\n",
    "attributes": "x = a" + ".b" * 5000 + "\n",
    "calls": "x = a" + "()" * 5000 + "\n",
    "subscripts": "x = a" + "[0]" * 5000 + "\n",
    "lambdas": "x = " + "lambda: " * 3000 + "1\n",
    "nots": "x = " + "not " * 5000 + "1\n",
    "minuses": "x = " + "-" * 10_000 + "1\n",
    "brackets": "x = " + "(" * 5000 + ")" * 5000 + "\n",
    "open brackets": "x = " + "[" * 20_000 + "\n",
    "ternaries": "x = " + "1 if y else " * 3000 + "2\n",
    "and or": "def f():\n    return " + " and ".join(["a or b"] * 5000) + "\n",
    "elifs": "def f(x):\n    if x: pass\n" + "    elif x: pass\n" * 3000,
    "line of 400 KB": "x = '" + "y" * 400_000 + "'\n",
    "line of 400 KB outside ASCII": "x = '" + "é" * 400_000 + "'\n",
    "long list": "x = [" + "1, " * 130_000 + "]\n",
    "f-strings": "x = " + "f'{" * 200 + "1" + "}'" * 200 + "\n",
    "comments": "# vitals: ignore[\n" * 5000,
    "backslashes": "\\\n" * 20_000 + "x = 1\n",
    "quotes": "'''" * 10_001 + "\n",
    "lone carriage returns": "x = 1\r" * 20_000,
    "form feeds": "\f" * 50_000 + "x = 1\n",
    "nulls": "\0" * 1000 + "x = 1\n",
    "functions": "def f():\n    pass\n" * 10_000,
    "decorators": "@a\n" * 5000 + "def f(): pass\n",
    "parameters": "def f(" + ", ".join(f"a{n}" for n in range(5000)) + "): pass\n",
    "byte order marks": "\ufeff" * 100 + "x = 1\n",
}


@pytest.mark.parametrize("name", HURTFUL)
def test_documents_made_to_hurt(name: str, project: Path):
    """The document is diagnosed, edited at both ends, asked everything, and the next one works."""
    with Editor.stdio(project) as editor:
        document = editor.open("hurt.py", HURTFUL[name])
        editor.settled()
        editor.change(document, (0, 0, "y = 2\n"))
        editor.change(document, (len(document.text), len(document.text), "z = 3\n"))
        for method in ("codeLens", "documentSymbol"):
            editor.request(f"textDocument/{method}", editor.of(document))
        editor.request("textDocument/hover", {**editor.of(document), "position": PLACE})
        editor.settled()
        other = editor.open("complex.py")
        assert editor.codes(other) == ["complex-function"]
        editor.forget_logs("larger than the settings")
