"""Each request in three steps: convert, ask a feature, convert."""

from functools import partial
from typing import Final

import msgspec

from lsp_server.features.actions import FIX, REWRITE, Action, actions
from lsp_server.features.hints import hints
from lsp_server.features.hover import Hover, hover
from lsp_server.features.lenses import lenses, module_lenses, module_title, title
from lsp_server.features.linked_hover import Around, linked_hover
from lsp_server.features.markdown import plain
from lsp_server.features.symbols import Symbol, moved, outline
from lsp_server.protocol import messages
from lsp_server.protocol.convert import Json, Places, diagnostic
from lsp_server.protocol.dispatch import Steps
from lsp_server.protocol.figures import Figures
from lsp_server.protocol.live import Live
from lsp_server.protocol.paths import path_of
from lsp_server.protocol.wording import Wording
from lsp_server.text import Position, Span
from lsp_server.workspace.snapshot import Diagnosed

KINDS: Final = {"class": 5, "method": 6, "function": 12}
"""The SymbolKinds of LSP."""


class Requests:
    """The requests of one client about its documents; null where a document is not open."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def _at(self, uri: str) -> tuple[Diagnosed, Places] | None:
        diagnosed = self._live.current(uri)
        if diagnosed is None:
            return None
        return diagnosed, Places(diagnosed.document.source, self._live.client.encoding)

    def hover(self, params: messages.AtPosition) -> Json | Steps[Json | None] | None:
        """Answer textDocument/hover; functions and classes at once."""
        if (found := self._at(params.text_document.uri)) is None:
            return None
        diagnosed, places = found
        position = self._live.sync.position(diagnosed.document.source, params.position)
        uri = params.text_document.uri
        self._live.history.at(uri, position)
        shown = hover(diagnosed, position, recall=partial(self._live.history.of, uri))
        if shown is not None and position.line:
            return self._hover(shown, places)
        return self._linked_hover(diagnosed, position, places)

    def _linked_hover(
        self, diagnosed: Diagnosed, position: Position, places: Places
    ) -> Steps[Json | None]:
        live = self._live
        around = Around(live.linkage, live.reach, Figures(live).size_of)
        shown = yield from linked_hover(diagnosed, position, around)
        return self._hover(shown, places)

    def _hover(self, shown: Hover | None, places: Places) -> Json | None:
        if shown is None:
            return None
        if self._live.client.markdown:
            contents = {"kind": "markdown", "value": shown.markdown}
        else:
            contents = {"kind": "plaintext", "value": plain(shown.markdown)}
        return {"contents": contents, "range": places.range(shown.span)}

    def lenses(self, params: messages.OfDocument) -> list[Json] | None:
        """Answer textDocument/codeLens; the titles come when the lenses are resolved."""
        uri = params.text_document.uri
        if (found := self._at(uri)) is None:
            return None
        diagnosed, places = found
        return [
            {"range": places.range(lens.span), "data": [uri, lens.symbol]}
            for lens in (*lenses(diagnosed), *module_lenses(self._live.linkage, diagnosed))
        ]

    def resolved_lens(self, lens: messages.Lens) -> Json | Steps[Json]:
        """Answer codeLens/resolve; a lens whose function is gone gets an empty title."""
        resolved: Json = {"range": lens.range, "data": lens.data}
        match lens.data:
            case [str(uri), ""]:
                return self._module_lens(uri, resolved)
            case [str(uri), str(symbol)]:
                shown = title(self._live.session.snapshot, uri, symbol) or ""
                arguments = [uri, symbol]
                command = {"title": shown, "command": "vitals.why", "arguments": arguments}
                resolved["command"] = command
        return resolved

    def _module_lens(self, uri: str, resolved: Json) -> Steps[Json]:
        linkage = self._live.linkage
        module, shown = linkage.module_of(uri), ""
        if module is not None:
            reached = yield from self._live.reach.of(module)
            shown = module_title(linkage, module, reached) if module in linkage.graph else ""
        command = {"title": shown, "command": "vitals.importers", "arguments": [uri]}
        return {**resolved, "command": command}

    def hints(self, params: messages.InRange) -> list[Json] | None:
        """Answer textDocument/inlayHint."""
        uri = params.text_document.uri
        if (found := self._at(uri)) is None:
            return None
        diagnosed, places = found
        within = self._span(diagnosed, params.range)
        return [
            {
                "position": places.position(hint.position),
                "label": hint.label,
                "tooltip": hint.tooltip,
                "paddingLeft": True,
            }
            for hint in hints(self._live.session.snapshot, uri, within)
        ]

    def actions(self, params: messages.CodeActionRequest) -> list[Json] | None:
        """Answer textDocument/codeAction; to a client without literals, commands alone."""
        only = params.context.only
        found = self._at(params.text_document.uri)
        if found is None:
            return None
        if not any(_wanted({"kind": kind}, only) for kind in (FIX, REWRITE)):
            return []
        diagnosed, places = found
        session, span = self._live.session, self._span(diagnosed, params.range)
        uri, path = params.text_document.uri, path_of(params.text_document.uri)
        remembered = path is not None and self._live.memory.store_of(path) is not None
        offered = actions(session.snapshot, uri, span, session.linkage, remembered=remembered)
        if not self._live.client.action_literals:
            return [_command(action) for action in offered if action.command]
        made = [self._action(action, diagnosed, places) for action in offered]
        return [item for item in made if _wanted(item, only)]

    def symbols(self, params: messages.OfDocument) -> msgspec.Raw | None:
        """Answer textDocument/documentSymbol, as a tree where the client can show one."""
        uri = params.text_document.uri
        diagnosed = self._live.current(uri)
        if diagnosed is None:
            return None
        wording = self._live.outlines.get(uri)
        if wording is None:
            tree = self._live.client.hierarchical_symbols
            make = _tree if tree else partial(_list, uri)
            wording = self._live.outlines[uri] = Wording(make, self._live.client.encoding)
        return msgspec.Raw(wording.array(outline(diagnosed), diagnosed.document.source))

    def _span(self, diagnosed: Diagnosed, range_: messages.Range) -> Span:
        source, position = diagnosed.document.source, self._live.sync.position
        return Span(position(source, range_.start), position(source, range_.end))

    def _action(self, action: Action, diagnosed: Diagnosed, places: Places) -> Json:
        uri = diagnosed.document.uri
        made: Json = {"title": action.title}
        if action.kind:
            made["kind"] = action.kind
        if action.finding is not None:
            made["diagnostics"] = [diagnostic(action.finding, uri, places, self._live.client)]
        if action.command:
            made["command"] = _command(action)
            return made
        edits = places.edits(action.edits)
        if self._live.client.versioned_edits:
            identifier = {"uri": uri, "version": diagnosed.document.version}
            made["edit"] = {"documentChanges": [{"textDocument": identifier, "edits": edits}]}
        else:
            made["edit"] = {"changes": {uri: edits}}
        return made


def _wanted(action: Json, only: list[str] | None) -> bool:
    """Tell whether an action is of a kind asked for; a kind includes those below it."""
    kind = action.get("kind")
    if only is None:
        return True
    return kind is not None and any(kind == x or kind.startswith(f"{x}.") or not x for x in only)


def _command(action: Action) -> Json:
    return {
        "title": action.title,
        "command": action.command,
        "arguments": list(action.arguments),
    }


def _tree(found: tuple[Symbol, ...], line: int, places: Places) -> list[Json]:
    return [_symbol(moved(item, line), places) for item in found]


def _list(uri: str, found: tuple[Symbol, ...], line: int, places: Places) -> list[Json]:
    flat: list[Json] = []
    for item in found:
        _flatten(moved(item, line), "", uri, places, flat)
    return flat


def _symbol(symbol: Symbol, places: Places) -> Json:
    return {
        "name": symbol.name,
        "kind": KINDS[symbol.kind],
        "detail": symbol.detail,
        "range": places.range(symbol.whole),
        "selectionRange": places.range(symbol.selection),
        "children": [_symbol(child, places) for child in symbol.children],
    }


def _flatten(symbol: Symbol, container: str, uri: str, places: Places, into: list[Json]) -> None:
    into.append(
        {
            "name": symbol.name,
            "kind": KINDS[symbol.kind],
            # the only words besides the name that a list has room for
            "containerName": " · ".join(filter(None, (container, symbol.detail))),
            "location": {"uri": uri, "range": places.range(symbol.whole)},
        }
    )
    for child in symbol.children:
        _flatten(child, symbol.name, uri, places, into)
