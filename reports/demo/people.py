"""The organisations and accounts of the demo programme."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.kinds.actors import Actor
from evaluator.kinds.clocks import Clock
from evaluator.kinds.roles import ADMINISTRATOR, ASSESSOR, FIELD, LEAD, OBSERVER, PURCHASER, QUALITY
from evaluator.models.accounts import Account
from evaluator.models.organisations import ASSESSOR_FIRM, BUREAU, Organisation
from evaluator.queries.accounts import actor_of
from evaluator.services.accounts import create_account, create_organisation

BUREAU_NAME = "虚拟铁岭市民政局（演示）"
FIRM_NAME = "虚拟公评评估有限公司（演示）"
# Known to everybody who reads this line: the demo is for trying out, on data that are invented.
PASSWORD = "gongping-demo"  # noqa: S105 - printed on purpose when the demo starts
PEOPLE = (
    ("lead", "演示·主评人", FIRM_NAME, (LEAD,)),
    ("assessor", "演示·评估员", FIRM_NAME, (ASSESSOR,)),
    ("field", "演示·外业负责人", FIRM_NAME, (FIELD,)),
    ("quality", "演示·质控负责人", FIRM_NAME, (QUALITY,)),
    ("purchaser", "演示·购买主体", BUREAU_NAME, (PURCHASER,)),
    ("observer", "演示·财政观察员", BUREAU_NAME, (OBSERVER,)),
    ("admin", "演示·管理员", FIRM_NAME, (ADMINISTRATOR,)),
)


@dataclass(frozen=True, slots=True)
class Cast:
    """Who acts in the demo, and the bureau that purchases."""

    lead: Actor
    purchaser: Actor
    bureau: Organisation


def enter_people(session: Session, clock: Clock) -> Cast:
    """Create the demo's organisations and accounts where they are not there yet."""
    organisations = {
        BUREAU_NAME: _organisation(session, BUREAU, BUREAU_NAME),
        FIRM_NAME: _organisation(session, ASSESSOR_FIRM, FIRM_NAME),
    }
    actors = {}
    for login, name, organisation, roles in PEOPLE:
        account = session.scalars(select(Account).where(Account.login == login)).one_or_none()
        if account is None:
            home = organisations[organisation]
            account = create_account(session, clock, home, login, name, PASSWORD, roles)
        actors[login] = actor_of(account)
    lead, purchaser = actors["lead"], actors["purchaser"]
    if lead is None or purchaser is None:
        raise LookupError("an account of the demo has lost its role")
    return Cast(lead, purchaser, organisations[BUREAU_NAME])


def _organisation(session: Session, kind: str, name: str) -> Organisation:
    found = session.scalars(select(Organisation).where(Organisation.name == name)).one_or_none()
    return found or create_organisation(session, kind, name, is_demo=True)
