"""Our figures beside the tools', file by file: what was compared and what differs.

Each function here takes one file, so that processes can share a corpus. A difference bears the name
of its kind, or "" for none listed.
"""

import ast
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path
from typing import NamedTuple

from lsp_server.analysis import analyse
from lsp_server.analysis.report import FileReport
from lsp_server.text import Source
from tests.conformance import kinds, oracles, packages


class Outcome(NamedTuple):
    """How often what was compared, and what differs: (kind, where)."""

    compared: Counter
    differences: list[tuple[str, str]]

    def __add__(self, other):
        return Outcome(self.compared + other.compared, self.differences + other.differences)


NOTHING = Outcome(Counter(), [])


@cache
def over(corpus: str) -> dict[str, Outcome]:
    """Compare a corpus with all tools, by two processes."""
    files = packages.files(corpus)
    said = oracles.ruff(files)
    total: dict[str, Outcome] = {}
    # radon's visitors recurse deeper into sympy's long sums than Python allows by itself.
    with ProcessPoolExecutor(2, initializer=sys.setrecursionlimit, initargs=(20_000,)) as pool:
        items = [(path, said.get(path)) for path in files]
        for outcomes in pool.map(with_all, items, chunksize=20):
            for oracle, outcome in outcomes.items():
                total[oracle] = total.get(oracle, NOTHING) + outcome
    return total


def definitions(tree: ast.Module) -> dict[int, kinds.Function]:
    """Return the functions of a tree by the line of their def."""
    return {
        node.lineno: node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def functions(report: FileReport):
    """Yield (line of the def, report) for each function; lines from 1."""
    for offset, each in report.functions():
        yield offset + each.line + 1, each


def with_all(item: tuple[Path, oracles.Ruff | None]) -> dict[str, Outcome]:
    """Compare a file with all tools, by the tool's name."""
    path, ruff = item
    known = packages.read(path)
    if known is None:
        return {}
    report = analyse(Source.of(known.text))
    return {
        "ruff": with_ruff(known, report, ruff),
        "radon cc": with_radon_cc(known, report),
        "radon hal": with_radon_halstead(known, report),
        "complexipy": with_complexipy(known, report),
    }


def with_ruff(known: packages.Text, report: FileReport, theirs: oracles.Ruff | None) -> Outcome:
    """Compare the figures of C901 and pylint's rules."""
    path = known.path
    if theirs is not None and not theirs.readable:
        return Outcome(Counter({"files that ruff cannot read": 1}), [])
    figures, nesting = (theirs.figures, theirs.nesting) if theirs else ({}, {})
    nodes = definitions(known.tree)
    compared, differences = Counter(), []
    for offset, each in report.functions():
        node = nodes[offset + each.line + 1]
        compared["functions"] += 1
        for figure in oracles.FIGURES.values():
            mine, other = (
                getattr(each, figure),
                figures.get((offset + each.name_line + 1, figure), 0),
            )
            if mine != other:
                spared = figure == "parameters" and kinds.is_exempt(node)
                where = f"{path}:{node.lineno} {each.qualified_name} {figure} {mine}, ruff {other}"
                differences.append(("override" if spared else "", where))
    for mine, other, where in nested(report, known.tree, nesting):
        compared["functions' nesting"] += 1
        if mine != other:
            differences.append(("", f"{path}:{where} nesting {mine}, ruff {other}"))
    return Outcome(compared, differences)


def nested(report: FileReport, tree: ast.Module, theirs: dict[int, int]):
    """Yield (our nesting, ruff's, line) for functions outside functions.

    ruff tells it by the line of the outermost block. Where a function stands in blocks, that is one
    around the function, and its depth counts too.
    """
    around = blocks_around(tree)
    expected: dict[int, int] = {}
    for line, each in functions(report):
        if each.kind == "nested":
            continue
        depth, root = around[line]
        if depth:
            expected[root] = max(expected.get(root, 0), each.nesting and depth + each.nesting)
        else:
            end = line - each.line + each.end_line
            inside = [number for at, number in theirs.items() if line < at <= end]
            yield each.nesting, max(inside, default=0), line
    for root, depth in expected.items():
        yield depth, theirs.get(root, 0), root


_BLOCKS = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.Try, ast.TryStar, ast.With, ast.AsyncWith)


def blocks_around(tree: ast.Module) -> dict[int, tuple[int, int]]:
    """Return, by the line of each def, how many blocks stand around it and where the outermost is."""
    found = {}
    pending: list[tuple[ast.AST, int, int]] = [(tree, 0, 0)]
    while pending:
        node, depth, root = pending.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found[node.lineno] = depth, root
        for child in ast.iter_child_nodes(node):
            counts = isinstance(child, _BLOCKS) and not _is_elif(node, child)
            pending.append((child, depth + counts, root or (child.lineno if counts else 0)))
    return found


