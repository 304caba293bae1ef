"""The thread between the first tier and the disk: it writes, reads, and wakes its neighbours.

What the disk refuses waits in the first tier and is tried again; a damaged file is set aside and
written anew from what this process holds. Either is told once.
"""

import select
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from itertools import islice
from typing import Final

from lsp_server.memory.entry import Entry
from lsp_server.memory.first_tier import FirstTier
from lsp_server.memory.frame import Fault
from lsp_server.memory.gently import STRETCH
from lsp_server.memory.journal import Journal
from lsp_server.memory.neighbours import POLL, Doorbell
from lsp_server.memory.stamp import Clock, now
from lsp_server.memory.storage import MISHAPS, Trouble, trouble

AGAIN: Final = (0.05, 5.0)
"""Seconds after which a refused write is tried again: at first, and at most."""
SWEEP: Final = 3600.0
"""Seconds between two deletions of what has expired."""

Listener = Callable[[Sequence[Entry]], object]


class Courier:
    """Moves entries of one workspace. `listener` is told, on a thread of the store, what changed."""

    def __init__(
        self, tier: FirstTier, journal: Journal, clock: Clock, warn: Callable[[str], object]
    ) -> None:
        """Take the tier, the disk, the clock that sees all stamps, and who is told of a mishap."""
        self.tier = tier
        self.journal = journal
        self.clock = clock
        self.faults: Counter[Fault] = Counter()
        self.taken = 0
        self.trouble = ""
        self.listener: Listener = _nobody
        self.outgoing: Listener | None = None
        self._warn = warn
        self._bell = Doorbell(journal.file)
        self._reader, self._writer = socket.socketpair()
        self._reader.settimeout(0)
        self._writer.settimeout(0)
        self._awake = False
        self._closing = False
        self._mark = 0
        self._opened = 0
        self._loaded = False
        self._pause = AGAIN[0]
        self._moved = threading.Condition()
        self._errands: list[Callable[[], object]] = []
        self._thread = threading.Thread(target=self._run, name="vitals-memory", daemon=True)

    # -- for any thread

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def wake(self) -> None:
        """Let the thread look at what there is to do."""
        if not self._awake:
            self._awake = True
            with suppress(OSError):
                self._writer.send(b"!")

    def errand(self, call: Callable[[], object]) -> None:
        """Have the thread make a call after it has written and read what there was."""
        with self._moved:
            self._errands.append(call)
        self.wake()

    def wait(self, seconds: float) -> bool:
        """Wait until nothing waits for the disk; return whether that is so."""
        self.wake()
        deadline = time.monotonic() + seconds
        with self._moved:
            while self._busy():
                left = deadline - time.monotonic()
                if left <= 0 or not self._thread.is_alive():
                    return False
                self._moved.wait(left)
        return True

    def take(self, entries: Sequence[Entry]) -> None:
        """Take what Redis had, on its thread: to the first tier and the listener, and to disk."""
        entries = [self.tier.named(entry) for entry in self._believed(entries)]
        if self.tier.complete:
            entries = self._tell(entries)
            with suppress(*MISHAPS):
                self.journal.write(entries, pending=False)
            return
        with suppress(*MISHAPS):
            entries = self.journal.write(entries, pending=False)
        self._tell(entries)

    def close(self, seconds: float) -> None:
        """Write what waits, within some seconds, and end."""
        self.wait(seconds)
        self._closing = True
        self._awake = False
        self.wake()
        if self._thread.is_alive():
            self._thread.join(seconds)

    # -- the thread

    def _run(self) -> None:
        swept = 0.0
        while not self._closing:
            self._attempt()
            if time.monotonic() - swept > SWEEP or not swept:
                swept = time.monotonic()
                with suppress(*MISHAPS):
                    self.journal.sweep(now())
            self._sleep()
        self._bell.close()
        self.journal.close()
        self._reader.close()
        self._writer.close()

    def _sleep(self) -> None:
        patience = SWEEP if self._bell.works else POLL
        if self.trouble:
            patience = self._pause
            self._pause = min(max(AGAIN[0], 2 * self._pause), AGAIN[1])
        waited = [self._reader.fileno(), *([self._bell.fileno()] if self._bell.works else [])]
        select.select(waited, [], [], patience)
        with suppress(OSError):
            while self._reader.recv(64):
                pass
        self._awake = False  # only now: who wakes us from here on sends, who did before is seen
        self._bell.answer()

    def _attempt(self) -> None:
        """Write and read all there is; on failure, arrange what helps."""
        try:
            self._write()
            self._look()
            self._fetch()
        except MISHAPS as error:
            self._failed(error)
        else:
            self.trouble, self._pause = "", AGAIN[0]
        with self._moved:
            errands, self._errands = self._errands, []
            self._moved.notify_all()
        for errand in errands:
            errand()

    def _write(self) -> None:
        while entries := self.tier.unsaved():
            if self.outgoing is None:
                written = self.journal.write(entries, pending=False)
            else:
                outgoing = partial(self.outgoing, entries)
                written = self.journal.write(entries, pending=True, meanwhile=outgoing)
            self._follow()  # before anybody who waits finds that nothing is left to write
            self.tier.saved(entries)
            self._bell.ring()
            self.listener(written)

    def _look(self) -> None:
        """Take what other processes wrote since we last looked, all of it from a new file."""
        read = self.journal.since(self._mark)
        if self._follow():
            read = self.journal.since(0)
        self._mark = read.mark
        self.faults.update(read.faults)
        if self._tell(read.entries) and self.outgoing is not None:
            self.outgoing(())  # a process without Redis may have written what it lacks
        if not self._loaded:
            self._loaded = True
            self.tier.loaded(complete=True)

    def _follow(self) -> bool:
        """Let a file that is new get all that is held here; return whether it is new."""
        if self.journal.opened == self._opened:
            return False
        if self._opened:
            self.tier.keep_again()
            self.wake()
        self._opened = self.journal.opened
        self._mark = 0
        return True

    def _fetch(self) -> None:
        """Read what somebody asked for that is not in the first tier."""
        if fields := self.tier.wanted():
            read = self.journal.read(fields)
            self.faults.update(read.faults)
            self.tier.take(read.entries)
            self.tier.absent(fields)

    def _believed(self, entries: Iterable[Entry]) -> Iterator[Entry]:
        for entry in entries:
            if self.clock.believes(entry.stamp):
                self.clock.saw(entry.stamp)
                yield entry
            else:
                self.faults[Fault.FUTURE] += 1

    def _tell(self, entries: Iterable[Entry]) -> list[Entry]:
        changed: list[Entry] = []
        believed = self._believed(entries)
        while some := list(islice(believed, STRETCH)):  # the tier's callers wait for no more
            changed += self.tier.take(some)
            time.sleep(0)
        self.taken += len(changed)
        if changed:
            self.listener(changed)
        return changed

    def _failed(self, error: Exception) -> None:
        kind = trouble(error, self.journal.file)
        said = str(error) or kind.value
        if kind in {Trouble.DAMAGED, Trouble.OUTDATED}:
            self._begin_again(said)
        elif not self.trouble and kind is Trouble.REFUSED:
            self._warn(
                f"session memory cannot be written to {self.journal.file}: {said}; "
                "it is held in memory until it can"
            )
        self.trouble = said
        if self.outgoing is not None:
            self.outgoing(self.tier.unsaved())  # Redis may have it before the disk does

    def _begin_again(self, said: str) -> None:
        file = self.journal.file
        try:
            aside = self.journal.set_aside()
        except OSError as error:
            if not self.trouble:
                self._warn(f"session memory in {file} is damaged and cannot be moved away: {error}")
            return
        self._warn(f"session memory in {file} is begun again: {said}; the old file is {aside}")
        self._pause = 0.0

    def _busy(self) -> bool:
        return bool(self.tier.unsaved()) or not self._loaded


def _nobody(_: Sequence[Entry]) -> None:
    """Tell nobody."""
