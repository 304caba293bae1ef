"""Keeps the import graph current: what the index learns goes in, slice by slice, between messages.

Whoever waits for the graph waits for `live.moved`.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import partial
from typing import TYPE_CHECKING, Final

from lsp_server.graph.project import Project
from lsp_server.protocol.mishaps import Mishaps
from lsp_server.workspace.linkage import Linkage, Terms

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live
    from lsp_server.protocol.loop import Call

EMPTY_ROOT: Final = "no Python module is below {}, which the setting `source-roots` names"


class Linking:
    """Drives the linkage of one client. For the loop's thread only."""

    def __init__(self, live: "Live", linkage: Linkage) -> None:
        self._live = live
        self._linkage = linkage
        self._posted = False
        self._end: Call | None = None
        self._shown = linkage.revision
        self._mishaps = Mishaps(live.warn)

    @property
    def busy(self) -> bool:
        """Whether the graph lags behind what is known."""
        return self._linkage.busy

    def listed(self, paths: AbstractSet[str], projects: Sequence[Project]) -> None:
        """Begin with all paths before anything is known of most files, unless others were known."""
        if not self._linkage.listed:
            self.surveyed(paths, projects)

    def surveyed(self, paths: AbstractSet[str], projects: Sequence[Project]) -> None:
        """Take the paths of all files that there are, and what their folders declare."""
        roots = tuple(dict.fromkeys(root for project in projects for root in project.roots))
        preferences = self._live.preferences
        of_folders = list(zip(preferences.folders(), preferences.of_folders(), strict=True))
        terms = Terms(
            roots,
            tuple((folder, settings.entry_points) for folder, settings in of_folders),
            any(settings.cycles_include_parents for _, settings in of_folders),
        )
        rules = tuple((folder, settings.contracts) for folder, settings in of_folders)
        self._linkage.survey(paths, terms, rules, projects)
        for root in (root for project in projects for root in project.empty):
            self._mishaps.say(EMPTY_ROOT.format(root))
        self.go_on()

    def looked_at(self, only: AbstractSet[str], seen: AbstractSet[str]) -> None:
        """Take which of some paths are those of files."""
        self._linkage.update(only & seen, only - seen)
        self.go_on()

    def recorded(self, path: str) -> None:
        """Take what the index has come to know of a file."""
        self._linkage.record(path)
        self.go_on()

    def rested(self) -> None:
        """Take note that everything is known."""
        self._linkage.complete = True
        self.go_on()

    def go_on(self) -> None:
        """Do what waits in slices, others first; conclusions wait until everything is known."""
        if not self.busy:
            self._tell()
            return
        if self._posted:
            return
        if self._linkage.complete and self._end is None:
            self._end = self._live.work.begin()
        self._posted = True
        self._live.connection.loop.post(partial(self._live.attempt, self._slice))

    def _slice(self) -> None:
        self._posted = False
        if not self._linkage.step():
            self.go_on()
            return
        live = self._live
        live.act(live.session.link())  # which lets those go on who wait for it
        live.refresh()
        if self._end is not None:
            end, self._end = self._end, None
            end()

    def _tell(self) -> None:
        """Let the client ask again for what the graph has a say in, if that may be another now."""
        if self._linkage.complete and self._shown != self._linkage.revision:
            self._shown = self._linkage.revision
            self._live.preferences.tell()
            self._live.refresh("codeLens", "diagnostic")
