"""The shared store of results that a run of the command uses: by --cache, else by the environment."""

import argparse
from typing import TYPE_CHECKING

from lsp_server.cli.failure import FailureError
from lsp_server.cli.recollection import user_results
from lsp_server.memory.remote.address import AddressError, checked
from lsp_server.memory.sharing import SharingError, personal
from lsp_server.settings import DEFAULT

if TYPE_CHECKING:
    from lsp_server.cli.recollection import AnyResults
    from lsp_server.memory.shared import Store


def results_of(arguments: argparse.Namespace) -> "AnyResults | None":
    """Return the results that a run uses; None when this Python comes without SQLite."""
    return user_results(shared_store(arguments), all_of=arguments.push)


def shared_store(arguments: argparse.Namespace) -> "Store | None":
    """Return the store, None where nothing is to be shared. Raises FailureError for a wrong URL.

    Naming it on the command line is leave enough; the environment's needs VITALS_SHARING as well.
    """
    try:
        told = personal(DEFAULT)
        url = arguments.cache or (told["redis_url"] if told["sharing"] else "")
        if not url:
            return None
        checked(url)
        from lsp_server.memory.shared import store_at

        read_only = arguments.read_only or told["read_only"]
        return store_at(url, told["team_secret_file"], read_only=read_only)
    except AddressError as error:
        message = f"--cache: {error}"
        raise FailureError(message) from error
    except SharingError as error:
        raise FailureError(str(error)) from error
