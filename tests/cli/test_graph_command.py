"""`vitals graph`: what it shows and answers."""

import json

import pytest

from lsp_server.cli.arguments import EDITOR
from lsp_server.web.page import EDITOR as LINK


@pytest.fixture
def shop(place):
    """Four modules, of which two import each other, and a test."""
    place.write("pyproject.toml", "")
    place.write("src/shop/__init__.py", "")
    place.write("src/shop/order.py", "import numpy\nfrom shop.customer import Customer\n")
    place.write("src/shop/customer.py", "import os\n\n\ndef f():\n    from shop import order\n")
    place.write("src/shop/bill.py", "from shop.order import Order, Line\n")
    place.write("tests/test_bill.py", "from shop.bill import Bill\n")
    return place


def closed(place):
    """Make the cycle one at load."""
    place.write("src/shop/customer.py", "from shop import order\n")


def graph(place, *arguments):
    done = place.vitals("graph", "--format", "json", *arguments)
    return json.loads(done.out)


def test_the_overview_tells_what_there_is(shop):
    """Modules, imports by kind, packages from outside, cycles and who is coupled most."""
    told = shop.vitals("graph").out
    assert told.startswith(
        "5 modules (1 package, 1 test file), 4 imports between them\n"
        "imports at load 3, under a condition 0, in functions 1, for type checking 0\n"
        "from outside: 1 third-party package, 1 of the standard library, 0 not found\n"
    )
    assert "No import cycle is executed at load." in told
    assert "cycles beyond those at load: 1 group of 2 modules" in told
    assert "third-party packages by importing modules: numpy (1)" in told


def test_the_document_names_modules_by_their_source_root(shop):
    """Modules below src count from there; edges name them by number, with kind and line."""
    found = graph(shop)
    names = [module["name"] for module in found["modules"]]
    assert names == ["shop", "shop.bill", "shop.customer", "shop.order", "tests.test_bill"]
    assert found["edges"] == [
        [1, 3, "load", 0, False],
        [2, 3, "lazy", 4, False],
        [3, 2, "load", 1, False],
        [4, 1, "load", 0, False],
    ]
    assert found["cycles"][0]["modules"] == [2, 3]
    assert [module["soft_cycle"] for module in found["modules"]] == [None, None, 0, 0, None]


def test_who_imports_a_module(shop):
    """Each with the place; a module may be named by its path, and a wrong name is guessed at."""
    said = shop.vitals("graph", "--importers", "shop.order").out
    assert said == (
        "src/shop/bill.py:1: `shop.bill` imports `shop.order`\n"
        "src/shop/customer.py:5: `shop.customer` imports `shop.order`, in a function\n"
        "2 modules import `shop.order`\n"
    )
    assert shop.vitals("graph", "--importers", "src/shop/order.py").out == said
    wrong = shop.vitals("graph", "--importers", "shop.ordr")
    assert wrong.code == 2
    assert wrong.err == "vitals: there is no module `shop.ordr`; did you mean `shop.order`?\n"


def test_why_one_depends_on_another(shop):
    """The shortest chain, each import with its place; that there is none is said as well."""
    said = shop.vitals("graph", "--path", "tests/test_bill.py", "shop.customer").out
    assert said.endswith("`tests.test_bill` depends on `shop.customer` through 3 imports\n")
    assert "src/shop/order.py:2: `shop.order` imports `shop.customer`\n" in said
    none = shop.vitals("graph", "--path", "shop.customer", "shop.bill")
    assert (none.code, none.out) == (0, "`shop.customer` does not depend on `shop.bill`\n")


def test_what_a_change_can_reach(shop):
    """All that imports the changed files, directly or not, and the tests among it."""
    said = shop.vitals("graph", "--blast-radius", "src/shop/order.py")
    assert said.out == (
        "tests/test_bill.py\n1 changed module: 3 other modules and 1 test file within reach\n"
        "nearest, with the number of imports: shop.bill (1), shop.customer (1)\n"
    )
    found = graph(shop, "--blast-radius", "src/shop/order.py")
    assert [(row["module"], row["distance"]) for row in found["modules"]] == [
        ("shop.bill", 1),
        ("shop.customer", 1),
        ("tests.test_bill", 2),
    ]


