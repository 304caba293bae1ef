"""When to publish what is known: figures are always live, only their publication is paced."""

from lsp_server.settings import Settings

MILLISECONDS = 1000


def delay_of(quiet: float | None, settings: Settings) -> float:
    """Return by how many seconds to hold a document's findings back.

    `quiet` are the seconds between the last change and the one before, None at the first. After a
    quiet period findings go out at once; in a burst they wait, so that they do not flicker.
    """
    if quiet is None or quiet * MILLISECONDS >= settings.quiet_ms:
        return 0.0
    return settings.trailing_ms / MILLISECONDS
