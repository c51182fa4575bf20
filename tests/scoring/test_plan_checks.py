"""This room is for tests of what must hold before a plan is locked."""

import copy
import dataclasses
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from scoring.canonical import hash_of, to_plain
from scoring.errors import PlanError
from scoring.plan import Plan
from scoring.plan_checks import BLOCKING, DOMINANCE_RULE, PRINTED, findings, require_lockable

Plain = dict[str, Any]
SIGNED = {"rule": DOMINANCE_RULE, "reason": "财政口径", "signed_by": "王主任"}


@pytest.fixture
def plain(template_plain: Callable[..., Plain]) -> Plain:
    return copy.deepcopy(template_plain("T"))


def codes(plain: Plain) -> list[str]:
    return [finding.code for finding in findings(Plan.from_plain(plain))]


def leaf(plain: Plain, code: str) -> Plain:
    for dimension in plain["dimensions"]:
        for group in dimension["groups"]:
            for indicator in group["indicators"]:
                if indicator["code"] == code:
                    found: Plain = indicator
                    return found
    raise KeyError(code)


def swap_weights(plain: Plain) -> None:
    """Let results outweigh satisfaction: six points from one to the other."""
    leaf(plain, "T-A201")["parts"][0]["points"] = "4"
    leaf(plain, "T-B101")["parts"][0]["points"] = "12"


def test_the_ready_sets_may_be_locked(plan_t: Plan, plan_s: Plan) -> None:
    for plan in (plan_t, plan_s):
        assert findings(plan) == ()
        require_lockable(plan)


def test_points_must_sum_to_100_exactly(plain: Plain) -> None:
    leaf(plain, "T-A101")["parts"][0]["points"] = "5.01"

    finding = findings(Plan.from_plain(plain))[0]
    assert (finding.code, finding.found, finding.allowed) == ("points_not_100", "100.01", "100")


def test_a_tie_with_satisfaction_blocks(plain: Plain) -> None:
    leaf(plain, "T-A201")["parts"][0]["points"] = "7"
    leaf(plain, "T-B101")["parts"][0]["points"] = "9"

    assert codes(plain) == [DOMINANCE_RULE]


def test_a_signed_waiver_turns_dominance_into_a_printed_finding(plain: Plain) -> None:
    swap_weights(plain)
    plain["waivers"] = [SIGNED]
    plan = Plan.from_plain(plain)

    assert [(finding.code, finding.severity) for finding in findings(plan)] == [
        (DOMINANCE_RULE, PRINTED)
    ]
    require_lockable(plan)


@pytest.mark.parametrize("missing", ["reason", "signed_by"])
def test_a_waiver_without_reason_or_name_waives_nothing(plain: Plain, missing: str) -> None:
    swap_weights(plain)
    plain["waivers"] = [{**SIGNED, missing: " "}]

    assert set(codes(plain)) == {DOMINANCE_RULE, "waiver_unsigned"}


def test_nothing_but_dominance_can_be_waived(plain: Plain) -> None:
    plain["waivers"] = [{**SIGNED, "rule": "points_not_100"}]

    assert codes(plain) == ["waiver_unknown"]


def test_a_selection_sheet_needs_no_dominance(plain: Plain) -> None:
    swap_weights(plain)
    plain["is_selection"] = True

    assert codes(plain) == []


def test_satisfaction_must_be_marked(plain: Plain) -> None:
    plain["dimensions"][0]["is_satisfaction"] = False

    assert codes(plain) == ["satisfaction_not_marked"]


def spoil_points(plain: Plain) -> None:
    leaf(plain, "T-A101")["parts"][0]["points"] = "0"


def spoil_code(plain: Plain) -> None:
    leaf(plain, "T-A101")["code"] = "T-A102"


def spoil_variable(plain: Plain) -> None:
    leaf(plain, "T-A101")["parts"][0]["input"] = "T-A999"


def spoil_source(plain: Plain) -> None:
    leaf(plain, "T-B101")["parts"][0]["source"] = "XX"


def spoil_rule(plain: Plain) -> None:
    leaf(plain, "T-B101")["parts"][0]["parameters"] = {"target": "0"}


def spoil_item(plain: Plain) -> None:
    plain["variables"][0]["items"] = ["Q99"]


def spoil_method(plain: Plain) -> None:
    plain["variables"][0]["method"] = "median"


def spoil_count(plain: Plain) -> None:
    plain["variables"][6]["parameters"] = {}


def spoil_reach(plain: Plain) -> None:
    plain["variables"][6]["parameters"] = {"count": 6}


