"""Outcomes of earlier runs, found again by what they followed from.

Of a tree in which nothing changed, the outcome of all files is one result. What is learnt is handed
to the results now and then and at the end. What cannot be read, or was of another day where that
matters, is not found.
"""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, Self, TypeVar

import msgspec

from lsp_server.checks.finding import Finding
from lsp_server.cli.checked import CheckedFile, Shared, Sums, Task
from lsp_server.cli.identity import Identity, digest_of
from lsp_server.cli.imported import Imports, decoded, key_of_imports
from lsp_server.cli.streams import say
from lsp_server.memory.places import cache_folder

if TYPE_CHECKING:
    from lsp_server.memory.results import Results
    from lsp_server.memory.shared import SharedResults, Store

    AnyResults = Results | SharedResults

TOGETHER: Final = 1000
"""Files that are asked for at once."""
NO_SQLITE: Final = "this Python comes without SQLite, so nothing is kept between runs"
HELD: Final = 250_000
"""Bytes of outcomes that are held back before they are kept."""


class Gathered(msgspec.Struct, frozen=True, array_like=True):
    """The outcome of many files: those worth telling, by number of their task, and the sums of all.

    `vain` is what is wrong with the contracts, each with the file that holds it.
    `beside` are files that were not checked, of which something was found nevertheless.
    """

    files: tuple[tuple[int, CheckedFile], ...]
    sums: Sums
    day: str = ""
    vain: tuple[tuple[str, Finding], ...] = ()
    beside: tuple[CheckedFile, ...] = ()


class Known(NamedTuple):
    """The outcome of the task of some number, also as it is kept."""

    number: int
    file: CheckedFile
    content: bytes


class Usage(NamedTuple):
    """How many files were known, of how many."""

    known: int = 0
    asked: int = 0


_file: Final = msgspec.msgpack.Decoder(CheckedFile)
_all: Final = msgspec.msgpack.Decoder(Gathered)

_Record = TypeVar("_Record", CheckedFile, Gathered)


def user_results(store: "Store | None" = None, *, all_of: bool = False) -> "AnyResults | None":
    """Return the results of this user, with those of a shared store behind them if there is one.

    With `all_of`, the store is given what is known already, too. A mishap is said on standard error.
    None when this Python comes without SQLite.
    """
    try:
        from lsp_server.memory.results import Results
    except ImportError:
        return None
    results = Results(cache_folder(), say)
    if store is None:
        return results
    from lsp_server.memory.shared import SharedResults

    return SharedResults(results, store, say, all_of=all_of)


class Recollection:
    """What one run finds in the results and adds to them; nothing without results."""

    def __init__(self, results: "AnyResults | None", shared: Shared) -> None:
        """Take the results, and what all files of the run have in common."""
        self.results = results
        self.shared = shared
        self.usage = Usage()
        self._identity = Identity(shared)
        self._learnt: dict[bytes, bytes] = {}
        self._imports: dict[bytes, bytes] = {}
        self._size = 0
        self._certain = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.keep()
        if self.results is not None:
            self.results.close()

    def digests(self, tasks: Sequence[Task]) -> list[bytes]:
        """Return the digest of each content, b"" where nothing can be found by it."""
        if self.results is None or not self.results.may_know:
            return [b""] * len(tasks)
        return [digest_of(task, self.shared) for task in tasks]

    def all_of(
        self, tasks: Sequence[Task], digests: Sequence[bytes], around: bytes = b""
    ) -> Gathered | None:
        """Return the outcome of all files when every content is as it was, and what is around."""
        if self.results is None or self.shared.full or not all(digests) or self.results.gives_all:
            return None
        key = self._identity.of_all(tasks, digests, around)
        found = self._valid(_all, self.results.get_many([key]).get(key, b""))
        if found is not None:
            self.usage = Usage(len(tasks), len(tasks))
        return found

    def each_of(self, tasks: Sequence[Task], digests: Sequence[bytes]) -> Iterator[Known]:
        """Yield the outcomes that are known."""
        if self.results is None:
            return
        for start in range(0, len(tasks), TOGETHER):
            keys = {
                number: self._identity.of_file(tasks[number], digests[number])
                for number in range(start, min(start + TOGETHER, len(tasks)))
                if digests[number]
            }
            found = self.results.get_many(set(keys.values())) if keys else {}
            for number, key in keys.items():
                content = found.get(key, b"")
                if file := self._valid(_file, content):
                    yield Known(number, file, content)
        self.results.close()  # none of it belongs into the processes that may follow

    def imports_of(self, digests: Sequence[bytes]) -> dict[bytes, Imports]:
        """Return the imports that are known, by the digests of the contents or the ids of blobs."""
        seen = ((x, self._imports[x]) for x in digests if x in self._imports)
        found = {x: imports for x, content in seen if (imports := decoded(content)) is not None}
        if self.results is None:
            return found
        unseen = [x for x in digests if x and x not in found]
        for start in range(0, len(unseen), TOGETHER):
            keys = {key_of_imports(x): x for x in unseen[start : start + TOGETHER]}
            for key, content in self.results.get_many(keys.keys()).items() if keys else ():
                if (imports := decoded(content)) is not None:
                    found[keys[key]] = imports
        self.results.close()  # none of it belongs into the processes that may follow
        return found

    def learn_imports(self, digest: bytes, content: bytes) -> None:
        """Note the encoded imports of a content of this digest, or of the blob of this id."""
        if digest and content:
            self._imports[digest] = content
            self._note(key_of_imports(digest), content)

    def miss(self, missing: int, asked: int) -> None:
        """Take note of how many files were not known, of how many."""
        self.usage = Usage(asked - missing, asked)

    def learn(self, task: Task, digest: bytes, content: bytes) -> None:
        """Note the encoded outcome of a file whose content had this digest."""
        if task.old_id and task.old is None:
            self._certain = False  # git knows that it was something, not what
        elif digest:
            self._note(self._identity.of_file(task, digest), content)

    def learn_all(
        self, tasks: Sequence[Task], digests: Sequence[bytes], gathered: Gathered, around: bytes
    ) -> None:
        """Note the outcome of all files together."""
        if self._certain and all(digests) and not self.shared.full:
            content = msgspec.msgpack.encode(gathered)
            self._note(self._identity.of_all(tasks, digests, around), content)

    def _note(self, key: bytes, content: bytes) -> None:
        if self.results is not None:
            self._learnt[key] = content
            self._size += len(content)
            if self._size > HELD:
                self.keep()

    def keep(self) -> None:
        """Hand to the results what was learnt until now."""
        if self.results is not None:
            self.results.put_many(self._learnt)
        self._learnt, self._size = {}, 0

    def _valid(self, decoder: msgspec.msgpack.Decoder[_Record], content: bytes) -> _Record | None:
        try:
            record = decoder.decode(content)
        except msgspec.MsgspecError:
            return None
        return record if record.day in {"", self.shared.today.isoformat()} else None
