"""Reads and parses every Python file of a folder in two processes, and does nothing with the trees.

What any tool written in Python takes at least that looks at each file's syntax.
"""

import ast
import multiprocessing
import sys
import warnings
from pathlib import Path


def parse(path: Path) -> None:
    """Parse a file, if it can be."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(path.read_bytes())
        except (SyntaxError, ValueError, RecursionError):
            return


def main() -> None:
    """Parse the files below the folder that the command line names, the largest first."""
    paths = sorted(Path(sys.argv[1]).rglob("*.py"), key=lambda path: -path.stat().st_size)
    with multiprocessing.Pool(2) as pool:
        for _ in pool.imap_unordered(parse, paths, chunksize=16):
            pass


if __name__ == "__main__":
    main()
