"""`vitals serve`: the language server. The only subcommand that loads the protocol's libraries."""

import argparse

from lsp_server.cli.failure import FailureError
from lsp_server.protocol import serve


def run(arguments: argparse.Namespace) -> int:
    """Serve until the client leaves; return the exit code of the LSP specification.

    Raises FailureError when the address cannot be listened on or the WebSocket library is missing.
    """
    address = arguments.tcp or arguments.ws
    if address is None:
        return serve()
    try:
        return serve("tcp" if arguments.tcp else "websocket", *address)
    except OSError as error:
        message = f"cannot listen on {address[0]}:{address[1]}: {error.strerror or error}"
    except ImportError:
        message = "--ws needs the package `websockets`: install `vitals-ls[websocket]`"
    raise FailureError(message)
