"""What can go wrong with files and processes: said once, passed over, and nothing else is lost."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import pytest
from terminal import COMPLEX, SIMPLE

CONSOLE = Path(sys.executable).parent / "vitals"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such files and signals there")


def make_fifo(path: Path) -> None:
    os.mkfifo(path)


def make_loop(path: Path) -> None:
    path.symlink_to(path.name)


def make_dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def make_huge(path: Path) -> None:
    path.touch()
    os.truncate(path, 100_000_000)


FAULTS = {
    make_fifo: "not a regular file",
    make_loop: "too many levels of symbolic links",
    make_dangling: "no such file or directory",
    make_huge: "larger than max-file-size, 10,000,000 bytes",
}


@pytest.mark.parametrize("arguments", [(), ("--no-cache",)])
@pytest.mark.parametrize("make", FAULTS)
def test_a_fault_is_said_once_and_nothing_else_is_lost(place, make, arguments):
    """The file is named with the reason, the others are checked, and the exit code is 2."""
    place.write("a.py", COMPLEX)
    place.write("z/z.py", SIMPLE)
    make(place.root / "m.py")
    for _ in range(2):
        outcome = place.vitals("check", *arguments)
        assert outcome.code == 2
        assert [line for line in outcome.out.splitlines() if "m.py" in line] == [
            f"m.py: {FAULTS[make]}"
        ]
        assert "2 files" in outcome.out
        assert "complex_one" in outcome.out


def test_folders_that_contain_themselves_end(place):
    """Links to folders are not followed, be they above or beside; the files are seen once."""
    place.write("pkg/a.py", SIMPLE)
    (place.root / "pkg" / "up").symlink_to("..")
    (place.root / "pkg" / "here.py").symlink_to(".")
    (place.root / "one").symlink_to("two")
    (place.root / "two").symlink_to("one")
    outcome = place.vitals("check")
    assert outcome.code == 0
    assert "1 file," in outcome.out


def test_a_huge_file_is_looked_at_when_the_settings_say_so(place):
    """max-file-size decides what is too large."""
    place.write("a.py", SIMPLE + "#" * 2000)
    place.write("pyproject.toml", "[tool.vitals]\nmax-file-size = 1000\n")
    outcome = place.vitals("check")
    assert "a.py: larger than max-file-size, 1,000 bytes" in outcome.out
    place.write("pyproject.toml", "[tool.vitals]\nmax-file-size = 3000\n")
    assert place.vitals("check").code == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_file_that_needs_too_much_memory_is_said(place, jobs):
    """Where memory is short, the file that does not fit is named and the others are checked."""
    from resource import RLIMIT_AS, setrlimit

    place.write("a.py", COMPLEX)
    place.write("m.py", COMPLEX * 30_000)
    limit = 150_000_000
    done = subprocess.run(
        [CONSOLE, "check", "--jobs", jobs], capture_output=True, text=True, check=False,
        preexec_fn=lambda: setrlimit(RLIMIT_AS, (limit, limit)),
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (2, "")
    assert re.search(r"m\.py: .*; (it|the file) was left out", done.stdout)
    assert "1 file," in done.stdout
    assert "a.py:1" in done.stdout


def test_a_file_that_vanishes_is_said(place, monkeypatch):
    """A file that is gone between being found and being read costs nothing but itself."""
    from lsp_server.cli import running

    place.write("a.py", COMPLEX)
    place.write("b.py", SIMPLE)
    discover = running.discover

    def vanishing(*arguments):
        found = list(discover(*arguments))
        (place.root / "b.py").unlink()
        return found

    monkeypatch.setattr(running, "discover", vanishing)
    outcome = place.vitals("check")
    assert outcome.code == 2
    assert outcome.out.count("b.py: no such file or directory") == 1
    assert "complex_one" in outcome.out


AS_NOBODY = """
    import os, sys
    from lsp_server.cli import run
    os.chdir(sys.argv[1])
    run(["check", "a.py", "--exit-zero"])  # loads what is needed, while it may be read
    if os.geteuid() == 0:
        os.setuid(65534)
    print("===")
    sys.exit(run(["check", "--no-cache"]))
"""


def test_what_may_not_be_read_is_said():
    """A file and a folder without permission: each is named once; also when root runs the tests."""
    root = Path(tempfile.mkdtemp())
    root.chmod(0o755)
    (root / "a.py").write_text(COMPLEX)
    (root / "secret.py").write_text(SIMPLE)
    (root / "folder").mkdir()
    (root / "secret.py").chmod(0)
    (root / "folder").chmod(0)
    script = textwrap.dedent(AS_NOBODY)
    done = subprocess.run(
        [sys.executable, "-c", script, root], capture_output=True, text=True, check=False
    )
    (root / "folder").chmod(0o755)
    shutil.rmtree(root)
    out = done.stdout.partition("===\n")[2]
    assert done.returncode == 2, done.stderr
    assert out.count("secret.py: permission denied\n") == 1
    assert out.count("folder: permission denied\n") == 1
    assert "complex_one" in out


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers by /proc")
def test_a_killed_worker_costs_nothing(place):
    """When somebody kills a worker, what it had and all that was waiting is done once more."""
    for number in range(400):
        place.write(f"m{number}.py", (COMPLEX + SIMPLE) * 20 + f"x = {number}\n")
    process = subprocess.Popen(
        [CONSOLE, "check", "--jobs", "2", "--format", "json", "--no-cache"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None and len(children.read_text().split()) < 2:
        pass
    assert process.returncode is None
    os.kill(int(children.read_text().split()[1]), signal.SIGKILL)
    out, err = process.communicate(timeout=120)
    assert (process.returncode, err) == (1, "")
    report = json.loads(out)
    assert report["unread"] == []
    assert len(report["files"]) == 400
    assert len(report["functions"]) == 400 * 40
