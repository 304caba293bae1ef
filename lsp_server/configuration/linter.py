"""An import-linter configuration as it stands: its contracts, and what of it is not understood.

Deliberately absent: contracts of types that are defined in Python, and cycles among siblings; that
these are not checked is told where they stand.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import PurePath
from typing import Any, Final, NamedTuple

from lsp_server.checks.finding import Finding, Severity
from lsp_server.configuration.contracts import Form, contract
from lsp_server.configuration.ini import read_ini
from lsp_server.configuration.places import Path, places
from lsp_server.configuration.problems import Problems
from lsp_server.configuration.values import guess
from lsp_server.contract import KINDS, Contract, Shape, keys_of

LINTER_FILES: Final = ("setup.cfg", ".importlinter", "pyproject.toml")
"""The files that can hold a configuration, in the order in which import-linter looks for one."""

SIBLINGS: Final = "acyclic_siblings"
"""A type that import-linter knows and we do not check."""

_SECTION: Final = "importlinter"
_CONTRACT: Final = f"{_SECTION}:contract:"
_SPELT: Final = {"reason": "broken_contract_guidance"}
_COMMON: Final = frozenset({"id", "name", "type"})
_LISTS: Final = frozenset({Shape.NAMES, Shape.MODULES, Shape.LAYERS, Shape.IMPORTS})


class LinterFile(NamedTuple):
    """The contracts of a file by their kinds, and what is wrong with them."""

    path: str
    contracts: Mapping[str, tuple[Contract, ...]]
    findings: tuple[Finding, ...] = ()


class _Written(NamedTuple):
    """What a file says, whatever its form: of the session, and of each contract with its path."""

    session: Mapping[str, Any]
    at: Path
    contracts: tuple[tuple[Path, Mapping[str, Any]], ...]


def read_linter(path: str, text: str) -> LinterFile | None:
    """Read a file; None when there is no import-linter configuration in it."""
    if _SECTION not in text:
        return None
    if PurePath(path).suffix == ".toml":
        try:
            written = _of_toml(tomllib.loads(text))
        except (ValueError, RecursionError):
            return None  # that this is no TOML is told by others
        problems = Problems(places(text) if written else {})
    else:
        ini = read_ini(text)
        written, problems = _of_ini(ini.sections), Problems(ini.where)
    if written is None:
        return None
    found: dict[str, list[Contract]] = {}
    for kind, item in _contracts(path, written, problems):
        found.setdefault(kind, []).append(item)
    contracts = {kind: tuple(items) for kind, items in found.items()}
    return LinterFile(path, contracts, tuple(problems.findings))


def _of_toml(table: Any) -> _Written | None:  # noqa: ANN401  what TOML holds is anything
    at = ("tool", _SECTION)
    for key in at:
        table = table.get(key) if isinstance(table, dict) else None
    if not isinstance(table, dict) or not table:
        return None
    tables = table.get("contracts", [])
    contracts = tables if isinstance(tables, list) else []
    return _Written(
        table,
        at,
        tuple(
            ((*at, "contracts", number), item)
            for number, item in enumerate(contracts)
            if isinstance(item, dict)
        ),
    )


def _of_ini(sections: Mapping[str, Mapping[str, Any]]) -> _Written | None:
    if _SECTION not in sections:
        return None
    contracts = [
        ((name,), section) for name, section in sections.items() if name.startswith(_CONTRACT)
    ]
    return _Written(sections[_SECTION], (_SECTION,), tuple(contracts))


def _contracts(path: str, written: _Written, problems: Problems) -> Iterator[tuple[str, Contract]]:
    session = written.session
    packages = session.get("root_packages", session.get("root_package"))
    packages = [packages] if isinstance(packages, str) else packages
    if not isinstance(packages, list) or not all(isinstance(item, str) for item in packages):
        problems.key(written.at, "import-linter needs `root_package` or `root_packages`")
        packages = []
    if not written.contracts:
        problems.key(written.at, "this import-linter configuration has no contracts")
    common = {
        "packages": tuple(packages),
        "type_checking_imports": not _flag(session.get("exclude_type_checking_imports")),
    }
    form = Form(path, problems, lambda key: _SPELT.get(key, key), common)
    for at, table in written.contracts:
        kind = table.get("type")
        if not isinstance(kind, str) or kind not in KINDS:
            _unknown(at, kind, problems)
            continue
        name = table.get("name")
        name = name if isinstance(name, str) else str(at[-1]).removeprefix(_CONTRACT)
        item = contract(kind, name, _strict(kind, table), at, form)
        if item is not None:
            yield kind, item


def _unknown(at: Path, kind: object, problems: Problems) -> None:
    if not isinstance(kind, str):
        problems.key(at, "the contract needs `type`")
    elif kind == SIBLINGS:
        problems.value(
            (*at, "type"),
            f"`{SIBLINGS}`: Vitals does not check this contract; it reports import cycles by itself",
            Severity.INFORMATION,
        )
    else:
        problems.value(
            (*at, "type"),
            f"`{kind[:60]}`: Vitals does not know contracts of this type, and does not check it"
            f"{guess(kind, KINDS)}",
            Severity.INFORMATION,
        )


def _strict(kind: str, table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys of a contract with values of the shapes that they should have."""
    keys = {_SPELT.get(name, name): key for name, key in keys_of(kind).items()}
    values: dict[str, Any] = {}
    for name, value in table.items():
        if name in _COMMON:
            continue
        shape = keys[name].shape if name in keys else None
        if shape in _LISTS and isinstance(value, str):
            values[name] = [value] * bool(value.strip())
        elif shape is Shape.FLAG and str(value).lower() in {"true", "false"}:
            values[name] = _flag(value)
        elif shape is Shape.TEXT and isinstance(value, list):
            values[name] = "\n".join(map(str, value))
        else:
            values[name] = value
    return values


def _flag(value: object) -> bool:
    return str(value).lower() == "true"
