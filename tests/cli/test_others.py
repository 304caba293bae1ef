"""The other subcommands: stats, explain, serve, and what argparse itself answers."""

import json
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from terminal import COMPLEX, SIMPLE

from lsp_server.checks.catalogue import CODES, manual
from lsp_server.cli.arguments import SHELLS
from lsp_server.cli.totals import histogram, spread
from lsp_server.version import VERSION

CONSOLE = Path(sys.executable).parent / "vitals"
FIGURES = st.lists(st.integers(min_value=0, max_value=10_000))


def test_stats_show_the_distribution(place):
    """The text names files, lines by kind, quantiles per figure, tiers and a histogram."""
    place.write("a.py", SIMPLE * 9 + "# note\n" + COMPLEX)
    outcome = place.vitals("stats")
    assert outcome.code == 0
    assert "1 files, 10 functions, 0 classes" in outcome.out
    assert "28 lines: 27 source, 0 docstring, 1 comment, 0 blank" in outcome.out
    rows = [line.split() for line in outcome.out.splitlines()]
    assert ["cognitive", "0", "0", "23", "23"] in rows
    assert ["high", "1", "10.0%"] in rows
    assert ["0", "9", "#" * 40] in rows
    assert ["16-31", "1", "#" * 5] in rows


def test_stats_as_json(place):
    """The same numbers as data, with the definitions they follow."""
    place.write("a.py", SIMPLE * 9 + COMPLEX)
    report = json.loads(place.vitals("stats", "--format", "json").out)
    assert report["spread"]["cognitive"] == {"median": 0, "p90": 0, "p99": 23, "max": 23}
    assert report["tiers"] == [9, 0, 1, 0]
    assert report["histograms"]["cognitive"][0] == {"from": 0, "to": 0, "functions": 9}
    assert "c901" in report["dialects"]


def test_stats_of_nothing(place):
    """An empty folder has a distribution too, and a check finds nothing in it."""
    assert place.vitals("stats").code == 0
    outcome = place.vitals("check")
    assert outcome.code == 0
    assert "no Python file to check" in outcome.out


def test_stats_tell_what_cannot_be_read(place):
    """What is missing from the distribution is said on standard error, with exit code 2."""
    (place.root / "a.py").symlink_to("nowhere")
    outcome = place.vitals("stats")
    assert outcome.code == 2
    assert outcome.err == "vitals: a.py: no such file or directory\n"


@given(FIGURES)
def test_quantiles_are_figures_that_occur(figures):
    """Quantiles by nearest rank ascend and occur among the figures; at least p % are not above."""
    quantiles = spread(Counter(figures))
    assert list(quantiles) == sorted(quantiles)
    for percent, quantile in zip((50, 90, 99, 100), quantiles, strict=True):
        assert quantile in figures or not figures
        assert 100 * sum(figure <= quantile for figure in figures) >= percent * len(figures)


@given(FIGURES)
def test_a_histogram_counts_each_figure_once(figures):
    """Each figure falls into exactly the bin that contains it."""
    bins = histogram(Counter(figures))
    for first, last, count in bins:
        assert count == sum(first <= figure <= last for figure in figures)
    assert sum(count for *_, count in bins) == len(figures)


@pytest.mark.parametrize("code", CODES)
def test_explain_prints_the_manual_page(place, code):
    """Off a terminal, the page is printed as it is."""
    assert place.vitals("explain", code) == (0, manual(code), "")


def test_explain_lists_all_codes(place):
    """Without a code, every check is listed with its title."""
    out = place.vitals("explain").out
    assert [code for code in CODES if f"- `{code}`: " not in out] == []


def test_explain_renders_on_a_terminal(place, monkeypatch):
    """On a terminal the page is laid out, without Markdown's marks."""
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    out = place.vitals("explain", "deep-nesting").out
    assert "What it does" in out
    assert "## What it does" not in out


def test_completion_scripts(place):
    """Each shell's script is printed and names the subcommands."""
    for shell in SHELLS:
        outcome = place.vitals("--print-completion", shell)
        assert outcome.code == 0
        assert "explain" in outcome.out
        assert "withdraw" in outcome.out
        assert "handoff" in outcome.out
    script = place.vitals("--print-completion", "bash").out
    assert subprocess.run(["bash", "-n"], input=script, text=True, check=False).returncode == 0


def test_version(place):
    """The version is the package's."""
    assert place.vitals("--version") == (0, f"vitals {VERSION}\n", "")


@pytest.mark.parametrize(
    "command", ["check", "stats", "explain", "config", "memory", "cache", "serve"]
)
def test_every_command_has_help(place, command):
    """--help says what a command does and exits with 0."""
    outcome = place.vitals(command, "--help")
    assert outcome.code == 0
    assert f"usage: vitals {command}" in outcome.out


def test_serve_says_why_it_cannot_listen(place):
    """An address in use is wrong use: exit code 2 and a sentence."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        outcome = place.vitals("serve", "--tcp", address)
    assert outcome.code == 2
    assert f"cannot listen on {address}" in outcome.err


def test_serve_speaks_over_standard_streams():
    """`vitals serve` answers the protocol and exits with 0 after shutdown and exit."""
    bodies = [
        {"id": 1, "method": "initialize", "params": {"processId": None, "capabilities": {}}},
        {"method": "initialized", "params": {}},
        {"id": 2, "method": "shutdown"},
        {"method": "exit"},
    ]
    sent = b""
    for body in bodies:
        encoded = json.dumps({"jsonrpc": "2.0", **body}).encode()
        sent += b"Content-Length: %d\r\n\r\n%s" % (len(encoded), encoded)
    done = subprocess.run(
        [CONSOLE, "serve"], input=sent, capture_output=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert b'"capabilities"' in done.stdout
