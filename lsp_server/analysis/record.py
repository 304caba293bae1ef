"""A report as bytes and back, for those who keep or send it. Where it is kept is not known here."""

from typing import Final

import msgspec

from lsp_server.analysis.report import FileReport, Placed, SyntaxProblem

FORMAT: Final = "report 1"
"""Names the form of the bytes; raised with it. What they say is ANALYSER's to version."""


class _Record(msgspec.Struct, frozen=True, array_like=True):
    digest: bytes
    blocks: tuple[Placed, ...]
    problems: tuple[SyntaxProblem, ...]


_encoder: Final = msgspec.msgpack.Encoder()
_decoder: Final = msgspec.msgpack.Decoder(_Record)


def encode(report: FileReport) -> bytes:
    """Return a report, without its source, as bytes."""
    return _encoder.encode(_Record(report.digest, tuple(report.blocks), report.problems))


def decode(content: bytes) -> FileReport | None:
    """Return the report that was encoded; None when the bytes are no such report."""
    try:
        record = _decoder.decode(content)
    except (msgspec.MsgspecError, RecursionError):
        return None
    return FileReport(record.digest, record.blocks, record.problems)
