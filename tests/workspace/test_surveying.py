"""What the index's processes say of files, asked directly."""

import os
from pathlib import Path

import pytest

from lsp_server.graph.statement import decoded
from lsp_server.memory.results import Results
from lsp_server.workspace import surveying
from lsp_server.workspace.facts import figures_of, findings_of, linked_of
from lsp_server.workspace.jobs import Batch, Folder, Measure, Survey
from lsp_server.workspace.measuring import measure
from lsp_server.workspace.shelf import Shelf
from lsp_server.workspace.surveying import Surveyor

DEEP = (
    "def f(a):\n"
    + "".join(f"{'    ' * n}if a > {n}:\n" for n in range(1, 9))
    + "    " * 9
    + "f(a)\n"
)


@pytest.fixture
def results(cache: Path) -> Results:
    return Results(cache, pytest.fail)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "root"
    folder.mkdir()
    (folder / "vitals.toml").write_text('base = "none"\n', "utf-8")
    for name in "abc":
        (folder / f"{name}.py").write_text(f"import {name}\n{DEEP}", "utf-8")
    return folder


def asked(root: Path, *only: str) -> Survey:
    wanted = frozenset(str(root / name) for name in only) if only else None
    return Survey((Folder(str(root)),), "utf-16", wanted)


def joined(batches) -> Batch:
    found = list(batches)
    return Batch(
        tuple(outcome for batch in found for outcome in batch.outcomes),
        tuple(task for batch in found for task in batch.tasks),
        {digest: item for batch in found for digest, item in batch.settings.items()},
    )


def surveyed(surveyor: Surveyor, job: Survey) -> Batch:
    return joined(surveyor.survey(job))


def names(items) -> list[str]:
    return sorted(Path(item.path).name for item in items)


def measured(batch: Batch, results: Results) -> Batch:
    return measure(Measure("utf-16", dict(batch.settings), batch.tasks), Shelf(results, print))


def test_what_was_measured_is_known_to_the_next_process(root: Path, results: Results):
    """First every file is a task; after they were measured another surveyor finds all records."""
    first = surveyed(Surveyor(Shelf(results, print)), asked(root))
    assert (names(first.tasks), first.outcomes) == (["a.py", "b.py", "c.py"], ())
    made = {outcome.path: outcome for outcome in measured(first, results).outcomes}
    second = surveyed(Surveyor(Shelf(results, print)), asked(root))
    assert second.tasks == ()
    assert {outcome.path: outcome for outcome in second.outcomes} == made
    record = made[str(root / "a.py")].record
    assert [finding.code for finding in findings_of(record)] == ["deep-nesting"]
    facts = figures_of(record)
    statements, _ = linked_of(record)
    assert [said.names for said in decoded(statements)] == [("a",)]
    assert [(item.name, item.line) for item in facts.functions] == [("f", 1)]


def test_only_what_could_have_changed_is_read_again(
    root: Path, results: Results, monkeypatch: pytest.MonkeyPatch
):
    """A second survey reads the one file that was written and says of the others: as before."""
    monkeypatch.setattr(surveying, "GRAIN", -(10**12))
    surveyor = Surveyor(Shelf(results, print))
    measured(surveyed(surveyor, asked(root)), results)
    surveyed(surveyor, asked(root))
    before = surveyor.read
    (root / "b.py").write_text("x = 1\n", "utf-8")
    batch = surveyed(surveyor, asked(root))
    assert surveyor.read == before + 1
    assert names(batch.tasks) == ["b.py"]
    assert [outcome.record for outcome in batch.outcomes] == [b"", b""]
    assert not any(outcome.why for outcome in batch.outcomes)


def test_a_file_just_written_is_not_trusted_by_its_times(root: Path, results: Results):
    """Within the grain of the clock of a file system a file is read again, whatever stat says."""
    surveyor = Surveyor(Shelf(results, print))
    surveyed(surveyor, asked(root))
    surveyed(surveyor, asked(root))
    assert surveyor.read == 6


def test_a_file_that_changes_and_changes_back_is_told_in_full(root: Path, results: Results):
    """After another text was measured, the first one's record is told again, not: as before."""
    surveyor = Surveyor(Shelf(results, print))
    old = (root / "a.py").read_text("utf-8")
    measured(surveyed(surveyor, asked(root)), results)
    surveyed(surveyor, asked(root))
    (root / "a.py").write_text("x = 1\n", "utf-8")
    measured(surveyed(surveyor, asked(root, "a.py")), results)
    (root / "a.py").write_text(old, "utf-8")
    (outcome,) = surveyed(surveyor, asked(root, "a.py")).outcomes
    assert outcome.record


def test_a_survey_of_some_files_keeps_to_the_rules(root: Path, results: Results):
    """Files named are found only where a whole survey would find them; others are passed over."""
    (root / ".gitignore").write_text("ignored/\n", "utf-8")
    for folder in ("ignored", "node_modules", "kept/deep"):
        (root / folder).mkdir(parents=True)
        (root / folder / "x.py").write_text("x = 1\n", "utf-8")
    wanted = ("ignored/x.py", "node_modules/x.py", "kept/deep/x.py", "gone.py")
    batch = surveyed(Surveyor(Shelf(results, print)), asked(root, *wanted))
    assert [task.path for task in batch.tasks] == [str(root / "kept/deep/x.py")]
    assert batch.outcomes == ()


