"""Drives the index of one client's workspace: surveys, workers, progress, and what goes wrong.

A surveying process tells what there is and what is known of it; what is not known is measured by
other processes, files that matter to the user first. Nothing here reads a file or a database.
"""

from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from lsp_server.protocol.mishaps import Mishaps
from lsp_server.protocol.pool import Pool
from lsp_server.protocol.priority import Priority
from lsp_server.protocol.progress import Announced
from lsp_server.protocol.workers import Worker
from lsp_server.workspace.backlog import Backlog
from lsp_server.workspace.files import SUFFIXES
from lsp_server.workspace.index import Index
from lsp_server.workspace.jobs import Batch, End, Folder, Job, Measure, Outcome, Reply, Survey

if TYPE_CHECKING:
    import subprocess

    from lsp_server.graph.project import Project
    from lsp_server.protocol.live import Live

QUIET: Final = 0.05
"""Seconds without a change after which the first survey begins."""

PATIENCE: Final = 40
"""After so many times QUIET it begins however much changes."""

LARGEST: Final = 60 * 1024 * 1024
"""Resident bytes above which a process is replaced."""

WORTH_SHOWING: Final = 64
"""Files to measure from which progress is shown; fewer are done before anybody could read it."""

DIED: Final = "a process that analyses the workspace ended; another one does its files again"
LEFT_OUT: Final = "the process that analysed it ended, and so did the next"
GIVEN_UP: Final = "the workspace's files cannot be listed: the process that does it ended twice"


