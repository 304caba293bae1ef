"""What findings follow from besides the text: settings and base, as ingredients of a key."""

import hashlib
from dataclasses import fields
from typing import Final

from lsp_server.contract import KINDS
from lsp_server.settings import Settings

ASIDE: Final = frozenset(
    {
        "exclude", "respect_gitignore", "base", "max_file_size", "max_lines", "code_lenses",
        "hover", "document_symbols", "quiet_ms", "trailing_ms", "index", "index_processes",
        "source_roots", "entry_points", "cycles_include_parents", "memory", "redis_url", "sharing",
        "team_secret_file", "workspace_id", "read_only", *KINDS,
    }
)  # fmt: skip
"""Settings on which no outcome depends: they decide which files are looked at, are the editor's, say which
files may import which, or what is remembered."""


def digest_of_settings(settings: Settings) -> bytes:
    """Return the digest of the settings that matter."""
    values = {item.name: getattr(settings, item.name) for item in fields(settings)}
    told = repr([(name, value) for name, value in values.items() if name not in ASIDE])
    return hashlib.blake2b(told.encode(), digest_size=16).digest()
