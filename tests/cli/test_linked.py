"""What follows from the import graph, as `vitals check` tells it: always that of the whole project."""

import io
import json
import sys

import pytest
import wire
from editor import Editor
from terminal import SIMPLE

from lsp_server.checks.finding import Severity

ORDER = (
    "from shop.customer import Customer, anyone\n\n\nclass Order:\n    buyer: Customer = anyone\n"
)
CUSTOMER = "from shop.order import Order\n\n\nclass Customer:\n    last: Order\n"
CALM = "class Customer:\n    pass\n\n\nanyone = None\n"
LAZY = "def last():\n    from shop.order import Order\n\n    return Order\n"
CUT = "import-cycle"


def shop(place, customer: str = CUSTOMER) -> None:
    """A package of two modules; a cycle unless customers know no orders."""
    place.write("pyproject.toml", "[tool.vitals]\n")
    place.write("shop/__init__.py", "")
    place.write("shop/customer.py", customer)
    place.write("shop/order.py", ORDER)


def cycles(place, *arguments: str) -> list[dict]:
    """Return the findings about cycles of a run that can be repeated."""
    command = ("check", *arguments, "--select", CUT, "--format", "json")
    first = place.vitals(*command)
    assert place.vitals(*command) == first
    assert place.vitals(*command, "--no-cache") == first
    return json.loads(first.out)["findings"]


def test_a_cycle_is_told_where_it_is_cut(place):
    """A cycle is one finding on the import to cut; the walk around it names the other files."""
    shop(place)
    (found,) = cycles(place)
    assert (found["path"], found["line"], found["severity"]) == ("shop/customer.py", 1, "warning")
    assert found["fails"]
    assert [(item["path"], item["line"], item["message"]) for item in found["related"]] == [
        ("shop/customer.py", 1, "`shop.customer` imports `shop.order`"),
        ("shop/order.py", 1, "`shop.order` imports `shop.customer`"),
    ]


def test_only_checked_files_have_findings(place):
    """The graph is that of the whole project, the findings are those of the paths given."""
    shop(place)
    assert len(cycles(place, "shop/customer.py")) == 1
    assert cycles(place, "shop/order.py") == []
    assert place.vitals("check", "shop/customer.py").code == 1
    assert place.vitals("check", "shop/order.py").code == 0


def test_from_within_a_folder_it_is_the_same_graph(place, monkeypatch):
    """Modules have the same names, and the same cycles, wherever the command is run."""
    shop(place)
    whole = [found["message"] for found in cycles(place)]
    monkeypatch.chdir(place.root / "shop")
    assert [found["message"] for found in cycles(place)] == whole


