"""What suppression comments silence, and what is said of those that do not do as they should."""

import datetime as dt

import pytest
from checking import findings, fixed
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.checks.catalogue import NAMES
from lsp_server.checks.suppression import Item, Suppression, parse
from lsp_server.settings import Settings, Tiers

SEVEN = "def f(a, b, c, d, e, g, h):"
NESTED = "    if a:\n        if b:\n            return c\n"

PARSED = {
    "# vitals: ignore[complex-function]": Suppression((Item("complex-function", None),)),
    "#vitals:ignore[ deep-nesting ,long-function ]": Suppression(
        (Item("deep-nesting", None), Item("long-function", None))
    ),
    "# vitals: cognitive<=30": Suppression((Item("cognitive", 30),)),
    "# vitals: cognitive <= 30, nesting<=7": Suppression(
        (Item("cognitive", 30), Item("nesting", 7))
    ),
    "# vitals: ignore[cognitive<=30, low-cohesion] reason='a \"b\"' until=2027-01-31": Suppression(
        (Item("cognitive", 30), Item("low-cohesion", None)), 'a "b"', dt.date(2027, 1, 31)
    ),
}


@pytest.mark.parametrize("comment", PARSED)
def test_a_suppression_is_read(comment: str):
    """Codes, ceilings, reason and date are read, in any spacing."""
    assert parse(comment, NAMES) == PARSED[comment]


MALFORMED = {
    "# vitals:": "it names no check",
    "# vitals: ignore[]": "a check's name is missing",
    "# vitals: ignore[complex-function": "`ignore[complex-function` is not understood",
    "# vitals: ignore[complexity]": "`complexity` is no check",
    "# vitals: ignore[lines<=3]": "`lines` is no dimension",
    "# vitals: ignore[deep-nesting] until=soon": "`until=soon` is no date",
    "# vitals: ignore[deep-nesting] until=2027-02-30": "`until=2027-02-30` is no date",
    "# vitals: ignore[deep-nesting] because": "`because` is not understood",
    "# vitals: reason='none'": "it names no check",
}


@pytest.mark.parametrize("comment", MALFORMED)
def test_a_malformed_suppression_is_a_finding(comment: str):
    """What is wrong is said, nothing is silenced, and the fix takes the comment away."""
    text = f"{comment}\n{SEVEN}\n    return a\n"
    loud, found = sorted(findings(text), key=lambda item: item.code != "too-many-parameters")
    assert (loud.code, found.code) == ("too-many-parameters", "malformed-suppression")
    assert MALFORMED[comment] in found.message
    assert fixed(text, found.fixes[0]) == f"{SEVEN}\n    return a\n"


@given(st.text())
def test_any_comment_is_read(words: str):
    """No text makes reading raise; what names nothing has a problem."""
    suppression = parse(f"# vitals: {words}", NAMES)
    assert suppression.items or suppression.problem


items = st.one_of(
    st.sampled_from(sorted(NAMES.codes)).map(lambda code: Item(code, None)),
    st.builds(Item, st.sampled_from(sorted(NAMES.dimensions)), st.integers(0, 999_999_999)),
)
suppressions = st.builds(
    Suppression,
    st.lists(items, min_size=1, max_size=4).map(tuple),
    st.one_of(
        st.text(alphabet=st.characters(exclude_characters="'\r\n")), st.text(alphabet='a" ]')
    ),
    st.none() | st.dates(),
    st.just(""),
)


@given(suppressions)
def test_a_suppression_reads_as_it_was_written(suppression: Suppression):
    """Writing a suppression as a comment and reading that gives it back."""
    assert parse(str(suppression), NAMES) == suppression


PLACES = {
    "alone above": "# vitals: {}\n{}\n    return a\n",
    "above a decorator": "# vitals: {}\n@one\n@two(3)\n{}\n    return a\n",
    "between decorators": "@one\n# vitals: {}\n@two\n{}\n    return a\n",
    "on a decorator": "@one  # vitals: {}\n{}\n    return a\n",
    "on the definition": None,
    "with others above": "# vitals: {}\n# vitals: ignore[deep-nesting]\n{}\n    return a\n",
}


