"""Today: what waits for the reader comes first, then what waits for others."""

import re

import pytest

from tests.reports.demo_home import IN_FIELD, ONE, SIX, Demo

REASONS = "综合评价结果与现场核查情况，同意建议。"


def parts(demo: Demo, login: str) -> tuple[str, str]:
    """What waits for the reader, and the rest of the page."""
    page = demo.client(login).get("/today").text
    mine, _, others = page.partition("What waits for others, and what is finished")
    return mine, others


def test_a_purchaser_is_led_to_the_decisions_that_wait(demo: Demo) -> None:
    mine, others = parts(demo, "purchaser")
    first = demo.cases(SIX)[0]
    assert f'/evaluations/{first.evaluation_id}/decisions/{first.id}"' in mine
    assert "0 of 6 decided" in mine
    # An open wave is for those who collect.
    assert demo.evaluation(IN_FIELD).title not in mine
    assert demo.evaluation(IN_FIELD).title in others


def test_a_lead_evaluator_is_led_to_the_field_and_told_who_decides(demo: Demo) -> None:
    mine, others = parts(demo, "lead")
    assert demo.evaluation(IN_FIELD).title in mine
    assert "47 of" in mine
    assert demo.evaluation(SIX).title in others
    assert "0 of 6 decided" in others


def test_what_is_decided_waits_for_nobody(demo: Demo) -> None:
    client, case = demo.client("purchaser"), demo.cases(ONE)[0]
    client.post(
        f"/evaluations/{case.evaluation_id}/decisions/{case.id}",
        data={"choice": case.proposal, "reasons": REASONS},
    )
    mine, others = parts(demo, "purchaser")
    assert demo.evaluation(ONE).title not in mine
    row = re.search(rf"{re.escape(demo.evaluation(ONE).title)}.*?</li>", others, re.DOTALL)
    assert row is not None
    assert "✓" in row[0]


@pytest.mark.parametrize("login", ["other-purchaser", "other-lead", "admin", "contractor"])
def test_who_is_no_party_sees_no_evaluation(demo: Demo, login: str) -> None:
    page = demo.client(login).get("/today").text
    assert "There is no evaluation that you can see yet." in page
    assert demo.evaluation(SIX).title not in page
