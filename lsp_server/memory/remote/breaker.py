"""A circuit breaker: after two faults in a row one rests before the next attempt, longer each time.

Nygard, "Release It!" (2007). One thread uses it, so that an attempt after a rest is the one probe.
"""

import random
from typing import Final

CLOSED_UNTIL: Final = 2
"""Faults in a row after which it opens."""
PAUSES: Final = (0.25, 15.0)
"""Seconds of the first pause, and of the longest; each is about twice the one before."""


class Breaker:
    """Counts faults."""

    def __init__(self) -> None:
        self.faults = 0
        self._row = 0

    @property
    def open(self) -> bool:
        """Whether one should rest before the next attempt."""
        return self._row >= CLOSED_UNTIL

    @property
    def pause(self) -> float:
        """Seconds to rest; not the same twice, lest all clients of a server come back at once."""
        if not self.open:
            return 0.0
        pause = min(PAUSES[0] * 2.0 ** min(self._row - CLOSED_UNTIL, 10), PAUSES[1])
        return pause * random.uniform(0.5, 1.0)  # noqa: S311  no secret

    def failed(self) -> None:
        """Note a fault."""
        self.faults += 1
        self._row += 1

    def succeeded(self) -> None:
        """Note that all is well."""
        self._row = 0
