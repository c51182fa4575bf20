"""What tests of rosters and draws share: an agreement, and lists of invented people."""

import csv
import io
import shutil
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from sqlalchemy.orm import Session, sessionmaker

from evaluator.jobs.worker import perform
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import Job
from evaluator.settings import Settings
from surveys.imports.identity_numbers import check_sign
from surveys.models.entrustments import Entrustment
from surveys.models.rosters import Roster
from surveys.services.entrustments import EntrustmentFacts, record_entrustment
from surveys.services.roster_reading import read_roster
from surveys.services.rosters import JOB, accept_roster, upload_roster
from tests.web import NOON, People

HEADING = ["合同编号", "姓名", "身份证号", "电话", "乡镇", "村(居)", "救助类型", "户编号", "住址"]
AGREEMENT = EntrustmentFacts(
    "个人信息委托处理协议",
    "虚民函〔2026〕1号",
    date(2026, 1, 5),
    date(2027, 1, 4),
    "虚拟甲局",
    "虚拟乙公司",
    "只用于本次满意度调查，访问结束后销毁",
)


def identity_number(number: int) -> str:
    """A number with a right check sign that belongs to nobody: its county does not exist."""
    front = f"990{number % 1000:03d}1950{number // 1000 % 10000:04d}001"[:17]
    return front + check_sign(front)


def person(number: int, contract: str = "C1", village: str = "", **changed: str) -> list[str]:
    """A row about an invented person."""
    cells = {
        "contract": contract,
        "name": f"虚拟{number:06d}",
        "identity": identity_number(number),
        "phone": f"000{number:08d}",
        "township": f"虚拟{'甲乙'[number % 2]}镇",
        "village": village or f"虚拟{number % 12}村",
        "aid": ("低保", "特困", "低保边缘")[number % 3],
        "household": f"H{number // 2:06d}",
        "address": "虚拟路",
    }
    return list({**cells, **changed}.values())


def csv_of(rows: Iterable[list[str]], encoding: str = "gb18030") -> bytes:
    """A list as a bureau's program writes it."""
    out = io.StringIO()
    csv.writer(out).writerows([HEADING, *rows])
    return out.getvalue().encode(encoding)


def entrust(
    session: Session, settings: Settings, people: People, evaluation: Evaluation
) -> Entrustment:
    """Record the agreement."""
    lead = people.actors["lead"]
    record = record_entrustment(session, lead, lambda: NOON, settings, evaluation, AGREEMENT)
    session.commit()
    return record


def read(
    session: Session,
    settings: Settings,
    people: People,
    evaluation: Evaluation,
    data: bytes | Path,
    name: str = "名单.csv",
) -> tuple[Roster, Job]:
    """Upload a list and let the worker read it."""

    def save(path: Path) -> None:
        if isinstance(data, Path):
            shutil.copy(data, path)
        else:
            path.write_bytes(data)

    field = people.actors["field"]
    roster, job = upload_roster(session, field, lambda: NOON, settings, evaluation, name, save)
    session.commit()
    sessions = sessionmaker(session.get_bind())
    perform(job.id, {JOB: read_roster}, sessions, settings, lambda: NOON)
    session.expire_all()
    return roster, job


def accepted(
    session: Session,
    settings: Settings,
    people: People,
    evaluation: Evaluation,
    rows: Iterable[list[str]],
) -> Roster:
    """A roster in use."""
    entrust(session, settings, people, evaluation)
    roster, _ = read(session, settings, people, evaluation, csv_of(rows))
    accept_roster(session, people.actors["field"], lambda: NOON, roster)
    session.commit()
    return roster
