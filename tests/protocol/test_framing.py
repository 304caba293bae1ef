"""Bytes to messages: whatever arrives, the next whole message is found."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.protocol import framing
from lsp_server.protocol.codec import decode, encode
from lsp_server.protocol.framing import Fault, Frames, frame

PING = {"id": 1, "method": "ping"}
GOOD = frame(json.dumps(PING).encode())


def check(data: bytes, *expected: object, size: int = 7) -> None:
    """Feed the bytes in pieces; faults are compared by their code."""
    frames = Frames(decode)
    found = [
        item
        for start in range(0, len(data), size)
        for item in frames.feed(data[start : start + size])
    ]
    assert [item.code if isinstance(item, Fault) else item for item in found] == list(expected)


@pytest.mark.parametrize(
    "name", ["Content-Length", "content-length", "CONTENT-LENGTH", "cOnTeNt-LeNgTh"]
)
def test_a_header_may_be_in_any_case(name: str):
    """Header names are compared without case, as the base protocol's HTTP heritage asks."""
    check(GOOD.replace(b"Content-Length", name.encode()), PING)


@pytest.mark.parametrize(
    "headers",
    [
        b"Content-Length:  %d \r\n\r\n",
        b"Content-Length: %d\n\n",
        b"Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nContent-Length: %d\r\n\r\n",
        b'Content-Length: %d\r\nContent-Type: application/vscode-jsonrpc; charset="utf8"\r\n\r\n',
        b"X-Other: 1\r\nContent-Length: %d\r\nX-More: 2\r\n\r\n",
    ],
)
def test_headers_of_other_clients_are_understood(headers: bytes):
    """Blanks, bare line feeds, Content-Type and unknown headers do no harm."""
    body = json.dumps(PING).encode()
    check(headers % len(body) + body, PING)


def test_a_length_counts_bytes_not_characters():
    """A body with non-ASCII text is cut where its bytes end."""
    body = json.dumps({"text": "naïve 🎉"}, ensure_ascii=False).encode()
    check(frame(body) + GOOD, {"text": "naïve 🎉"}, PING)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param(frame(b"{nonsense"), -32700, id="bad JSON"),
        pytest.param(frame(b'{"a": 1}   x'), -32700, id="more than one value"),
        pytest.param(frame(b""), -32700, id="empty body"),
        pytest.param(frame(b'"\xff\xfe"'), -32700, id="not UTF-8"),
        pytest.param(frame(b"[" * 100_000), -32700, id="nested too deeply"),
        pytest.param(
            b'Content-Length: 5\r\n\r\n{"id": 7, "method": "x"}', -32700, id="length too small"
        ),
        pytest.param(
            b'Content-Length: 40\r\n\r\n{"id": 7, "method": "x"}', -32700, id="length too large"
        ),
        pytest.param(b"Content-Length: no\r\n\r\n", -32700, id="length no number"),
        pytest.param(b"Content-Length: -5\r\n\r\n", -32700, id="length negative"),
        pytest.param(b"Content-Type: x\r\n\r\n", -32700, id="no length"),
        pytest.param(b"x" * 20_000 + b"\r\n\r\n", -32700, id="endless header"),
        pytest.param(b"noise without an end", -32700, id="noise between messages"),
        pytest.param(
            b"Content-Type: a/b; charset=latin-1\r\nContent-Length: 2\r\n\r\n{}",
            -32700,
            id="charset",
        ),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 100_000])
def test_bad_bytes_cost_one_fault_and_the_next_message_arrives(bad: bytes, code: int, size: int):
    """Each kind of bad bytes is answered once, and the message behind it is whole."""
    check(GOOD + bad + GOOD, PING, code, PING, size=size)


def test_a_message_above_the_limit_is_skipped(monkeypatch: pytest.MonkeyPatch):
    """A message too large to hold is refused and dropped without being stored."""
    monkeypatch.setattr(framing, "MAX_BODY", 1000)
    check(frame(b"x" * 5000) + GOOD, -32600, PING)


def test_an_absurd_length_does_not_wait_for_ever():
    """A length that no machine could hold is a bad header, not a promise to wait for."""
    check(b"Content-Length: 99999999999999999999\r\n\r\n" + GOOD, -32700, PING)


@given(
    st.lists(
        st.binary(max_size=60) | st.sampled_from([GOOD, b"Content-Length: 3\r\n\r\n"]), max_size=8
    ),
    st.integers(1, 50),
)
def test_any_bytes_are_survived(parts: list[bytes], size: int):
    """After any bytes at all, at most one of two good messages is lost and no exception rises."""
    frames = Frames(decode)
    data = b"".join(parts)
    for start in range(0, len(data), size):
        list(frames.feed(data[start : start + size]))
    tail = [item for _ in range(4) for item in frames.feed(GOOD)]
    assert tail[-1] == PING


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)
def test_what_is_encoded_decodes_to_itself(value: object):
    """The codec loses nothing."""
    assert decode(encode(value)) == value


def test_lone_surrogates_survive():
    """Half a pair, as JavaScript editors send it, is decoded and encoded again."""
    assert decode(rb'{"text": "a\ud83dz"}') == {"text": "a\ud83dz"}
    assert json.loads(encode({"text": "a\ud83dz"})) == {"text": "a\ud83dz"}
