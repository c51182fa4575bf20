"""Interviews over a bad network, to a server that is killed: none is lost, doubled or altered."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from benchmarks.faults.findings import Findings, findings_of
from benchmarks.faults.interviews import Interview, planned
from benchmarks.faults.runs import Run, perform
from benchmarks.rig.databases import NAMES, database
from benchmarks.rig.fields import OpenField, open_field
from evaluator.extensions import db
from evaluator.kinds.clocks import system_clock
from surveys.models.responses import Receipt, Response
from surveys.services.submissions import Circumstances, Submission, submit


@pytest.mark.slow
@pytest.mark.timeout(240)
@pytest.mark.parametrize("name", NAMES)
def test_n04_interviews_survive_a_bad_network_and_a_killed_server(
    name: str, tmp_path: Path
) -> None:
    with database(name, tmp_path) as found:
        outcome = perform(Run(interviews=200, kills=1, seed=7), found, tmp_path)
    assert outcome.findings.is_clean, outcome.findings
    assert outcome.kills == 1
    # The network did what it is for: answers got lost after the server had stored them. Which
    # mishap meets which request hangs on the order of arrival, so they are counted together.
    assert sum(outcome.mishaps.values()) > outcome.mishaps["carried well"]
    assert outcome.sendings > outcome.findings.interviews


@contextmanager
def _three_kept(home: Path) -> Iterator[tuple[OpenField, list[Interview]]]:
    """A field of three interviews, each stored and acknowledged."""
    with open_field(home, f"sqlite:///{home / 'field.sqlite3'}", 3) as field:
        held = planned(field.links, field.questionnaire, random.Random(1), 0.0)
        for one in held:
            sent = Submission(
                one.submission_id, one.link.case_id, one.answers, Circumstances("self_web")
            )
            outcome = submit(db.engine, field.settings, system_clock, sent)
            one.receipts.add(outcome.receipt)
        yield field, held


def _found(field: OpenField, held: list[Interview]) -> Findings:
    return findings_of(db.session, field.settings, field.wave_id, held)


def test_the_run_would_notice_what_is_lost_altered_or_acknowledged_in_vain(tmp_path: Path) -> None:
    with _three_kept(tmp_path) as (field, held):
        assert _found(field, held).is_clean
        first, second, _ = (one.submission_id for one in held)
        changed = list(reversed(held[0].answers))
        db.session.execute(
            update(Response).where(Response.submission_id == first).values(answers=changed)
        )
        db.session.execute(delete(Response).where(Response.submission_id == second))
        codes = db.session.scalars(select(Receipt.code_hash)).all()
        db.session.execute(delete(Receipt).where(Receipt.code_hash == codes[0]))
        held[2].receipts.add("0000-0000-0000")
        found = _found(field, held)
        assert (found.lost, found.altered, found.stored) == (1, 1, 2)
        assert found.receipts_astray == 3
        assert not found.is_clean
        db.session.rollback()
