"""The policy pack of a programme over the web, with its two calculators."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests.evaluations import Register

ClientOf = Callable[[str | None], FlaskClient]


@pytest.fixture
def address(register: Register) -> str:
    """Where the programme's policy stands."""
    return f"/programmes/{register.programme.id}/policy"


def test_a_programme_is_put_under_another_pack_and_shows_its_rules(
    client_of: ClientOf, address: str
) -> None:
    lead = client_of("lead")
    assert "民发〔2017〕153号" in lead.get(address).text
    assert lead.post(address, data={"pack": "tieling"}).status_code == 302
    page = client_of("purchaser").get(address).text
    assert "铁市民发〔2018〕171号" in page
    assert "全国" in page
    assert client_of("purchaser").post(address, data={"pack": "national"}).status_code == 403


def test_r16_the_staffing_calculator_answers_with_norm_suggestion_and_source(
    client_of: ClientOf, address: str
) -> None:
    page = client_of("observer").get(f"{address}?level=township&count=1749&actual=3").text
    assert "应配备：4 人" in page
    assert "需 5 人" in page
    assert "未达标" in page
    assert "铁岭市民政局答复" in page


def test_r14_the_budget_calculator_rounds_half_up_and_warns_without_a_verdict(
    client_of: ClientOf, address: str
) -> None:
    observer = client_of("observer")
    page = observer.get(f"{address}?base=12345678.90&arranged=500000&county=200000").text
    assert "¥617,283.95" in page
    assert "¥300,000.00" in page
    assert "不属违规" in page
    assert "不适用" in observer.get(f"{address}?base=0&arranged=0").text


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("base=100&arranged=5&township=6", "分配总额比已安排的 5 元多出 1 元"),
        ("level=township&count=-1", "0"),
        ("level=moon&count=5", "层级"),
        ("base=viel&arranged=5", "viel"),
    ],
)
def test_r15_a_question_that_cannot_be_answered_is_shown_again_with_the_reason(
    client_of: ClientOf, address: str, asked: str, said: str
) -> None:
    answer = client_of("lead").get(f"{address}?{asked}")
    assert answer.status_code == 422
    assert said in answer.text
