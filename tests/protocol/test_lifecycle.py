"""From the first byte to the exit code, over standard input and output."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from editor import FULL, MINIMAL, SERVE, Editor

INITIALIZE = {"processId": None, "rootUri": None, "capabilities": {}}
PLACE = {"textDocument": {"uri": "file:///a.py"}, "position": {"line": 0, "character": 0}}


def test_requests_before_initialize_are_refused():
    """Before initialize every request gets -32002, notifications are dropped, initialize works."""
    with Editor.stdio(shake=False) as editor:
        assert editor.error("textDocument/hover", PLACE) == -32002
        assert editor.error("shutdown") == -32002
        editor.notify("initialized", {})
        assert "capabilities" in editor.request("initialize", INITIALIZE)
        editor.notify("initialized", {})
        assert editor.request("textDocument/hover", PLACE) is None
        assert editor.error("initialize", INITIALIZE) == -32600
        assert editor.request("shutdown") is None
        assert editor.error("textDocument/hover", PLACE) == -32600
        assert editor.error("shutdown") == -32600
        editor.notify("exit", None)
        assert editor.exit_code() == 0


def test_messages_sent_in_one_write_with_initialize_are_not_lost():
    """What follows initialize in the same write is handled once the server is loaded."""
    with Editor.stdio(shake=False) as editor:
        editor.encoding = "utf-16"
        first = editor.ask("initialize", INITIALIZE)
        editor.notify("initialized", {})
        document = editor.open("untitled:one", "def f():\n    return 1\n")
        second = editor.ask("vitals/metrics", editor.of(document))
        assert "capabilities" in editor.answer(first)
        assert editor.answer(second)["functions"][0]["name"] == "f"


@pytest.mark.parametrize(
    "params",
    [{}, [], 7, {"capabilities": None}, {"processId": 1, "capabilities": []}],
)
def test_malformed_initialize_is_refused_and_may_be_repeated(params: Any):
    """Bad params of initialize get -32602 and leave the server waiting for good ones."""
    with Editor.stdio(shake=False) as editor:
        assert editor.error("initialize", params) == -32602
        assert "capabilities" in editor.request("initialize", INITIALIZE)


@pytest.mark.parametrize(
    ("last", "code"),
    [
        ([], 1),
        ([{"method": "exit"}], 1),
        ([{"id": 9, "method": "initialize", "params": INITIALIZE}], 1),
        ([{"id": 9, "method": "initialize", "params": INITIALIZE}, {"method": "exit"}], 1),
        ([{"id": 9, "method": "initialize", "params": INITIALIZE}, {"id": 10, "method": "shutdown"}], 0),
        (
            [
                {"id": 9, "method": "initialize", "params": INITIALIZE},
                {"id": 10, "method": "shutdown"},
                {"method": "exit"},
            ],
            0,
        ),
    ],
)  # fmt: skip
def test_exit_codes(last: list[dict[str, Any]], code: int):
    """The exit code is 0 only after shutdown, whether the client says exit or just hangs up."""
    process = subprocess.Popen(SERVE, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
    assert process.stdin
    for message in last:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        process.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))
    process.stdin.close()
    assert process.wait(60) == code


SLEEPER = "import sys; sys.stdin.read()"


def test_the_server_ends_when_the_editor_is_gone():
    """When the process named by processId dies, the server exits though its input stays open."""
    parent = subprocess.Popen([sys.executable, "-c", SLEEPER], stdin=subprocess.PIPE)
    with Editor.stdio(processId=parent.pid) as editor:
        editor.settled()
        parent.kill()
        parent.wait()
        assert editor.exit_code() == 1
    assert parent.stdin
    parent.stdin.close()


def test_the_server_ends_when_the_editor_was_gone_before():
    """A processId that does not exist ends the server after the handshake."""
    parent = subprocess.Popen([sys.executable, "-c", ""])
    parent.wait()
    with Editor.stdio(shake=False) as editor:
        editor.request("initialize", {**INITIALIZE, "processId": parent.pid})
        assert editor.exit_code() == 1


def test_the_bootstrap_loads_neither_pygls_nor_asyncio():
    """What runs before initialize is answered imports the standard library's small parts only."""
    code = (
        "import sys; import lsp_server.protocol.bootstrap, lsp_server.protocol.handshake;"
        "print(sorted(m for m in ('pygls', 'lsprotocol', 'asyncio', 'msgspec', 'attrs', 'cattrs')"
        " if m in sys.modules))"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert output.stdout.strip() == "[]"


def test_printing_does_not_corrupt_the_stream():
    """Standard output belongs to the protocol: what code prints goes to standard error."""
    code = (
        "from lsp_server.protocol import bootstrap\n"
        "channel = bootstrap._claimed()\n"
        "print('stray', flush=True)\n"
        "import os; os.write(channel[1], b'protocol')\n"
    )
    output = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, input=""
    )
    assert (output.stdout, output.stderr) == ("protocol", "stray\n")


