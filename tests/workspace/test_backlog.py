"""Which files are measured next, and what becomes of files that hold the same or kill processes."""

from lsp_server.workspace.backlog import Backlog, chosen
from lsp_server.workspace.jobs import Task


def task(path: str, key: str = "", size: int = 100) -> Task:
    return Task(path, size, (key or path).encode(), b"", "none")


def backlog(*tasks: Task) -> Backlog:
    made = Backlog()
    for one in tasks:
        made.add(one)
    return made


def paths(tasks) -> list[str]:
    return [one.path for one in tasks]


def test_those_named_first_come_first_and_the_others_in_their_order():
    """Open files and what they import are done before the rest; unknown names are passed over."""
    waiting = {one.path: one for one in map(task, "abcde")}
    assert paths(chosen(waiting, ["d", "x", "b", "d"])) == list("dbace")


def test_a_worker_gets_about_so_much_at_once():
    """A job ends with the file that makes it large enough, and holds at least one."""
    waiting = {one.path: one for one in (task("a", size=50_000), task("b"), task("c"))}
    assert paths(chosen(waiting, ["b"], enough=50_000)) == ["b", "a"]
    assert paths(chosen(waiting, [], enough=1)) == ["a"]


def test_files_that_hold_the_same_are_one_task():
    """Of three files with one text, one is handed out, and its answer is that of the others."""
    made = backlog(task("a", "k"), task("b", "k"), task("c", "k"), task("d"))
    assert (len(made), made.size) == (2, 4)
    taken = made.take([])
    assert paths(taken) == ["a", "d"]
    assert paths(made.answered(taken[0], b"k")) == ["b", "c"]
    assert made.size == 0


def test_a_file_that_changed_meanwhile_does_not_speak_for_its_twins():
    """When the answer is about another text, one of the twins is measured in its place."""
    made = backlog(task("a", "k"), task("b", "k"), task("c", "k"))
    (taken,) = made.take([])
    assert made.answered(taken, b"other") == []
    (taken,) = made.take([])
    assert taken.path == "b"
    assert paths(made.answered(taken, b"k")) == ["c"]


def test_a_file_that_goes_leaves_its_twins_behind():
    """Dropping the file that waits for all makes another one wait; dropping a twin drops it alone."""
    made = backlog(task("a", "k"), task("b", "k"), task("c", "k"))
    made.drop("a")
    made.drop("c")
    assert paths(made.take([])) == ["b"]
    assert made.size == 0


def test_a_newer_task_of_a_file_replaces_the_older():
    """A file that changes twice before its turn is measured once, by its newest key."""
    made = backlog(task("a", "old"), task("a", "new"))
    assert [one.key for one in made.take([])] == [b"new"]
    assert made.take([]) == ()


def test_a_file_that_was_there_when_a_process_died_is_done_alone():
    """After a death the others go first, together; the suspects follow one by one."""
    made = backlog(task("a"), task("b"))
    assert made.died(made.take([])) == []
    made.add(task("c"))
    assert [paths(made.take([])) for _ in range(3)] == [["c"], ["a"], ["b"]]


def test_the_second_death_is_the_last():
    """A file of which two processes died is left out until it changes."""
    made = backlog(task("a", "k"))
    assert made.died(made.take([])) == []
    assert paths(made.died(made.take([]))) == ["a"]
    made.add(task("a", "k"))
    assert made.take([]) == ()
    made.add(task("a", "changed"))
    assert paths(made.take([])) == ["a"]


def test_an_answer_clears_a_file_of_suspicion():
    """Deaths count only in a row."""
    made = backlog(task("a", "k"))
    made.died(made.take([]))
    made.answered(made.take([])[0], b"k")
    made.add(task("a", "l"))
    assert made.died(made.take([])) == []
