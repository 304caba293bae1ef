"""The figures of a document as programs get them."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from fixture import diagnosed, fresh

from lsp_server.analysis.report import ClassReport, FunctionReport
from lsp_server.features.metrics import metrics
from lsp_server.settings import Tiers, camel

PROTOCOL = Path(__file__).parents[2] / "editors" / "README.md"
TEXT = """
import os


class C:
    @property
    def x(self):
        return 1

    @x.setter
    def x(self, a):
        if a:
            for b in a:
                self.b = b
"""


def test_every_figure_of_a_record_is_there():
    """Functions and classes have the members of their records, and what tells them apart."""
    _, found, _ = diagnosed(TEXT)
    made = metrics(found)
    of_functions = {camel(name) for name in FunctionReport.__struct_fields__}
    of_classes = {camel(name) for name in ClassReport.__struct_fields__}
    assert {*made["functions"][0]} == of_functions | {"symbol", "stale", "provisional", "tier"}
    assert {*made["classes"][0]} == of_classes | {"symbol", "stale", "provisional"}
    assert [item["symbol"] for item in made["functions"]] == ["C.x", "C.x#2"]


def test_lines_are_those_of_the_file():
    """Lines count from the file's first, whatever block they stand in."""
    _, found, _ = diagnosed(TEXT)
    setter = metrics(found)["functions"][1]
    lines = [setter[key] for key in ("firstLine", "line", "nameLine", "endLine")]
    assert lines == [8, 9, 9, 12]
    assert setter["deepest"] == [11, 12]
    assert [reason["line"] for reason in setter["contributions"]] == [10, 11]
    assert setter["cognitive"] == 3 == sum(item["increment"] for item in setter["contributions"])


def test_the_tier_follows_the_settings():
    """The worst figure decides."""
    _, found, _ = diagnosed(TEXT, fresh(cognitive=Tiers(0, 2, 4)))
    assert [item["tier"] for item in metrics(found)["functions"]] == [0, 2]


def test_what_does_not_parse_is_told():
    """Problems stand beside the figures that are still right."""
    _, found, _ = diagnosed("def f(a):\n    return a\n\n\nx = (\n")
    made = metrics(found)
    assert [item["name"] for item in made["functions"]] == ["f"]
    assert [(item["kind"], item["line"]) for item in made["problems"]] == [("broken", 4)]


def test_the_figures_are_plain_data():
    """They can be written as JSON as they are."""
    _, found, _ = diagnosed(TEXT)
    made = metrics(found)
    assert made["digest"] == found.document.source.digest.hex()
    assert json.loads(json.dumps(made))["lines"]["physical"] == 13


def test_every_member_is_documented():
    """Each member of the answer stands in the table that client authors read."""
    _, found, _ = diagnosed(TEXT + "x = (\n")
    documented = set(re.findall(r"`(\w+)`", PROTOCOL.read_text("utf-8")))
    assert set(members(metrics(found))) <= documented


def members(value: object) -> Iterator[str]:
    """Yield the keys of all objects inside a value."""
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from members(item)