@pytest.mark.parametrize(
    "offered", [["utf-8", "utf-16"], ["utf-32"], ["utf-16"], ["utf-7", "utf-8"]]
)
def test_the_first_encoding_that_both_know_is_chosen(offered: list[str]):
    """The client's order of preference decides."""
    with Editor.stdio(encodings=offered) as editor:
        assert editor.encoding == next(name for name in offered if name != "utf-7")


@pytest.mark.parametrize("offered", [None, [], ["utf-7"]])
def test_utf_16_is_what_every_client_knows(offered: list[str] | None):
    """Without an encoding in common, UTF-16 is used, as the specification says."""
    capabilities = {"general": {"positionEncodings": offered}} if offered is not None else {}
    with Editor.stdio(capabilities=capabilities) as editor:
        assert editor.encoding == "utf-16"


def test_a_client_that_can_nothing_is_asked_nothing(project: Path):
    """With empty capabilities the server registers and requests nothing, and still diagnoses."""
    with Editor.stdio(project, capabilities=MINIMAL) as editor:
        document = editor.open("complex.py")
        assert editor.codes(document) == ["complex-function"]
        assert editor.registered == {}
        assert editor.refreshed == []
        found = editor.findings(document)[0]
        assert found.keys() == {"range", "severity", "code", "source", "message"}


def test_what_is_registered_is_what_the_client_lets_us_register(project: Path):
    """Watched files and configuration are registered with a client that declares them."""
    with Editor.stdio(project, capabilities=FULL) as editor:
        editor.settled()
        methods = {item["method"] for item in editor.registered.values()}
        assert methods == {"workspace/didChangeWatchedFiles", "workspace/didChangeConfiguration"}


def test_trace_tells_what_is_handled():
    """$/setTrace turns $/logTrace on and off; verbose adds the params."""
    with Editor.stdio(trace="messages") as editor:
        editor.request("vitals/stats", {})
        editor.wait(lambda: editor.traces, "a trace")
        assert all("verbose" not in trace for trace in editor.traces)
        editor.notify("$/setTrace", {"value": "verbose"})
        editor.request("vitals/stats", {})
        editor.wait(lambda: any("verbose" in trace for trace in editor.traces), "a verbose trace")
        editor.notify("$/setTrace", {"value": "off"})
        editor.settled()
        count = len(editor.traces)
        editor.settled()
        assert len(editor.traces) == count


def test_stderr_stays_empty():
    """A normal session writes nothing to standard error."""
    process = subprocess.Popen(
        SERVE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "VITALS_STRICT": "1"},
    )  # fmt: skip
    messages = [
        {"id": 1, "method": "initialize", "params": INITIALIZE},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "vitals/settled", "params": {}},
        {"id": 3, "method": "shutdown"},
        {"method": "exit"},
    ]
    bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
    sent = b"".join(b"Content-Length: %d\r\n\r\n%b" % (len(body), body) for body in bodies)
    output, errors = process.communicate(sent, timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert output.count(b"Content-Length") == 3
