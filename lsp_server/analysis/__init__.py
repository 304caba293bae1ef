"""Text in, report out: total, pure and free of I/O.

`analyse` never raises, whatever the text; given the report of the text before an edit it reads only
the blocks that the edit touched, and says the same as if it had read everything. `survey` is for
texts that nobody edits.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lsp_server.analysis.analyser import analyse, confirm, is_broken, survey

__all__ = ["analyse", "confirm", "is_broken", "survey"]


def __getattr__(name: str) -> object:
    """Load the analyser when it is first asked for: who only reads reports does without it."""
    if name not in __all__:
        message = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(message)
    from lsp_server.analysis import analyser

    return getattr(analyser, name)
