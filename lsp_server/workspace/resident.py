"""How much memory a process takes, where the system tells it."""

import os


def resident(process: int | None = None) -> int | None:
    """Return the resident memory of a process, this one by default, where the system tells it."""
    try:
        with open(f"/proc/{process or 'self'}/statm", encoding="ascii") as file:  # noqa: PTH123 -- read often
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError):
        return None
