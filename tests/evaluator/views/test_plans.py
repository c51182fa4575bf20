"""The plan over the web: read in full, signed with the password again, locked by the second."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.services.plans import draft_plan, plan_of
from tests.web import PASSWORD

ClientOf = Callable[[str | None], FlaskClient]
SETTINGS = {
    "revision": "0",
    "exit_line": "55",
    "renewal_line": "85",
    "alpha": "0.05",
    "minimum_answers": "30",
    "minimum_psus": "3",
    "grade_half_width": "5",
    "adjusters": ["age"],
    "renewal_allowed": "y",
    "waiver": "",
}


def _sign(client: FlaskClient, evaluation: Evaluation, password: str = PASSWORD) -> int:
    data = {"digest": draft_plan(evaluation).digest, "password": password}
    return client.post(f"/evaluations/{evaluation.id}/plan/sign", data=data).status_code


def test_two_signatures_lock_the_plan(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    address = f"/evaluations/{drafted.id}/plan"
    digest = draft_plan(drafted).digest
    assert digest in client_of("purchaser").get(address).text
    assert _sign(client_of("lead"), drafted) == 302
    assert _sign(client_of("purchaser"), drafted) == 302
    session.refresh(drafted)
    assert (drafted.state, plan_of(drafted).digest) == ("E1", digest)
    assert 'name="password"' not in client_of("lead").get(address).text


def test_a_wrong_password_is_told_beside_its_field(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    client = client_of("lead")
    data = {"digest": draft_plan(drafted).digest, "password": "guess"}
    answer = client.post(f"/evaluations/{drafted.id}/plan/sign", data=data)
    assert answer.status_code == 403
    assert 'id="password-error"' in answer.text
    assert [_sign(client, drafted, "guess") for _ in range(10)] == [403] * 9 + [429]
    session.refresh(drafted)
    assert drafted.signatures == []


def test_a_void_signature_is_shown_as_void(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    client = client_of("lead")
    _sign(client, drafted)
    client.post(f"/evaluations/{drafted.id}/plan/settings", data=SETTINGS)
    page = client.get(f"/evaluations/{drafted.id}/plan").text
    assert "✕" in page
    assert 'name="password"' in page


def test_settings_are_saved_into_the_plan(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    address = f"/evaluations/{drafted.id}/plan/settings"
    client = client_of("lead")
    assert 'value="60"' in client.get(address).text
    assert client.post(address, data=SETTINGS).status_code == 302
    session.refresh(drafted)
    plan = draft_plan(drafted)
    assert (plan.decision.exit_line, plan.decision.renewal_line) == (55, 85)
    assert [row.code for row in plan.adjusters] == ["age"]


def test_older_settings_do_not_overwrite_newer_ones(
    client_of: ClientOf, drafted: Evaluation
) -> None:
    address = f"/evaluations/{drafted.id}/plan/settings"
    client = client_of("lead")
    client.post(address, data=SETTINGS)
    answer = client.post(address, data={**SETTINGS, "exit_line": "41"})
    assert answer.status_code == 409
    assert 'value="41"' in answer.text


def test_lines_out_of_range_are_named(client_of: ClientOf, drafted: Evaluation) -> None:
    address = f"/evaluations/{drafted.id}/plan/settings"
    answer = client_of("lead").post(address, data={**SETTINGS, "exit_line": "101"})
    assert answer.status_code == 422
    assert 'id="exit_line-error"' in answer.text


def test_a_reasoned_exception_is_signed_and_printed(
    client_of: ClientOf, session: Session, drafted: Evaluation
) -> None:
    typed = {**SETTINGS, "waiver": "财政口径"}
    client_of("lead").post(f"/evaluations/{drafted.id}/plan/settings", data=typed)
    session.refresh(drafted)
    waiver = draft_plan(drafted).waivers[0]
    assert (waiver.reason, waiver.signed_by) == ("财政口径", "lead 演示")


def test_an_assessor_signs_nothing(client_of: ClientOf, drafted: Evaluation) -> None:
    assert _sign(client_of("assessor"), drafted) == 403
    assert _sign(client_of("other-lead"), drafted) == 404
