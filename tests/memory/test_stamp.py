"""Stamps order writes."""

from hypothesis import given
from hypothesis import strategies as st

from lsp_server.memory.stamp import FUTURE, SIZE, Clock, milliseconds


@given(st.lists(st.integers(0, 2**40), min_size=2))
def test_stamps_grow_whatever_the_time_does(times):
    """Each stamp is later than the one before, though the clock stands still or goes back."""
    moments = iter(times)
    clock = Clock(b"node", lambda: next(moments))
    stamps = [clock.stamp() for _ in times]
    assert stamps == sorted(set(stamps))
    assert {len(stamp) for stamp in stamps} == {SIZE}


@given(st.integers(-60_000, 60_000))
def test_a_write_made_after_seeing_another_is_later(skew):
    """However wrong one of two clocks is, what follows from a write is stamped after it."""
    ahead, behind = Clock(b"aaaa", lambda: 10**12 + skew), Clock(b"bbbb", lambda: 10**12)
    first = ahead.stamp()
    behind.saw(first)
    assert behind.stamp() > first


def test_a_stamp_tells_when_it_was_made():
    """The milliseconds of a stamp are those of the clock."""
    assert milliseconds(Clock(b"node", lambda: 1_700_000_000_000).stamp()) == 1_700_000_000_000


def test_only_a_far_future_is_not_believed():
    """A clock a minute ahead is believed, one beyond the limit is not."""
    clock = Clock(b"node", lambda: 10**12)
    assert clock.believes(Clock(b"near", lambda: 10**12 + 60_000).stamp())
    assert not clock.believes(Clock(b"away", lambda: 10**12 + FUTURE + 1).stamp())
