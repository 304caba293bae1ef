"""The base, asked of real repositories."""

import os
import subprocess
from pathlib import Path

import pytest

from lsp_server.workspace import base as module
from lsp_server.workspace.base import (
    Base,
    NoBaseError,
    blobs,
    fork_point,
    resolve,
    text_of,
    texts,
    touched,
)

ALONE = os.environ | {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "A",
    "GIT_AUTHOR_EMAIL": "a@example.org",
    "GIT_COMMITTER_NAME": "A",
    "GIT_COMMITTER_EMAIL": "a@example.org",
}


class Repository:
    """A scratch repository driven by real git."""

    def __init__(self, root: Path, *options: str) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        self.git("init", "-q", "-b", "main", *options)

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments], cwd=self.root, check=True, capture_output=True, env=ALONE
        )
        return os.fsdecode(done.stdout).strip()

    def write(self, name: str, text: str) -> str:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return str(path)

    def commit(self, **files: str) -> str:
        for name, text in files.items():
            self.write(f"{name}.py", text)
        self.git("add", "-A")
        self.git("commit", "-qm", "x", "--allow-empty")
        return self.git("rev-parse", "HEAD")


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "r")


def base_texts(base: Base) -> dict[str, tuple[bytes | None, bool]]:
    """Return the base's text and sameness for each file, by name relative to the root."""
    known = blobs(base)
    read = texts(base, [blob.id for blob in known.values()])
    return {
        os.path.relpath(path, base.root): (read.get(blob.id), blob.same)
        for path, blob in known.items()
    }


def test_auto_is_the_fork_point_from_origin(repository):
    """With origin/HEAD the automatic base is where the branch left it, not HEAD."""
    fork = repository.commit(a="1")
    repository.git("update-ref", "refs/remotes/origin/main", fork)
    repository.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    repository.commit(a="2")
    assert resolve(str(repository.root), "auto")[:2] == (str(repository.root), fork)


def test_auto_is_head_without_origin(repository):
    """Without a remote the automatic base is HEAD, also from a subfolder."""
    head = repository.commit(a="1")
    repository.write("sub/b.py", "")
    assert resolve(str(repository.root / "sub"), "auto") == (str(repository.root), head, "HEAD")


def test_an_explicit_revision_is_taken_as_it_is(repository):
    """A revision in the settings is the base itself."""
    first = repository.commit(a="1")
    repository.commit(a="2")
    assert resolve(str(repository.root), "HEAD~1").commit == first


def test_a_fork_point_is_shared_history(repository):
    """What a branch touched is counted from where it left the other one."""
    fork = repository.commit(a="1")
    repository.git("checkout", "-qb", "topic")
    repository.commit(b="1")
    repository.git("checkout", "-q", "main")
    repository.commit(a="2")
    repository.git("checkout", "-q", "topic")
    assert fork_point(str(repository.root), "main").commit == fork


def no_repository(root: Path) -> None:
    root.mkdir()


def unborn(root: Path) -> None:
    Repository(root)


def bare(root: Path) -> None:
    Repository(root, "--bare")


def fresh(root: Path) -> None:
    Repository(root).commit(a="1")


@pytest.mark.parametrize(
    ("prepare", "setting", "words"),
    [
        (no_repository, "auto", "not a git repository"),
        (unborn, "auto", "there is no commit yet"),
        (bare, "auto", "work tree"),
        (fresh, "nowhere", "git knows no revision `nowhere`"),
        (fresh, "--output=x", "git knows no revision `--output=x`"),
        (fresh, "HEAD:a.py", "git knows no revision `HEAD:a.py`"),
        (lambda _: None, "auto", "there is no such folder"),
    ],
)
def test_without_a_base_the_reason_is_said(tmp_path, monkeypatch, prepare, setting, words):
    """Each way of having no base has its own sentence and no traceback."""
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    prepare(tmp_path / "x")
    with pytest.raises(NoBaseError, match=words.replace("(", r"\(")):
        resolve(str(tmp_path / "x"), setting)


def test_without_git_the_reason_is_said(tmp_path, monkeypatch):
    """A machine without git is told so."""
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(NoBaseError, match="git is not installed"):
        resolve(str(tmp_path), "auto")


def test_a_git_that_hangs_is_ended(tmp_path, monkeypatch):
    """A git that does not answer costs the deadline and no more."""
    monkeypatch.setattr(module, "DEADLINE", 0.0)
    with pytest.raises(NoBaseError, match="took longer"):
        resolve(str(tmp_path), "auto")


def test_blobs_tell_same_changed_renamed_and_new_apart(repository):
    """Unchanged files are the same, changed and renamed ones lead to old texts, new ones to none."""
    body = "".join(f"line {n}\n" for n in range(30))
    repository.commit(same="s", changed="old", renamed=body, gone="g")
    repository.write("changed.py", "new")
    repository.write("fresh.py", "f")
    repository.git("mv", "renamed.py", "moved.py")
    repository.write("moved.py", body + "more\n")
    repository.git("rm", "-q", "--cached", "gone.py")
    assert base_texts(resolve(str(repository.root), "auto")) == {
        "same.py": (b"s", True),
        "changed.py": (b"old", False),
        "moved.py": (body.encode(), False),
        "gone.py": (b"g", False),
    }


