"""The sheet of measures over the web: right rows are kept, wrong ones shown as typed."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.queries.measures import measures_of
from evaluator.services.measures import Entry

ClientOf = Callable[[str | None], FlaskClient]
BLANK = Entry("").stamp


def _address(evaluation: Evaluation) -> str:
    return f"/evaluations/{evaluation.id}/measures/{evaluation.contracts[0].id}"


def test_typed_rows_are_stored_and_counted(
    client_of: ClientOf, session: Session, locked: Evaluation
) -> None:
    client = client_of("assessor")
    typed = {
        "T-B101|seen": BLANK,
        "T-B101|value": " 97.5% ",
        "T-B101|evidence": "台账",
        "T-B201|seen": BLANK,
        "T-B201|successes": "57",
        "T-B201|sampled": "60",
        "T-C401|seen": BLANK,
        "T-C401|value": "1",
    }
    assert client.post(_address(locked), data=typed).location == _address(locked)
    rows = {row.input: str(row.value) for row in measures_of(session, locked)}
    assert {code: float(value) for code, value in rows.items()} == {
        "T-B101": 97.5,
        "T-B201": 95,
        "T-C401": 1,
    }
    assert "3 / " in client.get(f"/evaluations/{locked.id}/measures").text


def test_a_wrong_row_is_shown_as_it_was_typed(
    client_of: ClientOf, session: Session, locked: Evaluation
) -> None:
    typed = {
        "T-B101|seen": BLANK,
        "T-B101|value": "97.5",
        "T-B201|seen": BLANK,
        "T-B201|value": "很高",
        "T-B201|evidence": "复核表",
        "T-C401|seen": BLANK,
        "T-C401|value": "7",
    }
    answer = client_of("assessor").post(_address(locked), data=typed)
    assert answer.status_code == 422
    assert 'value="很高"' in answer.text
    assert 'value="复核表"' in answer.text
    assert 'href="#T-B201|value"' in answer.text
    assert [row.input for row in measures_of(session, locked)] == ["T-B101"]


def test_the_lead_evaluator_alone_sees_the_way_to_set_aside(
    client_of: ClientOf, session: Session, locked: Evaluation
) -> None:
    assert "not_applicable" not in client_of("assessor").get(_address(locked)).text
    typed = {"T-B401|seen": BLANK, "T-B401|not_applicable": "1", "T-B401|reason": "合同无此项"}
    assert client_of("lead").post(_address(locked), data=typed).status_code == 302
    assert [row.status for row in measures_of(session, locked)] == ["not_applicable"]
    assert "合同无此项" in client_of("assessor").get(_address(locked)).text


def test_before_the_plan_is_locked_there_is_no_sheet(
    client_of: ClientOf, drafted: Evaluation
) -> None:
    assert client_of("lead").get(_address(drafted)).status_code == 409


def test_a_contract_of_another_evaluation_has_no_sheet_here(
    client_of: ClientOf, locked: Evaluation
) -> None:
    address = f"/evaluations/{locked.id}/measures/9999"
    assert client_of("lead").get(address).status_code == 404


def test_a_purchaser_sees_no_measures(client_of: ClientOf, locked: Evaluation) -> None:
    assert client_of("purchaser").get(_address(locked)).status_code == 403
    assert client_of("quality").post(_address(locked), data={}).status_code == 403
