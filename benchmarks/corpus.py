"""The texts that are measured over: Django's query.py, the same at any length, whole packages.

The packages are the pinned ones of the conformance tests, fetched once by pip.
"""

import textwrap
from pathlib import Path

from tests.conformance import packages

DJANGO = "Django==5.2.4"
HOME_ASSISTANT = "homeassistant==2024.3.3"
LIBRARY = packages.LIBRARY

_CLAUSE = """\
    for item{0} in items:
        if item{0} and limit:
            while limit > {0}:
                if item{0} == limit or not items:
                    limit -= {0} + 1
"""


def django() -> Path:
    """Return the folder of Django's sources."""
    return packages.folder(DJANGO)


def home_assistant() -> Path:
    """Return the folder of Home Assistant's package, 6,725 modules."""
    return packages.folder(HOME_ASSISTANT) / "homeassistant"


def query() -> str:
    """Return the text of Django's query.py, 2,753 lines with complex methods and functions."""
    (path,) = django().glob("*/django/db/models/query.py")
    return path.read_text("utf-8")


def small() -> str:
    """Return a short text with a complex method and a complex function, for a quick run."""
    body = "".join(_CLAUSE.format(number) for number in range(5)) + "    return limit\n"
    method = textwrap.indent('def settle(self, items, limit):\n    """Settle."""\n' + body, "    ")
    function = f'def settle(items, limit):\n    """Settle."""\n{body}'
    return f'"""Two of a kind."""\n\nimport os\n\n\nclass Settled:\n    """It."""\n\n{method}\n\n{function}'


def repeated(text: str, lines: int) -> str:
    """Return the text again and again, to about that many lines."""
    return text * max(1, round(lines / text.count("\n")))


def of_length(lines: int) -> str:
    """Return the text of the module in Django's db package whose length is nearest."""
    texts = (path.read_text("utf-8") for path in django().glob("*/django/db/**/*.py"))
    return min(texts, key=lambda text: abs(text.count("\n") - lines))


def folder_of_library() -> Path:
    """Return the folder of Python's own library."""
    return packages.folder(LIBRARY)


def package(folder: Path) -> Path:
    """Write a few short files into a new folder, for a quick run; return it."""
    folder.mkdir()
    for number in range(10):
        (folder / f"part{number}.py").write_text(f"number = {number}\n{small()}", "utf-8")
    return folder
