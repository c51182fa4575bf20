"""The tree over the web: weights are stored or shown again, sums and repairs are in view."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.services.plans import draft_plan
from scoring.weighting.dominance import is_dominant_plan

ClientOf = Callable[[str | None], FlaskClient]


def _typed(evaluation: Evaluation, **changes: str) -> dict[str, str]:
    weights = {f"weight-{row.code}": str(row.weight) for row in draft_plan(evaluation).indicators}
    changed = {f"weight-T-{code}": text for code, text in changes.items()}
    return {"revision": str(evaluation.revision), **weights, **changed}


def test_weights_are_saved(client_of: ClientOf, session: Session, drafted: Evaluation) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    answer = client.post(address, data=_typed(drafted, A101="6.5", B101="4.5"))
    assert answer.location == address
    session.refresh(drafted)
    weights = {row.code: str(row.weight) for row in draft_plan(drafted).indicators}
    assert (weights["T-A101"], weights["T-B101"]) == ("6.5", "4.5")
    assert 'value="6.5"' in client.get(address).text


def test_a_wrong_sum_is_saved_and_shown_where_it_is_wrong(
    client_of: ClientOf, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    assert "data-wrong-total hidden" in client.get(address).text
    client.post(address, data=_typed(drafted, A101="6"))
    page = client.get(address).text
    assert "data-wrong-total hidden" not in page
    assert "<output data-total>101</output>" in page


def test_satisfaction_that_is_not_heaviest_is_marked(
    client_of: ClientOf, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    client.post(address, data=_typed(drafted, A201="4", B101="12"))
    assert "data-dominance>" in client.get(address).text


def test_what_is_no_weight_is_shown_again(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    address = f"/evaluations/{drafted.id}/indicators"
    answer = client_of("lead").post(address, data=_typed(drafted, A101="5分", A102="0"))
    assert answer.status_code == 422
    assert 'value="5分"' in answer.text
    assert 'href="#weight-T-A102"' in answer.text
    session.refresh(drafted)
    assert drafted.revision == 0


def test_an_older_page_does_not_overwrite_a_newer_one(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    old = _typed(drafted, A101="7")
    client.post(address, data=_typed(drafted, A101="6", B101="5"))
    answer = client.post(address, data=old)
    assert answer.status_code == 409
    assert 'name="weight-T-A101"' in answer.text
    assert 'value="7"' in answer.text
    session.refresh(drafted)
    assert drafted.revision == 1


def test_repairs_mend_sum_and_dominance(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    client.post(address, data=_typed(drafted, A201="1", B101="20"))
    for revision, repair in enumerate(("sum", "dominance"), start=1):
        data = {"revision": revision}
        assert client.post(f"{address}/repair/{repair}", data=data).location == address
    session.refresh(drafted)
    plan = draft_plan(drafted)
    assert plan.total_points == 100
    assert is_dominant_plan(plan)


def test_nearest_weights_are_proposed_and_stored_only_when_taken_over(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    assert 'id="proposal"' not in client.get(address).text
    client.post(address, data=_typed(drafted, A201="1", B101="20"))
    page = client.get(f"{address}?lock=C&lock=nothing").text
    assert 'id="proposal"' in page
    assert '<input type="hidden" name="lock" value="C">' in page
    session.refresh(drafted)
    assert not is_dominant_plan(draft_plan(drafted))
    before = {node.code: node.weight for node in draft_plan(drafted).dimensions}

    client.post(f"{address}/repair/dominance", data={"revision": 1, "lock": "C"})
    session.refresh(drafted)
    plan = draft_plan(drafted)
    assert is_dominant_plan(plan)
    assert {node.code: node.weight for node in plan.dimensions}["C"] == before["C"]
    assert 'id="proposal"' not in client.get(address).text


def test_locks_without_room_are_told_instead_of_weights(
    client_of: ClientOf, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    client.post(address, data=_typed(drafted, A201="1", B101="55"))
    page = client.get(f"{address}?lock=B").text
    assert 'id="proposal"' in page
    assert "repair/dominance" not in page


def test_the_ready_set_is_restored(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    client = client_of("lead")
    address = f"/evaluations/{drafted.id}/indicators"
    before = draft_plan(drafted).digest
    client.post(address, data=_typed(drafted, A201="1"))
    client.post(f"{address}/repair/restore", data={"revision": 1})
    session.refresh(drafted)
    assert draft_plan(drafted).digest == before


def test_a_locked_tree_has_nothing_to_edit(client_of: ClientOf, locked: Evaluation) -> None:
    client = client_of("lead")
    address = f"/evaluations/{locked.id}/indicators"
    assert "<input" not in client.get(address).text.split("<table")[1]
    assert client.post(address, data=_typed(locked)).status_code == 409


def test_an_assessor_edits_no_weights(client_of: ClientOf, drafted: Evaluation) -> None:
    address = f"/evaluations/{drafted.id}/indicators"
    assert client_of("assessor").get(address).status_code == 200
    assert client_of("assessor").post(address, data=_typed(drafted)).status_code == 403
