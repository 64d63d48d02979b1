"""A rule that looks at many things names every one that breaks it, and never looks at nothing."""

from __future__ import annotations

import pytest

from tests.support.sweeping import each


def test_every_thing_that_breaks_the_rule_is_named():
    @each(["good", "bad", ("worse",)])
    def rule(name: str) -> None:
        assert name == "good", f"{name} is not good"
        assert {"good": 1}[name]

    with pytest.raises(AssertionError, match=r"(?s)2 of 3.*'bad': .*'worse': "):
        rule()


def test_an_error_is_a_fault_and_does_not_hide_the_next():
    @each([("a", 1), ("b", 2)])
    def rule(name: str, number: int) -> None:
        raise KeyError(name)

    with pytest.raises(AssertionError, match=r"(?s)2 of 2.*'a', 1: KeyError.*'b', 2: KeyError"):
        rule()


def test_a_rule_without_anything_to_look_at_fails():
    with pytest.raises(AssertionError, match="nothing to look at"):
        each([])(lambda name: None)()


def test_a_rule_that_all_keep_passes_under_its_own_name():
    @each(["good"])
    def rule(name: str) -> None:
        """Say why."""
        assert name

    rule()
    assert (rule.__name__, rule.__doc__) == ("rule", "Say why.")
