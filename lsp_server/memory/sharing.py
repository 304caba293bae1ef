"""Who shares what: the settings of sharing, the secret, and what a workspace is called in the tiers.

Reads files: never on the event loop.
"""

import hashlib
import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

from lsp_server.settings import PERSONAL, Settings, variable

IDLE: Final = (
    "there is a Redis for session memory, but nothing is shared until `sharing` (VITALS_SHARING) is "
    "1, 2 or 3"
)
KEY_FILE: Final = "key"
"""In the state folder: a random secret of this user on this machine."""
SECRETS: Final = "secrets"
"""In the state folder: a file for each workspace that names the file with its secret."""
SHORTEST: Final = 16
"""Characters that a team's secret has at least."""
_KEY_SIZE: Final = 32


class SharingError(ValueError):
    """Sharing is set up wrongly; the message says how, for people."""


class Sharing(NamedTuple):
    """What may be shared, and where: `url` is "" unless it may be used."""

    url: str = ""
    level: int = 0
    secret_file: str = ""
    workspace_id: str = ""
    read_only: bool = False


class Name(NamedTuple):
    """What a workspace is called; `portable`: wherever it lies, and not only on this machine."""

    text: str
    portable: bool


class Identity(NamedTuple):
    """A workspace: what it is called on this machine, what in Redis, and the secret of its fields."""

    local: bytes
    shared: str
    secret: bytes


def sharing_of(settings: Settings, environ: Mapping[str, str] = os.environ) -> Sharing:
    """Return what the settings say, where they say nothing the environment: VITALS_REDIS_URL ….

    Raises SharingError for a wrong variable.
    """
    values = personal(settings, environ)
    level = values["sharing"]
    return Sharing(
        values["redis_url"] if level else "",
        level,
        values["team_secret_file"],
        settings.workspace_id,
        values["read_only"],
    )


def personal(settings: Settings, environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Return the effective personal options by name. Raises SharingError for a wrong variable."""
    values = {name: getattr(settings, name) for name in PERSONAL}
    for name in PERSONAL:
        told = environ.get(variable(name), "")
        if told and not values[name]:
            values[name] = _read(name, told)
    return values


def idle(settings: Settings, environ: Mapping[str, str] = os.environ) -> bool:
    """Tell whether there is a URL that is not used, because nothing may leave the machine."""
    values = personal(settings, environ)
    return bool(values["redis_url"]) and not values["sharing"]


def identify(name: Name, sharing: Sharing, state: Path) -> Identity:
    """Return the identity of a workspace. Raises SharingError when its secret cannot be had."""
    own = _own_key(state)
    secret = team_secret(sharing.secret_file) if sharing.secret_file else own
    local = _local(name, sharing, own)
    keyed = hashlib.blake2b(local, digest_size=16, key=secret)
    return Identity(local, keyed.hexdigest(), secret)


def _local(name: Name, sharing: Sharing, own: bytes) -> bytes:
    named = Name(sharing.workspace_id, portable=True) if sharing.workspace_id else name
    told = f"{named.text}\0{'' if named.portable else own.hex()}"
    return hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def note_secret(sharing: Sharing, identity: Identity, state: Path) -> None:
    """Note for `with_secret` which file an editor has the secret of a workspace from, if from any."""
    note = _note(identity.local, state)
    with suppress(OSError):
        if sharing.secret_file:
            note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = Path(sharing.secret_file).expanduser().absolute()
            note.write_bytes(os.fsencode(file))
        else:
            note.unlink(missing_ok=True)


def with_secret(sharing: Sharing, name: Name, state: Path) -> Sharing:
    """Return what may be shared with the secret that an editor uses for a workspace, if none is named.

    All processes of a user must key the fields of a workspace alike.
    """
    if sharing.secret_file:
        return sharing
    try:
        noted = _note(_local(name, sharing, _own_key(state)), state).read_bytes()
    except OSError:
        return sharing
    return sharing._replace(secret_file=os.fsdecode(noted))


def _note(workspace: bytes, state: Path) -> Path:
    return state / SECRETS / workspace.hex()


def _read(name: str, told: str) -> str | int | bool:
    if name == "sharing":
        if told not in {"0", "1", "2", "3"}:
            message = f"{variable(name)} is `{told}`; it takes 0, 1, 2 or 3"
            raise SharingError(message)
        return int(told)
    if name == "read_only":
        if told.lower() not in {"0", "1", "true", "false"}:
            message = f"{variable(name)} is `{told}`; it takes true or false"
            raise SharingError(message)
        return told.lower() in {"1", "true"}
    if name == "redis_url":
        from lsp_server.memory.remote.address import AddressError, checked

        try:
            checked(told)
        except AddressError as error:
            message = f"{variable(name)}: {error}"
            raise SharingError(message) from error
    return told


def team_secret(name: str) -> bytes:
    """Return the secret in a file. Raises SharingError when it cannot be read or is too short."""
    file = Path(name)
    try:
        text = file.expanduser().read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError, RuntimeError) as error:
        message = f"the team's secret cannot be read from {file}: {error}"
        raise SharingError(message) from error
    if len(text) < SHORTEST:
        message = f"the team's secret in {file} has {len(text)} characters; it needs {SHORTEST}"
        raise SharingError(message)
    return hashlib.blake2b(text.encode(), digest_size=_KEY_SIZE).digest()


def _own_key(state: Path) -> bytes:
    """Return this user's key, made when there is none; another each time where none can be kept."""
    file = state / KEY_FILE
    fresh = os.urandom(_KEY_SIZE)
    with suppress(OSError):
        state.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = file.with_name(f"{KEY_FILE}-{os.urandom(4).hex()}")
        if not file.exists():
            made.touch(mode=0o600)
            made.write_bytes(fresh)
            with suppress(FileExistsError):
                os.link(made, file)  # whole at once, and never over another's
            made.unlink()
        known = file.read_bytes()
        if len(known) == _KEY_SIZE:
            return known
    return fresh
