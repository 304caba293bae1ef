"""The table of protocol extensions in editors/README.md is what the server registers and sends."""

import ast
import re
from pathlib import Path

import msgspec
import pytest

from lsp_server.features.queries import World, answers
from lsp_server.protocol import messages
from lsp_server.protocol.capabilities import COMMANDS, EXTENSIONS
from lsp_server.workspace.linkage import Linkage

ROOT = Path(__file__).parent.parent.parent
PROTOCOL = ROOT / "lsp_server/protocol"
README = (ROOT / "editors/README.md").read_text("utf-8")
ROW = re.compile(r"^\| `([^`]+)` \| (.*?) ?\| .*\|$", re.MULTILINE)
PARAMETER = re.compile(r"`(\w+\??)`")


def rows() -> list[tuple[str, set[str]]]:
    """Return the names in the table, with the params of each."""
    section = README.partition("\n## Protocol extensions\n")[2].partition("\n### ")[0]
    return [(name, set(PARAMETER.findall(params))) for name, params in ROW.findall(section)]


def registered() -> dict[str, type[messages.Message]]:
    """Return our own methods in the registration table, with the types of their params."""
    found = {}
    for node in ast.walk(ast.parse((PROTOCOL / "server.py").read_text("utf-8"))):
        match node:
            case ast.Tuple([ast.Constant(str(method)), _, ast.Attribute(attr=name)]):
                found[method] = getattr(messages, name)
    return {method: params for method, params in found.items() if method.startswith("vitals/")}


def notified() -> set[str]:
    """Return our own notifications: what is passed to `notify` anywhere."""
    return {
        call.args[0].value
        for path in PROTOCOL.glob("*.py")
        for call in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "notify"
        and isinstance(call.args[0], ast.Constant)
        and call.args[0].value.startswith("vitals/")
    }


def test_every_extension_has_one_row():
    """Requests, notifications and commands: each of the server's is in the table once, and no other."""
    names = [name for name, _ in rows()]
    assert sorted(name for name in names if name.startswith("vitals/")) == sorted(
        {*registered(), *notified()}
    )
    assert sorted(name for name in names if name.startswith("vitals.")) == sorted(COMMANDS)
    assert len(registered()) > len(EXTENSIONS)
    assert notified()


def test_what_is_announced_is_what_is_registered():
    """`experimental.vitals` names each family of requests, and only those."""
    assert {method.split("/")[1] for method in registered()} == set(EXTENSIONS)


@pytest.mark.parametrize("method", sorted(registered()))
def test_a_row_has_the_params_that_are_read(method: str):
    """Each member that the server reads is in the row, with a question mark where it may be left out."""
    fields = msgspec.structs.fields(registered()[method])
    tokens = {"workDoneToken", "partialResultToken"}
    expected = {
        field.encode_name if field.required else f"{field.encode_name}?"
        for field in fields
        if field.encode_name not in tokens
    }
    assert dict(rows())[method] == expected


@pytest.mark.parametrize("question", [name for name, _ in rows() if name.startswith(":")])
def test_a_question_of_the_table_is_answered(question: str):
    """The search for symbols knows each question of the table, with the words that it takes."""
    params = dict(rows())[question]
    asked = " ".join([question, *("a" for name in params if not name.endswith("?"))])
    assert answers(World(Linkage(), lambda _: 0), asked) is not None
    assert answers(World(Linkage(), lambda _: 0), f"{asked} word") is not None
    assert answers(World(Linkage(), lambda _: 0), f"{asked} word more") is None