def test_names_with_odd_characters(repository):
    """Blanks, quotes, tabs, newlines and bytes that are no text lead to their files."""
    names = [
        "with blank.py",
        'q"uote.py',
        "t\tab.py",
        "new\nline.py",
        "ü.py",
        os.fsdecode(b"\xff.py"),
    ]
    for name in names:
        repository.write(name, "1\n")
    repository.commit()
    for name in names:
        repository.write(name, "1\n2\n")
    base = resolve(str(repository.root), "auto")
    assert base_texts(base) == dict.fromkeys(names, (b"1\n", False))
    paths = {f"{repository.root}/{name}" for name in names}
    assert touched(base) == dict.fromkeys(paths, ((1, 2),))
    assert all(text_of(base, path) == b"1\n" for path in paths)


def test_one_text(repository):
    """One file's old text is read without listing the whole tree; a file unknown then is None."""
    repository.commit(a="old\n")
    path = repository.write("a.py", "new\n")
    base = resolve(str(repository.root), "auto")
    assert text_of(base, path) == b"old\n"
    assert text_of(base, str(repository.root / "b.py")) is None


@pytest.mark.parametrize(
    ("old", "new", "ranges"),
    [
        ("a\nb\nc\n", "a\nB\nc\n", ((1, 2),)),
        ("a\nb\n", "a\nx\ny\nb\n", ((1, 3),)),
        ("a\nb\nc\n", "a\nc\n", ((0, 2),)),
        ("a\nb\n", "b\n", ((0, 1),)),
        ("a\nb\nc\nd\n", "A\nb\nc\nD\n", ((0, 1), (3, 4))),
        ("a", "++ b\n@@ -1 +1 @@\n", ((0, 2),)),
        ("a", "b", ((0, 1),)),
        ("a\0\n", "b\0\n", ((0, 1),)),
    ],
)
def test_touched_lines(repository, old, new, ranges):
    """Changed lines are told in lines of now; removed ones by the lines around the gap."""
    repository.commit(a=old, z="1\n")
    path = repository.write("a.py", new)
    last = repository.write("z.py", "2\n")
    assert touched(resolve(str(repository.root), "auto")) == {path: ranges, last: ((0, 1),)}


def test_configuration_cannot_bend_the_answer(repository):
    """Hooks, monitors, prefixes, colours and external differs of the user play no part."""
    repository.commit(a="1\n")
    path = repository.write("a.py", "2\n")
    marker = repository.root / "ran"
    script = f"touch {marker}; exit 1"
    for name, value in {
        "diff.external": script, "core.fsmonitor": script, "core.pager": script,
        "diff.noprefix": "true", "color.ui": "always", "diff.mnemonicPrefix": "true",
    }.items():  # fmt: skip
        repository.git("config", name, value)
    base = resolve(str(repository.root), "auto")
    assert touched(base) == {path: ((0, 1),)}
    assert base_texts(base) == {"a.py": (b"1\n", False)}
    assert not marker.exists()


def test_many_blobs_by_one_process(repository, monkeypatch):
    """Reading any number of old texts starts one child process; missing ones are left out."""
    repository.commit(**{f"f{n}": f"text {n}\n" for n in range(300)})
    base = resolve(str(repository.root), "auto")
    known = blobs(base)
    started = []
    run = subprocess.run
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: started.append(a) or run(*a, **k))
    read = texts(base, [*(blob.id for blob in known.values()), "0" * 40])
    assert sorted(read.values()) == sorted(f"text {n}\n".encode() for n in range(300))
    assert len(started) == 1
    assert texts(base, []) == {}


def test_a_linked_folder_keeps_its_spelling(repository, tmp_path):
    """Paths are spelled as the caller came to the repository, so that they match its files."""
    repository.commit(a="1")
    link = tmp_path / "link"
    link.symlink_to(repository.root)
    assert set(blobs(resolve(str(link), "auto"))) == {str(link / "a.py")}


def test_a_shallow_clone_has_a_base(repository, tmp_path):
    """In a clone of depth one the base is its only commit; older revisions are not known."""
    repository.commit(a="1")
    head = repository.commit(a="2")
    clone = tmp_path / "clone"
    repository.git("clone", "-q", "--depth=1", repository.root.as_uri(), str(clone))
    assert resolve(str(clone), "auto").commit == head
    with pytest.raises(NoBaseError, match="HEAD~1"):
        resolve(str(clone), "HEAD~1")


def test_unrelated_histories_have_no_fork_point(repository):
    """What shares no history with HEAD is compared with as it is."""
    other = repository.commit(a="1")
    repository.git("checkout", "-q", "--orphan", "alone")
    repository.commit(a="2")
    assert fork_point(str(repository.root), "main").commit == other
    repository.git("update-ref", "refs/remotes/origin/HEAD", other)
    assert resolve(str(repository.root), "auto").name == "HEAD"


def test_submodules_are_no_files(repository):
    """A submodule's commit is not taken for a file of the base."""
    head = repository.commit(a="1")
    repository.git("update-index", "--add", "--cacheinfo", f"160000,{head},sub")
    repository.git("commit", "-qm", "x")
    assert set(base_texts(resolve(str(repository.root), "auto"))) == {"a.py"}
    assert text_of(resolve(str(repository.root), "auto"), str(repository.root / "sub")) is None
