"""Counts that the database keeps itself: tallies of responses and cases, the list of what is new.

A wave of a million responses cannot be counted anew for each page, and a count kept by the code of
one path goes wrong with the next path. Triggers see every row, whoever writes it.
"""

from sqlalchemy import DDL, ForeignKey, Index, String, event
from sqlalchemy.orm import Mapped, mapped_column

from evaluator.models.base import Base
from surveys.models.cases import Case
from surveys.models.responses import Response


class ResponseTally(Base):
    """How many responses of a contract are alike: one row a kind of count, label and status.

    ``kind`` "contract" counts by status and reason, "day" by the day as label, "interviewer" by
    the interviewer as label and the status. Rows are split in shards so that writers do not queue
    up; an interviewer's are not, for nobody holds many interviews at once.
    """

    __tablename__ = "response_tally"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12), primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    label: Mapped[str] = mapped_column(String(20), primary_key=True)
    status: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(String(40), primary_key=True)
    shard: Mapped[str] = mapped_column(String(1), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class CaseTally(Base):
    """How many cases of a contract have the same disposition, in the same shards."""

    __tablename__ = "case_tally"

    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"), primary_key=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), primary_key=True)
    disposition: Mapped[str] = mapped_column(String(5), primary_key=True)
    shard: Mapped[str] = mapped_column(String(1), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)


class UncheckedResponse(Base):
    """A response whose flags are not computed yet, or not since its answers changed."""

    __tablename__ = "unchecked_response"
    # Without row numbers: nothing may tell in which order answers came in.
    __table_args__ = (
        Index(None, "wave_id", "submission_id"),
        {"sqlite_with_rowid": False},
    )

    submission_id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[int] = mapped_column(ForeignKey("wave.id"))


_CELL = "wave_id, kind, contract_id, label, status, reason, shard"
_UPSERT = (
    "INSERT INTO response_tally ({cell}, count) {rows}"
    " ON CONFLICT ({cell}) DO UPDATE SET count = response_tally.count + excluded.count"
)
_CASE_CELL = "wave_id, contract_id, disposition, shard"
_CASE_UPSERT = (
    "INSERT INTO case_tally ({cell}, count) {rows}"
    " ON CONFLICT ({cell}) DO UPDATE SET count = case_tally.count + excluded.count"
)
_UNCHECKED = (
    "INSERT INTO unchecked_response (submission_id, wave_id)"
    " VALUES (NEW.submission_id, NEW.wave_id) ON CONFLICT (submission_id) DO NOTHING"
)


def _response_row(alias: str, shard: str, by: int) -> str:
    """Return the three cells of a response, each to be changed by one."""
    here = shard.format(f"{alias}.submission_id")
    begun = (
        f"SELECT {alias}.wave_id AS wave_id, '{{kind}}' AS kind, {alias}.contract_id AS contract_id"
    )
    cells = (
        ("contract", f"'' AS label, {alias}.status AS status, {alias}.reason AS reason", here),
        ("day", f"CAST({alias}.received_on AS TEXT) AS label, '' AS status, '' AS reason", here),
        (
            "interviewer",
            f"{alias}.interviewer AS label, {alias}.status AS status, '' AS reason",
            "''",
        ),
    )
    rows = [
        f"{begun.format(kind=kind)}, {columns}, {place} AS shard, {by} AS change"
        for kind, columns, place in cells
    ]
    return " UNION ALL ".join([*rows[:2], f"{rows[2]} WHERE {alias}.interviewer <> ''"])


def _case_row(alias: str, shard: str, by: int) -> str:
    names = ("wave_id", "contract_id", "disposition")
    columns = ", ".join(f"{alias}.{name} AS {name}" for name in names)
    return f"SELECT {columns}, {shard.format(f'{alias}.id')} AS shard, {by} AS change"


def _response_upsert(*rows: str) -> str:
    return _UPSERT.format(cell=_CELL, rows=_ordered(_CELL, rows))


def _case_upsert(*rows: str) -> str:
    return _CASE_UPSERT.format(cell=_CASE_CELL, rows=_ordered(_CASE_CELL, rows))


def _ordered(cell: str, rows: tuple[str, ...]) -> str:
    """Touch each cell once, in one order, so that two writers never wait for each other."""
    # The last column of a row is the change; a row that stays in its cell changes nothing.
    both = " UNION ALL ".join(rows)
    return " ".join(
        [
            f"SELECT {cell}, SUM(change) FROM ({both}) AS changed",  # noqa: S608 - our own names
            f"GROUP BY {cell} HAVING SUM(change) <> 0 ORDER BY {cell}",
        ]
    )


def _statements(shard: str) -> dict[str, list[str]]:
    """Return what happens on each event of the two tables, in either dialect."""
    new, old = _response_row("NEW", shard, 1), _response_row("OLD", shard, -1)
    new_case, old_case = _case_row("NEW", shard, 1), _case_row("OLD", shard, -1)
    return {
        "response/insert": [_response_upsert(new), _UNCHECKED],
        "response/update": [_response_upsert(old, new), _UNCHECKED],
        "response/delete": [_response_upsert(old)],
        "survey_case/insert": [_case_upsert(new_case)],
        "survey_case/update": [_case_upsert(old_case, new_case)],
        "survey_case/delete": [_case_upsert(old_case)],
    }


def triggers(dialect: str) -> list[str]:
    """Return the statements that set up counting on a database."""
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {_name(key)} AFTER {_event(key)} ON {_table(key)}"
            f" BEGIN {'; '.join(body)}; END"
            for key, body in _statements("substr({}, -1)").items()
        ]
    made = []
    for key, body in _statements("right({}, 1)").items():
        made.append(
            f"CREATE FUNCTION {_name(key)}() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN {'; '.join(body)}; RETURN NULL; END $$"
        )
        made.append(
            f"CREATE TRIGGER {_name(key)} AFTER {_event(key)} ON {_table(key)}"
            f" FOR EACH ROW EXECUTE FUNCTION {_name(key)}()"
        )
    return made


def _table(key: str) -> str:
    return key.partition("/")[0]


def _event(key: str) -> str:
    return key.partition("/")[2].upper()


def _name(key: str) -> str:
    return f"count_{key.replace('/', '_')}"


for _dialect in ("sqlite", "postgresql"):
    for _statement in triggers(_dialect):
        _owner = Response if " ON response" in _statement else Case
        if _statement.startswith("CREATE FUNCTION"):
            _owner = Response if "count_response" in _statement else Case
        event.listen(
            _owner.__table__,
            "after_create",
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]  # theirs
        )
