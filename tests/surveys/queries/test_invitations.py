"""What a link's holder may know, and what receipts and bundles can be found."""

from flask import Flask

from evaluator.errors import NotFound
from evaluator.extensions import db
from surveys.queries.bundles import frozen_bundle_of
from surveys.queries.invitations import invited
from surveys.queries.receipts import is_receipt_known
from surveys.queries.waves import case_of, cases_of, open_cases_of, waves_of
from surveys.services.links import token_hash
from tests.collection import Field


def test_a_link_leads_to_its_case_and_to_who_asks_for_whom(app: Flask, field: Field) -> None:
    with app.app_context():
        found = invited(db.engine, token_hash(field.token(2)))
        assert invited(db.engine, token_hash("nothing")) is None
    assert found is not None
    assert found.case_id == field.cases[2].id
    assert (found.is_used, found.is_open, found.is_demo) == (False, True, True)
    assert (found.firm, found.purchaser) == ("虚拟评估公司", "虚拟民政局")
    assert found.contractor == "虚拟清河社工"


def test_cases_come_in_the_order_in_which_they_are_visited(field: Field) -> None:
    cases = cases_of(field.session, field.wave)
    assert [(case.psu, case.label) for case in cases[:2]] == [("1村", "A00"), ("1村", "A02")]
    assert cases == open_cases_of(field.session, field.wave)
    assert waves_of(field.session, field.evaluation) == [field.wave]


def test_a_foreign_case_does_not_exist(field: Field) -> None:
    assert case_of(field.session, field.people.actors["lead"], field.cases[0].id)
    for login, case in (("other-lead", field.cases[0].id), ("lead", "0" * 32)):
        try:
            case_of(field.session, field.people.actors[login], case)
        except NotFound:
            continue
        raise AssertionError(login)


def test_nothing_is_found_before_anything_is_there(app: Flask, field: Field) -> None:
    assert frozen_bundle_of(field.session, field.evaluation) is None
    with app.app_context():
        assert not is_receipt_known(db.engine, "0" * 64)
