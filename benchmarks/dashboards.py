"""How fast lists and dashboards answer at a million responses: ``python benchmarks/dashboards.py``.

Builds one wave in a fresh database (SQLite, or another with ``--database``), asks for each page
through the whole application many times, and prints the median and the 95th percentile.
"""

import argparse
import datetime
import random
import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, insert, select, text
from sqlalchemy.orm import Session

import wsgi
from evaluator.extensions import db
from evaluator.models.accounts import Account, Membership
from evaluator.models.base import Base
from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract, Programme
from evaluator.settings import Settings
from surveys.models.cases import Case
from surveys.models.counting import triggers
from surveys.models.quality import FLAG_KINDS, QualityFlag
from surveys.models.responses import Response
from surveys.models.waves import Wave
from surveys.services.questionnaires import instrument, publish_questionnaire

CONTRACTS = 100
INTERVIEWERS = 2_000
AT_ONCE = 5_000
FLAGGED_SHARE = 0.08
FIRST_COUNTS = (
    "INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, count)"
    " SELECT wave_id, 'contract', contract_id, '', status, reason, substr(submission_id, 32, 1),"
    " COUNT(*) FROM response GROUP BY 1, 3, 5, 6, 7",
    "INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, count)"
    " SELECT wave_id, 'day', contract_id, CAST(received_on AS TEXT), '', '',"
    " substr(submission_id, 32, 1), COUNT(*) FROM response GROUP BY 1, 3, 4, 7",
    "INSERT INTO response_tally (wave_id, kind, contract_id, label, status, reason, shard, count)"
    " SELECT wave_id, 'interviewer', contract_id, interviewer, status, '', '', COUNT(*)"
    " FROM response WHERE interviewer <> '' GROUP BY 1, 3, 4, 5",
    "INSERT INTO case_tally (wave_id, contract_id, disposition, shard, count) SELECT wave_id,"
    " contract_id, disposition, substr(id, 32, 1), COUNT(*) FROM survey_case GROUP BY 1, 2, 3, 4",
)
Row = dict[str, Any]
DAY = datetime.date(2026, 1, 1)
NOW = datetime.datetime(2026, 11, 23, 4, tzinfo=datetime.UTC)


def register(session: Session) -> tuple[int, int, list[int]]:
    """Make an account, an open wave and its contracts; return their numbers."""
    firm = Organisation(kind="assessor", name="虚拟评估公司", is_demo=True)
    bureau = Organisation(kind="bureau", name="虚拟民政局", is_demo=True)
    session.add_all([firm, bureau])
    session.flush()
    roles = ("quality", "lead")
    account = Account(
        login="quality",
        name="质控",
        password_hash="-",  # noqa: S106 - nobody signs in with it
        created_at=NOW,
        memberships=[Membership(organisation_id=firm.id, role=role) for role in roles],
    )
    programme = Programme(
        code="P", title="虚拟项目", purchaser_id=bureau.id, assessor_id=firm.id, created_at=NOW
    )
    session.add_all([account, programme])
    session.flush()
    contracts = [contract_of(programme, firm, number) for number in range(CONTRACTS)]
    session.add_all(contracts)
    session.flush()
    wave = wave_of(session, programme, contracts)
    session.commit()
    return account.id, wave.id, [contract.id for contract in contracts]


def contract_of(programme: Programme, firm: Organisation, number: int) -> Contract:
    """Return one contract of the programme."""
    return Contract(
        programme_id=programme.id,
        contractor_id=firm.id,
        code=f"C{number:03d}",
        name="虚拟合同",
        area="虚拟县",
        service_kind="T",
        starts_on=DAY,
        ends_on=DAY,
        amount=0,
        served_population=10_000,
    )


def wave_of(session: Session, programme: Programme, contracts: list[Contract]) -> Wave:
    """Return an open wave of an evaluation of the contracts."""
    evaluation = Evaluation(
        programme_id=programme.id,
        code="E",
        title="虚拟评价",
        period_starts_on=DAY,
        period_ends_on=DAY,
        state="E2",
        created_at=NOW,
        contracts=contracts,
    )
    session.add(evaluation)
    session.flush()
    wave = Wave(
        evaluation=evaluation,
        questionnaire=publish_questionnaire(session, lambda: NOW, instrument("T")),
        title="第一轮",
        state="open",
        created_at=NOW,
        opened_at=NOW,
    )
    session.add(wave)
    return wave


def fill(engine: Engine, wave_id: int, contracts: list[int], size: int, seed: int) -> None:
    """Put cases, responses and flags in, and count them once at the end instead of one by one."""
    chance = random.Random(seed)
    questions = len(instrument("T").questions)
    answers = [[chance.randint(1, 5) for _ in range(questions)] for _ in range(1_000)]
    stop_counting(engine)
    for start in range(0, size, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, size))
        cases = [a_case(chance, number, wave_id, contracts) for number in numbers]
        responses = [
            a_response(chance, number, case, answers)
            for number, case in zip(numbers, cases, strict=True)
        ]
        flags = [a_flag(chance, one) for one in responses if chance.random() < FLAGGED_SHARE]
        with engine.begin() as connection:
            connection.execute(insert(Case), cases)
            connection.execute(insert(Response), responses)
            if flags:
                connection.execute(insert(QualityFlag), flags)
    count_again(engine)


