"""A large class is cut into its header and members: nothing but the cost of an edit depends on it."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsp_server.analysis import analyse, reading
from lsp_server.analysis.decoding import decode
from lsp_server.analysis.report import FileReport
from lsp_server.text import Source
from tests.analysis.edits import check_report, real_files


def figures(report: FileReport) -> dict[str, object]:
    """All that a report says, in file lines and in the order of the text."""

    def placed(found: Iterator[tuple[int, object]]) -> list[tuple[object, ...]]:
        return sorted(
            (offset + item.line, item.column, *moved(item, offset)) for offset, item in found
        )

    return {
        "functions": placed(report.functions()),
        "classes": placed(report.classes()),
        "imports": placed(report.imports()),
        "lines": report.lines,
        "cognitive": report.cognitive,
        "halstead": report.halstead,
        "reasons": sorted(
            (offset + item.line, item.column, item.construct, item.increment)
            for offset, block, _ in report.placed()
            for item in block.cognitive
        ),
        "sums": [
            sum(getattr(placed.block, name) for placed in report.placed())
            for name in ("statements", "c901", "radon_complexity", "operand_count")
        ],
        "comments": sorted(
            (offset + item.line, item.text)
            for offset, block, _ in report.placed()
            for item in block.comments
        ),
    }


def moved(item: object, offset: int) -> tuple[object, ...]:
    """A function's, class's or import's fields, with its lines in the file's."""
    lines = ("line", "first_line", "name_line", "end_line")
    told = []
    for name in item.__struct_fields__:
        value = getattr(item, name)
        if name in lines:
            value += offset
        elif name == "contributions":
            value = [
                (each.line + offset, each.column, each.construct, each.increment) for each in value
            ]
        elif name == "deepest":
            value = (value[0] + offset, value[1]) if item.nesting else None
        told.append(value if isinstance(value, int | str | float) else repr(value))
    return tuple(told)


@pytest.mark.parametrize("path", real_files(), ids=lambda path: path.stem)
def test_members_change_no_figure(path: Path, monkeypatch: pytest.MonkeyPatch):
    """A text says the same whether its classes are cut or not."""
    source = Source.of(decode(path.read_bytes()).text)
    cut = analyse(source)
    check_report(source, cut)
    monkeypatch.setattr(reading, "LARGE", sys.maxsize)
    whole = analyse(source)
    assert not any(placed.block.members for placed in whole.blocks)
    assert figures(cut) == figures(whole)
