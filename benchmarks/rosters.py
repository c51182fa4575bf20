"""Time and memory of taking in a roster of 200,000 people, as a workbook and as text."""

import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path
from secrets import token_hex

PEOPLE = 200_000
HEADING = ("姓名", "身份证号", "电话", "乡镇", "村(居)", "救助类型", "户编号", "住址")


def row(number: int) -> tuple[str, ...]:
    """A row about an invented person."""
    from surveys.imports.identity_numbers import check_sign

    front = f"990{number % 1000:03d}1950{number // 1000:04d}001"
    return (
        f"虚拟{number:06d}",
        front + check_sign(front),
        f"000{number:08d}",
        f"虚拟{number % 20}镇",
        f"虚拟{number % 300}村",
        ("低保", "特困", "临时救助")[number % 3],
        f"H{number // 2:06d}",
        f"虚拟路{number}号",
    )


def write(path: Path) -> None:
    """Write the list."""
    if path.suffix == ".csv":
        with path.open("w", encoding="gb18030") as out:
            for cells in (HEADING, *map(row, range(PEOPLE))):
                out.write(",".join(cells) + "\n")
        return
    from xlsxwriter import Workbook

    book = Workbook(path, {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, cells in enumerate((HEADING, *map(row, range(PEOPLE)))):
        for column, cell in enumerate(cells):
            sheet.write_string(place, column, cell)
    book.close()


def take_in(path: Path, home: Path) -> None:
    """Take the list in as the worker does, in a process of its own, and print what it cost."""
    import wsgi
    from evaluator.extensions import db, migrations
    from evaluator.jobs.worker import perform
    from evaluator.models.jobs import Job
    from evaluator.settings import settings_from
    from surveys.services.roster_reading import read_roster
    from surveys.services.rosters import JOB, upload_roster

    settings = settings_from({"GONGPING_HOME": str(home)})
    app = wsgi.build(settings)
    with app.app_context():
        migrations.upgrade()
        evaluation, actor = _evaluation(db.session, settings)
        clock = lambda: datetime(2026, 11, 23, tzinfo=UTC)  # noqa: E731 - a clock that stands
        roster, job = upload_roster(
            db.session,
            actor,
            clock,
            settings,
            evaluation,
            path.name,
            lambda to: to.write_bytes(path.read_bytes()),
        )
        db.session.commit()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        began, cpu = time.perf_counter(), time.process_time()
        perform(job.id, {JOB: read_roster}, db.sessionmaker, settings, clock)
        took, cpu = time.perf_counter() - began, time.process_time() - cpu
        db.session.expire_all()
        ended = db.session.get_one(Job, job.id)
        after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        db.session.refresh(roster)
        print(
            f"{path.suffix:6} {ended.state:6} {roster.people:>8,} people {took:6.1f} s"
            f" ({cpu:.1f} s of processor)  memory {before / 1024:5.0f} -> {after / 1024:5.0f} MB"
        )


def _evaluation(session, settings):  # type: ignore[no-untyped-def]  # rows of the register only
    from evaluator.kinds.actors import Actor
    from evaluator.kinds.roles import FIELD, LEAD
    from evaluator.models.organisations import Organisation
    from evaluator.services.accounts import create_account
    from surveys.services.entrustments import EntrustmentFacts, record_entrustment

    now = datetime(2026, 11, 23, tzinfo=UTC)
    bureau, firm = (
        Organisation(kind="bureau", name="虚拟局"),
        Organisation(kind="assessor", name="虚拟所"),
    )
    session.add_all((bureau, firm))
    session.flush()
    account = create_account(session, lambda: now, firm, "a", "a", token_hex(), (LEAD,))
    evaluation = _register(session, bureau.id, firm.id, now)
    actor = Actor(account.id, "a", firm.id, frozenset({FIELD, LEAD}))
    facts = EntrustmentFacts(
        "协议", "1号", date(2026, 1, 1), date(2027, 1, 1), "甲", "乙", "只用于本次满意度调查"
    )
    record_entrustment(session, actor, lambda: now, settings, evaluation, facts)
    session.commit()
    return evaluation, actor


def _register(session, bureau_id, firm_id, now):  # type: ignore[no-untyped-def]  # rows of the register only
    from evaluator.models.evaluations import Evaluation
    from evaluator.models.programmes import Contract, Programme

    programme = Programme(
        code="P",
        title="P",
        purchaser_id=bureau_id,
        assessor_id=firm_id,
        is_demo=True,
        created_at=now,
    )
    session.add(programme)
    session.flush()
    contract = Contract(
        programme_id=programme.id,
        contractor_id=firm_id,
        code="C1",
        name="C1",
        area="虚拟县",
        service_kind="T",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount=1,
        served_population=PEOPLE,
    )
    evaluation = Evaluation(
        programme_id=programme.id,
        code="E",
        title="E",
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 12, 31),
        created_at=now,
        contracts=[contract],
    )
    session.add(evaluation)
    session.flush()
    return evaluation


def main() -> None:
    """Time both kinds of list, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        for kind in (".csv", ".xlsx"):
            path = Path(folder) / f"roster{kind}"
            write(path)
            command = [sys.executable, __file__, str(path), str(Path(folder) / f"home{kind}")]
            subprocess.run(command, check=True)  # noqa: S603 - our own interpreter and fixed words


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    if len(sys.argv) > 1:
        take_in(Path(sys.argv[1]), Path(sys.argv[2]))
    else:
        main()
