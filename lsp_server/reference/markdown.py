"""What is generated of the README, as Markdown: the settings, and what is remembered."""

import json
from typing import Final

from lsp_server.configuration import SPARED, TESTS
from lsp_server.contract import KINDS, Key, keys_of
from lsp_server.memory import kinds as memory_kinds
from lsp_server.memory.remote.script import acl
from lsp_server.settings import DEFAULT, OPTIONS, PERSONAL, kebab, variable

RIGHTS: Final = "What the user of that Redis (7.0 and later) or Valkey must be allowed, as a line of its ACL; nothing else is sent:"
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
