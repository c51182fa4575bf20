"""The evidence permits, the grade proposes, and gates, vetoes and doubt only soften."""

from dataclasses import replace

import numpy as np
import pytest

from scoring.errors import MethodError
from scoring.plan import DecisionPolicy, Thresholds
from scoring.profiling.decisions import Circumstances, decide, undecided
from scoring.profiling.gates import Basis
from scoring.profiling.shrinkage import shrink
from scoring.scorebook import DecisionResult, GradeResult

SOLID = Basis(answers=120, effective_answers=100.0, psus=30, interviewers=5, robust_share=1.0)
PLAIN = Circumstances()


def grade(code: str | None, is_borderline: bool = False) -> GradeResult:
    return GradeResult(code, code, {}, 0.95, is_borderline)


def one(
    total: float,
    standard_error: float = 2.0,
    basis: Basis = SOLID,
    standing: GradeResult | None = None,
    situation: Circumstances = PLAIN,
    policy: DecisionPolicy | None = None,
) -> DecisionResult:
    """Decide about a single contract: the county that most users are."""
    if standing is None:
        standing = grade("good" if total >= 80 else "fair" if total >= 60 else "poor")
    posterior = shrink([total], [standard_error**2], None)
    (result,) = decide(
        policy or DecisionPolicy(),
        Thresholds(),
        [total],
        [standard_error],
        [80],
        posterior,
        [basis],
        [standing],
        [situation],
    )
    return result


@pytest.mark.parametrize(
    ("total", "decision_class", "proposal"),
    [
        (50.0, "exit", "D4"),
        (72.0, "rectify", "D3"),
        (85.0, "renew", "D1"),
        (61.0, "insufficient", "D0"),
    ],
)
def test_a_single_contract_is_judged_against_the_lines(
    total: float, decision_class: str, proposal: str
) -> None:
    found = one(total)
    assert (found.decision_class, found.proposal) == (decision_class, proposal)
    assert not found.needs_explanation


def test_weak_items_turn_a_renewal_into_one_with_conditions() -> None:
    found = one(85.0, situation=Circumstances(weak_items=("A",)))
    assert found.proposal == "D2"
    assert found.weak_items == ("A",)
    assert "weak_items" in found.reasons


def test_an_exit_without_computed_robustness_stays_unproven() -> None:
    found = one(50.0, basis=Basis(120, 100.0, 30, interviewers=5))
    assert (found.decision_class, found.proposal) == ("insufficient", "D0")
    assert "gate_robustness_not_computed" in found.reasons
    assert found.extra_interviews.reason == "not_for_want_of_interviews"


def test_an_exit_that_hangs_on_the_weights_stays_unproven() -> None:
    found = one(50.0, basis=Basis(120, 100.0, 30, interviewers=5, robust_share=0.85))
    assert found.proposal == "D0"
    assert "gate_robustness" in found.reasons


def test_unknown_interviewers_refuse_an_exit_and_are_said_to_be_unknown() -> None:
    found = one(50.0, basis=Basis(120, 100.0, 30, robust_share=1.0))
    assert (found.decision_class, found.proposal) == ("insufficient", "D0")
    assert {"interviewers_not_available", "gate_interviewers"} <= set(found.reasons)


@pytest.mark.parametrize(
    ("basis", "gate"),
    [
        (Basis(29, 29.0, 30, interviewers=5, robust_share=1.0), "gate_answers"),
        (Basis(120, 100.0, 2, interviewers=5, robust_share=1.0), "gate_psus"),
        (Basis(120, 29.9, 30, interviewers=5, robust_share=1.0), "gate_effective_answers"),
        (Basis(120, 100.0, 30, interviewers=3, robust_share=1.0), "gate_interviewers"),
        (replace(SOLID, has_spread=False), "gate_spread"),
        (Basis(120, 100.0, 30, interviewers=5, robust_share=0.89), "gate_robustness"),
    ],
)
def test_each_gate_alone_refuses_an_exit(basis: Basis, gate: str) -> None:
    assert one(50.0, basis=SOLID).proposal == "D4"
    found = one(50.0, basis=basis)
    assert (found.decision_class, found.proposal) == ("insufficient", "D0")
    assert gate in found.reasons