def test_standard_input_takes_the_place_of_its_file(place, monkeypatch):
    """A text from standard input counts as the file whose name it is given, within the project."""
    shop(place, CALM)
    arguments = ("check", "-", "--stdin-filename", "shop/customer.py", "--select", CUT)
    for text, code in ((CUSTOMER, 1), (CALM, 0), (LAZY, 0)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
        assert place.vitals(*arguments).code == code


def test_what_was_there_before_fails_nobody(place):
    """A cycle that the base has is an information; one that this change closes is a warning."""
    shop(place, CALM)
    place.commit()
    place.write("shop/customer.py", CUSTOMER)
    assert [found["change"] for found in cycles(place)] == ["new"]
    assert place.vitals("check").code == 1
    place.commit()
    (found,) = cycles(place)
    assert (found["change"], found["severity"], found["fails"]) == (
        "unchanged",
        "information",
        False,
    )
    assert place.vitals("check").code == 0
    assert [found["change"] for found in cycles(place, "--base", "HEAD~1")] == ["new"]
    assert [found["change"] for found in cycles(place, "--base", "none")] == ["new"]


def test_a_hint_fails_nobody(place):
    """A cycle that is not executed at load is told as a hint, and the exit code is 0."""
    shop(place, LAZY)
    (found,) = cycles(place)
    assert (found["severity"], found["change"], found["fails"]) == ("hint", "new", False)
    assert place.vitals("check").code == 0


def test_diff_asks_for_the_lines_of_the_import(place):
    """With --diff a cycle is told where its import was touched, not elsewhere in the file."""
    shop(place, CUSTOMER + "\n\nX = 1\n")
    place.commit()
    place.write("shop/customer.py", CUSTOMER + "\n\nX = 2\n")
    assert cycles(place, "--diff", "HEAD") == []
    place.write("shop/customer.py", CUSTOMER.replace("Order\n", "Order as O\n", 1))
    assert len(cycles(place, "--diff", "HEAD")) == 1


def test_comments_silence_the_import_that_they_stand_at(place):
    """A suppression on the import's line or just above it silences it, and nothing else does."""
    head, _, rest = CUSTOMER.partition("\n")
    for text in (
        f"{head}  # vitals: ignore[import-cycle]\n{rest}",
        f"# vitals: ignore[import-cycle]\n{CUSTOMER}",
    ):
        shop(place, text)
        assert cycles(place) == []
    shop(place, f"{CUSTOMER}\n# vitals: ignore[import-cycle]\nX = 1\n")
    assert len(cycles(place)) == 1
    shop(place, f"{head}  # vitals: ignore[import-cycle] until=2020-01-01\n{rest}")
    assert len(cycles(place)) == 1


def test_select_and_ignore_speak_of_it_too(place):
    """A check on the graph is chosen like any other."""
    shop(place)
    assert CUT not in place.vitals("check", "--ignore", CUT).out
    assert CUT not in place.vitals("check", "--select", "deep-nesting").out
    assert CUT in place.vitals("check", "--select", CUT).out
    place.write("pyproject.toml", f'[tool.vitals]\nignore = ["{CUT}"]\n')
    assert CUT not in place.vitals("check").out


def test_files_left_out_are_no_part_of_the_project(place):
    """What the settings exclude closes no cycle, and it is another result once they say so."""
    shop(place)
    assert len(cycles(place)) == 1
    place.write("pyproject.toml", '[tool.vitals]\nexclude = ["shop/order.py"]\n')
    assert cycles(place) == []


def test_source_roots_are_followed(place):
    """Names count from the source roots, also when only they have changed since the last run."""
    shop(place)
    (place.root / "lib").mkdir()
    (place.root / "shop").rename(place.root / "lib" / "shop")
    assert [found["symbol"] for found in cycles(place)] == ["lib.shop.order"]
    place.write("pyproject.toml", '[tool.vitals]\nsource-roots = ["lib"]\n')
    assert [found["symbol"] for found in cycles(place)] == ["shop.order"]


def test_a_source_root_without_modules_is_told(place):
    """A setting that leads nowhere is no success: the imports of what it means are not looked at."""
    shop(place, CALM)
    place.write("pyproject.toml", '[tool.vitals]\nsource-roots = ["src"]\n')
    done = place.vitals("check")
    assert done.code == 2
    assert done.out.startswith("src: named by the setting `source-roots`, but there is no Python")
    assert place.vitals("check") == done
    assert place.vitals("check", "--ignore", "import-cycle", "shop/order.py").code == 2


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_worker_processes_find_the_same(place, monkeypatch, jobs):
    """Imports that worker processes have read make the same graph."""
    monkeypatch.setattr("lsp_server.cli.scan.WORTHWHILE", 0)
    shop(place)
    for number in range(20):
        place.write(f"shop/other{number}.py", SIMPLE)
    assert len(cycles(place, "--jobs", jobs)) == 1


def test_the_walk_is_told_in_each_form(place):
    """Each form tells where the other imports of the cycle stand, in the words of that form."""
    shop(place)
    said = {form: place.vitals("check", "--select", CUT, "--format", form).out for form in FORMS}
    assert "  shop/order.py:1:1: `shop.order` imports `shop.customer`\n" in said["text"]
    assert "%0Ashop/order.py:1: `shop.order` imports `shop.customer`\n" in said["github"]
    (entry,) = json.loads(said["gitlab"])
    assert entry["other_locations"] == [
        {"path": "shop/customer.py", "lines": {"begin": 1, "end": 1}},
        {"path": "shop/order.py", "lines": {"begin": 1, "end": 1}},
    ]
    (result,) = json.loads(said["sarif"])["runs"][0]["results"]
    assert [
        item["physicalLocation"]["artifactLocation"]["uri"] for item in result["relatedLocations"]
    ] == ["shop/customer.py", "shop/order.py"]


FORMS = ("text", "github", "gitlab", "sarif")


BEFORE = {
    "pyproject.toml": '[project]\nname = "s"\nversion = "1"\ndependencies = []\n\n'
    '[tool.vitals.layers]\nlayers = ["shop.web", "shop.order", "shop.store"]\n',
    "shop/__init__.py": "",
    "shop/web.py": "import shop.order\nimport numpy\n",
    "shop/order.py": "from shop.store import Store, Shelf\nfrom shop.customer import Customer\n",
    "shop/customer.py": "def last():\n    from shop import order\n\n    return order\n",
    "shop/store.py": "",
    "shop/alone.py": "import os\n",
    "tests/test_web.py": "import shop.web\n",
}
AFTER = {
    "shop/store.py": "from typing import TYPE_CHECKING\n\nif TYPE_CHECKING:\n    import shop.web\n",
    "shop/customer.py": "# ä\nfrom shop import order  # vitals: ignore[hub-module]\n",
    "shop/fresh.py": "import shop.store, shop.web\n",
}


def test_the_command_says_what_the_editor_says(place, cache, monkeypatch):
    """For each file of a project in git both find the same in the graph, at the same places."""
    monkeypatch.setitem(wire.ENVIRONMENT, "VITALS_CACHE_DIR", str(cache))
    for name, text in BEFORE.items():
        place.write(name, text)
    place.commit()
    for name, text in AFTER.items():
        place.write(name, text)
    told = json.loads(place.vitals("check", "--format", "json").out)["findings"]
    command = {
        (of["path"], of["line"], of["code"], Severity[of["severity"].upper()], of["message"])
        for of in told
        if of["path"].endswith(".py")
    }
    assert {"import-cycle", "forbidden-import", "undeclared-dependency"} <= {
        of[2] for of in command
    }
    seen = set()
    with Editor.stdio(place.root) as editor:
        editor.request("vitals/indexed", {})
        for name in {**BEFORE, **AFTER}:
            if name.endswith(".py"):
                document = editor.open(name, (place.root / name).read_text("utf-8"))
                seen |= {
                    (
                        name,
                        of["range"]["start"]["line"] + 1,
                        of["code"],
                        of["severity"],
                        of["message"],
                    )
                    for of in editor.findings(document)
                }
    assert command == seen
