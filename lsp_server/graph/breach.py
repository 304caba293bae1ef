"""What breaks a contract."""

from typing import NamedTuple

from lsp_server.contract import Contract


class Breach(NamedTuple):
    """Imports that a contract does not allow.

    `chain` leads from the importer to the imported module, two numbers when that is direct. What is
    not in the workspace has no number: then the last one of the chain imports `outside`. `importer`
    and `imported` are the parts that the contract names. A module that is in no layer though it
    should be is a chain of itself, with nothing imported. `at` tells which module of the chain has
    the import that is to blame: the first one that is new, else the first.
    """

    contract: Contract
    chain: tuple[int, ...]
    importer: str
    imported: str = ""
    outside: str = ""
    at: int = 0

    @property
    def direct(self) -> bool:
        """Whether one import is all there is to it."""
        return len(self.chain) + bool(self.outside) <= 2  # noqa: PLR2004  who imports and what


class Vain(NamedTuple):
    """Why a contract, or a part of it, checks nothing; `loud` when that cannot be meant."""

    contract: Contract
    message: str
    loud: bool = True
