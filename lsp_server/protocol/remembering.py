"""The stores of one client's workspace folders: opened by threads, told of on the loop.

Deliberately absent: what is stashed in them.
"""

import getpass
import os
import socket
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from lsp_server.memory.places import state_folder
from lsp_server.memory.sharing import (
    IDLE,
    Sharing,
    SharingError,
    identify,
    idle,
    note_secret,
    sharing_of,
)

if TYPE_CHECKING:
    from lsp_server.memory.entry import Entry
    from lsp_server.memory.store import Store
    from lsp_server.protocol.live import Live
    from lsp_server.settings import Settings

SOON: Final = 0.2
"""Seconds after the settings are known: what is opened first should be shown first."""
LAST: Final = 1.0
"""Seconds that a store has to bring to the disk what it holds when the server ends."""

Opened = Callable[[str, "Store"], object]
Changed = Callable[[str, "Sequence[Entry]"], object]


class Remembering:
    """Which store each folder has. For the loop's thread; `opened` and `changed` are told on it.

    A store is opened once all that its file holds can be read; folder "" stands for no folder.
    """

    def __init__(self, live: "Live") -> None:
        self.opened: list[Opened] = []
        self.changed: list[Changed] = []
        self.user = ""
        self._live = live
        self._stores: dict[str, Store] = {}
        self._wanted: dict[str, Sharing] = {}
        self._told: set[str] = set()
        self._begun = self._settled = False
        self._closed = False

    def store_of(self, path: str) -> "Store | None":
        """Return the store of the innermost workspace folder that holds a path, once it is open."""
        return self._stores.get(self.folder_of(path))

    def folder_of(self, path: str) -> str:
        """Return the innermost workspace folder with a store that holds a path, "" for none."""
        inside = (folder for folder in self._stores if path.startswith(f"{folder}/"))
        return max(inside, key=len, default="")

    def relative(self, path: str) -> str:
        """Return a path as the records of its store name it: from the folder on, with slashes."""
        return path[len(self.folder_of(path)) :].lstrip("/")

    def stores(self) -> "dict[str, Store]":
        """Return the open stores by folder."""
        return dict(self._stores)

    @property
    def opening(self) -> bool:
        """Whether a store that is wanted, or may be, is not open yet."""
        return not self._settled or self._wanted.keys() != self._stores.keys()

    def begin(self) -> None:
        """Open soon what the settings want, and close what they no longer want."""
        self._begun = True
        self._live.connection.loop.later(SOON, partial(self._live.attempt, self._begin))

    def open_now(self) -> None:
        """Open at once what would be opened soon."""
        if self._begun:
            self._begin()

    def close(self) -> None:
        """Bring everything to the disk and end."""
        self._closed = True
        for store in self._stores.values():
            store.close(LAST)
        self._stores.clear()

    def _begin(self) -> None:
        self._begun, self._settled = False, True
        wanted = {}
        preferences = self._live.preferences
        for folder, settings in zip(preferences.folders(), preferences.of_folders(), strict=True):
            if settings.memory and (sharing := self._sharing(settings)) is not None:
                wanted[folder] = sharing
        for folder in self._wanted.keys() - wanted.keys():
            self._let_go(folder)
        for folder, sharing in wanted.items():
            if self._wanted.get(folder) != sharing:
                self._let_go(folder)
                self._open(folder, sharing)
        self._wanted = wanted

    def _sharing(self, settings: "Settings") -> Sharing | None:
        try:
            if idle(settings):
                self._tell(IDLE)
            return sharing_of(settings)
        except SharingError as error:
            self._tell(str(error))
            return None

    def _let_go(self, folder: str) -> None:
        store = self._stores.pop(folder, None)
        if store is not None:
            self._live.background.apart(partial(store.close, LAST), _nothing)

    def _open(self, folder: str, sharing: Sharing) -> None:
        end = self._live.work.begin()
        loop, attempt = self._live.connection.loop, self._live.attempt

        def said(line: str) -> None:
            loop.post(partial(self._tell, line))

        def heard(entries: "Sequence[Entry]") -> None:
            loop.post(partial(attempt, partial(self._heard, folder, entries)))

        def known(store: "Store", user: str) -> None:
            loop.post(partial(attempt, partial(ready, store, user)))

        def ready(store: "Store", user: str) -> None:
            self.user = user
            if self._wanted.get(folder) != sharing or self._closed:
                self._live.background.apart(partial(store.close, LAST), _nothing)
            else:
                self._stores[folder] = store
                for told in self.opened:
                    told(folder, store)
            end()

        def done(found: "tuple[Store, str] | None") -> None:
            if found is None:
                self._wanted.pop(folder, None)
                end()
                return
            store, user = found
            store.subscribe(heard)
            store.start()
            store.known(partial(known, store, user))

        self._live.background.apart(partial(_opened, folder, sharing, said), done)

    def _heard(self, folder: str, entries: "Sequence[Entry]") -> None:
        if folder in self._stores:
            for told in self.changed:
                told(folder, entries)

    def _tell(self, line: str) -> None:
        if line not in self._told:
            self._told.add(line)
            self._live.connection.warn(line)


def _opened(
    folder: str, sharing: Sharing, said: Callable[[str], object]
) -> "tuple[Store, str] | None":
    """In a thread: return the store of a folder, not started, and the user; None without SQLite."""
    try:
        from lsp_server.memory.store import Store
    except ImportError:
        said("this Python comes without SQLite, so sessions are not remembered")
        return None
    from lsp_server.workspace.naming import name_of

    state = state_folder()
    try:
        identity = identify(name_of(Path(folder)), sharing, state)
    except SharingError as error:
        said(f"{error}; sessions are remembered on this machine only")
        sharing = Sharing(workspace_id=sharing.workspace_id)
        identity = identify(name_of(Path(folder)), sharing, state)
    note_secret(sharing, identity, state)
    return Store(state, identity, sharing, said), _user()


def _user() -> str:
    """Return who it is, on which machine."""
    try:
        name = getpass.getuser()
    except (OSError, KeyError):
        name = str(os.getuid()) if hasattr(os, "getuid") else "user"
    return f"{name}@{socket.gethostname()}"


def _nothing(_: object) -> None:
    """Be done."""
