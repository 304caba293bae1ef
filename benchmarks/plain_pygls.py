"""The least that a server on pygls can be, to see what pygls as it comes costs at the start."""

from lsprotocol import types
from pygls.lsp.server import LanguageServer

server = LanguageServer("plain", "1")


@server.feature(types.TEXT_DOCUMENT_DID_OPEN)
def opened(ls: LanguageServer, params: types.DidOpenTextDocumentParams) -> None:
    """Publish no diagnostics."""
    told = types.PublishDiagnosticsParams(params.text_document.uri, [])
    ls.text_document_publish_diagnostics(told)


if __name__ == "__main__":
    server.start_io()
