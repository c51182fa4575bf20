"""An administrator opens the doors for others, and sees no more than doors."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotAllowed, NotReady
from evaluator.kinds.roles import LEAD, PURCHASER
from evaluator.models.accounts import Account
from evaluator.services.administration import (
    AccountFacts,
    open_account,
    register_organisation,
    set_password,
    switch_account,
)
from evaluator.services.passwords import is_right
from tests.web import People

Clock = Callable[[], datetime]
GOOD = "long enough to count"


def _facts(people: People, **changes: object) -> AccountFacts:
    facts: dict[str, object] = {
        "organisation_id": people.bureau.id,
        "login": "new",
        "name": "新人",
        "password": GOOD,
        "roles": (PURCHASER,),
    }
    return AccountFacts(**{**facts, **changes})  # type: ignore[arg-type]  # a table of examples


def test_a_new_person_can_sign_in_with_the_password_handed_over(
    session: Session, people: People, clock: Clock
) -> None:
    account = open_account(session, people.actors["admin"], clock, _facts(people))
    assert is_right(account, GOOD)
    assert [m.role for m in account.memberships] == [PURCHASER]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"roles": (LEAD,)}, "roles"),
        ({"roles": ()}, "roles"),
        ({"password": "short"}, "password"),
        ({"login": "lead"}, "login"),
        ({"organisation_id": 999}, "organisation_id"),
    ],
)
def test_what_does_not_fit_is_named_by_its_field(
    session: Session, people: People, clock: Clock, changes: dict[str, object], field: str
) -> None:
    with pytest.raises((Invalid, Duplicate)) as refused:
        open_account(session, people.actors["admin"], clock, _facts(people, **changes))
    assert refused.value.parameters["field"] == field


def test_nobody_else_opens_accounts(session: Session, people: People, clock: Clock) -> None:
    for login in ("lead", "purchaser", "assessor"):
        with pytest.raises(NotAllowed):
            open_account(session, people.actors[login], clock, _facts(people))


def test_a_new_password_ends_older_sessions(session: Session, people: People, clock: Clock) -> None:
    lead = people.actors["lead"].account_id
    account = set_password(session, people.actors["admin"], clock, lead, GOOD)
    assert is_right(account, GOOD)
    assert account.session_epoch == 1


def test_nobody_locks_himself_out(session: Session, people: People, clock: Clock) -> None:
    admin = people.actors["admin"]
    with pytest.raises(NotReady):
        switch_account(session, admin, clock, admin.account_id, False)
    switch_account(session, admin, clock, people.actors["lead"].account_id, False)
    assert not session.get_one(Account, people.actors["lead"].account_id).is_active


def test_an_organisation_has_a_name_of_its_own(
    session: Session, people: People, clock: Clock
) -> None:
    admin = people.actors["admin"]
    register_organisation(session, admin, clock, "bureau", "虚拟新县民政局")
    with pytest.raises(Duplicate):
        register_organisation(session, admin, clock, "bureau", "虚拟新县民政局")
    with pytest.raises(Invalid):
        register_organisation(session, admin, clock, "contractor", "虚拟承接主体")
