"""Frames are believed only as a whole."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.memory.entry import Entry, entry_of, field_of, frame_of, leaving
from lsp_server.memory.frame import HEADER, LARGEST, Fault, Frame, FrameError, decode, encode

STAMP = bytes(range(12))
FIELD = b"ack:0123"


@given(st.binary(max_size=20_000), st.integers(0, 2**48 - 1), st.booleans(), st.binary(max_size=64))
def test_what_was_encoded_is_decoded(body, expires, deleted, secret):
    """Body, stamp, expiry and deletion come back, with and without a secret, of any size."""
    frame = Frame(STAMP, expires, body, deleted)
    assert decode(FIELD, encode(FIELD, frame, secret), secret) == frame


@given(st.data())
def test_any_change_of_a_frame_is_noticed(data):
    """A frame with any byte changed, cut or added is not believed."""
    content = encode(FIELD, Frame(STAMP, 1, b"x" * data.draw(st.sampled_from([3, 5000]))))
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    for wrong in (
        content[:place] + bytes([other]) + content[place + 1 :],
        content[:place],
        content + b"x",
    ):
        with pytest.raises(FrameError):
            decode(FIELD, wrong)


@given(st.binary(max_size=300))
def test_any_bytes_are_refused(content):
    """What nobody encoded raises FrameError and nothing else."""
    with pytest.raises(FrameError):
        decode(FIELD, content)


def test_a_frame_belongs_to_its_field_and_secret():
    """A frame moved to another field, or made without the secret, is corrupt."""
    content = encode(FIELD, Frame(STAMP, 1, b"{}"), b"s" * 16)
    for field, secret in ((b"ack:other", b"s" * 16), (FIELD, b""), (FIELD, b"t" * 16)):
        with pytest.raises(FrameError) as caught:
            decode(field, content, secret)
        assert caught.value.fault is Fault.CORRUPT


def test_a_bomb_is_not_unpacked():
    """A payload that would grow beyond the limit is oversized, whatever it weighs."""
    frame = Frame(STAMP, 1, b"\0" * (LARGEST + 1))
    content = encode(FIELD, frame)
    assert len(content) < LARGEST
    with pytest.raises(FrameError) as caught:
        decode(FIELD, content)
    assert caught.value.fault is Fault.OVERSIZED
    assert zlib.decompress(content[HEADER:]) == frame.body


def entry(value: bytes | None = b'{"at":1.0,"until":2.0,"by":"me","reason":"why"}') -> Entry:
    return Entry(field_of("ack", "s", "n", b""), "ack", "s", "n", value, STAMP, 5)


def test_an_entry_survives_its_frame():
    """Records and deletions come back as they were."""
    for given_ in (entry(), entry(None)):
        assert entry_of(given_.field, frame_of(given_)) == given_


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"k":"ack"}',
        b'{"k":"nosuch","v":{}}',
        b'{"k":"ack","v":{"at":"x","until":2}}',
        b'{"k":"trend","v":{"points":[]}}',
        b'{"k":"ack","v":{"at":1,"until":2,"reason":"' + b"x" * 2000 + b'"}}',
        b'{"k":"ack","v":{"at":1,"until":2},"n":"\xff"}',
    ],
)
def test_what_is_not_of_its_kind_is_refused(body):
    """A well-signed frame with a wrong body raises FrameError."""
    with pytest.raises(FrameError):
        entry_of(entry().field, Frame(STAMP, 5, body))


def test_what_leaves_the_machine_depends_on_the_level():
    """At 0 nothing leaves, at 1 neither names nor words, at 2 everything of an acknowledgement."""
    assert leaving(entry(), 0) is None
    allowed = leaving(entry(), 1)
    assert allowed is not None
    assert frame_of(allowed).body == b'{"k":"ack","v":{"at":1.0,"until":2.0}}'
    assert leaving(entry(), 2) == entry()
    note = entry()._replace(kind="note")
    assert leaving(note, 2) is None
    assert leaving(note, 3) == note
