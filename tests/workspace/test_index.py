"""The records of all files, bounded, and where imported modules are looked for."""

from lsp_server.analysis import analyse
from lsp_server.text import Source
from lsp_server.workspace.index import Index, imported


def test_news_are_what_changed_since():
    """What is put again stands last and is told again; what is dropped is told no more."""
    index = Index()
    for path in "abc":
        index.put(path, b"1", b"one")
    seen = index.revision
    index.put("a", b"2", b"two")
    index.drop("b")
    assert [(path, entry.record) for path, entry in index.since(seen)] == [("a", b"two")]
    assert [path for path, _ in index.since(0)] == ["c", "a"]
    assert index.since(index.revision) == []


def test_the_sums_follow_every_change():
    """Bytes and failures are those of the entries, after puts, failures and drops."""
    index = Index()
    index.put("a", b"1", b"12345")
    index.put("b", b"", b"", "unreadable")
    assert (len(index), index.size, index.failed) == (2, 5, 1)
    index.put("b", b"2", b"123")
    index.put("a", b"", b"", "gone")
    assert (len(index), index.size, index.failed) == (2, 3, 1)
    assert (index.drop("a"), index.drop("a")) == (True, False)
    assert (len(index), index.size, index.failed) == (1, 3, 0)


def test_what_finds_no_room_is_counted_and_not_kept():
    """The bytes never exceed the capacity; a file without room fails with that reason."""
    index = Index(capacity=10)
    index.put("a", b"1", b"1234567")
    index.put("b", b"2", b"1234")
    entry = index.get("b")
    assert entry is not None
    assert (index.size, index.failed, entry.record, entry.why) == (7, 1, b"", "the index is full")


def found(text: str, path: str = "/w/pkg/sub/mod.py") -> set[str]:
    facts = [fact for _, fact in analyse(Source.of(text)).imports()]
    return set(imported(path, facts, "/w"))


def test_imports_are_looked_for_from_every_folder_up_to_the_root_and_below_src():
    """`import a.b` may be a module or a package in any folder above the file, or in src."""
    places = found("import a.b\n")
    for folder in ("/w", "/w/src", "/w/pkg", "/w/pkg/sub"):
        assert {f"{folder}/a/b.py", f"{folder}/a/b/__init__.py"} <= places
    assert all(place.startswith("/w/") for place in places)


def test_names_imported_from_a_package_may_be_modules():
    """`from a import b` may mean a/b.py as well as a.py."""
    assert {"/w/a.py", "/w/a/__init__.py", "/w/a/b.py"} <= found("from a import b\n")


def test_relative_imports_begin_where_they_say():
    """One dot is the file's own folder, two the one above; more than there are find nothing."""
    assert found("from .x import y\n") >= {"/w/pkg/sub/x.py", "/w/pkg/sub/x/y.py"}
    assert found("from .. import z\n") >= {"/w/pkg/z.py"}
    assert found("from ....... import z\n") == set()
