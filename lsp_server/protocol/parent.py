"""Ends the server when the editor that started it is gone, even while its pipe stays open."""

import os
import select
import sys
import threading
import time
from collections.abc import Callable
from typing import Final

INTERVAL: Final = 2.0
"""Seconds between looks where the system cannot tell us."""


def watch(process: int, gone: Callable[[], object]) -> None:
    """Call `gone` from a thread once the process does not exist; at once when it never did.

    Does nothing on Windows, where os.kill would end the process instead of asking after it; there
    the pipe closes with the process.
    """
    if sys.platform == "win32":
        return
    threading.Thread(target=_wait, args=(process, gone), name="parent", daemon=True).start()


def _wait(process: int, gone: Callable[[], object]) -> None:
    if not _waited_by_descriptor(process):
        while _exists(process):
            time.sleep(INTERVAL)
    gone()


def _waited_by_descriptor(process: int) -> bool:
    """Wait without polling where there are process descriptors; False where there are none."""
    if not hasattr(os, "pidfd_open"):
        return False
    try:
        descriptor = os.pidfd_open(process)
    except (OSError, OverflowError):
        return not _exists(process)
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    poll.poll()
    os.close(descriptor)
    return True


def _exists(process: int) -> bool:
    if process <= 0:
        return False
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
