"""The outcomes of all files of a run: recalled where they are known, worked out where not."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain

from msgspec.structs import replace

from lsp_server.cli import progress
from lsp_server.cli.checked import CheckedFile, Sums, Task
from lsp_server.cli.recollection import Gathered, Recollection
from lsp_server.cli.totals import added

How = tuple[Callable[[Sequence[Task]], list[Task]], int]
"""What adds to tasks the texts that git has to be asked for, and the number of processes."""


def gather(
    tasks: Sequence[Task], digests: list[bytes], recollection: Recollection, how: How
) -> tuple[tuple[CheckedFile, ...], Sums]:
    """Return the files worth telling, in the order of the tasks, and the sums of all.

    In a full run all are worth it, else those with findings or mishaps. `digests` are of the
    contents, b"" where they are not known yet.
    """
    gathered = recollection.all_of(tasks, digests)
    if gathered is None:
        known = recollection.each_of(tasks, digests)
        fresh = _fresh(tasks, known, digests, recollection, how)
        gathered = _folded(chain(known.items(), fresh), full=recollection.shared.full)
        recollection.learn_all(tasks, digests, gathered)
    files = tuple(replace(file, path=tasks[number].path) for number, file in gathered.files)
    return files, gathered.sums


def _fresh(
    tasks: Sequence[Task],
    known: dict[int, CheckedFile],
    digests: list[bytes],
    recollection: Recollection,
    how: How,
) -> Iterator[tuple[int, CheckedFile]]:
    """Work out what is not known, and note it; `digests` become those of the contents read."""
    numbers = [number for number in range(len(tasks)) if number not in known]
    if not numbers:
        return
    from lsp_server.cli.scan import scan

    with_texts, jobs = how
    unknown = with_texts([tasks[number] for number in numbers])
    examined = scan(unknown, recollection.shared, jobs)
    for item in progress.shown(examined, len(unknown), "Checking"):
        number = numbers[item.number]
        digests[number] = item.digest
        recollection.learn(unknown[item.number], item.digest, item.content)
        yield number, item.file()


def _folded(files: Iterable[tuple[int, CheckedFile]], *, full: bool) -> Gathered:
    """Keep what is worth telling and add up the rest, so that memory does not grow with it."""
    told: dict[int, CheckedFile] = {}
    days: set[str] = set()

    def parts() -> Iterator[Sums]:
        for number, file in files:
            if full or file.unread or file.findings:
                told[number] = file
            days.add(file.day)
            yield file.sums

    sums = added(parts())
    return Gathered(tuple(sorted(told.items())), sums, max(days, default=""))
