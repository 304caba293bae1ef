"""Bytes to text, as CPython reads source."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.analysis.decoding import decode

GOOD = {
    "empty": (b"", "", "utf-8"),
    "UTF-8": ("x = 'é😀'\r\n".encode(), "x = 'é😀'\r\n", "utf-8"),
    "order mark": (b"\xef\xbb\xbfx = 1\r", "x = 1\r", "utf-8"),
    "order mark and declaration": (b"\xef\xbb\xbf# coding: utf-8\n", "# coding: utf-8\n", "utf-8"),
    "Latin-1": (b"# -*- coding: latin-1 -*-\n'\xe9'\n", "# -*- coding: latin-1 -*-\n'é'\n", None),
    "second line": (b"#!/bin/python\n# vim: set fileencoding=cp1252 :\n'\x80'\n", None, "cp1252"),
    "second line after CR": (
        b"\f\r# coding=koi8-r\r'\xc2'\r",
        "\f\r# coding=koi8-r\r'\u0431'\r",
        "koi8-r",
    ),
    "third line is too late": (b"#\n#\n# coding: cp1252\n", None, "utf-8"),
    "after code is too late": (b"x = 1\n# coding: cp1252\n", None, "utf-8"),
    "null": (b"x = '\0'\n", "x = '\0'\n", "utf-8"),
    "wide": ("# coding: gbk\nx = '中'\n".encode("gbk"), "# coding: gbk\nx = '中'\n", "gbk"),
}


@pytest.mark.parametrize(("content", "text", "encoding"), GOOD.values(), ids=GOOD)
def test_what_python_reads(content: bytes, text: str | None, encoding: str | None):
    """A file in its declared encoding, or UTF-8, is read with its line endings and no problem."""
    decoded = decode(content)
    assert decoded.problem is None
    assert text in (None, decoded.text)
    assert encoding in (None, decoded.encoding)


BAD = {
    "not UTF-8": (
        b"x = 1\r\ny = '\xc3\xa9\xe9'\n",
        "x = 1\r\ny = 'éé'\n",
        (1, 6),
        "byte 0xe9 is not UTF-8, and no encoding is declared",
    ),
    "not what is declared": (
        b"# coding: ascii\n'\xe9'\n",
        "# coding: ascii\n'é'\n",
        (1, 1),
        "byte 0xe9 is not in the declared encoding `ascii`",
    ),
    "unknown": (
        b"# coding: kauderwelsch\n'\xc3\xa9'\n",
        "# coding: kauderwelsch\n'é'\n",
        (0, 0),
        "`kauderwelsch` is no encoding that Python knows",
    ),
    "no text encoding": (
        b"# coding: hex\n",
        "# coding: hex\n",
        (0, 0),
        "the text is not in the declared encoding `hex`",
    ),
    "two opinions": (
        b"\xef\xbb\xbf# coding: latin-1\n",
        "# coding: latin-1\n",
        (0, 0),
        "the order mark says UTF-8, the comment `latin-1`",
    ),
    "cut short": (b"x = '\xf0\x9f", "x = 'ð\x9f", (0, 5), None),
}


@pytest.mark.parametrize(("content", "text", "place", "message"), BAD.values(), ids=BAD)
def test_what_python_refuses(
    content: bytes, text: str, place: tuple[int, int], message: str | None
):
    """A file in another encoding is read all the same, and one problem says what and where."""
    decoded = decode(content)
    assert decoded.text == text
    assert decoded.problem is not None
    assert (decoded.problem.line, decoded.problem.column) == place
    assert message in (None, decoded.problem.message)


@given(st.binary(max_size=200))
def test_any_bytes(content: bytes):
    """Any bytes give a text, and a problem inside it if there is one."""
    decoded = decode(content)
    if decoded.problem is None:
        assert decoded.text.encode(decoded.encoding) == content.removeprefix(b"\xef\xbb\xbf")
    else:
        assert decoded.problem.line <= decoded.text.count("\n") + decoded.text.count("\r")


@given(
    st.sampled_from([b"# coding: ", b"#\n# coding="]), st.text("-_abcdefiklnopqrstuwxyz0123456789")
)
def test_any_declaration(start: bytes, name: str):
    """Any declared name is survived, those of Python's odd codecs included."""
    decode(start + name.encode() + b"\nx = '\xc3\xa9\\d'\n")


@pytest.mark.parametrize(
    "name", ["idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"]
)
def test_odd_codecs_are_no_encodings_of_source(name: str):
    """Codecs that would turn backslashes or host names into text are refused with a problem."""
    assert decode(b"# coding: " + name.encode() + b"\nx\n").problem is not None


@pytest.mark.parametrize("content", [case[0] for case in (*GOOD.values(), *BAD.values())])
def test_cpython_agrees(content: bytes, tmp_path: Path):
    """CPython reads the file exactly if we name no problem."""
    if b"\0" in content or b"\r" in content.replace(b"\r\n", b""):
        return  # CPython refuses nulls for another reason and looks for declarations at LF only
    path = tmp_path / "sample.py"
    path.write_bytes(content)
    outcome = subprocess.run([sys.executable, str(path)], capture_output=True, check=False)
    assert (outcome.returncode == 0) == (decode(content).problem is None)
