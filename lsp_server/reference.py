"""Writes what is generated from the declarations: `python -m lsp_server.reference --write`.

That is the manual pages and the schema of [tool.vitals] in the package, and the table of settings
in the README. Without --write it only tells which of them are not up to date.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from lsp_server.checks.catalogue import CODES, MANUAL, manual
from lsp_server.configuration import SPARED, TESTS
from lsp_server.configuration.files import FILES, OVERRIDES
from lsp_server.contract import ALERTS, KINDS, Key, Shape, keys_of
from lsp_server.memory import kinds as memory_kinds
from lsp_server.memory.remote.script import acl
from lsp_server.settings import DEFAULT, OPTIONS, PERSONAL, WHOLE, Kind, Option, kebab, variable

PACKAGE: Final = Path(__file__).parent
BEGIN: Final = "<!-- settings:begin -->"
END: Final = "<!-- settings:end -->"
RIGHTS: Final = "What the user of that Redis (7.0 and later) or Valkey must be allowed, as a line of its ACL; nothing else is sent:"
MEMORY_BEGIN: Final = "<!-- memory:begin -->"
MEMORY_END: Final = "<!-- memory:end -->"
PLACE: Final = "Only in the editor's settings, or as `{}`."
"""Where personal options are set."""

RULES: Final = """\
Limits are three ascending whole numbers, one for each tier; one number sets the first, and the
others grow in proportion, each at least by one; `false` switches them off. In tests ({tests})
the defaults are {spared}. Other values for some files, the last that match above the others:

```toml
[[tool.vitals.overrides]]
files = ["legacy/", "*_generated.py"]
cognitive = [30, 50, 90]
parameters = false
```

`layers`, `independence`, `forbidden` and `protected` are rules about which modules may import which.
Each is a table of named contracts, or one contract that stands in it directly; `reason` is shown with
each import that breaks it:

```toml
[tool.vitals.layers]
containers = ["shop"]
layers = ["web | cli", "domain", "(storage)"]  # from high to low
reason = "The domain is used without a web server."

[tool.vitals.forbidden.no-framework]
source-modules = ["shop.domain"]
forbidden-modules = ["django"]
ignore-imports = ["shop.domain.legacy.* -> django"]

[tool.vitals.independence.plugins]
modules = ["shop.plugins.*"]

[tool.vitals.protected.secrets]
protected-modules = ["shop.secrets"]
allowed-importers = ["shop.web"]
```

{keys}
The contracts of an import-linter configuration in the project hold as they stand.
"""

Schema = dict[str, Any]


def main(arguments: list[str]) -> int:
    """Return 1 when something is not up to date and was not written."""
    if arguments not in ([], ["--write"]):
        sys.stderr.write("usage: python -m lsp_server.reference [--write]\n")
        return 2
    stale = [(path, text) for path, text in generated(PACKAGE.parent) if read(path) != text]
    for path, text in stale:
        if arguments:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.name} {'written' if arguments else 'is not up to date'}\n")
    return int(bool(stale) and not arguments)


def read(path: Path) -> str:
    """Return a file's text, "" when it does not exist."""
    return path.read_text("utf-8") if path.exists() else ""


