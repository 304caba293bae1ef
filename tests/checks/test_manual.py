"""The manual pages are true: what they call bad is found, and what they advise is not."""

import datetime as dt
import re

import pytest
from fixture import parse
from linking import linked, reports_of

from lsp_server.checks import CODES, run
from lsp_server.checks.catalogue import DIMENSIONS, manual
from lsp_server.configuration import read_file
from lsp_server.settings import OPTIONS, Settings, kebab

TODAY = dt.date(2026, 6, 15)
SECTIONS = ("What it does", "Why is this bad?", "Example", "Use instead", "Options")
FENCE = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def sections(code: str) -> dict[str, str]:
    title, *rest = manual(code).split("\n## ")
    assert re.fullmatch(rf"# [A-Z][a-z ]+ \(`{code}`\)\n", title)
    return dict(part.split("\n", 1) for part in rest)


def codes_of(section: str, options: str) -> set[str]:
    """Run the checks over a section's last fence: a file, or with `#- path` lines a project."""
    language, text = FENCE.findall(section)[-1]
    if language == "toml":
        return {finding.code for finding in read_file("pyproject.toml", text).findings}
    file = read_file("vitals.toml", options)
    assert file.findings == ()
    settings = Settings(**{name: given.value for name, given in file.values.items()})
    texts = {path: file.text for path, file in parse(text).files.items()}
    reports = reports_of(texts)
    alone = [
        finding for report in reports.values() for finding in run(report, settings, None, TODAY)
    ]
    return {
        finding.code
        for finding in (*alone, *linked(reports, settings, texts.get("pyproject.toml", "")))
    }


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_is_found_and_the_good_one_is_not(code: str):
    """Example triggers exactly this check; Use instead, under the same options, nothing at all."""
    page = sections(code)
    fences = FENCE.findall(page["Example"])
    options = fences[0][1] if len(fences) > 1 else ""
    allowed = {"expired-suppression": {"too-many-parameters"}}.get(code, set())
    small = {"unused-module"} - {code}  # an example has nobody who imports its last module
    assert codes_of(page["Example"], options) - small == {code} | allowed
    assert codes_of(page["Use instead"], options) - small == set()


@pytest.mark.parametrize("code", CODES)
def test_each_page_has_the_same_sections(code: str):
    """What, why, example, instead, options: in this order and none empty."""
    page = sections(code)
    assert tuple(page) == SECTIONS
    assert all(text.strip() for text in page.values())


@pytest.mark.parametrize("code", CODES)
def test_each_page_names_the_options_of_its_check(code: str):
    """A page lists options that exist, and every dimension its check looks at."""
    named = set(re.findall(r"^- `([\w-]+)`", sections(code)["Options"], re.MULTILINE))
    assert named <= set(map(kebab, OPTIONS))
    assert {item.name for item in DIMENSIONS if item.code == code} <= named
