"""An import-linter configuration is read as import-linter reads it, and what is wrong is told."""

import configparser
from pathlib import Path

import pytest
from fixture import Note, compare, parse
from hypothesis import given
from hypothesis import strategies as st
from importlinter.adapters.user_options import IniFileUserOptionReader

from lsp_server.configuration import Configuration
from lsp_server.configuration.ini import read_ini
from lsp_server.configuration.linter import read_linter
from lsp_server.contract import Forbidden, Ignored, Layer, Layers, Origin
from lsp_server.text import Source

ROOT = Path(__file__).parents[2]
INI = """\
[importlinter]
root_packages =
    shop
    tools
exclude_type_checking_imports = True

[importlinter:contract:levels]
name = Levels of the shop
type = layers
layers =
    web | cli
    # the heart of it
    domain
    (storage)
containers = shop
ignore_imports =
    shop.domain.* -> shop.web
broken_contract_guidance =
    Ask the team.
    Or think again.

[importlinter:contract:net]
name = No network
type = forbidden
source_modules = shop.domain
forbidden_modules = requests
allow_indirect_imports = true
"""
TOML = """\
[tool.importlinter]
root_packages = ["shop", "tools"]
exclude_type_checking_imports = true

[[tool.importlinter.contracts]]
name = "Levels of the shop"
type = "layers"
layers = ["web | cli", "domain", "(storage)"]
containers = ["shop"]
ignore_imports = ["shop.domain.* -> shop.web"]
broken_contract_guidance = "Ask the team.\\nOr think again."

[[tool.importlinter.contracts]]
id = "net"
name = "No network"
type = "forbidden"
source_modules = "shop.domain"
forbidden_modules = ["requests"]
allow_indirect_imports = "True"
"""


@pytest.mark.parametrize(
    ("path", "text", "lines"),
    [
        (".importlinter", INI, (6, 21)),
        ("setup.cfg", INI, (6, 21)),
        ("pyproject.toml", TOML, (4, 12)),
    ],
)
def test_contracts_are_read_in_each_form(path: str, text: str, lines: tuple[int, int]):
    """The same contracts in INI and TOML are equal but for where they stand."""
    file = read_linter(path, text)
    assert file is not None
    assert file.findings == ()
    (levels,), (net,) = file.contracts["layers"], file.contracts["forbidden"]
    assert (levels.origin.line, net.origin.line) == lines
    common = {"packages": ("shop", "tools"), "type_checking_imports": False}
    assert levels == Layers(
        name="Levels of the shop",
        reason="Ask the team.\nOr think again.",
        layers=(
            Layer(("web", "cli")),
            Layer(("domain",)),
            Layer(("storage",), optional=("storage",)),
        ),
        containers=("shop",),
        ignore_imports=(Ignored("shop.domain.*", "shop.web"),),
        origin=levels.origin,
        **common,
    )
    assert net == Forbidden(
        name="No network",
        source_modules=("shop.domain",),
        forbidden_modules=("requests",),
        allow_indirect_imports=True,
        origin=net.origin,
        **common,
    )


PROBLEMS = {
    "types that are not checked": """
        #- pyproject.toml
        [tool.importlinter]
        root_package = "p"
        contract_types = ["mine: p.contracts.Mine"]
        [[tool.importlinter.contracts]]
        name = "a"
        type = "mine"
               ^^^^^^ `mine`: Vitals does not know contracts of this type, and does not check it
        [[tool.importlinter.contracts]]
        name = "b"
        type = "acyclic_siblings"
               ^^^^^^^^^^^^^^^^^^ `acyclic_siblings`: Vitals does not check this contract
        ancestors = ["p"]
        [[tool.importlinter.contracts]]
        name = "c"
        type = "layer"
               ^^^^^^^ `layer`: Vitals does not know contracts of this type, and does not check it; did you mean `layers`?
    """,
    "keys and values": """
        #- pyproject.toml
        [tool.importlinter]
        root_package = "p"
        [[tool.importlinter.contracts]]
        name = "a"
        type = "layers"
        layers = ["a | b : c", "d"]
                  ^^^^^^^^^^^ `layers`: siblings are independent ("|") or not (":"), not both
        exhaustiv = true
        ^^^^^^^^^ there is no key `exhaustiv`; did you mean `exhaustive`?
        [[tool.importlinter.contracts]]
                            ^^^^^^^^^ the contract `b` needs `modules`
        name = "b"
        type = "independence"
    """,
    "an INI": """
        #- .importlinter
        [importlinter]
        root_package = p
        [importlinter:contract:a]
        type = independence
        modules =
            p.a
            p..b
            ^^^^ `modules`: this is no dotted name of a module
        unmatched_ignore_imports_alerting = loud
                                            ^^^^ `unmatched_ignore_imports_alerting`: must be "error", "warn" or "none"
        [importlinter:contract:b]
        ^^^^^^^^^^^^^^^^^^^^^^^^^ the contract needs `type`
    """,
    "no packages and no contracts": """
        #- pyproject.toml
        [tool.importlinter]
              ^^^^^^^^^^^^ import-linter needs `root_package` or `root_packages`
              ^^^^^^^^^^^^ this import-linter configuration has no contracts
        include_external_packages = true
    """,
}  # fmt: skip