def a_case(chance: random.Random, number: int, wave_id: int, contracts: list[int]) -> Row:
    """Return one case, answered."""
    return {
        "id": f"{chance.getrandbits(128):032x}",
        "wave_id": wave_id,
        "contract_id": contracts[number % CONTRACTS],
        "label": f"L{number}",
        "stratum": f"镇{number % 30}",
        "psu": f"村{number % 9000 // 3}",
        "disposition": "1.1",
    }


def a_response(chance: random.Random, number: int, case: Row, answers: list[list[int]]) -> Row:
    """Return the response of a case."""
    return {
        "submission_id": f"{chance.getrandbits(128):032x}",
        "wave_id": case["wave_id"],
        "case_id": case["id"],
        "contract_id": case["contract_id"],
        "answers": answers[number % len(answers)],
        "mode": "face_to_face",
        "interviewer": f"i-{number % CONTRACTS * 20 + chance.randrange(20):04d}",
        "duration_seconds": chance.randint(200, 900),
        "status": "accepted",
        "reason": "",
        "digest": "0" * 64,
        "received_on": NOW.date() - datetime.timedelta(days=number % 30),
    }


def a_flag(chance: random.Random, response: Row) -> Row:
    """Return a flag on a response."""
    return {
        "submission_id": response["submission_id"],
        "wave_id": response["wave_id"],
        "kind": chance.choice(list(FLAG_KINDS)),
        "formula": "F13",
        "value": 1.0,
        "threshold": 1.0,
        "raised_at": NOW,
    }


def stop_counting(engine: Engine) -> None:
    """Drop the triggers: a million rows at once are counted faster in one go."""
    with engine.begin() as connection:
        for statement in triggers(engine.dialect.name):
            if statement.startswith("CREATE TRIGGER"):
                name, table = statement.split()[2], statement.split(" ON ")[1].split()[0]
                on = "" if engine.dialect.name == "sqlite" else f" ON {table}"
                connection.execute(text(f"DROP TRIGGER {name}{on}"))


def count_again(engine: Engine) -> None:
    """Fill the tallies from the rows and let the database count again."""
    with engine.begin() as connection:
        for statement in FIRST_COUNTS:
            connection.execute(text(statement))
        for statement in triggers(engine.dialect.name):
            if statement.startswith("CREATE TRIGGER"):
                connection.execute(text(statement))
        if engine.dialect.name == "postgresql":
            connection.execute(text("ANALYZE"))


def client_of(app: Flask, account_id: int) -> FlaskClient:
    """Return a client that is signed in."""
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = f"{account_id}:0"
        cookie["_fresh"] = True
        cookie["organisation"] = 1
    return client


def timed(client: FlaskClient, addresses: list[str], rounds: int) -> tuple[float, float]:
    """Return the median and the 95th percentile of milliseconds over rounds of addresses."""
    took = []
    for number in range(rounds):
        address = addresses[number % len(addresses)]
        begun = time.perf_counter()
        answer = client.get(address)
        took.append((time.perf_counter() - begun) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{address}: {answer.status_code}")
    took.sort()
    return took[len(took) // 2], took[min(int(len(took) * 0.95), len(took) - 1)]


def pages_of(session: Session, wave_id: int, seed: int) -> dict[str, list[str]]:
    """Return the addresses that are asked for, by what they are."""
    chance = random.Random(seed)
    starts = [f"{chance.getrandbits(128):032x}" for _ in range(20)]
    known = list(session.scalars(select(Response.submission_id).limit(20)))
    listed = f"/waves/{wave_id}/responses"
    return {
        "dashboard of the wave": [f"/waves/{wave_id}"],
        "dashboard of quality": [f"/waves/{wave_id}/quality"],
        "list of responses": [f"{listed}?after={start}" for start in starts],
        "list by flag": [f"{listed}?kind=alike&after={start}" for start in starts],
        "list by interviewer": [f"{listed}?interviewer=i-{n:04d}" for n in range(0, 400, 20)],
        "list of the excluded": [f"{listed}?status=excluded"],
        "evidence of one": [f"/responses/{one}" for one in known],
    }


def main() -> None:
    """Print one row a page: median and 95th percentile in milliseconds."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--database", default="", help="URL of an empty database")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        address = chosen.database or f"sqlite:///{home / 'bench.sqlite3'}"
        app = wsgi.build(Settings(home=home, database_url=address, is_testing=True))
        with app.app_context():
            Base.metadata.create_all(db.engine)
            session = db.sessionmaker()
            account, wave, contracts = register(session)
            begun = time.perf_counter()
            fill(db.engine, wave, contracts, chosen.responses, chosen.seed)
            took = time.perf_counter() - begun
            addresses: dict[str, Any] = pages_of(session, wave, chosen.seed)
            session.close()
            name = db.engine.dialect.name
        print(f"{name}: {chosen.responses:,} responses put in within {took:.0f} s")
        client = client_of(app, account)
        print(f"{'page':<26}{'median ms':>12}{'p95 ms':>10}")
        for page, asked in addresses.items():
            middle, late = timed(client, asked, chosen.rounds)
            print(f"{page:<26}{middle:>12.1f}{late:>10.1f}", flush=True)
        with app.app_context():
            db.engine.dispose()


if __name__ == "__main__":
    main()
