"""What the outcome of a file follows from, as keys: contents, settings, base and lines looked at."""

import os
from collections.abc import Sequence
from typing import Final

import msgspec

from lsp_server.cli.checked import Shared, Task
from lsp_server.memory.recipe import content_digest, key_of
from lsp_server.version import VERSION
from lsp_server.workspace.circumstances import digest_of_settings
from lsp_server.workspace.files import content_of

FORM: Final = f"checked 2, {VERSION}"
"""Names the form of the records and the checks that made them."""


def digest_of(task: Task, shared: Shared) -> bytes:
    """Return the digest of a file's content as it is now; b"" when it cannot be looked at."""
    if task.text is not None:
        return content_digest(task.text)
    if shared.unwanted(task):
        return b""
    try:
        return content_digest(content_of(task.path))
    except OSError:
        return b""


class Identity:
    """The keys of the outcomes of one run."""

    def __init__(self, shared: Shared) -> None:
        """Take what all files have in common; the date is no part of any key."""
        self.kind = f"{FORM} {'full' if shared.full else 'brief'}"
        self.settings = [digest_of_settings(settings) for settings in shared.settings]

    def of_file(self, task: Task, digest: bytes) -> bytes:
        """Return the key of a file's outcome, given the digest of its content."""
        return key_of(self.kind, digest, self.settings[task.settings], _circumstances(task))

    def of_all(self, tasks: Sequence[Task], digests: Sequence[bytes], around: bytes) -> bytes:
        """Return the key of the outcome of all files together, given what they are part of."""
        return key_of(
            f"{self.kind}, all",
            os.fsencode("\0".join(task.path for task in tasks)),
            b"".join(digests),
            b"".join(self.settings[task.settings] for task in tasks),
            b"".join(map(_circumstances, tasks)),
            around,
        )


def _circumstances(task: Task) -> bytes:
    """Say what the file is compared with and where it is looked at; texts put together stay apart."""
    if task.touched is None:
        return b"=" if task.same else task.old_id.encode() + b"."
    return msgspec.msgpack.encode((task.same, task.old_id, task.touched))
