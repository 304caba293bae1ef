"""Findings as a person sees them: one for a function, loud only where something changed."""

from fixture import check_findings, fresh

from lsp_server.settings import Tiers

SIX = "a, b, c, d, e, f"


def test_a_simple_function_has_no_finding():
    """Code within the limits is not spoken of."""
    check_findings("def f(a):\n    return a\n")


def test_new_code_of_tier_one_is_information():
    """What is new and just above a limit informs."""
    check_findings(f"""
        def f({SIX}, g):
            ^ information too-many-parameters: `f` takes too many parameters: 7 (limit 6)
            return a
    """)


def test_new_code_of_tier_two_is_a_warning():
    """What is new and well above a limit warns."""
    check_findings(f"""
        def f({SIX}, g, h, i):
            ^ warning too-many-parameters: `f` takes too many parameters: 9 (limit 6)
            return a
    """)


def test_old_code_of_tier_one_is_silent():
    """What the base has already, in tier 1, is not spoken of."""
    check_findings(f"""
        #- main.py
        def f({SIX}, g):
            return a
        #- main.py @base
        def f({SIX}, g):
            return b
    """)


def test_old_code_of_tier_two_is_a_hint():
    """What the base has already, in tier 2, is a hint."""
    check_findings(f"""
        #- main.py
        def f({SIX}, g, h, i):
            ^ hint too-many-parameters: `f` takes too many parameters: 9 (limit 6)
            return a
        #- main.py @base
        def f({SIX}, g, h, i):
            return b
    """)


def test_code_that_became_worse_says_what_it_was():
    """A figure above the base's is loud again and names the old one."""
    check_findings(f"""
        #- main.py
        def f({SIX}, g, h, i):
            ^ warning too-many-parameters: `f` takes too many parameters: 9, was 8 (limit 6)
            return a
        #- main.py @base
        def f({SIX}, g, h):
            return a
    """)


def test_code_that_became_better_is_not_loud():
    """A figure below the base's is treated as old."""
    check_findings(f"""
        #- main.py
        def f({SIX}, g, h):
            return a
        #- main.py @base
        def f({SIX}, g, h, i):
            return a
    """)


def test_the_worst_dimension_speaks_for_the_function():
    """A function has one finding, of the dimension in the highest tier."""
    limits = fresh(nesting=Tiers(0, 1, 2), parameters=Tiers(1, 5, 9))
    check_findings(
        """
        def f(a, b):
            ^ warning deep-nesting: `f` nests too deeply: 2
            if a:
                if b:
                    return a
        """,
        limits,
    )


def test_a_dimension_can_be_switched_off():
    """A limit that is off finds nothing."""
    check_findings(f"def f({SIX}, g, h, i):\n    return a\n", fresh(parameters=None))


def test_a_check_can_be_ignored():
    """`ignore` leaves a check out and lets the next dimension speak."""
    limits = {"nesting": Tiers(0, 1, 2), "parameters": Tiers(1, 5, 9)}
    check_findings(
        """
        def f(a, b):
            ^ information too-many-parameters: `f` takes too many parameters: 2
            if a:
                if b:
                    return a
        """,
        fresh(**limits, ignore=("deep-nesting",)),
    )


def test_a_broken_block_leaves_the_others_alone():
    """While one function does not parse, the findings of the others stand as they did."""
    check_findings(f"""
        def f({SIX}, g):
            ^ information too-many-parameters: `f` takes too many parameters: 7 (limit 6)
            return a


        def broken(:
                   ^ warning syntax-error: cannot be read
            return 1


        def g({SIX}, g):
            ^ information too-many-parameters: `g` takes too many parameters: 7 (limit 6)
            return a
    """)


def test_namesakes_are_not_new_because_of_each_other():
    """A getter that is as it was is not held against its setter, nor an overload against the others."""
    check_findings(f"""
        #- main.py
        class C:
            @property
            def x(self, {SIX}, g):
                return a

            @x.setter
            def x(self, a):
                self.a = b
        #- main.py @base
        class C:
            @property
            def x(self, {SIX}, g):
                return a

            @x.setter
            def x(self, a):
                self.a = a
    """)
