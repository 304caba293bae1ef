"""Sealed results are opened only by who has the key, and tell others nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.memory.sealing import HEADER, LARGEST, SealError, name_of, opened, sealed

KEY = bytes(range(20))


@given(st.binary(max_size=20_000), st.binary(min_size=20, max_size=20), st.binary(max_size=64))
def test_what_was_sealed_is_opened(value, key, secret):
    """A result comes back as it was, with and without a team's secret."""
    assert opened(key, sealed(key, value, secret), secret) == value


@given(st.data())
def test_any_change_is_noticed(data):
    """Bytes changed, cut, added or of another key or secret are refused."""
    content = sealed(KEY, b"x" * data.draw(st.sampled_from([0, 3, 5000])), b"secret")
    place = data.draw(st.integers(0, len(content) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != content[place]))
    changed = content[:place] + bytes([other]) + content[place + 1 :]
    for key, wrong, secret in (
        (KEY, changed, b"secret"),
        (KEY, content[:place], b"secret"),
        (KEY, content + b"x", b"secret"),
        (KEY[::-1], content, b"secret"),
        (KEY, content, b""),
    ):
        with pytest.raises(SealError):
            opened(key, wrong, secret)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(content):
    """What nobody sealed raises SealError and nothing else."""
    with pytest.raises(SealError):
        opened(KEY, content, b"")


def test_the_same_result_never_looks_the_same():
    """A fresh nonce makes each sealing another, so that equal results cannot be told."""
    assert sealed(KEY, b"value", b"") != sealed(KEY, b"value", b"")


def test_the_name_tells_nothing_of_the_key():
    """The name under which a result lies is neither its key nor the same with a secret."""
    names = {name_of(KEY, b""), name_of(KEY, b"secret"), KEY}
    assert len(names) == 3


def test_a_bomb_is_not_unpacked():
    """A result that would grow beyond the limit is refused, however small it came."""
    content = sealed(KEY, b"\0" * (LARGEST + 1), b"")
    assert len(content) < LARGEST // 100 + HEADER
    with pytest.raises(SealError):
        opened(KEY, content, b"")
