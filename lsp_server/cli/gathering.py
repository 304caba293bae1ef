"""The outcomes of all files of a run: recalled where they are known, worked out where not.

Files are added up one by one, so that the memory that this takes does not grow with their figures.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from msgspec.structs import replace

from lsp_server.checks.finding import Finding
from lsp_server.cli import progress
from lsp_server.cli.around import Around, Files
from lsp_server.cli.checked import CheckedFile, Sums, Task
from lsp_server.cli.earlier import Earlier
from lsp_server.cli.recollection import Gathered, Known, Recollection
from lsp_server.cli.totals import added


class How(NamedTuple):
    """How outcomes are worked out that are not known.

    `before` is the base, `jobs` the number of processes, `around` what the files are part of; None:
    nothing is asked of the import graph.
    """

    before: Earlier
    jobs: int
    around: Around | None = None


class Outcome(NamedTuple):
    """The files with findings or mishaps and the sums of all, in the order of the tasks.

    `vain` is what is wrong with the contracts, each with the file that holds it.

    `records` are the paths and encoded outcomes of all files, in full runs only.
    """

    files: tuple[CheckedFile, ...]
    sums: Sums
    records: tuple[tuple[str, bytes], ...] = ()
    vain: tuple[tuple[str, Finding], ...] = ()


def gather(
    tasks: Sequence[Task], digests: list[bytes], recollection: Recollection, how: How
) -> Outcome:
    """Return the outcome; `digests` are of the contents, b"" where they are not known yet."""
    contents: dict[int, bytes] = {}
    around = b"" if how.around is None else how.around.identity(how.before)
    gathered = recollection.all_of(tasks, digests, around)
    if gathered is None:
        missing = set(range(len(tasks)))
        known = _without(missing, recollection.each_of(tasks, digests))
        fresh = _fresh(tasks, missing, digests, recollection, how)
        gathered = _folded(chain(known, fresh), contents if recollection.shared.full else None)
        if how.around is not None:
            from lsp_server.cli.linking import with_linked

            how_linked = (how.around, how.before, how.jobs)
            gathered = with_linked(gathered, Files(tasks, digests), how_linked, recollection)
        recollection.learn_all(tasks, digests, gathered, around)
    return Outcome(
        (
            *(replace(file, path=tasks[number].path) for number, file in gathered.files),
            *gathered.beside,
        ),
        gathered.sums,
        tuple((tasks[number].path, content) for number, content in sorted(contents.items())),
        gathered.vain,
    )


def _without(missing: set[int], known: Iterable[Known]) -> Iterator[Known]:
    """Pass on what is known, and take its numbers from those that are missing."""
    for item in known:
        missing.discard(item.number)
        yield item


def _fresh(
    tasks: Sequence[Task],
    missing: set[int],
    digests: list[bytes],
    recollection: Recollection,
    how: How,
) -> Iterator[Known]:
    """Work out what is missing, and note it; `digests` become those of the contents read."""
    numbers = sorted(missing)
    recollection.miss(len(numbers), len(tasks))
    if not numbers:
        return
    from lsp_server.cli.scan import scan

    unknown = how.before.with_texts([tasks[number] for number in numbers])
    examined = scan(unknown, recollection.shared, how.jobs)
    for item in progress.shown(examined, len(unknown), "Checking"):
        number = numbers[item.number]
        digests[number] = item.digest
        recollection.learn(unknown[item.number], item.digest, item.content)
        recollection.learn_imports(item.digest, item.imports)
        yield Known(number, item.file(), item.content)


def _folded(files: Iterable[Known], contents: dict[int, bytes] | None) -> Gathered:
    """Add up the files; keep those worth telling, and the contents of all when they are wanted."""
    told: dict[int, CheckedFile] = {}
    days: set[str] = set()

    def parts() -> Iterator[Sums]:
        for number, file, content in files:
            if contents is not None:
                contents[number] = content
                file = replace(file, functions=(), classes=(), problems=())  # noqa: PLW2901
            if file.unread or file.findings:
                told[number] = file
            days.add(file.day)
            yield file.sums

    sums = added(parts())
    return Gathered(tuple(sorted(told.items())), sums, max(days, default=""))
