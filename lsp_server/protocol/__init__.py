"""The server: the Language Server Protocol spoken over pipes, sockets and WebSockets.

The only package that imports pygls and lsprotocol; importing it, and answering `initialize` over
standard input and output, imports neither.
"""

from typing import Literal

Transport = Literal["stdio", "tcp", "websocket"]


def serve(transport: Transport = "stdio", host: str = "127.0.0.1", port: int = 0) -> int:
    """Serve until the client leaves (stdio) or for ever (tcp, websocket); return the exit code.

    With port 0 the system chooses one; the address listened on is said on standard error.
    Raises OSError when the address cannot be listened on, ImportError when the transport is
    "websocket" and the library of that name is not installed.
    """
    if transport == "stdio":
        from lsp_server.protocol.bootstrap import over_stdio

        return over_stdio()
    from lsp_server.protocol.listen import over_tcp, over_websocket

    return over_tcp(host, port) if transport == "tcp" else over_websocket(host, port)