@pytest.mark.parametrize("fixture", PROBLEMS.values(), ids=PROBLEMS)
def test_what_is_not_understood_is_told_at_its_place(fixture: str):
    """Nothing that import-linter would check is passed over in silence."""
    ((path, file),) = parse(fixture).files.items()
    found = read_linter(path, file.text)
    assert found is not None
    notes = []
    for finding in found.findings:
        (line, column), (_, end) = finding.span
        notes.append(Note(line, column, end - column, finding.message))
    compare(file, notes)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("setup.cfg", "[metadata]\nname = importlinter\n"),
        ("pyproject.toml", "[project]\nname = 'importlinter'\n"),
        ("pyproject.toml", "[tool.importlinter]\n"),
        ("pyproject.toml", "[tool.importlinter\n"),
    ],
)
def test_a_file_without_a_configuration_holds_none(path: str, text: str):
    """Other tools' files that merely mention import-linter are left alone."""
    assert read_linter(path, text) is None


lines = st.lists(
    st.sampled_from(
        ["[importlinter]", "[a:b]", "  [c]", "key = value", "key=", "Other : x = y", "    more", "  # no", "# no",
         "; no", "", "   ", "  k = v", "\tm", "a b = c d  "]
    ),
    max_size=12,
)  # fmt: skip


@given(lines)
def test_ini_is_read_as_by_configparser(written: list[str]):
    """Whatever configparser accepts has the same sections, keys and values, and stands where it is said to."""
    text = "\n".join(written)
    oracle = configparser.ConfigParser(interpolation=None)
    try:
        oracle.read_string(text)
    except configparser.Error:
        return
    clean = IniFileUserOptionReader._clean_section_config
    expected = {name: clean(dict(oracle[name])) for name in oracle.sections()}
    for section in expected.values():
        for key, value in section.items():
            if isinstance(value, list):
                section[key] = [item for item in value if item.strip()]
    found = read_ini(text)
    assert found.sections == expected
    source = Source.of(text)
    for name, section in found.sections.items():
        for key, value in section.items():
            for number, item in enumerate(value if isinstance(value, list) else [value]):
                (line, start), (_, end) = found.where[name, key, number].value
                assert source.lines[line][start:end] == item


@given(st.text(alphabet="[]importlinter:contract=\n \t#\"'a"))
def test_any_text_is_read(text: str):
    """No text makes reading raise."""
    for path in (".importlinter", "pyproject.toml"):
        read_linter(path, f"[importlinter]\n{text}")
        read_linter(path, f"[tool.importlinter]\n{text}")


def configured(texts: dict[str, str]) -> Configuration:
    return Configuration(texts.get, lambda folder: folder == "/p")


def test_the_contracts_of_both_configurations_hold():
    """Those of import-linter stand beside our own, from the nearest folder that has some."""
    own = '[tool.vitals.layers.own]\nlayers = ["a", "b"]\n'
    found = configured({"/p/pyproject.toml": own, "/p/.importlinter": INI, "/p/sub/setup.cfg": INI})
    settings = found.for_path("/p/x/y.py")
    assert [each.name for each in settings.layers] == ["own", "Levels of the shop"]
    assert settings.layers[0].origin == Origin("/p/pyproject.toml", 0, 20, 23)
    assert settings.layers[1].origin.path == "/p/.importlinter"
    assert found.origin("forbidden", "/p/x/y.py") == ("/p/.importlinter", 21)
    assert found.for_path("/p/sub/y.py").layers[1].origin.path == "/p/sub/setup.cfg"


def test_what_is_wrong_with_import_linters_is_among_the_findings():
    """A configuration of import-linter is a settings file: its findings come with theirs, once."""
    found = configured({"/p/.importlinter": INI.replace("type = layers", "type = leyers")})
    for path in ("/p/a.py", "/p/b/c.py"):
        found.for_path(path)
    assert [(path, finding.span.start.line) for path, finding in found.findings()] == [
        ("/p/.importlinter", 8)
    ]


def test_our_own_configuration_is_understood():
    """The contracts of this project are read without a finding."""
    file = read_linter("pyproject.toml", (ROOT / "pyproject.toml").read_text("utf-8"))
    assert file is not None
    assert file.findings == ()
    assert {kind: len(found) for kind, found in file.contracts.items()} == {
        "layers": 1,
        "forbidden": 2,
    }