def spoil_codes(plain: Plain) -> None:
    plain["variables"][7]["parameters"] = {"codes": ["99999"]}


def spoil_pair(plain: Plain) -> None:
    plain["variables"][7]["items"] = plain["variables"][7]["items"][:1]


def spoil_answer_code(plain: Plain) -> None:
    plain["items"][0]["scores"] = {"40000": "100"}


def spoil_item_share(plain: Plain) -> None:
    plain["thresholds"] = {"item_share": "1.5"}


def spoil_half_width(plain: Plain) -> None:
    plain["thresholds"] = {"grade_half_width": "0"}


def spoil_trimming(plain: Plain) -> None:
    plain["weighting"] = {"trim_low": "4", "trim_high": "0.25"}


def spoil_score(plain: Plain) -> None:
    plain["items"][0]["scores"] = {"5": "120"}


def spoil_bands(plain: Plain) -> None:
    plain["bands"][1]["floor"] = "95"


def spoil_lowest_band(plain: Plain) -> None:
    plain["bands"][3]["floor"] = "10"


def spoil_lines(plain: Plain) -> None:
    plain["decision"] = {"exit_line": "80", "renewal_line": "80"}


def spoil_veto(plain: Plain) -> None:
    plain["vetoes"] = [{"code": "V1", "name": {}, "capped_grade": "dreadful"}]


def spoil_thresholds(plain: Plain) -> None:
    plain["thresholds"] = {"minimum_psus": 1}


def spoil_source_of_variable(plain: Plain) -> None:
    leaf(plain, "T-A101")["parts"][0]["source"] = "AD"


@pytest.mark.parametrize(
    ("spoil", "code"),
    [
        (spoil_points, "points_not_positive"),
        (spoil_code, "duplicate_code"),
        (spoil_variable, "unknown_variable"),
        (spoil_source, "unknown_source"),
        (spoil_rule, "wrong_rule_parameter"),
        (spoil_item, "unknown_item"),
        (spoil_method, "unknown_method"),
        (spoil_count, "wrong_variable_parameter"),
        (spoil_reach, "wrong_variable_parameter"),
        (spoil_codes, "wrong_variable_parameter"),
        (spoil_pair, "wrong_variable_parameter"),
        (spoil_answer_code, "answer_code_not_whole"),
        (spoil_item_share, "limit_out_of_range"),
        (spoil_half_width, "limit_out_of_range"),
        (spoil_trimming, "limit_out_of_range"),
        (spoil_score, "score_outside_0_100"),
        (spoil_bands, "bands_not_descending"),
        (spoil_lowest_band, "bands_do_not_reach_0"),
        (spoil_lines, "lines_out_of_order"),
        (spoil_veto, "unknown_grade"),
        (spoil_thresholds, "threshold_too_low"),
        (spoil_source_of_variable, "input_is_a_variable"),
    ],
)
def test_each_contradiction_blocks_under_its_own_code(
    plain: Plain, spoil: Callable[[Plain], None], code: str
) -> None:
    spoil(plain)
    found = findings(Plan.from_plain(plain))

    assert code in [finding.code for finding in found]
    assert all(finding.severity == BLOCKING for finding in found)
    assert all(finding.where for finding in found)


def test_a_plan_that_may_not_be_locked_names_every_blocking_finding(plain: Plain) -> None:
    spoil_lines(plain)
    spoil_item(plain)

    with pytest.raises(PlanError) as caught:
        require_lockable(Plan.from_plain(plain))

    assert caught.value.code == "plan_not_lockable"
    assert caught.value.parameters["found"] == ["unknown_item", "lines_out_of_order"]


@pytest.mark.parametrize("looks", [("0.6", "0.5"), ("0.5", "0.9"), ("0", "1"), ("0.5", "0.5", "1")])
def test_looks_rise_to_the_whole_information(plan_t: Plan, looks: tuple[str, ...]) -> None:
    policy = dataclasses.replace(plan_t.decision, looks=tuple(Decimal(look) for look in looks))
    plan = dataclasses.replace(plan_t, decision=policy)
    assert "looks_not_rising" in {finding.code for finding in findings(plan)}


def test_a_plan_keeps_its_hash_where_it_has_but_one_look(plan_t: Plan) -> None:
    plain = to_plain(plan_t)
    del plain["decision"]["looks"]
    assert Plan.from_plain(plain).digest == plan_t.digest == hash_of(plain)
    policy = dataclasses.replace(plan_t.decision, looks=(Decimal("0.5"), Decimal(1)))
    assert dataclasses.replace(plan_t, decision=policy).digest != plan_t.digest