def generated(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield each generated file with the text it should have; the README only in a source tree."""
    for code in CODES:
        yield MANUAL / f"{code}.md", manual(code)
    yield (
        PACKAGE / "settings.schema.json",
        json.dumps(schema(), ensure_ascii=False, indent=2) + "\n",
    )
    readme = root / "README.md"
    text = read(readme)
    if BEGIN in text:
        text = between(text, BEGIN, END, f"{table()}\n{rules()}")
        yield readme, between(text, MEMORY_BEGIN, MEMORY_END, remembered())


def between(text: str, begin: str, end: str, inside: str) -> str:
    """Return a text with something else between two marks; as it is when it has them not."""
    before, begun, rest = text.partition(begin)
    _, ended, after = rest.partition(end)
    return f"{before}{begun}\n{inside}{ended}{after}" if ended else text


def table() -> str:
    """Return every option with its default and its sentence as a Markdown table."""
    rows = ["| setting | default | what it does |", "|---|---|---|"]
    for name, option in OPTIONS.items():
        default = json.dumps(getattr(DEFAULT, name), ensure_ascii=False)
        place = f" {PLACE.format(variable(name))}" if name in PERSONAL else ""
        rows.append(f"| `{kebab(name)}` | `{default}` | {option.doc}{place} |")
    return "\n".join(rows) + "\n"


def remembered() -> str:
    """Return the kinds of records and the privacy levels as Markdown tables."""
    rows = ["| kind | what | for | at most | leaves the machine |", "|---|---|---|---|---|"]
    for kind in memory_kinds.KINDS.values():
        days = round(kind.ttl / memory_kinds.DAY)
        rows.append(
            f"| `{kind.name}` | {kind.doc} | {days} day{'s' * (days != 1)} | {kind.largest:,} bytes "
            f"| from level {kind.level} |"
        )
    rows += [
        "",
        "| level (`sharing`) | what leaves the machine, of kinds whose level it reaches |",
        "|---|---|",
    ]
    rows += [f"| {level} | {what} |" for level, what in enumerate(memory_kinds.LEVELS)]
    rows += ["", RIGHTS, "", "```", acl("vitals", "PASSWORD"), "```"]
    return "\n".join(rows) + "\n"


def rules() -> str:
    """Return in Markdown what holds for several options."""
    tests = ", ".join(f"`{glob.text}`" for glob in TESTS)
    spared = ", ".join(
        f"`{kebab(name)} = {json.dumps(False if value is None else value)}`"
        for name, value in SPARED.items()
    )
    return RULES.format(tests=tests, spared=spared, keys=keys())


def keys() -> str:
    """Return the keys of the contracts as a Markdown table."""
    rows = ["| in | key | what it says |", "|---|---|---|"]
    of: dict[Key, list[str]] = {}
    for kind in KINDS:
        for key in keys_of(kind).values():
            of.setdefault(key, []).append(kind)
    for key, kinds in of.items():
        where = "all" if len(kinds) == len(KINDS) else ", ".join(kinds)
        doc = key.doc.replace("|", "\\|")
        rows.append(f"| {where} | `{kebab(key.name)}` | {doc} |")
    return "\n".join(rows) + "\n"


def schema() -> Schema:
    """Return the JSON schema of vitals.toml and of [tool.vitals]."""
    options = {kebab(name): _described(option) for name, option in OPTIONS.items()}
    patterns = {"type": "array", "items": {"type": "string", "minLength": 1}}
    override: Schema = {
        "type": "object",
        "properties": {
            FILES: {**patterns, "description": "Globs of the files, as in .gitignore."},
            **{key: value for key, value in options.items() if key not in map(kebab, WHOLE)},
        },
        "required": [FILES],
        "additionalProperties": False,
    }
    overrides = {
        "type": "array",
        "items": override,
        "description": "Values for some files, the last that match above the others.",
    }
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Settings of Vitals",
        "type": "object",
        "properties": {**options, OVERRIDES: overrides},
        "additionalProperties": False,
    }


def _described(option: Option) -> Schema:
    if option.name in PERSONAL:
        return {"not": {}, "description": f"{option.doc} {PLACE.format(variable(option.name))}"}
    default = getattr(DEFAULT, option.name)
    return {**_values(option), "description": option.doc, "default": default}


def _values(option: Option) -> Schema:
    whole = {"type": "integer", "minimum": option.bounds[0], "maximum": option.bounds[1]}
    text: Schema = {"type": "string", "minLength": 1}
    text_or_none = text if getattr(DEFAULT, option.name) else {"type": "string"}
    three = {"type": "array", "items": whole, "minItems": 3, "maxItems": 3}
    kinds: dict[Kind, Schema] = {
        Kind.LIMITS: {"oneOf": [three, whole, {"const": False}]},
        Kind.FLAG: {"type": "boolean"},
        Kind.NUMBER: whole,
        Kind.TEXT: {"enum": list(option.choices)} if option.choices else text_or_none,
        Kind.CODES: {"type": "array", "items": {"enum": list(CODES)}},
        Kind.PATTERNS: {"type": "array", "items": text},
    }
    return kinds.get(option.kind) or _contracts(option.name)


def _contracts(kind: str) -> Schema:
    """Return the schema of a table of named contracts, or of one that stands in it directly."""
    keys = keys_of(kind)
    contract = {
        "type": "object",
        "properties": {kebab(name): _key(key) for name, key in keys.items()},
        "required": [kebab(name) for name, key in keys.items() if key.required],
        "additionalProperties": False,
    }
    named: Schema = {"type": "object", "additionalProperties": contract}
    alone = {**contract, "additionalProperties": contract}
    return {"anyOf": [named, alone]}


def _key(key: Key) -> Schema:
    text: Schema = {"type": "string", "minLength": 1}
    shapes: dict[Shape, Schema] = {
        Shape.TEXT: text,
        Shape.FLAG: {"type": "boolean"},
        Shape.ALERT: {"enum": list(ALERTS)},
    }
    several = {"type": "array", "items": text, "minItems": int(key.required)}
    return {**shapes.get(key.shape, several), "description": key.doc}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
