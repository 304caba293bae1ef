"""A cycle is reported where it is cheapest to cut, as loud as it hurts, with the walk around it."""

from fixture import applied
from linking import ROOT, found, linked, reports_of

from lsp_server.checks.acceptance import suppressions
from lsp_server.checks.finding import Change, Finding, Severity
from lsp_server.text import Source

TWO = """
    #- a.py
    import b
    #- b.py
    from a import x, y
"""


def only(fixture: str) -> tuple[str, Finding]:
    """Return the only finding of a project and its file."""
    ((path, (finding,)),) = found(fixture).items()
    return path, finding


def test_a_cycle_is_reported_once_on_the_import_that_is_cheapest_to_cut():
    """One name is less than two; the message names both modules and says why here."""
    path, finding = only(TWO)
    assert (path, finding.code, finding.symbol) == ("a.py", "import-cycle", "b")
    assert finding.span == ((0, 0), (0, 8))
    assert finding.message == (
        "`a` imports `b`, which imports it: a cycle executed at load. "
        "This import is the cheapest to cut: it is new, it brings one name"
    )


def test_the_walk_around_a_cycle_stands_at_each_import_in_its_own_file():
    """Related information begins with the import itself and comes back to its module."""
    _, finding = only(
        """
        #- a.py
        import os

        from b import x
        #- b.py
        from c import (
            x, y
        )
        #- c.py
        if True:
            from a import x, y, z
        """
    )
    assert [(item.path, item.span.start.line, item.message) for item in finding.related] == [
        ("", 1, "`c` imports `a` under a condition"),
        (f"{ROOT}/a.py", 2, "`a` imports `b`"),
        (f"{ROOT}/b.py", 0, "`b` imports `c`"),
    ]
    assert "which leads back to it through 1 other: a cycle executed at load" in finding.message


def test_a_cycle_that_this_change_closed_is_a_warning():
    """It is new when an import on the way is, wherever that stands."""
    _, finding = only(TWO + "    #- a.py @base\n    import b\n    #- b.py @base\n    x = y = 1\n")
    assert (finding.severity, finding.change) == (Severity.WARNING, Change.NEW)


def test_a_cycle_that_the_base_has_is_an_information():
    """Nobody is warned of what was there before."""
    same = "    #- a.py @base\n    import b\n    #- b.py @base\n    from a import x, y\n"
    _, finding = only(TWO + same)
    assert (finding.severity, finding.change) == (Severity.INFORMATION, Change.UNCHANGED)


def test_an_import_that_moved_is_not_new():
    """Which line an import stands on makes no cycle new."""
    same = (
        "    #- a.py @base\n    x = 1\n\n    import b\n    #- b.py @base\n    from a import x, y\n"
    )
    _, finding = only(TWO + same)
    assert finding.change is Change.UNCHANGED


def test_a_cycle_that_load_does_not_execute_is_a_hint():
    """An import in a function or for type checking alone hurts nobody at load."""
    path, finding = only("#- a.py\nimport b\n#- b.py\ndef f():\n    import a\n")
    assert (path, finding.severity) == ("b.py", Severity.HINT)
    assert "a cycle not executed at load" in finding.message
    assert "`b` imports `a` in a function" in finding.related[0].message
    typed = "#- a.py\nimport b\n#- b.py\nfrom typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import a\n"
    path, finding = only(typed)
    assert (path, finding.severity) == ("b.py", Severity.HINT)
    assert "`b` imports `a` for type checking" in finding.related[0].message


def test_a_knot_of_cycles_is_explained_by_few_imports():
    """There is one finding for each import to cut, and each tells how many there are."""
    names = "abcdefgh"
    knot = "".join(
        f"#- {one}.py\n" + "".join(f"import {other}\n" for other in names if other != one)
        for one in names
    )
    findings = [finding for those in found(knot).values() for finding in those]
    assert len(findings) == 28
    for finding in findings:
        assert "one of the cycles among 8 modules, executed at load" in finding.message
        assert "one of 28 imports that together break them all" in finding.message


def test_one_import_can_break_many_cycles():
    """Then it is said that no other is needed."""
    _, finding = only(
        "#- a.py\nimport b\n#- b.py\nimport c, d\n#- c.py\nimport a\n#- d.py\nimport a\n"
    )
    assert "Cutting it breaks them all" in finding.message


def test_of_several_statements_the_one_that_binds_is_shown():
    """An import in a function beside one at load is not the one to mend."""
    path, finding = only(
        "#- a.py\ndef f():\n    import b\n\n\nimport b\n#- b.py\nfrom a import p, q, r, s, t, u, v\n"
    )
    assert (path, finding.span.start.line) == ("a.py", 4)


def test_a_cycle_can_be_accepted_on_its_line():
    """A comment that names the check silences it; one that names another does not."""
    comment = '# vitals: ignore[import-cycle] reason="both are one thing"'
    assert not found(f"#- a.py\nimport b  {comment}\n#- b.py\nfrom a import x, y\n")
    assert not found(f"#- a.py\n{comment}\nimport b\n#- b.py\nfrom a import x, y\n")
    other = comment.replace("import-cycle", "deep-nesting")
    assert found(f"#- a.py\nimport b  {other}\n#- b.py\nfrom a import x, y\n")


def test_accepting_a_cycle_is_offered():
    """The comment goes above the import, and silences it."""
    texts = {"a.py": "def f():\n    import b\n", "b.py": "import a\n"}
    reports = reports_of(texts)
    (finding,) = linked(reports)
    report = reports[f"{ROOT}/a.py"]
    (fix,) = suppressions(finding, report, Source.of(texts["a.py"]).lines)
    after = applied(texts["a.py"], fix.edits)
    comment = '    # vitals: ignore[import-cycle] reason="say why"\n'
    assert after == f"def f():\n{comment}    import b\n"
    assert not linked(reports_of({**texts, "a.py": after}))