class Indexing:
    """The index of one client. For the loop's thread only; `live.moved` resolves as it grows.

    `passes` counts surveys, `measured` files whose records were made, `restarts` processes that
    died, `recycled` those that had grown too large.
    """

    def __init__(self, live: "Live", process: "subprocess.Popen[bytes] | None" = None) -> None:
        self.index = Index()
        self.passes = self.measured = self.restarts = self.recycled = self.read = 0
        self.store: dict[str, int] | None = None
        self.complete = False
        self.backlog = Backlog()
        self._live = live
        self._started = self._posted = False
        self._everything = True
        self._wanted: set[str] = set()
        self._surveyor = None if process is None else self._worker(process)
        self._pool = Pool(live.connection.loop, self._worker)
        self._seen: set[str] = set()
        self._projects: tuple[Project, ...] = ()
        self._settings: dict[bytes, bytes] = {}
        self._begun: dict[Worker, int] = {}
        self._priority = Priority(live)
        self._changed: set[str] = set()
        self._deaths = self._total = 0
        self._mishaps = Mishaps(live.warn)
        self._shown = Announced(live.connection, "Vitals: workspace", live.cancelled)

    # -- what others ask for

    @property
    def busy(self) -> bool:
        """Whether something is under way, or about to be."""
        return self._started and (self._due() or self._working())

    def processes(self) -> Iterator[tuple[str, int]]:
        """Yield the processes that run, each with what it does."""
        if self._surveyor is not None and self._surveyor.process is not None:
            yield "survey", self._surveyor.process
        for process in self._pool.processes():
            yield "measure", process

    def counts(self) -> tuple[int, int]:
        """Return how many files are done, and how many there are as far as is known."""
        total = max(self._total, len(self.index))
        return max(0, total - self.backlog.size - self._pool.begun), total

    def begin(self, patience: int = PATIENCE) -> None:
        """Start once nobody types and what is open has been served, if the settings want it."""
        live = self._live
        state = (live.session.snapshot.revision, live.sync.edits)
        call = partial(live.attempt, partial(self._begin, state, patience - 1))
        live.connection.loop.later(QUIET, call)

    def start(self) -> None:
        """Bring the index up to date, whatever the settings say and whoever has stopped it."""
        if not self._started:
            self._started = True
            self._go_on()

    def look(self, paths: Collection[str] | None) -> None:
        """Look again at some files or at all: soon if the index is in use, else when it will be."""
        if paths is None or not all(path.endswith(SUFFIXES) for path in paths):
            self._everything = True
        else:
            self._wanted.update(paths)
        self._soon()

    def resume(self) -> None:
        """Go on after being stopped, if the settings want it: something has changed."""
        if self._wants_index():
            self.start()

    def stop(self, token: object) -> None:
        """Do no more than what is under way, if this is the token of the progress shown."""
        if token != self._shown.token:
            return
        self._started = self.complete = False
        self._everything = True
        self.backlog.clear()
        if self._surveyor is not None and self._surveying():
            self._surveyor.close()
            self._surveyor = None
        self._shown.end()

    def close(self) -> None:
        """End all processes."""
        self._started = False
        self._pool.close()
        if self._surveyor is not None:
            self._surveyor.close()

    # -- when to do what

    def _begin(self, before: tuple[int, int], patience: int) -> None:
        live = self._live
        state = (live.session.snapshot.revision, live.sync.edits)
        if patience and (state != before or live.work.count):
            self.begin(patience)
        elif self._wants_index():
            self.start()
        elif self._surveyor is not None:
            self._surveyor.retire()

    def _wants_index(self) -> bool:
        return any(settings.index for settings in self._live.preferences.of_folders())

    def _due(self) -> bool:
        return self._everything or bool(self._wanted)

    def _working(self) -> bool:
        return self._surveying() or bool(self.backlog) or bool(self._pool.begun)

    def _surveying(self) -> bool:
        return self._surveyor is not None and self._surveyor.job is not None

    def _soon(self) -> None:
        """Go on in the next turn, so that what comes together is looked at together."""
        if not self._posted:
            self._posted = True
            self._live.connection.loop.post(lambda: self._live.attempt(self._go_on))

    def _go_on(self) -> None:
        """Survey what is due, unless a survey is under way, and hand out what waits."""
        self._posted = False
        if not self._started:
            return
        if self._surveyor is None:
            self._surveyor = self._worker()
        if self._due() and self._surveyor.job is None:
            self._begin_survey(self._surveyor)
        self._hand_out()
        if not self._working():
            self._rest()
        self._live.moved_on()

    def _rest(self) -> None:
        """Everything is known."""
        self.complete = True
        self._live.linking.rested()
        self._shown.end()
        self._mishaps.tell()
        if self.passes > 1 and self._changed - self._live.open_paths():
            self._live.refresh("diagnostic")
        self._changed.clear()
        self._pool.rest()

    # -- surveys

    def _begin_survey(self, surveyor: Worker) -> None:
        preferences = self._live.preferences
        folders = tuple(Folder(path, preferences.sent(path)) for path in preferences.folders())
        only = None if self._everything else frozenset(self._wanted)
        self._everything, self._wanted, self._seen, self._projects = False, set(), set(), ()
        self.complete = self.complete and only is not None
        self.passes += 1
        surveyor.give(Survey(folders, self._live.client.encoding.value, only))

    def _surveyed(self, batch: Batch) -> None:
        self._settings.update(batch.settings)
        self._projects += batch.projects
        if batch.paths:
            self._live.linking.listed(frozenset(batch.paths), batch.projects)
        for outcome in batch.outcomes:
            self._seen.add(outcome.path)
            self.backlog.drop(outcome.path)
            if outcome.record or outcome.why:
                self._put(outcome.path, outcome)
        for task in batch.tasks:
            self._seen.add(task.path)
            known = self.index.get(task.path)
            if known is None or known.key != task.key:
                self.backlog.add(task)
        if len(self.backlog) >= WORTH_SHOWING and self._live.client.progress:
            self._shown.begin()

    def _end_survey(self, survey: Survey, end: End) -> None:
        self.store, self.read, self._deaths = end.store, end.read, 0
        known = {*self.index.paths(), *self.backlog.paths()}
        if survey.only is None:
            self._total = len(self._seen)
        if survey.only is None:
            self._live.linking.surveyed(self._seen, self._projects)
        else:
            self._live.linking.looked_at(survey.only, self._seen)
        for path in (known if survey.only is None else survey.only) - self._seen:
            if self.index.drop(path):
                self._changed.add(path)
            self.backlog.drop(path)

    # -- measuring

    def _hand_out(self) -> None:
        """Give each worker that has none a job."""
        folders = self._live.preferences.of_folders()
        allowed = max((settings.index_processes for settings in folders), default=1)
        while self.backlog and (worker := self._pool.free(allowed)) is not None:
            tasks = self.backlog.take(self._priority.first(self.backlog.waiting))
            settings = {task.settings: self._settings[task.settings] for task in tasks}
            self._begun[worker] = self.index.revision
            worker.give(Measure(self._live.client.encoding.value, settings, tasks))

    def _measured(self, worker: Worker, job: Measure, batch: Batch) -> None:
        """Take the answer to a job, but for files that were looked at again meanwhile."""
        begun = self._begun[worker]
        for task, outcome in zip(job.tasks, batch.outcomes, strict=True):
            self.measured += 1
            for twin in (task, *self.backlog.answered(task, outcome.key)):
                known = self.index.get(twin.path)
                if known is None or known.revision <= begun:
                    self._put(twin.path, outcome)

    def _put(self, path: str, outcome: Outcome) -> None:
        if outcome.why:
            self._mishaps.add(path, outcome.why)
        known = self.index.get(path)
        if known is None or known.record != outcome.record:
            self._changed.add(path)
        self.index.put(path, outcome.key, outcome.record, outcome.why)
        self._live.linking.recorded(path)

    # -- workers

    def _worker(self, process: "subprocess.Popen[bytes] | None" = None) -> Worker:
        return Worker(self._live.connection.loop, self._took, self._lost, process)

    def _took(self, worker: Worker, job: Job, reply: Reply) -> None:
        self._live.attempt(partial(self._take, worker, job, reply))

    def _take(self, worker: Worker, job: Job, reply: Reply) -> None:
        if not self._started and isinstance(job, Survey):
            return
        if isinstance(reply, End):
            self._end(worker, job, reply)
        elif isinstance(job, Survey):
            self._surveyed(reply)
        else:
            self._measured(worker, job, reply)
        if not self._surveying():
            self._shown.at(*self.counts())
        self._go_on()

    def _end(self, worker: Worker, job: Job, end: End) -> None:
        for line in end.said:
            self._mishaps.say(line)
        if isinstance(job, Survey):
            self._end_survey(job, end)
        if end.resident > LARGEST:
            self.recycled += 1
            worker.retire()

    def _lost(self, _: Worker, job: Job) -> None:
        """Do again what a process died of, unless it did so before."""
        self.restarts += 1
        self._mishaps.say(DIED)
        if isinstance(job, Measure):
            for task in self.backlog.died(job.tasks):
                self._put(task.path, Outcome(task.path, task.key, why=LEFT_OUT))
        else:
            self._lost_survey(job)
        self._live.attempt(self._go_on)

    def _lost_survey(self, survey: Survey) -> None:
        self._deaths += 1
        if self._deaths > 1:
            self._mishaps.say(GIVEN_UP)
            self._started = False
        elif survey.only is None:
            self._everything = True
        else:
            self._wanted |= survey.only
