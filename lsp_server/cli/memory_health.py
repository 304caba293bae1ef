"""Where session memory is, what it holds, who shares it, and what is wrong: as data and for people."""

import os
from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from lsp_server.cli.failure import FailureError
from lsp_server.cli.remembered import Records, project_at, remembered
from lsp_server.cli.styled import Text
from lsp_server.features.markdown import count
from lsp_server.memory.kinds import LEVELS

NO_URL: Final = "not set up: VITALS_REDIS_URL is empty"
NOT_SHARED: Final = "not used: nothing is shared until VITALS_SHARING is 1, 2 or 3"


def health_at(path: str, config: str | None) -> dict[str, Any]:
    """Return the facts about the project around a path, Redis not asked; else what the `trouble` is."""
    try:
        with remembered(project_at(path, config), ask=False) as records:
            return health_of(records)
    except FailureError as error:
        return {"trouble": str(error)}


def health_of(records: Records) -> dict[str, Any]:
    """Return the facts as plain data; `redis` is None where it is not set up."""
    project = records.project
    entries = records.live()
    pending, size = records.measures()
    redis = records.redis
    return {
        "idle": not project.sharing.url and bool(os.environ.get("VITALS_REDIS_URL")),
        "file": str(records.file),
        "folder": project.folder,
        "workspace": project.name.text,
        "records": len(entries),
        "kinds": dict(sorted(Counter(entry.kind for entry in entries).items())),
        "bytes": size,
        "sharing": project.sharing.level,
        "read_only": project.sharing.read_only,
        "team_secret": bool(project.sharing.secret_file),
        "pending": pending if project.sharing.url and not project.sharing.read_only else 0,
        "redis": redis and redis._asdict(),
        "faults": dict(sorted(Counter(records.faults).items())),
    }  # fmt: skip


def told(health: dict[str, Any]) -> Iterator[Text]:
    """Yield the same for people."""
    rows = {
        "file": health["file"],
        "project": f"{health['folder']}, known as {health['workspace']}",
        "records": _records(health),
        "sharing": f"{health['sharing']}: {LEVELS[health['sharing']]}",
        "redis": _redis(health),
    }
    if health["redis"] is not None:
        secret = "the team's" if health["team_secret"] else "this user's own, so no team reads them"
        rows["secret"] = secret
        verb = "waits" if health["pending"] == 1 else "wait"
        waiting = f"{count(health['pending'], 'record')} {verb} for Redis"
        rows["pending"] = "read-only: nothing is sent" if health["read_only"] else waiting
    for name, value in rows.items():
        yield Text.assemble((f"{name:<8}  ", "dim"), value)
    for fault, number in health["faults"].items():
        what = "record is" if number == 1 else "records are"
        yield Text(f"{number:,} {what} not believed: {fault}", "red")


def sentence(health: dict[str, Any]) -> str:
    """Say it in a line."""
    if trouble := health.get("trouble"):
        return f"memory: {trouble}"
    faults = ", ".join(f"{number:,} {fault}" for fault, number in health["faults"].items())
    wrong = f"; not believed: {faults}" if faults else ""
    waiting = f"; {health['pending']:,} wait for Redis" if health["pending"] else ""
    return f"memory: {_records(health)}; Redis: {_redis(health)}{waiting}{wrong}"


def _records(health: dict[str, Any]) -> str:
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in health["kinds"].items())
    all_of = count(health["records"], "record") + (f" ({kinds})" if kinds else "")
    return f"{all_of}, {health['bytes'] / 1000:,.1f} KB"


def _redis(health: dict[str, Any]) -> str:
    redis = health["redis"]
    if redis is None:
        return NOT_SHARED if health["idle"] else NO_URL
    detail = f": {redis['detail']}" if redis["detail"] else ""
    return f"{redis['server']} is {redis['state']}{detail}"
