"""Making organisations, accounts and memberships."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid
from evaluator.kinds.clocks import Clock
from evaluator.kinds.roles import ADMINISTRATOR, ROLE_NAMES
from evaluator.models.accounts import Account, Membership
from evaluator.models.organisations import BUREAU, Organisation
from evaluator.services.audit import append_entry
from evaluator.services.passwords import hash_password

SHORTEST_PASSWORD = 10


def create_organisation(
    session: Session, kind: str, name: str, credit_code: str | None = None, is_demo: bool = False
) -> Organisation:
    """Create an organisation under a name that no other has."""
    if session.scalar(select(Organisation.id).where(Organisation.name == name)) is not None:
        raise Duplicate("duplicate", found=name)
    organisation = Organisation(kind=kind, name=name, credit_code=credit_code, is_demo=is_demo)
    session.add(organisation)
    session.flush()
    return organisation


def create_account(
    session: Session,
    clock: Clock,
    organisation: Organisation,
    login: str,
    name: str,
    password: str,
    roles: tuple[str, ...],
) -> Account:
    """Create an account with roles in an organisation."""
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid("password_too_short", found=len(password), allowed=SHORTEST_PASSWORD)
    unknown = [role for role in roles if role not in ROLE_NAMES]
    if unknown:
        raise Invalid("unknown_role", found=unknown, allowed=sorted(ROLE_NAMES))
    if session.scalar(select(Account.id).where(Account.login == login)) is not None:
        raise Duplicate("duplicate", found=login)
    account = Account(
        login=login,
        name=name,
        password_hash=hash_password(password),
        created_at=clock(),
        is_demo=organisation.is_demo,
        memberships=[Membership(organisation_id=organisation.id, role=role) for role in roles],
    )
    session.add(account)
    session.flush()
    append_entry(
        session,
        organisation.id,
        None,
        clock,
        "account.create",
        f"account/{account.id}",
        {"login": login, "roles": list(roles)},
    )
    return account


def create_administrator(
    session: Session, clock: Clock, login: str, organisation_name: str, password: str
) -> Account:
    """Create the first account of an organisation, and the organisation where it is new."""
    organisation = session.scalars(
        select(Organisation).where(Organisation.name == organisation_name)
    ).one_or_none()
    if organisation is None:
        organisation = create_organisation(session, BUREAU, organisation_name)
    return create_account(session, clock, organisation, login, login, password, (ADMINISTRATOR,))
