"""The rows of a table that leaves, read from the database in a stream and a fixed order."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, Text, cast, func, select

from evaluator.models.programmes import Contract
from surveys.exports.columns import (
    Column,
    answer_columns,
    around_columns,
    case_columns,
    paradata_columns,
    places_of,
    typed,
)
from surveys.kinds.documents import Questionnaire
from surveys.models.cases import Case
from surveys.models.responses import Response

AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table of one wave: its columns, how many rows there are, and a stream of them."""

    columns: Sequence[Column]
    count: Callable[[Connection], int]
    rows: Callable[[Connection], Iterator[Sequence[Any]]]


def table_of(scope: str, wave_id: int, questionnaire: Questionnaire) -> Table:
    """Return the table of a scope; ``structure`` has none."""
    makers = {"answers": _answers, "paradata": _paradata, "cases": _cases}
    return makers[scope](wave_id, questionnaire)


def _answers(wave_id: int, questionnaire: Questionnaire) -> Table:
    around, asked = around_columns(), answer_columns(questionnaire)
    places = places_of(questionnaire)
    # A response of an anonymous wave has no case; its place is empty then.
    wanted = (
        select(
            Response.submission_id,
            Contract.code,
            Case.stratum,
            Case.psu,
            Case.base_weight,
            Response.status,
            Response.reason,
            cast(Response.answers, Text),
        )
        .join(Contract, Contract.id == Response.contract_id)
        .outerjoin(Case, Case.id == Response.case_id)
        .where(Response.wave_id == wave_id)
        .order_by(Response.submission_id)
    )

    def rows(connection: Connection) -> Iterator[Sequence[Any]]:
        for row in _stream(connection, wanted):
            given = json.loads(row[-1])
            answers = (
                typed(column, given[place]) for column, place in zip(asked, places, strict=True)
            )
            yield (*(value or None for value in row[:-1]), *answers)

    return Table([*around, *asked], _counter(Response, wave_id), rows)


def _paradata(wave_id: int, _questionnaire: Questionnaire) -> Table:
    wanted = (
        select(
            Response.submission_id,
            Contract.code,
            Response.mode,
            Response.is_assisted,
            Response.is_proxy,
            Response.presence,
            Response.interviewer,
            Response.duration_seconds,
            Response.received_on,
        )
        .join(Contract, Contract.id == Response.contract_id)
        .where(Response.wave_id == wave_id)
        .order_by(Response.submission_id)
    )

    def rows(connection: Connection) -> Iterator[Sequence[Any]]:
        for row in _stream(connection, wanted):
            flags = (int(row[3]), int(row[4]))
            yield (*row[:3], *flags, row[5] or None, row[6] or None, *row[7:])

    return Table(paradata_columns(), _counter(Response, wave_id), rows)


def _cases(wave_id: int, _questionnaire: Questionnaire) -> Table:
    wanted = (
        select(
            Case.label,
            Contract.code,
            Case.stratum,
            Case.psu,
            Case.inclusion_probability,
            Case.base_weight,
            Case.disposition,
        )
        .join(Contract, Contract.id == Case.contract_id)
        .where(Case.wave_id == wave_id)
        .order_by(Case.label)
    )

    def rows(connection: Connection) -> Iterator[Sequence[Any]]:
        for row in _stream(connection, wanted):
            yield tuple(None if value == "" else value for value in row)

    return Table(case_columns(), _counter(Case, wave_id), rows)


def _counter(model: Any, wave_id: int) -> Callable[[Connection], int]:
    wanted = select(func.count()).select_from(model).where(model.wave_id == wave_id)
    return lambda connection: int(connection.execute(wanted).scalar_one())


def _stream(connection: Connection, wanted: Any) -> Iterator[Any]:
    """Read by portions, so that memory does not grow with the wave."""
    streaming = connection.execution_options(stream_results=True, max_row_buffer=AT_ONCE)
    for part in streaming.execute(wanted).partitions(AT_ONCE):
        yield from part


def read_all(engine: Engine, table: Table) -> list[Sequence[Any]]:
    """Return all rows of a table."""
    with engine.connect() as connection:
        return list(table.rows(connection))