def _is_elif(node: ast.AST, child: ast.AST) -> bool:
    return (
        isinstance(node, ast.If) and node.orelse == [child] and child.col_offset == node.col_offset
    )


def with_radon_cc(known: packages.Text, report: FileReport) -> Outcome:
    """Compare cc, of functions and classes."""
    path = known.path
    theirs, nodes = oracles.radon_cc(known.tree), definitions(known.tree)
    compared, differences = Counter(), []
    for line, each in functions(report):
        if line not in theirs:
            compared["methods of classes in functions, which radon drops"] += 1
            if each.kind != "nested":
                differences.append(("", f"{path}:{line} {each.qualified_name} unknown to radon"))
            continue
        compared["functions"] += 1
        star, guarded = kinds.star_clauses(nodes[line]), kinds.guarded_catch_alls(nodes[line])
        if each.cc != theirs[line]:
            explained = each.cc == theirs[line] + star + guarded
            kind = ("except*" if star else "guarded wildcard") if explained else ""
            differences.append(
                (kind, f"{path}:{line} {each.qualified_name} cc {each.cc}, radon {theirs[line]}")
            )
    return Outcome(compared, differences) + _classes(report, known)


def _classes(report: FileReport, known: packages.Text) -> Outcome:
    theirs = oracles.radon_cc_of_classes(known.tree)
    slips = {
        node.lineno: any(
            kinds.star_clauses(each) or kinds.guarded_catch_alls(each)
            for each in ast.walk(node)
            if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
        )
        for node in ast.walk(known.tree)
        if isinstance(node, ast.ClassDef)
    }
    compared, differences = Counter(), []
    for offset, each in report.classes():
        line = offset + each.line + 1
        if line in theirs and not slips[line]:
            compared["classes"] += 1
            if each.cc != theirs[line]:
                where = (
                    f"{known.path}:{line} {each.qualified_name} cc {each.cc}, radon {theirs[line]}"
                )
                differences.append(("", where))
    return Outcome(compared, differences)


def with_radon_halstead(known: packages.Text, report: FileReport) -> Outcome:
    """Compare radon's dialect of Halstead, of the file and of its functions."""
    path = known.path
    total, each_function = oracles.radon_halstead(known.tree)
    mine = [
        (each.name, _counts(each.radon_halstead))
        for _, each in functions(report)
        if each.kind != "nested"
    ]
    differences = []
    if _total(report) != total:
        differences.append(("", f"{path} Halstead {_total(report)}, radon {total}"))
    if mine != each_function:
        first = next(pair for pair in zip(mine, each_function, strict=False) if pair[0] != pair[1])
        differences.append(("", f"{path} Halstead {first}"))
    return Outcome(Counter({"files": 1, "functions": len(mine)}), differences)


def _counts(halstead) -> tuple[int, ...]:
    return (
        halstead.distinct_operators,
        halstead.distinct_operands,
        halstead.operators,
        halstead.operands,
    )


def _total(report: FileReport) -> tuple[int, ...]:
    blocks = [placed.block for placed in report.placed()]
    operators = frozenset().union(*(block.radon_halstead_operators for block in blocks))
    operands = frozenset().union(*(block.radon_halstead_operands for block in blocks))
    return (
        len(operators),
        len(operands) + sum(block.radon_unnamed_operands for block in blocks),
        sum(block.radon_operator_count for block in blocks),
        sum(block.radon_operand_count for block in blocks),
    )


def with_complexipy(known: packages.Text, report: FileReport) -> Outcome:
    """Compare cognitive complexity; a difference is laid to the first kind that occurs there."""
    path = known.path
    theirs, nodes = oracles.cognitive(known.text), definitions(known.tree)
    compared, differences = Counter(), []
    for line, each in functions(report):
        first_line = line - each.line + each.first_line
        if each.kind == "nested" or first_line not in theirs:
            continue
        compared["functions"] += 1
        if each.cognitive == theirs[first_line]:
            compared["agreeing"] += 1
            continue
        occurring = [kind.name for kind in kinds.of("complexipy") if kind.occurs(nodes[line])]
        where = (
            f"{path}:{line} {each.qualified_name} {each.cognitive}, complexipy {theirs[first_line]}"
        )
        differences.append((occurring[0] if occurring else "", where))
    return Outcome(compared, differences)
