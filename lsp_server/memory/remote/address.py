"""Where the shared store is: a URL to a client of redis-py.

Time limits are short and nothing is tried again here: who waits and how often is the breaker's.
"""

from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, unquote, urlsplit

if TYPE_CHECKING:
    from redis import Redis
    from redis.cluster import RedisCluster

OPERATION: Final = 0.25
"""Seconds for one answer."""
CONNECTING: Final = 0.5
"""Seconds to connect."""

_TLS: Final = frozenset(
    {"ssl_certfile", "ssl_keyfile", "ssl_ca_certs", "ssl_ca_path", "ssl_cert_reqs",
     "ssl_check_hostname", "ssl_password"}
)  # fmt: skip
_OPTIONS: Final = {
    "redis": {"db"},
    "rediss": {"db", *_TLS},
    "unix": {"db"},
    "redis+sentinel": {"db", "tls", "sentinel_username", "sentinel_password", *_TLS},
    "redis+cluster": {"tls", *_TLS},
}
SCHEMES: Final = tuple(_OPTIONS)
_ENCODED: Final = "in a password write / ? # @ : as %2F %3F %23 %40 %3A"
_PORTS: Final = 65_535
_USUAL: Final = {"sentinel": 26379}


class AddressError(ValueError):
    """A URL that names no store; the message says why, without any password."""


def connect(url: str, operation: float = OPERATION) -> "Redis | RedisCluster":
    """Return a client; it connects when first used. `operation` is in seconds. Raises AddressError."""
    checked(url)
    scheme = urlsplit(url).scheme
    if scheme == "redis+cluster":
        return _cluster(url, operation)
    if scheme == "redis+sentinel":
        return _sentinel(url, operation)
    import redis

    try:
        return redis.Redis.from_url(url, **_limits(operation))
    except ValueError as error:
        message = f"{masked(url)}: {error}"
        raise AddressError(message) from error


def checked(url: str) -> None:
    """Raise AddressError for what is wrong with a URL at first sight."""
    try:
        parts = urlsplit(url)
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
    except ValueError as error:
        message = f"not a URL; {_ENCODED}, [ ] as %5B %5D"
        raise AddressError(message) from error
    if parts.scheme not in SCHEMES:
        message = f"a store's URL begins with {', '.join(f'{name}://' for name in SCHEMES)}"
        raise AddressError(message)
    if parts.scheme == "unix" and not parts.path:
        message = "unix:// wants the path of a socket: unix:///run/redis.sock"
        raise AddressError(message)
    if parts.scheme != "unix":
        _check_hosts(url)
    if parts.scheme == "redis+sentinel" and not parts.path.strip("/"):
        message = "redis+sentinel:// wants a service: redis+sentinel://host:26379/mymaster"
        raise AddressError(message)
    _check_options(url, options.keys())
    _check_database(url, options.get("db", ""))


def _check_hosts(url: str) -> None:
    several = urlsplit(url).scheme in {"redis+sentinel", "redis+cluster"}
    if len(_hosts(url)) > 1 and not several:
        message = f"{masked(url)}: several hosts want redis+sentinel:// or redis+cluster://"
        raise AddressError(message)


def _check_options(url: str, options: AbstractSet[str]) -> None:
    parts = urlsplit(url)
    if parts.fragment or any("@" in name for name in options):
        message = f"{masked(url)}: more follows the host than a store has; {_ENCODED}"
        raise AddressError(message)
    if unknown := options - _OPTIONS[parts.scheme]:
        hint = "; for TLS write rediss://" if parts.scheme == "redis" and unknown & _TLS else ""
        message = f"{masked(url)}: {parts.scheme}:// has no option `{min(unknown)}`{hint}"
        raise AddressError(message)


def _check_database(url: str, option: str) -> None:
    """Say nothing of what stands there: it may be a part of a password."""
    scheme, path = urlsplit(url).scheme, urlsplit(url).path.strip("/")
    if scheme == "redis+sentinel":
        path = path.partition("/")[2]
    if scheme == "redis+cluster" and path not in {"", "0"}:
        message = f"{masked(url)}: a cluster has no databases, so nothing follows its hosts"
        raise AddressError(message)
    database = "" if scheme == "unix" else path
    if not all(text.isdecimal() for text in (database, option) if text):
        message = f"{masked(url)}: a database is a number, as in …/0"
        raise AddressError(message)


def masked(url: str) -> str:
    """Return a URL without user, password and options, to be shown; of a doubtful one, less."""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "…"
    shown, _, options = rest.partition("?")
    if "@" in options and "@" not in shown:  # a password may hold the question mark
        return f"{scheme}://…"
    return f"{scheme}://{shown.rpartition('@')[2]}"


def _limits(operation: float) -> dict[str, Any]:
    from redis.backoff import NoBackoff
    from redis.maint_notifications import MaintNotificationsConfig
    from redis.retry import Retry

    return {
        "socket_timeout": operation,
        "socket_connect_timeout": CONNECTING,
        "retry": Retry(NoBackoff(), 0),
        "driver_info": None,
        "maint_notifications_config": MaintNotificationsConfig(enabled=False),
        "protocol": 2,
    }


def _hosts(url: str) -> list[tuple[str, int]]:
    parts = urlsplit(url)
    usual = _USUAL.get(parts.scheme.partition("+")[2], 6379)
    found = []
    for host in parts.netloc.rpartition("@")[2].split(","):
        name, colon, port = host.rpartition(":") if not host.endswith("]") else (host, "", "")
        name = name if colon else host
        if not name or (colon and not (port.isdigit() and int(port) <= _PORTS)):
            message = f"{masked(url)}: a host has no name, or a port that is no number; {_ENCODED}"
            raise AddressError(message)
        found.append((name.strip("[]"), int(port) if colon else usual))
    return found


def _user(url: str) -> dict[str, str]:
    parts = urlsplit(url)
    user, _, password = parts.netloc.rpartition("@")[0].partition(":")
    named = {"username": unquote(user), "password": unquote(password)}
    return {name: value for name, value in named.items() if value}


def _more(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def _tls(more: dict[str, str]) -> dict[str, Any]:
    tls: dict[str, Any] = {k: v for k, v in more.items() if k.startswith("ssl_")}
    if "ssl_check_hostname" in tls:
        tls["ssl_check_hostname"] = tls["ssl_check_hostname"].lower() in {"1", "true", "yes"}
    return tls | {"ssl": True} if tls or more.get("tls") in {"1", "true", "yes"} else {}


def _cluster(url: str, operation: float) -> "RedisCluster":
    from redis.cluster import ClusterNode, RedisCluster

    nodes = [ClusterNode(*host) for host in _hosts(url)]  # type: ignore[no-untyped-call]  # redis-py's
    options = {**_user(url), **_tls(_more(url)), **_limits(operation)}
    return RedisCluster(startup_nodes=nodes, **options)


def _sentinel(url: str, operation: float) -> "Redis":
    from redis.sentinel import Sentinel

    more = _more(url)
    service, _, database = urlsplit(url).path.strip("/").partition("/")
    own = {
        name: more[f"sentinel_{name}"]
        for name in ("username", "password")
        if f"sentinel_{name}" in more
    }
    limits = _limits(operation)
    kwargs = {**limits, **_tls(more), **own}
    sentinel = Sentinel(_hosts(url), sentinel_kwargs=kwargs)  # type: ignore[no-untyped-call]  # redis-py's
    options = {**_user(url), **_tls(more), **limits, "db": int(database or more.get("db", "0"))}
    client: Redis = sentinel.master_for(service, **options)  # type: ignore[no-untyped-call]  # redis-py's
    return client
