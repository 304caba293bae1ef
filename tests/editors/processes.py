"""The servers that run on this machine, told apart by whose they are."""

from pathlib import Path


def servers(*, home: Path | str = "", folder: Path | None = None) -> list[int]:
    """Return the processes of our server of a user with this home, or started in this folder."""
    return [
        int(process.name)
        for process in Path("/proc").iterdir()
        if process.name.isdecimal() and _is_server(process) and _belongs(process, str(home), folder)
    ]


def _is_server(process: Path) -> bool:
    words = _read(process / "cmdline")
    return "serve" in words and any("vitals" in word or word == "lsp_server" for word in words)


def _belongs(process: Path, home: str, folder: Path | None) -> bool:
    if home:
        return f"HOME={home}" in _read(process / "environ")
    try:
        where = (process / "cwd").resolve()
    except OSError:
        return False
    return folder is not None and (where == folder or folder in where.parents)


def _read(path: Path) -> list[str]:
    try:
        return path.read_bytes().decode("utf-8", "replace").split("\0")
    except OSError:
        return []
