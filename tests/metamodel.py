"""Checks JSON messages against the LSP meta model, as lsprotocol's generated types carry it.

Stricter than a converter: an unknown member, a missing one, a null where none may stand and a
number out of its range are all errors.
"""

import enum
import functools
import typing
from collections.abc import Mapping, Sequence
from typing import Any

import attrs
from lsprotocol import converters, types, validators

converters.get_converter()  # resolves the forward references between the types

NONE = type(None)
ENVELOPE = {"jsonrpc", "id", "method", "params"}
ANYTHING = (Any, object, types.LSPObject)


class ViolationError(AssertionError):
    """A message that the meta model does not allow."""


def check_call(message: dict[str, Any], *, to_server: bool) -> None:
    """Check a request or notification and its direction."""
    method = message["method"]
    if unknown := message.keys() - ENVELOPE:
        raise ViolationError(f"{method}: unknown members {unknown}")
    if method.startswith("vitals/"):
        return
    if method not in types.METHOD_TO_TYPES:
        raise ViolationError(f"no method {method} in the meta model")
    direction = types.message_direction(method)
    if direction not in {"both", "clientToServer" if to_server else "serverToClient"}:
        raise ViolationError(f"{method} goes {direction}")
    whole, response = types.METHOD_TO_TYPES[method][:2]
    if ("id" in message) != (response is not None):
        raise ViolationError(f"{method}: an id marks requests, and only them")
    check(message, whole, method)


def check_reply(message: dict[str, Any], method: str) -> None:
    """Check the answer to a request of that method."""
    if unknown := message.keys() - {"jsonrpc", "id", "result", "error"}:
        raise ViolationError(f"answer to {method}: unknown members {unknown}")
    if "error" in message:
        check(message, types.ResponseErrorMessage, f"error of {method}")
    elif not method.startswith("vitals/"):
        check(message, types.METHOD_TO_TYPES[method][1], f"answer to {method}")


def check(value: Any, wanted: Any, path: str) -> None:
    """Raise ViolationError unless a value has the type."""
    if wanted in ANYTHING:
        return
    origin, arguments = typing.get_origin(wanted), typing.get_args(wanted)
    if origin is typing.Union:
        _any_of(value, arguments, path)
    elif origin is typing.Literal:
        _demand(value in arguments, value, wanted, path)
    elif origin is tuple:
        _demand(isinstance(value, list) and len(value) == len(arguments), value, wanted, path)
        for number, (item, type_) in enumerate(zip(value, arguments, strict=True)):
            check(item, type_, f"{path}[{number}]")
    elif origin and issubclass(origin, Sequence):
        _demand(isinstance(value, list), value, wanted, path)
        for number, item in enumerate(value):
            check(item, arguments[0], f"{path}[{number}]")
    elif origin and issubclass(origin, Mapping):
        _demand(isinstance(value, dict), value, wanted, path)
        for key, item in value.items():
            check(item, arguments[1], f"{path}.{key}")
    else:
        _plain(value, wanted, path)


def _any_of(value: Any, arguments: tuple[Any, ...], path: str) -> None:
    reasons = []
    for type_ in arguments:
        try:
            check(value, type_, path)
        except ViolationError as violation:
            reasons.append(str(violation))
        else:
            return
    raise ViolationError(max(reasons, key=len))


def _plain(value: Any, wanted: Any, path: str) -> None:
    if attrs.has(wanted):
        _object(value, wanted, path)
    elif issubclass(wanted, enum.Enum):
        _demand(value in {item.value for item in wanted}, value, wanted, path)
    elif wanted is float:
        _demand(isinstance(value, int | float), value, wanted, path)
    else:
        _demand(type(value) is wanted, value, wanted, path)


def _object(value: Any, wanted: Any, path: str) -> None:
    _demand(isinstance(value, dict), value, wanted, path)
    members = _members(wanted)
    if unknown := value.keys() - members.keys():
        raise ViolationError(f"{path}: {wanted.__name__} has no {unknown}")
    for name, member in members.items():
        if name not in value:
            if member.required:
                raise ViolationError(f"{path}: {wanted.__name__} lacks {name}")
        elif value[name] is None and not member.nullable:
            raise ViolationError(f"{path}.{name} is null")
        elif value[name] is not None:
            check(value[name], member.type, f"{path}.{name}")
            if member.unsigned:
                _demand(0 <= value[name] < 2**31, value[name], "uinteger", f"{path}.{name}")


class Member(typing.NamedTuple):
    type: Any
    required: bool
    nullable: bool
    unsigned: bool


@functools.cache
def _members(wanted: Any) -> dict[str, Member]:
    return {_camel(field.name): _member(wanted, field) for field in attrs.fields(wanted)}


def _member(wanted: Any, field: "attrs.Attribute[Any]") -> Member:
    special = types.is_special_property(wanted, field.name)
    optional = field.type in (None, NONE) or NONE in typing.get_args(field.type)
    validator = getattr(field.validator, "validator", field.validator)
    return Member(
        field.type,
        required=field.default is attrs.NOTHING or (special and not optional),
        nullable=optional
        and (special or field.name in {"id", "result"} or Any in typing.get_args(field.type)),
        unsigned=validator is validators.uinteger_validator,
    )


def _camel(name: str) -> str:
    first, *rest = name.rstrip("_").split("_")
    return first + "".join(part.capitalize() for part in rest)


def _demand(holds: object, value: Any, wanted: Any, path: str) -> None:
    if not holds:
        raise ViolationError(f"{path}: {value!r:.80} is no {getattr(wanted, '__name__', wanted)}")
