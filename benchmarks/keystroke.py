"""Keystroke to published diagnostics, beside other servers, on the same edits in the same run.

Each edit inserts or removes a line near the top of the file, so that every server has to publish
again. Between edits there is a pause, as between a person's keystrokes; no server is asked while it
still works on the edit before. Prints median and 99th percentile in milliseconds.
"""

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

from client import Client

SERVERS = {
    "vitals": ([sys.executable, "-m", "lsp_server", "serve"], None),
    "ruff": (
        ["ruff", "server"],
        {"settings": {"lint": {"select": ["C901", "E9"]}, "configuration": {"lint": {}}}},
    ),
    "complexipy": (["complexipy", "lsp"], None),
    "pylsp": (["pylsp"], {"pylsp": {"plugins": {"mccabe": {"threshold": 10}}}}),
}
ADDED = "blank = 1\n"


def repeated(text: str, lines: int) -> str:
    """Return the text again and again, cut after at least that many lines."""
    count = text.count("\n")
    return text * max(1, round(lines / count)) if lines else text


def measure(name: str, text: str, edits: int, pause: float) -> dict[str, float]:
    """Return startup, first diagnostics, keystroke percentiles (ms) and resident memory (MB)."""
    command, options = SERVERS[name]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        path = root / "sample.py"
        path.write_text(text, "utf-8")
        client = Client(command)
        started = client.initialize(root.as_uri(), options)
        uri = path.as_uri()
        opened = client.open(uri, text)
        line = next(i for i, x in enumerate(text.split("\n")) if x.startswith(("def ", "class ")))
        longer = "\n".join([*text.split("\n")[:line], ADDED + "\n".join(text.split("\n")[line:])])
        taken = []
        for number in range(edits):
            time.sleep(pause)
            removing = number % 2
            edit = (line, line + removing, "" if removing else ADDED)
            whole = text if removing else longer
            start = time.perf_counter()
            client.change(uri, number + 2, edit, whole)
            client.published(uri)
            taken.append((time.perf_counter() - start) * 1000)
        memory = client.resident_mb()
        client.close()
    return {
        "initialize": started * 1000,
        "first": opened * 1000,
        "p50": statistics.median(taken),
        "p99": sorted(taken)[int(len(taken) * 0.99) - 1],
        "MB": memory,
    }


def main() -> None:
    """Measure each server named on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--servers", nargs="+", default=list(SERVERS), choices=list(SERVERS))
    parser.add_argument("--edits", type=int, default=100)
    parser.add_argument("--pause", type=float, default=0.35, help="seconds between edits")
    parser.add_argument("--lines", type=int, default=0, help="repeat the file to this length")
    args = parser.parse_args()
    text = repeated(args.file.read_text("utf-8"), args.lines)
    print(f"{args.file.name}: {text.count(chr(10))} lines, {args.edits} edits; milliseconds")
    print(f"{'server':12}{'initialize':>12}{'first':>10}{'p50':>10}{'p99':>10}{'MB':>8}")
    for name in args.servers:
        if shutil.which(SERVERS[name][0][0]) is None:
            print(f"{name:12}not installed")
            continue
        figures = measure(name, text, args.edits, args.pause)
        print(
            f"{name:12}{figures['initialize']:12.1f}{figures['first']:10.1f}"
            f"{figures['p50']:10.2f}{figures['p99']:10.2f}{figures['MB']:8.0f}"
        )


if __name__ == "__main__":
    main()
