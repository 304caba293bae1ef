"""The imports between a package's modules as grimp and `ruff analyze graph` have them, by name."""

import json
import os
import subprocess
import sys
from pathlib import Path

Pairs = set[tuple[str, str]]

_GRIMP = """
import json, sys
import grimp
made = grimp.build_graph(
    sys.argv[1], exclude_type_checking_imports=sys.argv[2] == "without", cache_dir=None
)
imports = made.find_modules_directly_imported_by
json.dump({module: sorted(imports(module)) for module in made.modules}, sys.stdout)
"""


def grimp(root: Path, package: str, *, typing: bool) -> tuple[set[str], Pairs]:
    """Return grimp's modules and edges."""
    answer = subprocess.run(
        [sys.executable, "-c", _GRIMP, package, "with" if typing else "without"],
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        check=True,
        text=True,
    )
    return _read(json.loads(answer.stdout))


def ruff(root: Path, package: str, *, typing: bool) -> tuple[set[str], Pairs]:
    """Return ruff's files and edges, under the names of the modules."""
    program = Path(sys.executable).parent / "ruff"
    answer = subprocess.run(
        [program, "analyze", "graph", "--isolated", "--target-version=py313",
         "--type-checking-imports" if typing else "--no-type-checking-imports", package],
        cwd=root,
        capture_output=True,
        check=True,
        text=True,
    )  # fmt: skip
    return _read(
        {
            _name(file): [_name(other) for other in others]
            for file, others in json.loads(answer.stdout).items()
        }
    )


def _read(imports: dict[str, list[str]]) -> tuple[set[str], Pairs]:
    return set(imports), {(one, other) for one, others in imports.items() for other in others}


def _name(path: str) -> str:
    return path.rpartition(".")[0].replace("/", ".").removesuffix(".__init__")


ORACLES = {"grimp": grimp, "ruff": ruff}
