"""What a folder's project declares, read from disk: for the surveying process and the command."""

import os
from collections.abc import Collection, Sequence
from pathlib import Path

from lsp_server.configuration import requirements
from lsp_server.graph.project import Project
from lsp_server.graph.roots import DECLARATIONS, packages, source_roots
from lsp_server.workspace.environment import installed
from lsp_server.workspace.settings_on_disk import text_of


def project_of(folder: str, paths: Collection[str], wanted: Sequence[str] = ()) -> Project:
    """Return the project of a folder with these files; `wanted` is its setting `source-roots`."""
    last = folder
    while Path(last, "__init__.py").is_file():
        last = str(Path(last).parent)
    declared = _declarations(folder, paths)
    path = f"{folder}/pyproject.toml"
    roots = source_roots(folder, paths, declared, wanted, last)
    named = (os.path.normpath(f"{folder}/{name}") for name in wanted)
    return Project(
        folder,
        roots,
        path if path in declared else "",
        requirements.declared(declared.get(path, "")),
        installed(folder),
        tuple(root for root in named if root not in roots),
    )


def _declarations(folder: str, paths: Collection[str]) -> dict[str, str]:
    """Return the texts of the files that declare something, in any folder that is no package."""
    inside = packages(paths)
    folders = {path.rpartition("/")[0] for path in paths} | {folder}
    for path in list(folders):
        above = path.rpartition("/")[0]
        while above.startswith(folder) and above not in folders:
            folders.add(above)
            above = above.rpartition("/")[0]
    found = {}
    for path in folders - inside:
        for name in DECLARATIONS:
            if (text := text_of(f"{path}/{name}")) is not None:
                found[f"{path}/{name}"] = text
    return found
