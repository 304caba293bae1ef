"""The settings of one client's documents: the editor's values above those of the project's files.

Each workspace folder may have editor values of its own. Settings files are read when a document
first needs them, and again when the client tells of a change or a document is saved.
"""

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from lsp_server.checks.finding import Finding
from lsp_server.checks.forbidden_import import vain
from lsp_server.configuration import LINTER_FILES, NAMES, Configuration, editor_values
from lsp_server.protocol import messages
from lsp_server.protocol.capabilities import at
from lsp_server.protocol.convert import Json, Places, diagnostics
from lsp_server.protocol.paths import path_of, uri_of
from lsp_server.protocol.registration import SymbolRegistration
from lsp_server.settings import DEFAULT, Settings
from lsp_server.text import Source
from lsp_server.workspace.settings_on_disk import text_of, tops

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live

SECTION: Final = "vitals"

PATIENCE: Final = 3.0
"""Seconds in which the client should answer workspace/configuration."""

UNANSWERED: Final = (
    "the editor has not answered workspace/configuration; its settings do not count until it does"
)


class _Scope(NamedTuple):
    """A workspace folder, "" for everything outside all of them, and its settings."""

    folder: str
    configuration: Configuration


class Preferences:
    """What the editor says, what the files say, and what follows for each document."""

    def __init__(self, live: "Live") -> None:
        self._live = live
        self._editor: dict[str, Any] = {"": _section(live.client.options)}
        self._texts: dict[str, str | None] = {}
        self._faulty: dict[str, list[Finding]] = {}
        self._said: set[str] = set()
        self._symbols = SymbolRegistration(live.connection, live.client)
        self._scopes = self._built()

    def settings_of(self, uri: str) -> Settings:
        """Return the effective settings of a document; an unsaved one belongs to the first folder."""
        path = path_of(uri)
        if path is not None:
            return self.of_path(path)
        if self._scopes[0].folder:
            return self._root_settings(self._scopes[0])
        return replace(DEFAULT, **self._values(""))

    def of_path(self, path: str) -> Settings:
        """Return the effective settings of a file."""
        return self._scope_of(path).configuration.for_path(path)

    def folders(self) -> list[str]:
        """Return the paths of the workspace folders."""
        return [scope.folder for scope in self._scopes if scope.folder]

    def of_folders(self) -> list[Settings]:
        """Return the settings of each workspace folder as a whole."""
        return [self._root_settings(scope) for scope in self._scopes if scope.folder]

    def sent(self, folder: str) -> Any:  # noqa: ANN401  JSON is anything
        """Return what the editor sent as the settings of a folder."""
        sent = self._editor.get(folder)
        return self._editor.get("") if sent is None else sent

    # -- from the client

    def pushed(self, params: messages.Configuration) -> None:
        """Take didChangeConfiguration: some clients send the settings, others want to be asked."""
        if self._live.client.configuration:
            self.pull()
            return
        self._take({"": _section(params.settings)})
        self.apply()

    def pull(self) -> None:
        """Ask the client for the settings of each folder, where it lets us; else apply what we have."""
        if not self._live.client.configuration:
            self.apply()
            return
        folders = [uri for uri in self._live.folders if path_of(uri) is not None]
        end = self._live.work.begin()

        def answered(result: Any) -> None:  # noqa: ANN401
            if isinstance(result, list) and len(result) == len(folders) + 1:
                keys = ["", *(path_of(uri) or "" for uri in folders)]
                if any(value is not None for value in result):
                    self._take(dict(zip(keys, result, strict=True)))
            timer.cancel()
            self.apply()
            end()

        def waited() -> None:
            self._live.warn(UNANSWERED)
            self.apply()
            end()

        attempt = self._live.attempt
        timer = self._live.connection.loop.later(PATIENCE, lambda: attempt(waited))
        items: list[Json] = [{"section": SECTION}]
        items += [{"scopeUri": uri, "section": SECTION} for uri in folders]
        self._live.connection.request("workspace/configuration", {"items": items}, answered)

    def reload(self) -> None:
        """Read the settings files again if any of them has changed on disk."""
        if any(text_of(path) != text for path, text in self._texts.items()):
            self._live.indexing.look(None)
            self.apply()

    def apply(self) -> None:
        """Work out all settings anew and check every document with them."""
        self._texts.clear()
        self._scopes = self._built()
        live = self._live
        outcome = live.session.configure(self.settings_of)
        live.act(outcome)
        live.memory.begin()
        self.tell()
        self._symbols.set(
            any(self._root_settings(scope).document_symbols for scope in self._scopes)
        )
        live.refresh("codeLens", "inlayHint", "diagnostic")

    def tell(self) -> None:
        """Publish what is wrong in the settings files met so far, where it stands.

        Also what the import graph says of what projects declare.
        """
        found: dict[str, list[Finding]] = {}
        wrong = chain.from_iterable(scope.configuration.findings() for scope in self._scopes)
        for path, finding in chain(wrong, map(vain, self._live.linkage.vain())):
            if finding not in found.setdefault(path, []):
                found[path].append(finding)
        for path in found.keys() | self._faulty.keys():
            if found.get(path) != self._faulty.get(path):
                self._push(path, found.get(path, []))
        self._faulty = found

    # -- inside

    def _take(self, editor: dict[str, Any]) -> None:
        """Take what the editor says; the index is looked at again if that is news."""
        if editor != self._editor:
            self._editor = editor
            self._live.indexing.look(None)

    def _push(self, path: str, findings: list[Finding]) -> None:
        uri = uri_of(path)
        client = self._live.client
        places = Places(Source.of(self._texts.get(path) or ""), client.encoding)
        self._live.publisher.push(uri, diagnostics(findings, uri, places, client))

    def _built(self) -> list[_Scope]:
        """Return the scopes, longest folder first, so that the innermost one is found first."""
        paths = {path for uri in self._live.folders if (path := path_of(uri)) is not None}
        folders = sorted((path.rstrip("/") or path for path in paths), key=len, reverse=True)
        return [_Scope(folder, self._configuration(folder)) for folder in (*folders, "")]

    def _configuration(self, folder: str) -> Configuration:
        roots = [folder] if folder else []
        return Configuration(self._text_of, tops(roots), self._values(folder))

    def _values(self, folder: str) -> Mapping[str, Any]:
        values, problems = editor_values(self.sent(folder))
        for problem in problems:
            if problem not in self._said:
                self._said.add(problem)
                self._live.connection.warn(problem)
        return values

    def _text_of(self, path: str) -> str | None:
        self._texts[path] = text_of(path)
        return self._texts[path]

    def _scope_of(self, path: str) -> _Scope:
        for scope in self._scopes:
            if not scope.folder or path.startswith(f"{scope.folder}/"):
                return scope
        return self._scopes[-1]

    def _root_settings(self, scope: _Scope) -> Settings:
        return scope.configuration.for_path(f"{scope.folder}/x.py") if scope.folder else DEFAULT


def is_settings_file(uri: str) -> bool:
    """Tell whether a URI is that of a file that can hold settings."""
    return uri.rpartition("/")[2] in {*NAMES, *LINTER_FILES}


def _section(sent: Any) -> Any:  # noqa: ANN401
    """Return our part of what a client sends as its settings: all of it, or the member `vitals`."""
    inner = at(sent, SECTION)
    return sent if inner is None else inner
