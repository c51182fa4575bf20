"""Measures in a fixed order: by contract, then by input."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from evaluator.models.evaluations import Evaluation
from evaluator.queries.measures import measures_of, measures_of_contract
from evaluator.services.measures import Entry, record_measures
from tests.web import People


def test_measures_come_by_contract_and_input(
    session: Session, people: People, clock: Callable[[], datetime], locked: Evaluation
) -> None:
    lead = people.actors["lead"]
    for contract in reversed(locked.contracts):
        entries = [Entry(code, value=Decimal(90)) for code in ("T-B202", "T-B101")]
        record_measures(session, lead, clock, locked, contract, entries)
    found = [(row.contract.code, row.input) for row in measures_of(session, locked)]
    assert found == [(c, i) for c in ("HT-1", "HT-2") for i in ("T-B101", "T-B202")]
    first = measures_of_contract(session, locked, locked.contracts[0])
    assert [row.input for row in first] == ["T-B101", "T-B202"]
