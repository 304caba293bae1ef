"""The proxy of the tests does what each of its modes says: else no test of a fault shows anything."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress

import pytest
from proxy import Mode, Proxy, proxied

SOON = 0.3
"""Seconds in which something that is not to come has not come."""
PATIENCE = 10.0


@pytest.fixture
def way() -> Iterator[Proxy]:
    """A proxy before a server that sends back what it is sent."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=_accept, args=(listener,), daemon=True).start()
        with proxied(listener.getsockname()[1]) as proxy:
            yield proxy


def _accept(listener: socket.socket) -> None:
    with suppress(OSError):
        while True:
            threading.Thread(target=_echo, args=(listener.accept()[0],), daemon=True).start()


def _echo(one: socket.socket) -> None:
    with suppress(OSError), one:
        while content := one.recv(65_536):
            one.sendall(content)


def dial(way: Proxy) -> socket.socket:
    return socket.create_connection(("127.0.0.1", way.port), PATIENCE)


def echoed(one: socket.socket, content: bytes) -> bytes:
    """Return what comes back until all has come or the connection is closed."""
    one.sendall(content)
    found = b""
    while len(found) < len(content) and (more := one.recv(65_536)):
        found += more
    return found


def silent(one: socket.socket) -> bool:
    one.settimeout(SOON)
    try:
        one.recv(1)
    except TimeoutError:
        return True
    finally:
        one.settimeout(PATIENCE)
    return False


def test_a_delay_is_added_each_way_and_may_change(way: Proxy):
    """An answer takes at least two delays, and longer once the delay is longer."""
    with dial(way) as one:
        for delay in (0.02, 0.2):
            way.delay = delay
            begun = time.monotonic()
            assert echoed(one, b"x" * 1000) == b"x" * 1000
            assert time.monotonic() - begun >= 2 * delay


def test_what_hangs_comes_later(way: Proxy):
    """While it hangs nothing comes; then everything does, over the same connection."""
    with dial(way) as one:
        assert echoed(one, b"before") == b"before"
        way.mode = Mode.HANG
        one.sendall(b"during")
        assert silent(one)
        way.mode = Mode.PASS
        assert one.recv(10) == b"during"


def test_what_is_swallowed_never_comes(way: Proxy):
    """A black hole takes everything; afterwards the connection is closed, and a new one works."""
    with dial(way) as one, dial(way) as other:
        assert echoed(one, b"before") == echoed(other, b"before")
        way.mode = Mode.SWALLOW
        one.sendall(b"during")
        assert silent(one)
        way.mode = Mode.PASS
        assert one.recv(10) == b""
        with dial(way) as new:
            assert echoed(new, b"after") == b"after"


@pytest.mark.parametrize("mode", [Mode.RESET, Mode.CLOSE, Mode.KILL, Mode.REFUSE])
def test_connections_end_and_new_ones_work_afterwards(way: Proxy, mode: Mode):
    """A connection of before is ended; one of during does not last; one of after works."""
    with dial(way) as one:
        assert echoed(one, b"before") == b"before"
        way.mode = mode
        assert _end(one) is (ConnectionResetError if mode is Mode.RESET else None)
    if mode is Mode.REFUSE:
        with pytest.raises(ConnectionRefusedError):
            dial(way)
    else:
        with suppress(ConnectionResetError), dial(way) as one:  # it may be reset while it connects
            _end(one)
    way.mode = Mode.PASS
    with dial(way) as one:
        assert echoed(one, b"after") == b"after"


def _end(one: socket.socket) -> type[Exception] | None:
    """Wait for the end of a connection; return the error that it is told by, None for none."""
    try:
        assert one.recv(10) == b""
    except ConnectionResetError:
        return ConnectionResetError
    return None


def test_half_an_answer_comes_and_then_the_end(way: Proxy):
    """Truncated, an answer is cut in its middle."""
    with dial(way) as one:
        assert echoed(one, b"before") == b"before"
        way.mode = Mode.TRUNCATE
        assert echoed(one, b"12345678") == b"1234"


def test_slow_answers_come_whole_at_2_kb_a_second(way: Proxy):
    """400 bytes take a fifth of a second or more, and none is missing."""
    way.mode = Mode.SLOW
    with dial(way) as one:
        begun = time.monotonic()
        assert echoed(one, b"x" * 400) == b"x" * 400
        assert time.monotonic() - begun >= 0.15
