"""Accounts and the actors they stand for."""

from sqlalchemy.orm import Session

from evaluator.models.accounts import Account, Membership
from evaluator.queries import accounts
from tests.web import People


def test_an_account_acts_for_its_organisation(session: Session, people: People) -> None:
    found = accounts.account(session, people.actors["lead"].account_id)
    assert found is not None
    assert accounts.actor_of(found) == people.actors["lead"]


def test_in_each_organisation_only_its_roles_count(session: Session, people: People) -> None:
    found = session.get_one(Account, people.actors["lead"].account_id)
    found.memberships.append(Membership(organisation_id=people.bureau.id, role="observer"))
    session.flush()
    there = accounts.actor_of(found, people.bureau.id)
    assert there is not None
    assert there.roles == {"observer"}


def test_a_closed_account_is_nobody(session: Session, people: People) -> None:
    found = session.get_one(Account, people.actors["lead"].account_id)
    found.is_active = False
    session.flush()
    assert accounts.account(session, found.id) is None


def test_people_and_organisations_are_listed_by_name(session: Session, people: People) -> None:
    assert [row.login for row in accounts.all_accounts(session)] == sorted(people.actors)
    assert people.bureau in accounts.organisations(session, "bureau")
    assert people.firm not in accounts.organisations(session, "bureau")
