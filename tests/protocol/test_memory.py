"""What grows with use, and what must not."""

from pathlib import Path

import pytest
from editor import Editor


def resident(process: int) -> int:
    """Return the resident bytes of a process."""
    pages = int(Path(f"/proc/{process}/statm").read_text("ascii").split()[1])
    return pages * 4096


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs Linux's /proc")
def test_twenty_thousand_edits_leave_no_trace(project: Path):
    """After a warm-up, 20,000 edits, no two alike, grow resident memory by at most 2 MB."""
    with Editor.stdio(project) as editor:
        editor.deadline += 240
        document = editor.open("complex.py")
        place = document.text.index("return 0") + len("return ")
        editor.change(document, (place, place + 1, "100000"))

        def edit(count: int, first: int) -> None:
            for number in range(first, first + count):
                editor.change(document, (place, place + 6, f"{100_000 + number}"))
                if number % 10 == 9:
                    editor.settled()

        edit(10_000, 0)
        before = resident(editor.process.pid)
        edit(20_000, 10_000)
        grown = resident(editor.process.pid) - before
        assert grown <= 2_000_000, f"{grown} bytes"
