"""The page of a case: the proposal with its reasons, and one decision by the purchaser."""

import pytest

from reports.models.decisions import DecisionCase
from reports.services.choices import permitted_choices
from tests.reports.demo_home import ONE, SIX, Demo

REASONS = "综合评价结果与现场核查情况，同意建议。"


def address(case: DecisionCase) -> str:
    return f"/evaluations/{case.evaluation_id}/decisions/{case.id}"


@pytest.fixture
def case(demo: Demo) -> DecisionCase:
    return demo.cases(SIX)[0]


def test_the_purchaser_sees_the_proposal_and_the_permitted_choices_only(
    demo: Demo, case: DecisionCase
) -> None:
    page = demo.client("purchaser").get(address(case)).text
    for choice in ("D0", "D1", "D2", "D3", "D4"):
        is_open = choice in permitted_choices(case.proposal, tuple(case.reasons))
        assert (f'value="{choice}"' in page) == is_open
    assert "(proposed)" in page


def test_a_decision_is_recorded_shown_and_leads_to_the_next(demo: Demo, case: DecisionCase) -> None:
    client = demo.client("purchaser")

    answer = client.post(address(case), data={"choice": case.proposal, "reasons": REASONS})
    page = client.get(answer.location).text

    assert answer.status_code == 302
    assert REASONS in page
    assert "演示·购买主体" in page
    assert "<textarea" not in page
    assert f"Next: {demo.cases(SIX)[1].contract.name}" in page
    demo.session.expire_all()
    assert case.decision is not None
    assert case.decision.choice == case.proposal


def test_a_second_decision_is_refused_and_the_first_stands(demo: Demo, case: DecisionCase) -> None:
    client = demo.client("purchaser")
    client.post(address(case), data={"choice": case.proposal, "reasons": REASONS})

    other = permitted_choices(case.proposal, tuple(case.reasons))[1]
    answer = client.post(address(case), data={"choice": other, "reasons": REASONS})

    assert answer.status_code == 409
    assert "has already decided" in answer.text
    demo.session.expire_all()
    assert case.decision is not None
    assert case.decision.choice == case.proposal


@pytest.mark.parametrize(
    "typed",
    [
        {"choice": "D1", "reasons": ""},
        {"choice": "D1", "reasons": "   好        "},
        {"choice": "", "reasons": REASONS},
        {"reasons": REASONS},
        {"choice": "D9", "reasons": REASONS},
    ],
)
def test_what_is_incomplete_or_not_open_is_asked_again_and_nothing_typed_is_lost(
    demo: Demo, case: DecisionCase, typed: dict[str, str]
) -> None:
    answer = demo.client("purchaser").post(address(case), data=typed)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert typed["reasons"].strip() in answer.text
    demo.session.expire_all()
    assert case.decision is None


@pytest.mark.parametrize("login", ["lead", "observer"])
def test_others_read_the_case_and_cannot_decide(demo: Demo, case: DecisionCase, login: str) -> None:
    client = demo.client(login)
    page = client.get(address(case))
    assert page.status_code == 200
    assert "<textarea" not in page.text
    assert "has not decided yet" in page.text
    typed = {"choice": case.proposal, "reasons": REASONS}
    assert client.post(address(case), data=typed).status_code == 403


@pytest.mark.parametrize(
    ("login", "status"),
    [("other-purchaser", 404), ("other-lead", 404), ("assessor", 403), ("contractor", 403)],
)
def test_a_case_is_not_there_for_who_is_no_party_to_it(
    demo: Demo, case: DecisionCase, login: str, status: int
) -> None:
    client = demo.client(login)
    typed = {"choice": case.proposal, "reasons": REASONS}
    assert client.get(address(case)).status_code == status
    assert client.post(address(case), data=typed).status_code in (status, 403)
    demo.session.expire_all()
    assert case.decision is None


def test_a_case_is_found_in_its_own_evaluation_only(demo: Demo, case: DecisionCase) -> None:
    foreign = f"/evaluations/{demo.evaluation(ONE).id}/decisions/{case.id}"
    assert demo.client("purchaser").get(foreign).status_code == 404
