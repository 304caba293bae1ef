"""Work that would keep the loop: large texts in a process of their own, git and files in a thread.

The worker boundary. A worker that dies is started once more, and said once; a text on which it dies
again is given up.
"""

import os
import pickle
import signal
import struct
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable
from functools import partial
from typing import IO, Final, NamedTuple, TypeVar, cast

from lsp_server.analysis import analyse, is_broken
from lsp_server.analysis.report import FileReport
from lsp_server.protocol.loop import Loop, Timer
from lsp_server.text import Source

TIMEOUT: Final = 120.0
"""Seconds after which the analysis of one text is given up."""

IDLE: Final = 30.0
"""Seconds without work after which the worker process is let go."""

_CODE: Final = "from lsp_server.protocol.background import work; work()"

_COMMAND: Final = (sys.executable, "-P", "-c", _CODE)
"""With -P nothing is imported from the current folder, which is often the user's project."""
_LENGTH: Final = struct.Struct("!Q")

Done = Callable[[FileReport | None], object]
T = TypeVar("T")


class _Key(NamedTuple):
    """What is asked of the worker: the report of the text with a digest, be it broken or not."""

    digest: bytes
    broken: bool


class Background:
    """One worker process, started when first needed, and as many threads as there is waiting.

    Callbacks run on the loop. `say` gets the lines that a user should be able to read.
    """

    def __init__(self, loop: Loop, say: Callable[[str], object]) -> None:
        self._loop = loop
        self._say = say
        self._jobs: OrderedDict[_Key, tuple[Source, list[Done]]] = OrderedDict()
        self._busy = False
        self._worker: subprocess.Popen[bytes] | None = None
        self._retire: Timer | None = None
        self._said = False
        self._closed = False
        self.analysed = 0
        self.restarts = 0

    @property
    def process(self) -> int | None:
        """The worker's process id while it runs."""
        return self._worker.pid if self._worker else None

    def analyse(self, source: Source, done: Done) -> None:
        """Analyse a text elsewhere; `done` gets None when that failed or the server closed.

        The same text asked for twice is analysed once.
        """
        self._want(_Key(source.digest, broken=True), source, done)

    def confirm(self, source: Source, done: Done) -> None:
        """Read a text as a whole elsewhere; `done` gets None when it does not parse or that failed."""
        self._want(_Key(source.digest, broken=False), source, done)

    def _want(self, key: "_Key", source: Source, done: Done) -> None:
        if key in self._jobs:
            self._jobs[key][1].append(done)
            return
        self._jobs[key] = (source, [done])
        if not self._busy:
            self._next()

    def apart(self, call: Callable[[], T], done: Callable[[T | None], object]) -> None:
        """Run a call that waits (git, files) in a thread; `done` gets None when it failed."""

        def run() -> None:
            try:
                result: T | None = call()
            except Exception as error:  # noqa: BLE001 -- the worker boundary
                said = f"{type(error).__name__}: {error}"
                self._loop.post(lambda: self._say(said))
                result = None
            self._loop.post(lambda: None if self._closed else done(result))

        threading.Thread(target=run, name="apart", daemon=True).start()

    def close(self) -> None:
        """End the worker."""
        self._closed = True
        self._jobs.clear()
        self._dismiss()

    def _next(self) -> None:
        if self._retire is not None:
            self._retire.cancel()
        if not self._jobs or self._closed:
            self._busy = False
            self._retire = self._loop.later(IDLE, self._dismiss)
            return
        self._busy = True
        key = next(iter(self._jobs))
        text = self._jobs[key][0].text
        threading.Thread(target=self._run, args=(key, text), name="worker", daemon=True).start()

    def _run(self, key: "_Key", text: str) -> None:
        """In a thread: hand the text to the worker, and to a second one when the first dies."""
        report = None
        for _ in range(2):
            try:
                report = self._asked(text, broken=key.broken)
                break
            except BrokenPipeError:  # it had died while it had nothing to do, so nothing is lost
                self._dismiss()
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                if self._closed:
                    return
                self._loop.post(partial(self._mourn, str(error)))
                self._dismiss()
        self._loop.post(lambda: self._finish(key, report))

    def _asked(self, text: str, *, broken: bool) -> FileReport | None:
        worker = self._worker
        if worker is None or worker.poll() is not None:
            worker = self._worker = subprocess.Popen(  # noqa: S603 -- our own interpreter
                _COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        if worker.stdin is None or worker.stdout is None:
            raise EOFError
        timeout = threading.Timer(TIMEOUT, worker.kill)
        timeout.daemon = True
        timeout.start()
        try:
            _send(worker.stdin, (text, broken))
            report = _receive(worker.stdout)
        finally:
            timeout.cancel()
        if report is None or isinstance(report, FileReport):
            return report
        raise EOFError(report)

    def _mourn(self, why: str) -> None:
        self.restarts += 1
        if not self._said:
            self._said = True
            self._say(f"the analysis process died and was started again {why}".strip())

    def _finish(self, key: "_Key", report: FileReport | None) -> None:
        if self._closed:
            return
        source, waiting = self._jobs.pop(key)
        self.analysed += 1
        if report is not None:
            report = report.attached(source)
        self._next()
        for done in waiting:
            done(report)

    def _dismiss(self) -> None:
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.wait()
            for pipe in (worker.stdin, worker.stdout):
                if pipe is not None:
                    _close(pipe)


def work() -> None:
    """Be the worker: analyse texts from standard input until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    inbound, outbound = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    while True:
        try:
            text, broken = cast("tuple[str, bool]", _receive(inbound))
        except EOFError:
            return
        try:
            answer: object = _report(text, broken=broken)
        except Exception as error:  # noqa: BLE001 -- the worker boundary
            answer = f"{type(error).__name__}: {error}"
        _send(outbound, answer)


def _report(text: str, *, broken: bool) -> FileReport | None:
    """Return the report of a text; None for a broken one that is not wanted."""
    source = Source.of(text)
    if not broken and is_broken(source):
        return None
    return analyse(source).detached()


def _send(pipe: IO[bytes], value: object) -> None:
    body = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(body)) + body)
    pipe.flush()


def _receive(pipe: IO[bytes]) -> object:
    head = pipe.read(_LENGTH.size)
    if len(head) < _LENGTH.size:
        raise EOFError
    (length,) = _LENGTH.unpack(head)
    body = pipe.read(length)
    if len(body) < length:
        raise EOFError
    return pickle.loads(body)  # noqa: S301 -- from our own process


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except OSError:
        return
