"""The JSON schema of the settings: of vitals.toml and [tool.vitals], and of one option."""

from typing import Any

from lsp_server.checks.catalogue import CODES
from lsp_server.configuration.files import FILES, OVERRIDES
from lsp_server.contract import ALERTS, Key, Shape, keys_of
from lsp_server.reference.markdown import PLACE
from lsp_server.settings import DEFAULT, OPTIONS, PERSONAL, WHOLE, Kind, Option, kebab, variable

Schema = dict[str, Any]


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
    return {**values_of(option), "description": option.doc, "default": default}


def values_of(option: Option) -> Schema:
    """Return the schema of the values of an option."""
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
