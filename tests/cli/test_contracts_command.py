"""Architecture rules in the command: what breaks them, and rules that hold nothing."""

import json

import pytest

RULES = """
[tool.vitals.layers]
layers = ["shop.web", "shop.domain", "shop.storage"]
reason = "The domain is used without a web server."
"""
LINTED = """
[tool.importlinter]
root_package = "shop"

[[tool.importlinter.contracts]]
name = "Levels"
type = "layers"
layers = ["shop.web", "shop.domain", "shop.storage"]
broken_contract_guidance = "The domain is used without a web server."
"""


@pytest.fixture
def shop(place):
    for name, text in {
        "__init__": "",
        "web": "",
        "domain": "from shop import tools\n",
        "tools": "import os\nimport shop.web\n",
        "storage": "\nfrom shop.web import page\n",
    }.items():
        place.write(f"shop/{name}.py", text)
    return place


@pytest.mark.parametrize(
    ("rules", "name"), [(RULES, "layers contract"), (LINTED, "layers contract `Levels`")]
)
@pytest.mark.parametrize("again", [False, True])
def test_what_breaks_a_rule_is_found(shop, rules, name, again):
    """Direct and indirect imports are told on their lines with the rule and its reason, from the cache too."""
    shop.write("pyproject.toml", rules)
    for _ in range(1 + again):
        outcome = shop.vitals("check", "--format", "json", "--select", "forbidden-import")
    assert outcome.code == 1
    found = {
        finding["path"]: (finding["line"], finding["message"])
        for finding in json.loads(outcome.out)["findings"]
    }
    why = f": {name}. The domain is used without a web server."
    assert found == {
        "shop/domain.py": (
            1,
            f"`shop.domain` must not import `shop.web`, not even by way of `shop.tools`{why}",
        ),
        "shop/storage.py": (2, f"`shop.storage` must not import `shop.web`{why}"),
    }


@pytest.mark.parametrize("again", [False, True])
def test_a_rule_that_holds_nothing_is_no_green_gate(shop, again):
    """Names that lead nowhere are told where the rule stands, and the exit code is 2."""
    shop.write("pyproject.toml", RULES.replace("shop.", "shpo."))
    for _ in range(1 + again):
        outcome = shop.vitals("check")
    assert outcome.code == 2
    assert (
        "pyproject.toml:2:14: layers contract: this contract checks nothing: "
        "there is no module `shpo.web`, `shpo.domain`, `shpo.storage`"
    ) in outcome.out


def test_a_rule_that_is_repaired_is_looked_at_again(shop):
    """Another contract over the same files gives other findings, whatever is remembered."""
    shop.write("pyproject.toml", RULES)
    assert shop.vitals("check").code == 1
    shop.write(
        "pyproject.toml", RULES.replace("shop.web", "(shop.web)").replace(', "shop.storage"', "")
    )
    assert "shop.storage" not in shop.vitals("check", "--select", "forbidden-import").out


def test_a_contract_that_we_do_not_check_is_told_but_fails_nothing(shop):
    """Types of contract that only import-linter knows are information."""
    shop.write("pyproject.toml", LINTED.replace('"layers"', '"mine"'))
    outcome = shop.vitals("check", "--select", "forbidden-import")
    assert outcome.code == 0
    assert "`mine`: Vitals does not know contracts of this type" in outcome.out
