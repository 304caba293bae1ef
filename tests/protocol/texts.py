"""Texts whose figures the tests know."""


def nested(name: str, conditions: int) -> str:
    """Return a function of `conditions` + 1 cyclomatic complexity, flat."""
    lines = [f"def {name}(value):"]
    for number in range(conditions):
        lines += [f"    if value == {number}:", f"        return {number}"]
    return "\n".join([*lines, "    return value", ""])


SIMPLE = '''\
"""A simple file."""


def add(left, right):
    return left + right
'''

COMPLEX = '"""A complex file."""\n\n\n' + nested("tangled", 30) + "\n\n" + nested("plain", 2)
