"""`python -m lsp_server.reference`."""

import sys

from lsp_server.reference import main

sys.exit(main(sys.argv[1:]))
