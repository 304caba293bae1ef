"""Shows the picture of the import graph in the user's browser, and from there files in the editor."""

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from lsp_server.protocol.dispatch import Eventual, Steps
from lsp_server.protocol.errors import REQUEST_FAILED, RequestFailedError
from lsp_server.protocol.paths import uri_of

if TYPE_CHECKING:
    from lsp_server.protocol.live import Live
    from lsp_server.protocol.site import Made, Site

INFORMATION = 3
