"""TCP and WebSocket: each client has its own session and its own answers."""

from pathlib import Path

import pytest
from editor import SERVE, Editor, listening
from texts import COMPLEX

pytest.importorskip("websockets")


def connect(transport: str, address: tuple[str, int], root: Path):
    """Return a context manager that yields an editor."""
    return Editor.tcp(address, root) if transport == "tcp" else Editor.websocket(address, root)


@pytest.mark.parametrize("transport", ["tcp", "ws"])
def test_two_clients_have_their_own_answers(transport: str, project: Path):
    """Two clients open different texts under one URI; each sees its own figures."""
    with (
        listening(transport) as address,
        connect(transport, address, project) as first,
        connect(transport, address, project) as second,
    ):
        ours = first.open("shared.py", COMPLEX)
        theirs = second.open("shared.py", "x = 1\n")
        numbers = [
            (editor, editor.ask("vitals/metrics", editor.of(document)))
            for editor, document in ((first, ours), (second, theirs)) * 5
        ]
        counts = [len(editor.answer(number)["functions"]) for editor, number in numbers]
        assert counts == [2, 0] * 5
        assert (first.codes(ours), second.codes(theirs)) == (["complex-function"], [])


@pytest.mark.parametrize("transport", ["tcp", "ws"])
def test_the_server_goes_on_when_a_client_leaves(transport: str, project: Path):
    """After shutdown and exit of one client the others, old and new, are served."""
    with listening(transport) as address, connect(transport, address, project) as stays:
        for _ in range(3):
            with connect(transport, address, project) as leaves:
                assert leaves.codes(leaves.open("complex.py")) == ["complex-function"]
        assert stays.codes(stays.open("complex.py")) == ["complex-function"]


@pytest.mark.parametrize("transport", ["tcp", "ws"])
def test_answers_belong_to_the_text_at_the_request(transport: str, project: Path):
    """A request and three changes in one write: the answer is of the text before the changes."""
    with listening(transport) as address, connect(transport, address, project) as editor:
        document = editor.open("ordered.py", "def f():\n    pass\n")
        for number in range(50):
            expected = document.text.count("def ")
            asked = editor.ask("vitals/metrics", editor.of(document))
            for step in range(3):
                editor.change(document, (0, 0, f"def g{number}_{step}(): pass\n"))
            assert len(editor.answer(asked)["functions"]) == expected


def test_an_address_in_use_is_an_error():
    """Listening where somebody listens already ends the command with a message."""
    import subprocess

    with listening("tcp") as address:
        again = subprocess.run(
            [*SERVE, "--tcp", f"127.0.0.1:{address[1]}"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert again.returncode != 0
        assert "in use" in again.stderr
        assert "Traceback" not in again.stderr
