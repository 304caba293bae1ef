"""The findings of a run that follow from the import graph of the whole project."""

from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from lsp_server.checks import forbidden_import, linked
from lsp_server.checks.finding import Finding
from lsp_server.cli.around import Around, Files
from lsp_server.cli.checked import CheckedFile, Ranges
from lsp_server.cli.checking import imports_of_text
from lsp_server.cli.earlier import Earlier
from lsp_server.cli.imported import NONE, NOTHING, decoded
from lsp_server.cli.project import Known, Linked, judged_by, known, linked_by
from lsp_server.cli.recollection import Gathered, Recollection
from lsp_server.workspace.base import Base, texts


def with_linked(
    gathered: Gathered,
    files: Files,
    how: tuple[Around, Earlier, int],
    recollection: Recollection,
) -> Gathered:
    """Add to the outcome of the checked files what follows from the imports of all."""
    around, base, jobs = how
    every = Files((*files.tasks, *around.others.tasks), (*files.digests, *around.others.digests))
    of = known(around.project, every, recollection, jobs)
    graph = judged_by(linked_by(of, around.settings, before_of(base, of, recollection)))
    told = dict(gathered.files)
    changes = list(gathered.sums.changes)
    dated = False
    for number in range(len(files.tasks)):
        comments = of.imports[number].comments
        dated = dated or any("until" in comment.text for comment in comments)
        found = _findings(graph, number, recollection)
        if found:
            file = told.get(number) or CheckedFile()
            told[number] = replace(file, findings=(*found, *file.findings))
        for finding in found:
            changes[finding.change] += 1
    beside = tuple(_beside(graph, around)) if not around.others.tasks else ()
    for file in beside:
        for finding in file.findings:
            changes[finding.change] += 1
    sums = replace(gathered.sums, changes=tuple(changes))
    day = recollection.shared.today.isoformat() if dated else gathered.day
    vain = tuple(map(forbidden_import.vain, graph.insight.vain()))
    return Gathered(tuple(sorted(told.items())), sums, day, vain, beside)


def _beside(of: Linked, around: Around) -> Iterator[CheckedFile]:
    """Yield what is found in what the project declares; asked when all of it is checked."""
    project = around.project
    if found := linked.of_project(of.graph, project, around.settings):
        yield CheckedFile(project.declaration, findings=found)


def _findings(of: Linked, number: int, recollection: Recollection) -> tuple[Finding, ...]:
    """Return what follows for a checked file, of --diff only what touches its lines."""
    task = of.known.tasks[number]
    module = of.graph.at(task.path)
    if module is None:
        return ()
    settings = recollection.shared.settings[task.settings]
    seen = of.insight.seen(module, settings)
    found = linked.run(seen, of.known.imports[number].comments, recollection.shared.today)
    return tuple(finding for finding in found if _touches(finding, task.touched))


def _touches(finding: Finding, touched: Ranges | None) -> bool:
    (first, _), (last, _) = finding.span
    return touched is None or any(start <= last and first < end for start, end in touched)


def before_of(
    base: Earlier, of: Known, recollection: Recollection
) -> Callable[[str], bytes | None]:
    """Return what gives the statements that a file had at the base; None when there is no base."""
    if base.base is None or base.blobs is None:
        return lambda _: None
    blobs = base.blobs
    now = of.statements()
    changed = {path: blobs[path].id for path in now if path in blobs and not blobs[path].same}
    old = _of_blobs(base.base, tuple(changed.values()), recollection)

    def before(path: str) -> bytes:
        if path not in blobs:
            return NOTHING
        return old[changed[path]] if path in changed else now[path]

    return before


def _of_blobs(base: Base, ids: Sequence[str], recollection: Recollection) -> dict[str, bytes]:
    """Return the imports of old texts, by git's name for each."""
    known = recollection.imports_of([name.encode() for name in ids])
    found = {name.decode(): bytes(imports.statements) for name, imports in known.items()}
    for name, content in texts(base, (name for name in ids if name not in found)).items():
        encoded = imports_of_text(content)
        recollection.learn_imports(name.encode(), encoded)
        found[name] = bytes((decoded(encoded) or NONE).statements)
    return {name: found.get(name, NOTHING) for name in ids}
