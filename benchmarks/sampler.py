"""Runs the `vitals` command and notes where its main thread is, each millisecond, from a signal on.

A stack weighs the processor time that passed since the one before, so that a long call into C,
during which no signal is seen, weighs as much as it took; waiting weighs nothing. No line numbers:
functions are what the picture shows.
"""

import os
import signal
import sys
import time
from collections import Counter
from pathlib import Path
from types import FrameType

EVERY = 0.001
START = signal.SIGUSR1

Stack = tuple[str, ...]


class Sampler:
    """What was seen so far: seconds of processor time by stack, outermost function first."""

    def __init__(self) -> None:
        self.seen: Counter[Stack] = Counter()
        self._names: dict[object, str] = {}
        self._last = 0.0

    def start(self, *_: object) -> None:
        """Note stacks from now on."""
        signal.signal(signal.SIGALRM, self._note)
        self._last = time.process_time()
        signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)

    def _note(self, _: int, frame: FrameType | None) -> None:
        taken = time.process_time() - self._last
        stack = []
        while frame is not None:
            code = frame.f_code
            if code not in self._names:
                self._names[code] = f"{_module(code.co_filename)}:{code.co_qualname}"
            stack.append(self._names[code])
            frame = frame.f_back
        self.seen[tuple(reversed(stack))] += taken  # type: ignore[assignment]
        self._last = time.process_time()

    def stop(self) -> None:
        """Note no more."""
        signal.setitimer(signal.ITIMER_REAL, 0)


def _module(file: str) -> str:
    """Return lsp_server/text.py, pygls/server.py or ast.py for the path of a module."""
    parts = Path(file).parts
    for root in ("lsp_server", "site-packages"):
        if root in parts:
            place = parts.index(root) + (root == "site-packages")
            return "/".join(parts[place:])
    return parts[-1]


def main() -> None:
    """Run `vitals` with the arguments after the first, which names the file for what was seen.

    The first is `now:FILE` to begin at once, or `later:FILE` to begin at the signal START.
    """
    when, _, file = sys.argv[1].partition(":")
    sampler = Sampler()
    signal.signal(START, sampler.start)
    from lsp_server.cli import run

    if when == "now":
        sampler.start()
    try:
        run(sys.argv[2:])
    finally:
        sampler.stop()
        lines = [f"{';'.join(stack)} {seconds}" for stack, seconds in sampler.seen.items()]
        Path(file).write_text("\n".join(lines), "utf-8")
        sys.stdout.flush()
        os._exit(0)


if __name__ == "__main__":
    main()
