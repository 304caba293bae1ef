"""The places of keys and values, held against what tomllib reads."""

import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsp_server.configuration.places import Path, places
from lsp_server.text import Position, Source, Span

blanks = st.sampled_from(["", " ", "\t", "  "])
bare_key = st.sampled_from(["a", "b", "key-1", "2", "_"])
key = st.one_of(bare_key, st.sampled_from(['"a"', "'b'", '"a.b"', '"\\u0041"', '"# \\" ="', "''"]))
dotted = st.lists(key, min_size=1, max_size=3).flatmap(
    lambda keys: blanks.map(lambda blank: f"{blank}.{blank}".join(keys))
)
scalar = st.sampled_from(
    [
        "1", "0x1f", "1_000", "-3.5e+2", "inf", "nan", "true", "false", "1979-05-27",
        "1979-05-27T07:32:00Z", "1979-05-27 07:32:00.5-07:00", "07:32:00", '""', "''", '"a\\"b"',
        '"]},#= "', "'\\'", '"""a"""', '"""\na "" b\\"""" """', "'''\n'' # '''", '"""a"""""',
        "'''a'''''", '"""\\\n   x"""', '"é\U0001f600"',
    ]
)  # fmt: skip
gap = st.sampled_from(["", " ", "\n", "  # a ] comment\n", "\n\n\t"])


def _array(items: list[str], blank: str, trailing: str) -> str:
    return f"[{blank}{f',{blank}'.join(items)}{f'{blank},' * bool(trailing and items)}{blank}]"


def _table(items: list[tuple[str, str]], blank: str) -> str:
    return "{" + blank + ", ".join(f"{name}{blank}={blank}{v}" for name, v in items) + blank + "}"


value = st.recursive(
    scalar,
    lambda inner: st.one_of(
        st.builds(_array, st.lists(inner, max_size=3), gap, st.sampled_from(["", ","])),
        st.builds(
            _table, st.lists(st.tuples(dotted, inner), max_size=3), st.sampled_from(["", " "])
        ),
    ),
    max_leaves=5,
)
pair = st.builds("{}{}{}={}{}".format, blanks, dotted, blanks, blanks, value)
header = st.builds("{}[{}{}{}]".format, blanks, blanks, dotted, blanks)
tables = st.builds("{}[[{}{}]]".format, blanks, dotted, blanks)
piece = st.builds(
    "{}{}{}".format,
    st.one_of(pair, header, tables, st.just("")),
    st.sampled_from(["", ' # it\'s "a" [comment]', "\t#"]),
    st.sampled_from(["\n", "\r\n", "\n\n"]),
)


def _accepted(text: str) -> bool:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return False
    return True


@st.composite
def documents(draw: st.DrawFn) -> str:
    text = ""
    for part in draw(st.lists(piece, max_size=12)):
        if _accepted(text + part):
            text += part
    return text


def _everything(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if path:
        yield path, value
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _everything(inner, (*path, name))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _everything(inner, (*path, number))


def _text_at(source: Source, span: Span) -> str:
    (first, column), (last, end) = span
    lines = source.lines[first : last + 1]
    lines[-1] = lines[-1][:end]
    lines[0] = lines[0][column:]
    return "".join(lines)


@given(documents())
def test_every_key_and_value_is_found_where_it_stands(text: str):
    """The text at a key's place is that key, and the text at a value's place reads as that value."""
    data = tomllib.loads(text)
    found = places(text)
    source = Source.of(text)
    assert {path for path, _ in _everything(data)} == set(found)
    for path, expected in _everything(data):
        place = found[path]
        written = _text_at(source, place.value)
        if isinstance(path[-1], str):
            assert next(iter(tomllib.loads(f"{_text_at(source, place.key)}=0"))) == path[-1]
        if place.value != place.key or (
            isinstance(path[-1], int) and not isinstance(expected, dict)
        ):
            assert repr(tomllib.loads(f"x = {written}")["x"]) == repr(expected)


@pytest.mark.parametrize("name", ["tool.vitals", "\"tool\" . 'vitals'", "\ttool.\tvitals "])
def test_a_table_is_named_in_any_notation(name: str):
    """Quotes and blanks in a table's name change nothing."""
    found = places(f"[{name}]\nnesting = 4\n")
    assert found["tool", "vitals", "nesting"].value == Span(Position(1, 10), Position(1, 11))


def test_what_is_no_toml_is_left_behind():
    """Newer TOML than ours may hold what we do not know; the scanner still comes to the end."""
    found = places("a = 3\n@ = 2\n")
    assert found["a",].value == Span(Position(0, 4), Position(0, 5))
