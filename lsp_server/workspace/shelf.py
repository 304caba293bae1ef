"""The results that a worker process looks up and keeps: its user's, and others' where settings say so."""

import os
from collections.abc import Callable

from lsp_server.memory.results import Results
from lsp_server.memory.shared import SharedResults, store_at
from lsp_server.memory.sharing import Sharing, SharingError, sharing_of
from lsp_server.settings import Settings

AnyResults = Results | SharedResults


class Shelf:
    """Which results belong to which settings."""

    def __init__(self, results: AnyResults, say: Callable[[str], object]) -> None:
        """Take the results, which may be shared already, and who is told of a mishap, each once."""
        self.results = results
        self._say = say
        self._shared: dict[Sharing, AnyResults] = {}

    def of(self, settings: Settings) -> AnyResults:
        """Return the results to be used for files of these settings."""
        if isinstance(self.results, SharedResults):
            return self.results
        try:
            sharing = sharing_of(settings, os.environ)
        except SharingError:
            return self.results  # the server tells that
        if not sharing.url:
            return self.results
        if sharing not in self._shared:
            self._shared[sharing] = _with(self.results, sharing, self._say)
        return self._shared[sharing]

    def counts(self) -> dict[str, int]:
        """Return what the results hold and did, and what became of questions to others'."""
        told: dict[str, int] = dict(self.results.statistics()._asdict())
        for results in self._shared.values():
            if isinstance(results, SharedResults):
                for name, count in results.shared._asdict().items():
                    told[f"shared_{name}"] = told.get(f"shared_{name}", 0) + count
        return told


def _with(results: Results, sharing: Sharing, say: Callable[[str], object]) -> AnyResults:
    try:
        store = store_at(sharing.url, sharing.secret_file, read_only=sharing.read_only)
    except SharingError:
        return results  # the server tells that
    return SharedResults(results, store, say)
