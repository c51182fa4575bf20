"""Lists of people are taken in whole or not at all, and nothing in them is mended silently."""

import io
import json
from collections.abc import Callable

import pytest
from openpyxl import Workbook
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from evaluator.errors import NotReady
from evaluator.models.evaluations import Evaluation
from evaluator.models.jobs import DONE
from evaluator.settings import Settings
from surveys.models.rosters import DROPPED, READ, Roster, RosterPerson
from surveys.services.roster_reading import subject_of_person
from surveys.services.rosters import accept_roster, upload_roster, waiting_file
from surveys.services.vault import unseal
from tests.rosters import HEADING, csv_of, entrust, identity_number, person, read
from tests.web import NOON, People

Read = Callable[..., Roster]


@pytest.fixture
def read_list(session: Session, settings: Settings, people: People, evaluation: Evaluation) -> Read:
    """Read a list under an agreement in force."""
    entrust(session, settings, people, evaluation)

    def read_one(data: bytes, name: str = "名单.csv") -> Roster:
        roster, job = read(session, settings, people, evaluation, data, name)
        assert job.state == DONE, job.error
        assert not waiting_file(settings, roster.id).exists()
        return roster

    return read_one


def _people(session: Session, roster: Roster) -> list[RosterPerson]:
    wanted = select(RosterPerson).where(RosterPerson.roster_id == roster.id)
    return list(session.scalars(wanted.order_by(RosterPerson.row)))


def test_without_an_agreement_in_force_nothing_is_taken_in(
    session: Session, settings: Settings, people: People, evaluation: Evaluation
) -> None:
    field = people.actors["field"]
    with pytest.raises(NotReady, match="entrustment_needed"):
        upload_roster(session, field, lambda: NOON, settings, evaluation, "a.csv", lambda _: None)


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8", "utf-8-sig", "utf-16"])
def test_n31_a_roster_reads_alike_in_every_usual_encoding(
    session: Session, settings: Settings, read_list: Read, encoding: str
) -> None:
    roster = read_list(csv_of([person(1), person(2, "C2", aid="高龄津贴")], encoding))
    first, second = _people(session, roster)
    assert (roster.state, roster.people) == (READ, 2)
    assert (first.township, first.village, first.aid_type) == ("虚拟乙镇", "虚拟1村", "destitute")
    assert (second.aid_type, second.flags) == ("other", "aid_type_unknown")
    assert roster.findings["noticed"] == {"aid_type_unknown": {"count": 1, "rows": [3]}}
    opened = json.loads(
        unseal(session, settings, subject_of_person(roster.id, first.code), first.sealed)
    )
    assert opened == {"name": "虚拟000001", "phone": "00000000001", "address": "虚拟路"}


def test_the_identity_number_is_kept_nowhere_and_names_lie_sealed(
    session: Session, read_list: Read
) -> None:
    read_list(csv_of([person(1)]))
    raw = session.connection().exec_driver_sql("SELECT * FROM roster_person").all()
    text = repr(raw)
    assert identity_number(1) not in text
    assert "虚拟000001" not in text
    assert "00000000001" not in text


def test_title_rows_and_a_heading_of_two_merged_rows_are_accepted(
    session: Session, read_list: Read
) -> None:
    book, packed = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(["虚拟县社会救助服务对象花名册"])
    sheet.merge_cells("A1:I1")
    sheet.append(["填报单位：虚拟县民政局", None, None, "2026年11月"])
    sheet.append([*HEADING[:4], "所在地", None, *HEADING[6:]])
    sheet.merge_cells("E3:F3")
    sheet.append([None, None, None, None, "乡镇", "村(居)"])
    sheet.append(person(1))
    book.create_sheet("填表说明").append(["请勿改动", "表头"])
    book.save(packed)
    roster = read_list(packed.getvalue(), "花名册.xlsx")
    (only,) = _people(session, roster)
    assert (only.row, only.township, only.village) == (5, "虚拟乙镇", "虚拟1村")
    assert roster.findings["other_sheets"] == ["填表说明"]


def test_spoiled_identity_numbers_are_listed_and_never_match_two_people(
    session: Session, read_list: Read
) -> None:
    book, packed = Workbook(), io.BytesIO()
    sheet = book.active
    assert sheet is not None
    sheet.append(HEADING)
    spoiled = 990001195000010000  # two people whose last three digits the spreadsheet dropped
    for number in (1, 2):
        cells: list[object] = list(person(number))
        cells[2] = spoiled
        sheet.append(cells)
    for number, text in ((3, "9.90001E+17"), (4, "990001195000010000"), (5, "990001195000010011")):
        sheet.append(person(number, identity=text, phone=""))
    book.save(packed)
    roster = read_list(packed.getvalue(), "a.xlsx")
    noticed = {code: found["rows"] for code, found in roster.findings["noticed"].items()}
    assert noticed == {
        "identity_number": [2, 3],
        "identity_rounded": [4, 5],
        "identity_wrong": [6],
    }
    keys = [row.person_key for row in _people(session, roster)]
    assert len(keys) == 5
    assert keys[0] != keys[1]
    assert keys[2:] == ["", "", ""]


def test_a_wrong_row_refuses_the_whole_list_and_says_where(
    session: Session, read_list: Read
) -> None:
    rows = [person(1), person(2, "C9"), person(3, name=""), person(4, village="长" * 81)]
    roster = read_list(csv_of(rows))
    assert (roster.state, roster.people) == (DROPPED, 0)
    found = [(row["code"], row["row"], row["column"]) for row in roster.findings["problems"]]
    assert found == [
        ("unknown_contract_code", 3, "合同编号"),
        ("blank_not_allowed", 4, "姓名"),
        ("cell_too_long", 5, "村(居)"),
    ]
    assert session.scalar(select(func.count()).select_from(RosterPerson)) == 0


def test_the_same_person_twice_counts_once_and_a_shared_telephone_is_flagged(
    session: Session, read_list: Read
) -> None:
    rows = [person(n, phone="000-7") for n in (1, 2, 3)] + [
        person(1, phone="000-8"),
        person(1, "C2"),
    ]
    roster = read_list(csv_of(rows))
    assert roster.people == 4
    noticed = roster.findings["noticed"]
    assert noticed["person_twice"] == {"count": 1, "rows": [5]}
    assert noticed["phone_shared"] == {"count": 3, "rows": [2, 3, 4]}


def test_a_second_list_is_compared_with_the_one_in_use(
    session: Session, people: People, read_list: Read
) -> None:
    first = read_list(csv_of([person(n) for n in range(10)]))
    accept_roster(session, people.actors["field"], lambda: NOON, first)
    session.commit()
    assert first.findings["changes"] == {"last": None, "new": 10, "unidentified": 0}
    moved = person(1, village="别村")
    second = read_list(csv_of([moved, *(person(n) for n in range(2, 12))]))
    assert second.findings["changes"] == {
        "last": 1,
        "new": 2,
        "gone": 1,
        "changed": 1,
        "same": 8,
        "unidentified": 0,
    }


def test_the_coverage_stands_beside_what_the_contract_serves(
    session: Session, read_list: Read
) -> None:
    roster = read_list(csv_of([person(n) for n in range(480)]))
    first, second = roster.coverage
    assert (first["people"], first["served"], first["fit"]) == (480, 500, "fits")
    assert (second["people"], second["fit"]) == (0, "empty")
    assert sum(count for _, _, count in first["villages"]) == 480
    assert first["aid"] == {"destitute": 160, "near_poor": 160, "subsistence": 160}