def test_what_a_branch_can_reach(shop):
    """The files that were touched since a revision, new ones among them, are what has changed."""
    shop.commit()
    shop.write("src/shop/bill.py", "from shop.order import Order\n")
    shop.write("src/shop/fresh.py", "")
    found = graph(shop, "--diff", "HEAD")
    assert found["changed"] == ["shop.bill", "shop.fresh"]
    assert found["tests"] == ["tests/test_bill.py"]


def test_cycles_at_load_are_told_with_the_import_to_cut(shop):
    """The exit code is 1 then; a cycle through a function does not count."""
    assert shop.vitals("graph", "--cycles").code == 0
    closed(shop)
    done = shop.vitals("graph", "--cycles")
    assert done.code == 1
    assert "src/shop/order.py:2: `shop.order` imports `shop.customer`" in done.out
    assert "shop.order → shop.customer → shop.order" in done.out


def test_cycles_that_the_base_has_fail_nobody(shop):
    """Against a base, the exit code is 1 for a cycle at load that this change closes."""
    shop.commit()
    closed(shop)
    done = shop.vitals("graph", "--cycles")
    assert done.code == 1
    assert done.out.endswith("compared with HEAD: some are new\n")
    assert [cut["new"] for cut in graph(shop, "--cycles")["cuts"]] == [True]
    assert shop.vitals("graph", "--cycles", "--no-cache") == done
    shop.commit()
    done = shop.vitals("graph", "--cycles")
    assert done.code == 0
    assert done.out.endswith("compared with HEAD: no cycle at load is new\n")
    assert shop.vitals("graph", "--cycles", "--base", "HEAD~1").code == 1
    assert shop.vitals("graph", "--cycles", "--base", "none").code == 1
    assert shop.vitals("graph", "--cycles", "--base", "nothing").code == 2


