"""This room is for what is printed of one contract."""

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from reports.documents.contract_lines import contract_line, contract_lines
from scoring.bundle import Bundle
from scoring.figures import Figure
from scoring.scorebook import DecisionResult, Gate, GradeResult, ScoreBook, VetoResult


def test_every_score_stands_with_interval_base_reliability_and_state(
    county: tuple[Bundle, ScoreBook],
) -> None:
    for line in contract_lines(county[1], "en"):
        assert line.total_text
        assert line.interval
        assert line.answers
        assert line.reliability
        assert line.state
        assert (line.total is None) == (line.interval == "—")


def test_a_contract_with_too_few_answers_is_listed_last_with_its_reason(
    county: tuple[Bundle, ScoreBook],
) -> None:
    last = contract_lines(county[1], "en")[-1]

    assert last.contract == "C06"
    assert (last.total_text, last.answers) == ("—", "12")
    assert last.state == "not scored (too few answers)"
    assert last.proposal.startswith("Evidence insufficient")


def test_inside_a_tie_group_names_set_the_order(county: tuple[Bundle, ScoreBook]) -> None:
    lines = [line for line in contract_lines(county[1], "en") if line.is_ranked]

    groups = [line.first_group for line in lines]
    assert groups == sorted(groups)
    assert any(
        one.total is not None and other.total is not None and one.total < other.total
        for one, other in pairwise(lines)
    )


def test_an_uncertain_or_capped_grade_says_so(county: tuple[Bundle, ScoreBook]) -> None:
    row = county[1].contracts[0]
    grade = GradeResult("good", "poor", {"good": 0.7}, 0.7, True)
    veto = VetoResult("V2", "substantiated")

    line = contract_line(replace(row, grade=grade, vetoes=(veto,)), "en")

    assert line.grade == "Poor (capped, by score Good, uncertain, 70%, borderline)"
    assert "Veto V2: substantiated" in line.remarks
    sure = replace(grade, earned="poor", certainty=1.0, is_borderline=False)
    assert contract_line(replace(row, grade=sure), "en").grade == "Poor (certainty >99%)"


def test_a_blocking_gate_tells_what_was_found_and_what_is_needed(
    county: tuple[Bundle, ScoreBook],
) -> None:
    row = county[1].contracts[0]
    decision: DecisionResult = replace(
        row.decision,
        reasons=("gate_effective_answers", "renewal_not_proven"),
        gates=(Gate("effective_answers", False, 25.5, 30.0),),
        extra_interviews=Figure(41.2),
        needs_explanation=True,
        proposal="D2",
    )

    line = contract_line(replace(row, decision=decision), "en")

    assert line.reasons[1:] == (
        "Too few effective answers (found 25.50, needed 30)",
        "It is not shown that the score is above the renewal line.",
        "About 42 more interviews would settle it.",
    )
    assert line.proposal == "Renew with conditions (borderline, a person must explain)"


def test_a_blank_total_shows_no_number(county: tuple[Bundle, ScoreBook]) -> None:
    row = replace(county[1].contracts[0], printed_total=None, reasons=("no_answers",))

    assert contract_line(row, "en").state == "not scored (no answers)"
    scored = replace(county[1].contracts[0], printed_total=Decimal("81.00"))
    assert contract_line(scored, "en").total_text == "81.00"


def test_weak_items_are_named(county: tuple[Bundle, ScoreBook]) -> None:
    row = county[1].contracts[0]
    decision = replace(row.decision, reasons=("weak_items",), weak_items=("A101", "B"))

    told = contract_line(replace(row, decision=decision), "en").reasons

    assert "Some items are weak (Satisfaction, Access)" in told
