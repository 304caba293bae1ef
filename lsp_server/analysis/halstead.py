"""Halstead's counts (1977), with all of Python's operators and operands.

Operands are names wherever they stand (variables, attributes, parameters, keywords of calls,
imported and defined names) and literals (numbers, strings, None, True, False, ...). A string that
stands alone as a statement is documentation and counts for nothing.

Operators, one each time it is written:

    + - * / // % ** @ << >> | & ^ ~ not     and += and its kin
    == != < <= > >= is, is not, in, not in
    and or                                  one between each two operands
    = : -> :=                               = once a target, default or keyword; : an annotation
    . () [] [:]                             attribute, call, subscript, slice
    [,] (,) {,} {:} * ** in displays        displays; * also stars a target or an argument
    if else, lambda, await, yield, yield from, for and if of comprehensions
    f"" {}                                  a formatted string and each of its fields
    if (elif too) else while for try except finally with match case def class return raise assert del
    import from global nonlocal pass break continue async type |

`radon halstead` sees only arithmetic, boolean and comparison operators with their direct operands,
tells operands apart by the name of the function they stand in, takes each operand that is no name,
attribute or literal for one of its own, and does not look into decorators, defaults and
annotations. That dialect is kept beside ours.
"""

import ast
from collections.abc import Iterable
from math import log2
from typing import Any, Final

from lsp_server.analysis import marks
from lsp_server.analysis.report import Halstead

SYMBOLS: Final[dict[type[ast.AST], str]] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
    ast.MatMult: "@",
    ast.LShift: "<<",
    ast.RShift: ">>",
    ast.BitOr: "|",
    ast.BitAnd: "&",
    ast.BitXor: "^",
    ast.Invert: "~",
    ast.UAdd: "unary +",
    ast.USub: "unary -",
    ast.Not: "not",
    ast.And: "and",
    ast.Or: "or",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
    ast.NotIn: "not in",
}

KEYWORDS: Final[dict[Any, str]] = {
    ast.Return: "return",
    ast.Delete: "del",
    ast.Assign: "=",
    ast.AnnAssign: ":",
    ast.For: "for",
    ast.AsyncFor: "async for",
    ast.While: "while",
    ast.If: "if",
    ast.With: "with",
    ast.AsyncWith: "async with",
    ast.Match: "match",
    ast.Raise: "raise",
    ast.Try: "try",
    ast.Assert: "assert",
    ast.Import: "import",
    ast.ImportFrom: "from import",
    ast.Global: "global",
    ast.Nonlocal: "nonlocal",
    ast.Pass: "pass",
    ast.Break: "break",
    ast.Continue: "continue",
    marks.ELSE: "else",
    marks.LOOP_ELSE: "else",
    marks.TRY_ELSE: "else",
    marks.STAR_ELSE: "else",
    marks.HANDLER: "except",
    marks.STAR_HANDLER: "except*",
    marks.FINALLY: "finally",
    marks.CASE: "case",
    marks.TERNARY: "if else",
    marks.GENERATOR: "for in",
    marks.FILTER: "if",
}
KEYWORDS[ast.TryStar] = "try"
if hasattr(ast, "TypeAlias"):
    KEYWORDS[ast.TypeAlias] = "type"

EMPTY: Final = Halstead()
_keyword: Final = KEYWORDS.get
_LONG: Final = 80


def volume(counts: Halstead) -> float:
    """Return V = N log2 n, with N all operators and operands and n the distinct ones."""
    vocabulary = counts.distinct_operators + counts.distinct_operands
    return (counts.operators + counts.operands) * log2(vocabulary) if vocabulary else 0.0


def difficulty(counts: Halstead) -> float:
    """Return D = (n1 / 2) (N2 / n2)."""
    if not counts.distinct_operands:
        return 0.0
    return counts.distinct_operators / 2 * counts.operands / counts.distinct_operands


def effort(counts: Halstead) -> float:
    """Return E = D V."""
    return difficulty(counts) * volume(counts)


def keyword_operators(constructs: Iterable[Any]) -> Iterable[str]:
    """Return the operators that the constructs are written with."""
    return filter(None, map(_keyword, constructs))


def spelling(literal: str | tuple[type, Any]) -> str:
    """Return a literal, if no string with its type, as an operand apart from any name or other."""
    if isinstance(literal, str):
        return '"' + (literal if len(literal) <= _LONG else _short(literal))
    kind, value = literal
    if kind is bytes:
        return "b" + _short(value.hex())
    if kind is int:
        return f"{value:#x}"
    return repr(value)


class Radon:
    """Operators and operands in radon's dialect, in the order they are met.

    `context` is the name of the function around; `unnamed` counts the operands that are no name,
    attribute or literal.
    """

    __slots__ = ("context", "operands", "operators", "unnamed")

    def __init__(self) -> None:
        self.context: str | None = None
        self.operators: list[type] = []
        self.operands: list[tuple[str | None, object]] = []
        self.unnamed = 0

    def note(self, operator: type, operands: Iterable[ast.expr]) -> None:
        """Write down an operator and its operands."""
        self.operators.append(operator)
        self.note_operands(operands)

    def note_operands(self, operands: Iterable[ast.expr]) -> None:
        """Write down operands."""
        for operand in operands:
            if isinstance(operand, ast.Name):
                self.operands.append((self.context, operand.id))
            elif isinstance(operand, ast.Attribute):
                self.operands.append((self.context, operand.attr))
            elif isinstance(operand, ast.Constant):
                self.operands.append((self.context, operand.value))
            else:
                self.unnamed += 1

    def mark(self) -> tuple[int, int, int]:
        """Return how much has been written down so far, for `forget` and `since`."""
        return len(self.operators), len(self.operands), self.unnamed

    def forget(self, mark: tuple[int, int, int]) -> None:
        """Strike out what has been written down since the mark."""
        operators, operands, self.unnamed = mark
        del self.operators[operators:]
        del self.operands[operands:]

    def since(self, mark: tuple[int, int, int]) -> Halstead:
        """Return the counts of what has been written down since the mark."""
        if len(self.operators) == mark[0]:
            return EMPTY
        operators, operands = self.operators[mark[0] :], self.operands[mark[1] :]
        unnamed = self.unnamed - mark[2]
        return Halstead(
            len(set(operators)),
            len(set(operands)) + unnamed,
            len(operators),
            len(operands) + unnamed,
        )


def radon_spelling(context: str | None, operand: object) -> str:
    """Return an operand as radon tells it apart: by function and value, 1 and 1.0 being one."""
    if isinstance(operand, str):
        return f"{context or ''}\0{spelling(operand)}"
    value = _radon_value(operand)
    return f"{context or ''}\0{spelling((type(value), value))}"


def _radon_value(operand: object) -> object:
    if isinstance(operand, complex) and not operand.imag:
        operand = operand.real
    if isinstance(operand, bool) or (isinstance(operand, float) and operand.is_integer()):
        return int(operand)
    return operand


def _short(text: str) -> str:
    """Return a text that stands for a long one: a report should not carry whole documents."""
    if len(text) <= _LONG:
        return text
    from lsp_server.text import digest_of

    return f"{text[:20]}…{len(text)} {digest_of(text).hex()}"