@pytest.mark.parametrize("place", PLACES)
def test_a_suppression_speaks_of_the_definition_it_stands_at(place: str):
    """Above, on a decorator or on the line of the definition, it silences the function."""
    template = PLACES[place]
    ignore = "ignore[too-many-parameters]"
    text = (
        f"{SEVEN}  # vitals: {ignore}\n    return a\n"
        if template is None
        else template.format(ignore, SEVEN)
    )
    assert "too-many-parameters" not in {finding.code for finding in findings(text)}


ELSEWHERE = {
    "in the body": f"{SEVEN}\n    # vitals: ignore[too-many-parameters]\n    return a\n",
    "a line apart": f"# vitals: ignore[too-many-parameters]\n\n{SEVEN}\n    return a\n",
    "below": f"{SEVEN}\n    return a\n# vitals: ignore[too-many-parameters]\n",
}


@pytest.mark.parametrize("place", ELSEWHERE)
def test_elsewhere_a_suppression_silences_nothing(place: str):
    """It is reported as not needed, and so is the function."""
    codes = {finding.code for finding in findings(ELSEWHERE[place])}
    assert codes == {"too-many-parameters", "unneeded-suppression"}


def test_a_ceiling_silences_up_to_its_figure():
    """At the ceiling nothing is said; above it the ceiling is the limit that is named."""
    text = f"# vitals: parameters<=7\n{SEVEN}\n    return a\n"
    assert findings(text) == []
    (found,) = findings(text.replace("h)", "h, i)"))
    assert found.message == "`f` takes too many parameters: 8 (limit 7)"


def test_a_ceiling_speaks_of_one_dimension():
    """The other dimensions of the function are still reported."""
    settings = Settings(nesting=Tiers(0, 1, 2))
    text = f"# vitals: parameters<=7\n{SEVEN}\n{NESTED}"
    assert [finding.code for finding in findings(text, settings)] == ["deep-nesting"]


def test_an_expired_suppression_silences_nothing():
    """The day after `until` the function is reported again, and so is the comment."""
    text = f"# vitals: ignore[too-many-parameters] until={{}}\n{SEVEN}\n    return a\n"
    assert findings(text.format("2026-06-15")) == []
    found = findings(text.format("2026-06-14"))
    assert [item.code for item in found] == ["expired-suppression", "too-many-parameters"]
    assert fixed(text.format("2026-06-14"), found[0].fixes[0]) == f"{SEVEN}\n    return a\n"


UNNEEDED = {
    "alone": (
        "# vitals: ignore[deep-nesting]\ndef f(a):\n    return a\n",
        "def f(a):\n    return a\n",
    ),
    "at the end of a line": (
        "def f(a):  \t# vitals: nesting<=9\n    return a\n",
        "def f(a):\n    return a\n",
    ),
    "indented, CRLF": (
        "class C:\r\n\t# vitals: nesting<=9\r\n\tdef f(a):\r\n\t\treturn a\r\n",
        "class C:\r\n\tdef f(a):\r\n\t\treturn a\r\n",
    ),
    "one item of two": (
        f'# vitals: ignore[deep-nesting, parameters<=7] reason="x"\n{SEVEN}\n    return a\n',
        f'# vitals: ignore[parameters<=7] reason="x"\n{SEVEN}\n    return a\n',
    ),
    "the last line": ("x = 1\n# vitals: nesting<=9", "x = 1\n"),
}


@pytest.mark.parametrize("case", UNNEEDED)
def test_what_is_not_needed_can_be_taken_away(case: str):
    """The fix of an unneeded suppression leaves what is needed, and nothing is found afterwards."""
    before, after = UNNEEDED[case]
    (found,) = findings(before)
    assert found.code == "unneeded-suppression"
    assert found.unnecessary
    assert fixed(before, found.fixes[0]) == after
    assert findings(after) == []


@pytest.mark.parametrize(
    "settings",
    [
        Settings(ignore=("too-many-parameters",)),
        Settings(select=("unneeded-suppression", "deep-nesting")),
    ],
)
def test_suppressions_of_checks_that_are_off_are_left_alone(settings: Settings):
    """While a check is not run nobody knows whether its suppressions are needed."""
    text = "def f(a):  # vitals: ignore[too-many-parameters, parameters<=9]\n    return a\n"
    assert findings(text, settings) == []


def test_complaints_about_suppressions_can_be_ignored():
    """Those findings are checks like others."""
    text = "def f(a):  # vitals: ignore[deep-nesting]\n    return a\n"
    assert findings(text, Settings(ignore=("unneeded-suppression",))) == []
