"""Reading accounts and the actors they stand for."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from evaluator.models.accounts import Account
from evaluator.models.organisations import Organisation


def account(session: Session, account_id: int) -> Account | None:
    """Return an active account."""
    found = session.get(Account, account_id)
    return found if found is not None and found.is_active else None


def actor_of(account: Account, organisation_id: int | None = None) -> Actor | None:
    """Return the actor of an account in one of its organisations, the first by default."""
    memberships = account.memberships
    chosen = [m for m in memberships if m.organisation_id == organisation_id] or memberships[:1]
    if not chosen:
        return None
    organisation = chosen[0].organisation_id
    roles = frozenset(m.role for m in memberships if m.organisation_id == organisation)
    return Actor(account.id, account.name, organisation, roles)


def all_accounts(session: Session) -> list[Account]:
    """Return the accounts of the installation, by login."""
    return list(session.scalars(select(Account).order_by(Account.login)))


def demo_logins(session: Session) -> list[str]:
    """Return the logins that a demo brought with it and that still open, by login."""
    wanted = select(Account.login).where(Account.is_demo, Account.is_active)
    return list(session.scalars(wanted.order_by(Account.login)))


def organisations(session: Session, kind: str | None = None) -> list[Organisation]:
    """Return organisations, of one kind where wished, by name."""
    wanted = select(Organisation).order_by(Organisation.name, Organisation.id)
    if kind is not None:
        wanted = wanted.where(Organisation.kind == kind)
    return list(session.scalars(wanted))