def test_all_paths_are_told_before_any_file_is_read(root: Path, results: Results):
    """So are the projects, and what cannot be read; the import graph begins with these."""
    (root / "dangling.py").symlink_to(root / "nowhere")
    surveyor = Surveyor(Shelf(results, print))
    listed = next(surveyor.survey(asked(root)))
    assert sorted(listed.paths) == [
        str(root / f"{name}.py") for name in ("a", "b", "c", "dangling")
    ]
    assert [project.folder for project in listed.projects] == [str(root)]
    assert (names(listed.outcomes), listed.tasks, surveyor.read) == (["dangling.py"], (), 0)


def test_a_file_that_vanishes_after_it_was_found_is_said(root: Path, results: Results):
    """Whether it vanishes before it is read or before it is measured, that file alone fails."""
    for number in range(300):
        (root / f"m{number:03}.py").write_text(f"x = {number}\n", "utf-8")
    batches = Surveyor(Shelf(results, print)).survey(asked(root))
    listed, first = next(batches), next(batches)
    (root / "m299.py").unlink()
    assert len(listed.paths) == 303
    rest = joined(batches)
    assert names(outcome for outcome in rest.outcomes if outcome.why) == ["m299.py"]
    assert len(first.tasks) + len(rest.tasks) == 302
    (root / "a.py").unlink()
    outcomes = measured(first, results).outcomes
    assert names(item for item in outcomes if item.why) == ["a.py"]
    assert sum(bool(item.record) for item in outcomes) == len(first.tasks) - 1


def test_what_is_no_file_and_what_is_too_large_is_said_and_not_read(root: Path, results: Results):
    """A FIFO, a link to itself, a dangling link and a sparse file of 100 MB cost one reason each."""
    os.mkfifo(root / "fifo.py")
    (root / "loop.py").symlink_to(root / "loop.py")
    (root / "dangling.py").symlink_to(root / "nowhere")
    (root / "around").symlink_to(root)
    with (root / "huge.py").open("wb") as file:
        file.truncate(100_000_000)
    surveyor = Surveyor(Shelf(results, print))
    batch = surveyed(surveyor, asked(root))
    assert names(batch.outcomes) == ["dangling.py", "fifo.py", "huge.py", "loop.py"]
    assert all(outcome.why for outcome in batch.outcomes)
    assert (names(batch.tasks), surveyor.read) == (["a.py", "b.py", "c.py"], 3)


def test_settings_are_part_of_the_key(root: Path, results: Results):
    """Other limits make another record, those that only an editor looks at do not."""
    measured(surveyed(Surveyor(Shelf(results, print)), asked(root)), results)
    for sent, tasks in (({"quietMs": 0}, 0), ({"nesting": 2}, 3)):
        job = Survey((Folder(str(root), sent),), "utf-16")
        assert len(surveyed(Surveyor(Shelf(results, print)), job).tasks) == tasks


def test_a_record_that_is_none_is_made_again(root: Path, results: Results):
    """Bytes in the store that are no record are not handed on."""
    tasks = surveyed(Surveyor(Shelf(results, print)), asked(root)).tasks
    results.put_many({task.key: b"\xc1 no record" for task in tasks})
    assert len(surveyed(Surveyor(Shelf(results, print)), asked(root)).tasks) == 3


def test_half_a_character_can_be_told(root: Path, results: Results):
    """A comment to us with a lone surrogate, which no bytes can say, does not cost its record."""
    (root / "a.py").write_bytes(b"# coding: utf-7\n# vitals: ignore[x+2AA-]\n" + DEEP.encode())
    outcomes = measured(surveyed(Surveyor(Shelf(results, print)), asked(root)), results).outcomes
    assert names(item for item in outcomes if item.record) == ["a.py", "b.py", "c.py"]


def test_places_are_in_the_clients_units(root: Path, results: Results):
    """A name behind characters beyond the BMP stands where the client counts it."""
    text = "class \U00020000\U00020000:\n    def f(self, a): pass\n"
    text += "\U00020000 = 0; \n" + DEEP.replace("def f(a)", "def f(a, \U00020000=1)")
    (root / "a.py").write_text(text + "x = '\U00020000'; (\n", "utf-8")
    columns = {}
    for encoding in ("utf-8", "utf-16", "utf-32"):
        job = Survey((Folder(str(root)),), encoding, frozenset({str(root / "a.py")}))
        batch = surveyed(Surveyor(Shelf(results, print)), job)
        (outcome,) = measure(
            Measure(encoding, dict(batch.settings), batch.tasks), Shelf(results, print)
        ).outcomes
        (broken,) = (item for item in findings_of(outcome.record) if item.code == "syntax-error")
        columns[encoding] = broken.span.start.column
    assert columns == {"utf-32": 9, "utf-16": 10, "utf-8": 12}
