"""What a reader of editors/README.md copies, and where it is tried: a home and a project."""

import os
import re
import sys
from pathlib import Path

from editors.clients import ROOT

README = (ROOT / "editors/README.md").read_text("utf-8")

ORBIT = """\
def 𝒇𝒇(a, b, c, d, e, f, g):
    total = "😀𝒂"  # vitals: ignore[low-cohesion] reason="😀"
    for x in a:
        if b:
            while c:
                if d:
                    for y in e:
                        if f:
                            total += g or x or y
    return total
"""
"""A function with findings, and a suppression to remove; names and texts beyond the BMP before both."""
SUPPRESSION = '# vitals: ignore[low-cohesion] reason="😀"'
PLAIN = SUPPRESSION.replace("😀", "none")
REMEDY = """    total = "😀𝒂"\n"""
"""Its second line without the suppression."""


def blocks(heading: str) -> dict[str, str]:
    """Return the blocks of code under a heading by their languages."""
    _, _, section = README.partition(f"\n### {heading}\n")
    assert section, f"no heading {heading} in editors/README.md"
    section = re.split(r"^##", section, maxsplit=1, flags=re.MULTILINE)[0]
    return dict(re.findall(r"^```(\w+)\n(.*?)^```$", section, re.DOTALL | re.MULTILINE))


def environment(home: Path) -> dict[str, str]:
    """Return the environment of an editor whose user has this home and has installed Vitals."""
    home.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")}
    path = f"{Path(sys.executable).parent}:{kept['PATH']}"
    return {**kept, "HOME": str(home), "PATH": path, "LANG": "C.UTF-8"}


def project(folder: Path) -> Path:
    """Make a project of a file and another that imports it, and return the first."""
    folder.mkdir()
    (folder / "pyproject.toml").touch()
    (folder / "moon.py").write_text(f"import orbit\n\nprint(orbit)  {PLAIN}\n", "utf-8")
    (file := folder / "orbit.py").write_text(ORBIT, "utf-8")
    return file
