"""The settings that an editor sends, as JSON."""

from typing import Any

from lsp_server.configuration.values import Value, WrongValueError, guess, read
from lsp_server.settings import OPTIONS, camel


def editor_values(sent: Any) -> tuple[dict[str, Value], tuple[str, ...]]:  # noqa: ANN401  JSON is anything
    """Read the JSON that an editor sends as its settings, keys in camelCase.

    Return the values by the options' names in Python and what is wrong with the others. null means
    not set; groups of settings that we do not know are the client's own.
    """
    if not isinstance(sent, dict):
        return {}, ()
    known = {camel(name): option for name, option in OPTIONS.items()}
    values: dict[str, Value] = {}
    problems = []
    for key, value in sent.items():
        option = known.get(key)
        if value is None or (option is None and isinstance(value, dict)):
            continue
        if option is None:
            problems.append(f"there is no setting `vitals.{key}`{guess(key, known)}")
            continue
        try:
            values[option.name] = read(option, value)
        except WrongValueError as error:
            problems.append(f"`vitals.{key}`: {error}")
    return values, tuple(problems)
