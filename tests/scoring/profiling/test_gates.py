"""Conditions beside the tests."""

from scoring.plan import Thresholds
from scoring.profiling.gates import Basis, blocking, gates

WEAK = Basis(answers=40, effective_answers=20.0, psus=4, interviewers=2, reliability=0.7)


def test_rectification_asks_less_than_renewal_and_renewal_less_than_exit() -> None:
    found = gates(WEAK, Thresholds(), bound=61.0, line=60.0, is_clear=True)
    assert blocking("rectify", found) == ()
    assert blocking("renew", found) == ("effective_answers",)
    assert blocking("exit", found) == (
        "effective_answers",
        "interviewers",
        "robustness_not_computed",
    )
    assert blocking("insufficient", found) == ()


def test_a_clear_interval_stands_in_for_the_reliability() -> None:
    for is_clear in (True, False):
        found = gates(WEAK, Thresholds(), bound=61.0, line=60.0, is_clear=is_clear)
        assert {gate.code: gate.is_met for gate in found}["reliability"] is is_clear


def test_a_gate_says_what_was_found_and_what_is_needed() -> None:
    found = {gate.code: gate for gate in gates(WEAK, Thresholds(), 59.0, 60.0, False)}
    assert (found["answers"].found, found["answers"].needed) == (40.0, 30.0)
    assert (found["interval_clears_line"].found, found["interval_clears_line"].needed) == (59, 60)


def test_interviewers_that_are_not_named_refuse_an_exit() -> None:
    found = gates(Basis(40, 40.0, 4, robust_share=1.0), Thresholds(), 59.0, 60.0, True)
    assert blocking("exit", found) == ("interviewers",)
    assert blocking("renew", found) == ()


def test_answers_given_without_interviewers_need_none() -> None:
    basis = Basis(40, 40.0, 4, interviewers=0, robust_share=1.0)
    found = gates(basis, Thresholds(), 59.0, 60.0, True)
    assert blocking("exit", found) == ()
    assert "interviewers" not in {gate.code for gate in found}