def test_imports_that_the_base_lacks_are_new(shop):
    """The document marks them; without a base none is marked, whatever is imported."""
    assert not any(edge[4] for edge in graph(shop)["edges"])
    shop.commit()
    shop.write("src/shop/bill.py", "from shop.order import Order, Line\nimport shop.customer\n")
    shop.write("src/shop/fresh.py", "import shop.bill\n")
    found = graph(shop)
    names = [module["name"] for module in found["modules"]]
    new = [(names[edge[0]], names[edge[1]]) for edge in found["edges"] if edge[4]]
    assert new == [("shop.bill", "shop.customer"), ("shop.fresh", "shop.bill")]
    assert "; new 2\n" in shop.vitals("graph").out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--cycles", "--importers", "shop"), "--cycles and --importers are two questions"),
        (("--importers", "shop", "--format", "dot"), "--importers is answered as text or json"),
        (("--cycles", "--focus", "shop"), "it does not go with --cycles"),
        (("src/shop/order.py",), "no such folder"),
        (("--focus", "shop.bil"), "did you mean `shop.bill`?"),
    ],
)
def test_wrong_use_is_told(shop, arguments, said):
    """What does not go together is refused, with the reason and exit code 2."""
    done = shop.vitals("graph", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_other_chains_are_counted(shop):
    """Beside the chain that is shown it is told how many more are as short."""
    shop.write(
        "src/shop/all.py", "import shop.bill\nfrom shop import customer\nimport shop.order\n"
    )
    shop.write("tests/test_all.py", "import shop.all\nimport shop.bill\n")
    said = shop.vitals("graph", "--path", "tests.test_all", "shop.order").out
    assert said.splitlines()[-1] == (
        "`tests.test_all` depends on `shop.order` through 2 imports; 1 other chain of that length"
    )
    assert graph(shop, "--path", "tests.test_all", "shop.order")["chains"] == 2


def test_a_source_root_in_vain_is_no_success(shop):
    """A root without modules, or with modules that stand alone, is told loudly; the rest is shown."""
    shop.write("pyproject.toml", '[tool.vitals]\nsource-roots = ["src", "lib"]\n')
    done = shop.vitals("graph")
    assert done.code == 2
    assert f"there is no Python module below {shop.root}/lib" in done.err
    assert done.out.startswith("5 modules")
    shop.write("lib/a.py", "")
    shop.write("lib/b.py", "import numpy\n")
    done = shop.vitals("graph", "--cycles")
    assert done.code == 2
    assert f"none of the 2 modules of the source root {shop.root}/lib imports" in done.err
    shop.write("lib/b.py", "import a\n")
    assert shop.vitals("graph").code == 0


def test_names_are_those_of_the_project_around(shop):
    """Of a folder inside the project, the source roots are those that the project's settings name."""
    shop.write("pyproject.toml", '[tool.vitals]\nsource-roots = ["src"]\n')
    done = shop.vitals("graph", "src/shop", "--importers", "shop.order")
    assert (done.code, done.out.splitlines()[-1]) == (0, "2 modules import `shop.order`")


def test_a_folder_may_be_named_in_any_way(shop, monkeypatch):
    """From within a folder, the one above has the same modules under the same names."""
    whole = graph(shop)
    monkeypatch.chdir(shop.root / "src")
    assert graph(shop, "..") == whole
    said = shop.vitals("graph", "--importers", "shop/order.py", "../src").out
    assert said.endswith("2 modules import `shop.order`\n")


def test_around_one_module(shop):
    """Only what is so many imports away is shown, renumbered."""
    found = graph(shop, "--focus", "shop.bill")
    assert [module["name"] for module in found["modules"]] == [
        "shop.bill",
        "shop.order",
        "tests.test_bill",
    ]
    assert found["edges"] == [[0, 1, "load", 0, False], [2, 0, "load", 0, False]]


def test_pictures_of_other_programs(shop):
    """Dot and Mermaid have an arrow for each import, cycles at load in red."""
    closed(shop)
    dot = shop.vitals("graph", "--format", "dot").out
    assert '  "shop.order" -> "shop.customer" [color="red"];\n' in dot
    assert '  "shop";\n' in dot
    mermaid = shop.vitals("graph", "--format", "mermaid").out
    assert '["shop.bill"]' in mermaid
    assert "linkStyle 1,2 stroke:red" in mermaid


def test_a_large_graph_is_drawn_by_packages(place):
    """Beyond what one can read the packages are drawn, and that is said."""
    for number in range(200):
        place.write(f"p{number % 3}/m{number}.py", f"import p{(number + 1) % 3}.m{number + 1}\n")
    dot = place.vitals("graph", "--format", "dot").out
    assert dot.startswith("// packages to a depth of 1")
    assert '  "p0" -> "p1" [label="67", color="red"];' not in dot
    assert '  "p0" -> "p1" [label="67"];' in dot


def test_many_imports_between_few_modules_are_drawn_by_packages_too(place):
    """Mermaid refuses to draw more than 500 arrows."""
    for number in range(60):
        others = "".join(f"import {'pq'[n % 2]}.m{n}\n" for n in range(number))
        place.write(f"{'pq'[number % 2]}/m{number}.py", others)
    told = place.vitals("graph", "--format", "mermaid").out
    assert told.startswith("%% packages to a depth of 1, as there is too much to draw")
    assert told.count("-->") == 2
    around = place.vitals("graph", "--format", "mermaid", "--focus", "p.m2", "--depth", "0").out
    assert around.startswith("%% one node for each module")


def test_the_page(shop):
    """One HTML page; a dangerous form of links is refused."""
    done = shop.vitals("graph", "--format", "html", "--output", "graph.html")
    assert (done.code, done.out) == (0, "")
    assert "shop.customer" in (shop.root / "graph.html").read_text("utf-8")
    assert shop.vitals("graph", "--format", "html", "--editor", "javascript:x").code == 2
    assert LINK == EDITOR


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "there is no Python module below"),
        ({"a.py": "import b.c\n", "x.py": ""}, "none of the 2 modules below"),
    ],
)
def test_a_graph_of_nothing_is_no_success(place, files, said):
    """Without a module, or without any import between modules, the exit code is 2 and it is said."""
    for name, text in files.items():
        place.write(name, text)
    done = place.vitals("graph")
    assert done.code == 2
    assert said in done.err


def test_wrong_source_roots_are_told(shop):
    """The message names the setting and what it is now."""
    shop.write("vitals.toml", 'source-roots = ["tests"]\n')
    found = graph(shop)
    assert "src.shop.order" in [module["name"] for module in found["modules"]]


def test_a_package_itself_can_be_looked_at(shop):
    """Names count from the folder above the topmost package."""
    found = graph(shop, "src/shop")
    assert [module["name"] for module in found["modules"]][1:] == [
        "shop.bill",
        "shop.customer",
        "shop.order",
    ]


def test_the_answer_is_the_same_with_and_without_earlier_runs(shop):
    """What is kept of the files' imports changes nothing, whatever happens to them."""
    order = shop.root / "src/shop/order.py"
    for change in (lambda: closed(shop), lambda: order.rename(order.with_name("new.py")), str):
        assert graph(shop) == graph(shop, "--no-cache")
        change()
