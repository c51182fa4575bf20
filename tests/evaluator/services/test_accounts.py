"""Making accounts: known roles, a password of some length, each login once."""

from collections.abc import Callable
from datetime import datetime

import pytest
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid
from evaluator.services.accounts import create_account, create_administrator, create_organisation
from tests.web import PASSWORD, People

ClockNow = Callable[[], datetime]


def test_the_first_administrator_brings_the_organisation(session: Session, clock: ClockNow) -> None:
    account = create_administrator(session, clock, "root", "虚拟县民政局", PASSWORD)
    assert [row.role for row in account.memberships] == ["administrator"]
    assert account.memberships[0].organisation.name == "虚拟县民政局"
    assert PASSWORD not in account.password_hash


@pytest.mark.parametrize(
    ("login", "password", "roles", "code"),
    [
        ("new", "short", ("lead",), "password_too_short"),
        ("new", PASSWORD, ("king",), "unknown_role"),
        ("lead", PASSWORD, ("lead",), "duplicate"),
    ],
)
def test_a_wrong_account_is_refused(
    session: Session,
    people: People,
    clock: ClockNow,
    login: str,
    password: str,
    roles: tuple[str, ...],
    code: str,
) -> None:
    with pytest.raises((Invalid, Duplicate), match=code):
        create_account(session, clock, people.firm, login, "新人", password, roles)


def test_an_organisation_has_its_name_alone(session: Session, people: People) -> None:
    with pytest.raises(Duplicate):
        create_organisation(session, "bureau", people.bureau.name)
