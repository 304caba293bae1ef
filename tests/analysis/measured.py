"""Measure a small text: what the tests of the figures share."""

import ast
import textwrap

from lsp_server.analysis.report import BlockReport, ClassReport, FunctionReport
from lsp_server.analysis.walk import measure
from lsp_server.text import digest_of, split_lines


def block(text: str) -> BlockReport:
    """Return the report of a whole text as one block; common indentation is taken off."""
    text = textwrap.dedent(text)
    return measure(ast.parse(text).body, split_lines(text), 0, digest_of(text))


def function(text: str, name: str = "") -> FunctionReport:
    """Return the report of the function with the qualified name, or of the first one."""
    found = block(text).functions
    return next(each for each in found if not name or each.qualified_name == name)


def class_(text: str) -> ClassReport:
    """Return the report of the first class."""
    return block(text).classes[0]
