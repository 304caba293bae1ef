"""When findings are published: at once after a pause, a moment later in a burst."""

from dataclasses import replace

import pytest

from lsp_server.settings import DEFAULT
from lsp_server.workspace.diagnosis import delay_of

PACED = replace(DEFAULT, quiet_ms=300, trailing_ms=100)


@pytest.mark.parametrize(
    ("quiet", "delay"),
    [(None, 0.0), (0.0, 0.1), (0.01, 0.1), (0.299, 0.1), (0.3, 0.0), (60.0, 0.0)],
)
def test_the_pause_before_a_change_decides(quiet: float | None, delay: float):
    """The first change and one after the quiet period go out at once, the others trail."""
    assert delay_of(quiet, PACED) == delay


def test_publication_can_be_immediate():
    """Without a quiet period nothing is held back."""
    assert delay_of(0.0, replace(DEFAULT, quiet_ms=0)) == 0.0


def test_publication_can_trail_longer():
    """The delay is the setting's."""
    assert delay_of(0.0, replace(DEFAULT, trailing_ms=250)) == 0.25
