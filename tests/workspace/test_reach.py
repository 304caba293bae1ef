"""How far modules reach, while the graph changes under the search."""

from lsp_server.analysis import analyse
from lsp_server.text import Source
from lsp_server.workspace.linkage import Linkage, Terms
from lsp_server.workspace.reach import KEPT, Reach, Reached, Slices

ROOT = "/project"


def chain(length: int, *, complete: bool = True) -> Linkage:
    """Link modules m0 ← m1 ← …, each of which imports the one before."""
    linkage = Linkage(path_of=str)
    paths = [f"{ROOT}/m{number}.py" for number in range(length)]
    linkage.survey(set(paths), Terms((ROOT,), ((ROOT, ()),)))
    linkage.complete = complete
    for number, path in enumerate(paths[1:]):
        write(linkage, path, f"import m{number}\n")
    return linkage


def write(linkage: Linkage, path: str, text: str) -> None:
    linkage.follow(path, analyse(Source.of(text)), None)
    while not linkage.step():
        pass


def finished(steps: Slices[Reached]) -> tuple[Reached, int]:
    """Return the outcome and how often others could go first."""
    pauses = 0
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value, pauses
        pauses += 1


def module(linkage: Linkage, name: str) -> int:
    found = linkage.graph.find(name)
    assert found is not None
    return found


def test_a_second_question_searches_nothing():
    """As long as the graph stays the same, the answer is kept."""
    linkage = chain(5)
    reach = Reach(linkage)
    first, pauses = finished(reach.of(module(linkage, "m0")))
    assert (first.modules, first.closure) == (4, 0)
    assert pauses > 0
    assert finished(reach.of(module(linkage, "m0"))) == (first, 0)


def test_a_change_forgets_what_was_known():
    """The next question has the answer of the new graph."""
    linkage = chain(5)
    reach = Reach(linkage)
    finished(reach.of(module(linkage, "m0")))
    write(linkage, f"{ROOT}/m3.py", "")
    assert finished(reach.of(module(linkage, "m0")))[0].modules == 2


def test_a_change_in_between_begins_again():
    """What is answered is true of one state of the graph."""
    linkage = chain(9)
    steps = Reach(linkage).of(module(linkage, "m0"))
    for _ in range(4):
        next(steps)
    write(linkage, f"{ROOT}/m1.py", "")
    assert finished(steps)[0] == Reached()


def test_while_files_are_missing_nobody_begins_again():
    """Where the graph changes all the time, an answer so far is better than none."""
    linkage = chain(9, complete=False)
    steps = Reach(linkage).of(module(linkage, "m0"))
    next(steps)
    write(linkage, f"{ROOT}/m8.py", "")
    assert finished(steps)[0].modules == 7


def test_a_module_that_is_gone_reaches_nothing():
    """Asked of a module that is dropped meanwhile, the search ends."""
    linkage = chain(4)
    gone = module(linkage, "m0")
    steps = Reach(linkage).of(gone)
    next(steps)
    linkage.update(frozenset(), frozenset({f"{ROOT}/m0.py"}))
    assert finished(steps)[0] == Reached()


def test_what_is_kept_is_bounded():
    """The answer that nobody asked for longest makes room."""
    linkage = chain(KEPT + 2)
    reach = Reach(linkage)
    first = module(linkage, f"m{KEPT}")
    finished(reach.of(first))
    for number in range(KEPT):
        finished(reach.of(module(linkage, f"m{number}")))
    assert finished(reach.of(first))[1] > 0
