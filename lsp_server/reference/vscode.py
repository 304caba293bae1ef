"""The settings of the VS Code extension, for its package.json.

A setting that is not set is null, so that what the project's files say counts.
"""

import json
from typing import Any, Final

from lsp_server.reference.schema import values_of
from lsp_server.settings import DEFAULT, OPTIONS, PERSONAL, WHOLE, Option, camel

JSON = dict[str, Any]

OWN: Final[JSON] = {
    "vitals.server.interpreter": {
        "type": "string",
        "default": "",
        "scope": "machine-overridable",
        "order": 0,
        "markdownDescription": "Path of the Python (3.11 or newer) that runs the server. Empty: that of the Python "
        "extension, then `.venv` of the folder, then the first on `PATH` that is new enough.",
    },
    "vitals.server.source": {
        "type": "string",
        "enum": ["environment", "bundled"],
        "default": "environment",
        "scope": "window",
        "order": 1,
        "markdownDescription": "Which server runs: `vitals-ls` of that Python's environment, if it is installed there, "
        "or always the one that comes with the extension.",
    },
    "vitals.trace.server": {
        "type": "string",
        "enum": ["off", "messages", "verbose"],
        "default": "off",
        "scope": "window",
        "order": 2,
        "markdownDescription": "Write the messages between editor and server to the output channel *Vitals Trace*.",
    },
}
"""The settings that the extension itself reads. The server takes groups for those of its client."""


def manifest(text: str) -> str:
    """Return the text of a package.json with the settings as they are declared now."""
    package = json.loads(text)
    package["contributes"]["configuration"] = {"title": "Vitals", "properties": properties()}
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def properties() -> JSON:
    """Return the settings by their names in the editor."""
    first = len(OWN)
    options = enumerate(OPTIONS.items(), first)
    return {
        **OWN,
        **{f"vitals.{camel(name)}": _property(option, at) for at, (name, option) in options},
    }


def _property(option: Option, order: int) -> JSON:
    default = json.dumps(getattr(DEFAULT, option.name), ensure_ascii=False)
    return {
        "anyOf": [{"type": "null"}, values_of(option)],
        "default": None,
        "scope": _scope(option),
        "order": order,
        "markdownDescription": f"{option.doc} Default: `{default}`.",
    }


def _scope(option: Option) -> str:
    """Return who may set it: what is personal, no workspace; what concerns all files, no folder."""
    if option.name in PERSONAL:
        return "machine"
    return "window" if option.name in WHOLE else "resource"
