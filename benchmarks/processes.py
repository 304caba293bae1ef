"""Processes and what they take: seconds until the end, and the most memory that each held (Linux)."""

import contextlib
import os
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

ENVIRONMENT = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
"""What programs run in: as a user has them, with their bytecode kept from start to start."""

_EVERY = 0.02
_SCHEDULED = 2
"""The kind of a process' clock that counts its threads' time to the nanosecond (Linux)."""


class Took(NamedTuple):
    """Seconds of the clock and of processors, and the MB of the process that held most."""

    seconds: float
    cpu: float
    most_mb: float


def run(command: list[str], folder: Path, cache: Path | None = None) -> Took:
    """Run a program to its end, its output thrown away; `cache` is where it may keep things."""
    before = os.times()
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=ENVIRONMENT | ({"XDG_CACHE_HOME": str(cache)} if cache else {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    most = watched(process, lambda: process.poll() is None)
    process.wait()
    seconds, after = time.perf_counter() - start, os.times()
    if process.returncode not in {0, 1}:
        message = f"{command} ended with {process.returncode}"
        raise RuntimeError(message)
    cpu = (
        after.children_user - before.children_user + after.children_system - before.children_system
    )
    return Took(seconds, cpu, most)


def watched(process: subprocess.Popen[bytes], going_on: Callable[[], bool]) -> float:
    """Return the most MB that the process or one that it started held while it goes on."""
    most = 0.0
    while going_on():
        most = max([most, *(held_mb(pid, "VmHWM") for pid in family(process.pid))])
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_EVERY)
    return most


def family(pid: int) -> list[int]:
    """Return a process and all that descend from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for child in task.read_text("ascii").split():
                found += family(int(child))
    return found


def held_mb(pid: int, what: str = "VmRSS") -> float:
    """Return the resident memory of a process in MB, now or (VmHWM) at most; 0 if it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text("ascii", "replace").splitlines():
            if line.startswith(what + ":"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def cpu_ms(pid: int) -> float:
    """Return the milliseconds that a process, with all its threads, has run on processors."""
    return time.clock_gettime_ns((~pid << 3) | _SCHEDULED) / 1e6
