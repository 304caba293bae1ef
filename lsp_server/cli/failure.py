"""Wrong use of the command."""


class FailureError(Exception):
    """The command cannot do what was asked; the message tells a person why. Exit code 2."""