def test_a_renewal_on_few_effective_answers_falls_back_to_conditions() -> None:
    found = one(88.0, basis=Basis(40, 22.0, 12))
    assert (found.decision_class, found.proposal) == ("rectify", "D2")
    assert "gate_effective_answers" in found.reasons


def test_answers_all_alike_renew_nothing_for_certain() -> None:
    found = one(88.0, 0.0, basis=replace(SOLID, has_spread=False))
    assert (found.decision_class, found.proposal) == ("rectify", "D2")
    assert "gate_spread" in found.reasons


def test_too_few_areas_permit_nothing() -> None:
    found = one(88.0, basis=Basis(40, 38.0, 2))
    assert found.proposal == "D0"
    assert "gate_psus" in found.reasons


def test_an_open_case_says_how_many_interviews_would_close_it() -> None:
    found = one(63.0, standard_error=3.0)
    assert found.reasons == ("acceptable_not_proven",)
    assert found.extra_interviews.value is not None
    assert found.extra_interviews.value > 0
    assert not {gate.code: gate.is_met for gate in found.gates}["interval_clears_line"]


def test_on_the_line_no_number_of_interviews_would_do() -> None:
    assert one(60.0).extra_interviews.reason == "line_too_close"


def test_a_poor_class_and_a_better_grade_give_the_milder_proposal_to_explain() -> None:
    found = one(50.0, standing=grade("fair"))
    assert (found.proposal, found.needs_explanation) == ("D3", True)
    assert "class_and_grade_disagree" in found.reasons


def test_a_failed_rectification_permits_not_to_renew_at_a_better_grade() -> None:
    found = one(
        50.0, standing=grade("fair"), situation=Circumstances(has_failed_rectification=True)
    )
    assert (found.proposal, found.needs_explanation) == ("D4", False)


def test_a_substantiated_veto_closes_renewal() -> None:
    found = one(88.0, standing=grade("poor"), situation=Circumstances(is_vetoed=True))
    assert (found.proposal, found.needs_explanation) == ("D3", True)
    assert "renewal_closed_by_veto" in found.reasons


def test_a_substantiated_veto_is_named_where_evidence_is_insufficient_too() -> None:
    found = one(70.0, 9.0, situation=Circumstances(is_vetoed=True))
    assert (found.proposal, found.needs_explanation) == ("D0", True)
    assert "renewal_closed_by_veto" in found.reasons
    unscored = undecided(Thresholds(), Basis(12, 11.0, 5), "too_few_answers", is_vetoed=True)
    assert unscored.needs_explanation
    assert unscored.reasons == ("too_few_answers", "renewal_closed_by_veto")


def test_a_blank_grade_proposes_nothing() -> None:
    assert one(88.0, standing=grade(None)).proposal == "D0"


def test_a_borderline_grade_must_be_explained() -> None:
    assert one(85.0, standing=grade("good", is_borderline=True)).needs_explanation


def test_a_contract_without_a_score_is_bridged_for_a_reason() -> None:
    found = undecided(Thresholds(), Basis(12, 11.0, 5), "too_few_answers")
    assert (found.decision_class, found.proposal) == ("insufficient", "D0")
    assert found.extra_interviews.value == 18.0
    assert [gate.is_met for gate in found.gates] == [False, True]


def test_many_contracts_make_a_single_exit_harder_to_prove() -> None:
    """Three standard errors below the line prove it alone, not as the worst of two hundred."""
    totals = np.concatenate([[56.0], np.full(199, 66.0)])
    size = totals.size
    errors = np.full(size, 4 / 2.4)
    posterior = shrink(totals, errors**2, None)
    found = decide(
        DecisionPolicy(),
        Thresholds(),
        totals,
        errors,
        np.full(size, 80),
        posterior,
        [SOLID] * size,
        [grade("poor")] * size,
        [PLAIN] * size,
    )
    assert one(56.0, 4 / 2.4).decision_class == "exit"
    assert found[0].decision_class == "insufficient"
    assert "exit_not_proven" in found[0].reasons


def test_lines_that_do_not_rise_are_refused() -> None:
    with pytest.raises(MethodError) as refused:
        one(85.0, policy=DecisionPolicy(exit_line=DecisionPolicy().renewal_line))
    assert refused.value.code == "lines_not_rising"
