"""What happens in the workspace beyond documents, and the commands: the features that pygls keeps."""

from typing import Any

from lsprotocol import types

from lsp_server.checks.catalogue import CODES, href, manual
from lsp_server.features.markdown import plain
from lsp_server.protocol.acknowledging import arguments
from lsp_server.protocol.convert import Json
from lsp_server.protocol.errors import INVALID_PARAMS, RequestFailedError
from lsp_server.protocol.importers import importers
from lsp_server.protocol.live import Live
from lsp_server.protocol.upstream import Feature

INFORMATION = 3


def features(live: Live) -> tuple[Feature, ...]:
    """Return the registration table of the features whose params are lsprotocol's."""
    events, commands = Events(live), Commands(live)
    return (
        Feature(types.WORKSPACE_DID_CHANGE_WORKSPACE_FOLDERS, events.folders),
        Feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, events.watched),
        Feature(types.WORKSPACE_DID_RENAME_FILES, events.renamed),
        Feature(types.WORKSPACE_DID_DELETE_FILES, events.deleted),
        Feature(types.WINDOW_WORK_DONE_PROGRESS_CANCEL, events.cancelled),
        Feature("vitals.why", commands.why, command=True),
        Feature("vitals.explain", commands.explain, command=True),
        Feature("vitals.index", commands.index, command=True),
        Feature("vitals.importers", commands.importers, command=True),
        Feature("vitals.acknowledge", commands.acknowledge, command=True),
        Feature("vitals.withdraw", commands.withdraw, command=True),
        Feature("vitals.session", commands.session, command=True),
        Feature("vitals.resume", commands.resume, command=True),
        Feature("vitals.showGraph", live.picture.show, command=True),
    )


class Events:
    """Folders and files that come and go."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def folders(self, params: types.DidChangeWorkspaceFoldersParams) -> None:
        """Take added and removed workspace folders."""
        live = self._live
        removed = {folder.uri for folder in params.event.removed}
        added = [folder.uri for folder in params.event.added]
        live.folders = tuple(uri for uri in live.folders if uri not in removed) + tuple(
            uri for uri in added if uri not in live.folders
        )
        live.preferences.pull()
        live.indexing.look(None)
        live.indexing.resume()

    def watched(self, params: types.DidChangeWatchedFilesParams) -> None:
        """Take changes of files on disk, all at once."""
        self._live.disk.changed({change.uri for change in params.changes})

    def renamed(self, params: types.RenameFilesParams) -> None:
        """Take renamed files: an open document is closed and opened by the client itself."""
        uris = {uri for file in params.files for uri in (file.old_uri, file.new_uri)}
        self._live.disk.changed(uris)

    def deleted(self, params: types.DeleteFilesParams) -> None:
        """Take deleted files."""
        self._live.disk.changed({file.uri for file in params.files})

    def cancelled(self, params: types.WorkDoneProgressCancelParams) -> None:
        """Take the user's wish to end what a progress bar shows."""
        self._live.cancelled.cancel(params.token)
        self._live.indexing.stop(params.token)
        self._live.moved_on()


class Commands:
    """The commands of workspace/executeCommand; each takes the list of arguments."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def why(self, arguments: list[Any]) -> bool:
        """Show or hide the contributions of a function; return whether they show."""
        match arguments:
            case [str(uri), str(symbol)]:
                shown = self._live.session.explain(uri, symbol)
                self._live.refresh("codeLens", "inlayHint")
                return shown
        raise RequestFailedError(INVALID_PARAMS, "`vitals.why` wants a URI and a qualified name")

    def explain(self, arguments: list[Any]) -> str:
        """Return the manual page of a check, and show it."""
        match arguments:
            case [str(code)] if code in CODES:
                self._show(code)
                return manual(code)
        raise RequestFailedError(INVALID_PARAMS, "`vitals.explain` wants the code of a check")

    def index(self, _: list[Any]) -> None:
        """Bring the index up to date, even when it was stopped or the settings do not want it."""
        self._live.indexing.start()

    def importers(self, arguments: list[Any]) -> list[Json]:
        """Return where the module of a document is imported, and offer to go there."""
        match arguments:
            case [str(uri)]:
                return importers(self._live, uri)
        raise RequestFailedError(INVALID_PARAMS, "`vitals.importers` wants the URI of a document")

    def session(self, _: list[Any]) -> str:
        """Show what this session has made better and worse, and return it as Markdown."""
        told: str = self._live.history.session()["markdown"]
        message = {"type": INFORMATION, "message": plain(told)}
        self._live.connection.notify("window/showMessage", message)
        return told

    def resume(self, _: list[Any]) -> list[str]:
        """Open what this user had open in another editor, the active file last; return the URIs."""
        found = self._live.history.resumed()
        connection = self._live.connection
        for uri, selection in found if self._live.client.show_document else ():
            shown: Json = {"uri": uri, "takeFocus": selection is not None}
            if selection is not None:
                shown["selection"] = {"start": selection, "end": selection}
            connection.request("window/showDocument", shown)
        if not found:
            message = "nothing was open in another editor of yours within a day"
            connection.notify("window/showMessage", {"type": INFORMATION, "message": message})
        return [uri for uri, _ in found]

    def acknowledge(self, given: list[Any]) -> None:
        """Acknowledge a finding for some days: URI, identity, days, and maybe a reason."""
        self._live.acknowledging.acknowledge(*arguments(given))

    def withdraw(self, given: list[Any]) -> None:
        """Take back the acknowledgement of a finding: URI and identity."""
        match given:
            case [str(uri), str(identity)]:
                self._live.acknowledging.withdraw(uri, identity)
                return
        message = "`vitals.withdraw` wants a URI and a finding's identity"
        raise RequestFailedError(INVALID_PARAMS, message)

    def _show(self, code: str) -> None:
        connection = self._live.connection
        if self._live.client.show_document:
            connection.request("window/showDocument", {"uri": href(code), "takeFocus": True})
        else:
            message = {"type": INFORMATION, "message": manual(code)}
            connection.notify("window/showMessage", message)
