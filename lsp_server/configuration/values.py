"""One value of a settings file or of an editor, read as the option it is given for."""

import difflib
import json
from collections.abc import Callable, Iterable
from typing import Final

from lsp_server.checks.catalogue import CODES
from lsp_server.contract import Contract
from lsp_server.settings import DEFAULT, Kind, Option, Tiers

Value = Tiers | str | int | bool | tuple[str, ...] | tuple[Contract, ...] | None
"""What an option can be; None: the limits are off."""


class WrongValueError(ValueError):
    """A value that its option does not take; the message says what it takes."""


def read(option: Option, value: object) -> Value:
    """Return the option's value; raises WrongValueError."""
    return _READERS[option.kind](option, value)


def nearest(name: str, known: Iterable[str]) -> str:
    """Return the known name that looks most like it, or ""."""
    near = difflib.get_close_matches(name[:100].lower().replace("_", "-"), known, n=1)
    return near[0] if near else ""


def guess(name: str, known: Iterable[str]) -> str:
    """Return the question whether the nearest known name was meant, or ""."""
    near = nearest(name, known)
    return f"; did you mean `{near}`?" if near else ""


def _limits(option: Option, value: object) -> Tiers | None:
    if value is False:
        return None
    if not isinstance(value, list):
        default: Tiers = getattr(DEFAULT, option.name)
        return default.scaled(_number(option, value))
    if len(value) != len(Tiers._fields):
        raise _wrong(option, value)
    numbers = [_number(option, item, value) for item in value]
    if sorted(numbers) != numbers:
        raise _wrong(option, value)
    return Tiers(*numbers)


def _flag(option: Option, value: object) -> bool:
    if not isinstance(value, bool):
        raise _wrong(option, value)
    return value


def _number(option: Option, value: object, whole: object = None) -> int:
    """Read a number; of a `whole` list, that is what the message shows."""
    lowest, highest = option.bounds
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise _wrong(option, value if whole is None else whole)
    return value


def _text(option: Option, value: object) -> str:
    if not isinstance(value, str) or (not value and getattr(DEFAULT, option.name)):
        raise _wrong(option, value)
    if option.name == "redis_url" and value:
        _check_url(value)
    if option.choices and value not in option.choices:
        raise _wrong(option, value)
    return value


def _check_url(value: str) -> None:
    from lsp_server.memory.remote.address import AddressError, checked

    try:
        checked(value)
    except AddressError as error:
        raise WrongValueError(str(error)) from error


def _texts(option: Option, value: object) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) and item for item in value):
        raise _wrong(option, value)
    return tuple(value)


def _codes(option: Option, value: object) -> tuple[str, ...]:
    codes = _texts(option, value)
    for code in codes:
        if code not in CODES:
            message = f"there is no check `{code[:60]}`{guess(code, CODES)}"
            raise WrongValueError(message)
    return codes


def _contracts(option: Option, _: object) -> tuple[str, ...]:
    message = f"is read from the project only, from [tool.vitals.{option.name}] in pyproject.toml"
    raise WrongValueError(message)


_READERS: Final[dict[Kind, Callable[[Option, object], Value]]] = {
    Kind.LIMITS: _limits,
    Kind.FLAG: _flag,
    Kind.NUMBER: _number,
    Kind.TEXT: _text,
    Kind.CODES: _codes,
    Kind.PATTERNS: _texts,
    Kind.CONTRACTS: _contracts,
}


def _wrong(option: Option, value: object) -> WrongValueError:
    return WrongValueError(f"must be {wanted(option)}, not {shown(value)}")


def wanted(option: Option) -> str:
    """Say what values an option takes."""
    kind: str = option.kind.value
    if option.choices:
        return " or ".join(f'"{choice}"' for choice in option.choices)
    if option.kind is Kind.NUMBER:
        return f"{kind} from {option.bounds[0]} to {option.bounds[1]}"
    return kind


def shown(value: object) -> str:
    """Return a value as TOML and JSON write it, cut to a readable length."""
    limit = 60
    try:
        text = json.dumps(value, ensure_ascii=False, default=str)
    except (ValueError, RecursionError):
        text = "this"
    return text if len(text) <= limit else text[:limit] + "…"
