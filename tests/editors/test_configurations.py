"""The examples of editors/README.md are well-formed, start the server, and set what can be set."""

import json
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
from editors.configured import README, blocks

from lsp_server.configuration import editor_values

CLIENTS = README.partition("\n## Set-up\n")[2].partition("\n## ")[0].split("\n### ")[1:]
HEADINGS = [section.partition("\n")[0] for section in CLIENTS]
READERS = {"json": json.loads, "toml": tomllib.loads}
STARTS = ('["vitals", "serve"]', '"vitals serve"', '("vitals" "serve")', "%e serve")


def members(value: Any, name: str) -> Iterator[Any]:
    """Yield all members of a name, however deep; those of dotted names as if nested."""
    if isinstance(value, list):
        for item in value:
            yield from members(item, name)
    for key, inner in value.items() if isinstance(value, dict) else ():
        if key == name:
            yield inner
        elif key.startswith(f"{name}."):
            yield {key.removeprefix(f"{name}."): inner}
        yield from members(inner, name)


def test_every_client_has_an_example():
    """Each heading below "Set-up" has a block, and each client of the table has a heading."""
    assert len(HEADINGS) > 8
    assert all(blocks(heading) for heading in HEADINGS)


@pytest.mark.parametrize("heading", HEADINGS)
def test_an_example_starts_the_server(heading: str):
    """What runs is `vitals serve`, as one word for each argument."""
    (text,) = blocks(heading).values()
    flat = " ".join(text.split())
    separate = '"vitals"' in flat and '["serve"]' in flat
    assert separate or any(start in flat for start in STARTS)


@pytest.mark.parametrize("heading", HEADINGS)
def test_an_example_is_well_formed_and_its_settings_exist(heading: str):
    """JSON and TOML are read, and every setting in them is one of ours with a value that it takes."""
    for language, text in blocks(heading).items():
        read = READERS.get(language)
        for settings in members(read(text), "vitals") if read else ():
            if not {"command", "argv"} & settings.keys():  # else it is a server of that name
                values, problems = editor_values(settings)
                assert values
                assert problems == ()
