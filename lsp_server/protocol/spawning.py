"""The process of a worker of the index, which over stdio is started before the server is loaded.

Both take as long to load, so that on two cores the survey begins as soon as it is wanted.
"""

import subprocess
import sys
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from lsp_server.protocol.capabilities import Client

_CODE: Final = (
    "import sys; sys.modules['typing_extensions'] = None; "
    "from lsp_server.workspace.worker import work; work()"
)
"""msgspec would load typing_extensions, a fifth of the time to the first answer, to find in it what
`typing` has."""

COMMAND: Final = (sys.executable, "-P", "-c", _CODE)
"""With -P nothing is imported from the current folder, which is often the user's project."""


def worker() -> "subprocess.Popen[bytes]":
    """Start a worker process."""
    return subprocess.Popen(COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603 -- our own interpreter


def ahead(client: "Client") -> "subprocess.Popen[bytes] | None":
    """Start the process that a client with a workspace will most likely want; None if it cannot."""
    try:
        return worker() if client.folders else None
    except OSError:
        return None
