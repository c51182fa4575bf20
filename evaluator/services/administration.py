"""What an administrator does: registering organisations, opening and closing accounts."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Duplicate, Invalid, NotFound, NotReady
from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.kinds.roles import (
    ADMINISTRATOR,
    ASSESSOR,
    FIELD,
    INTERVIEWER,
    LEAD,
    OBSERVER,
    PURCHASER,
    QUALITY,
)
from evaluator.models.accounts import Account
from evaluator.models.organisations import ASSESSOR_FIRM, BUREAU, Organisation
from evaluator.services.accounts import SHORTEST_PASSWORD, create_account, create_organisation
from evaluator.services.audit import record_act
from evaluator.services.passwords import hash_password

PERMISSION = "accounts.manage"
# Who belongs where: a purchaser decides for a bureau, a lead evaluator signs for a firm.
ROLES_BY_KIND = {
    BUREAU: (PURCHASER, OBSERVER, ADMINISTRATOR),
    ASSESSOR_FIRM: (LEAD, ASSESSOR, FIELD, INTERVIEWER, QUALITY, ADMINISTRATOR),
}


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """What is needed to open an account."""

    organisation_id: int
    login: str
    name: str
    password: str
    roles: tuple[str, ...]


def register_organisation(
    session: Session, actor: Actor, clock: Clock, kind: str, name: str
) -> Organisation:
    """Register a bureau or an assessor firm under a name that no other has."""
    actor.require(PERMISSION)
    if kind not in ROLES_BY_KIND:
        raise Invalid(
            "unknown_organisation_kind", field="kind", found=kind, allowed=sorted(ROLES_BY_KIND)
        )
    taken = select(Organisation.id).where(Organisation.name == name)
    if session.scalar(taken) is not None:
        raise Duplicate("duplicate", field="name", found=name)
    organisation = create_organisation(session, kind, name)
    subject = f"organisation/{organisation.id}"
    record_act(session, actor, clock, "organisation.create", subject, kind=kind)
    return organisation


def open_account(session: Session, actor: Actor, clock: Clock, facts: AccountFacts) -> Account:
    """Open an account in an organisation, in roles that such an organisation has."""
    actor.require(PERMISSION)
    organisation = session.get(Organisation, facts.organisation_id)
    if organisation is None or organisation.kind not in ROLES_BY_KIND:
        raise Invalid("unknown_organisation", field="organisation_id", found=facts.organisation_id)
    fitting = ROLES_BY_KIND[organisation.kind]
    strange = [role for role in facts.roles if role not in fitting]
    if strange or not facts.roles:
        raise Invalid("role_does_not_fit", field="roles", found=strange, allowed=list(fitting))
    if session.scalar(select(Account.id).where(Account.login == facts.login)) is not None:
        raise Duplicate("duplicate", field="login", found=facts.login)
    _check_length(facts.password)
    account = create_account(
        session, clock, organisation, facts.login, facts.name, facts.password, facts.roles
    )
    subject = f"account/{account.id}"
    record_act(session, actor, clock, "account.open", subject, roles=list(facts.roles))
    return account


def set_password(
    session: Session, actor: Actor, clock: Clock, account_id: int, password: str
) -> Account:
    """Give an account a new password; whoever is signed in with the old one is signed out."""
    actor.require(PERMISSION)
    account = account_of(session, account_id)
    _check_length(password)
    account.password_hash = hash_password(password)
    account.session_epoch += 1
    session.flush()
    record_act(session, actor, clock, "account.password", f"account/{account.id}")
    return account


def switch_account(
    session: Session, actor: Actor, clock: Clock, account_id: int, is_active: bool
) -> Account:
    """Close an account, or open it again; nobody closes the account he or she is using."""
    actor.require(PERMISSION)
    account = account_of(session, account_id)
    if account.id == actor.account_id and not is_active:
        raise NotReady("own_account")
    account.is_active = is_active
    account.session_epoch += 1
    session.flush()
    act = "account.reopen" if is_active else "account.close"
    record_act(session, actor, clock, act, f"account/{account.id}")
    return account


def account_of(session: Session, account_id: int) -> Account:
    """Return an account, open or closed."""
    account = session.get(Account, account_id)
    if account is None:
        raise NotFound("not_found")
    return account


def _check_length(password: str) -> None:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            "password_too_short", field="password", found=len(password), allowed=SHORTEST_PASSWORD
        )
