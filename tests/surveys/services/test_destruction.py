"""n34: destroyed identities open in no copy of the database, and a certificate says so."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from evaluator.errors import Invalid, NotAllowed, NotReady
from evaluator.models.audit import AuditEntry
from evaluator.models.evaluations import Evaluation
from evaluator.settings import Settings
from surveys.models.bundles import FrozenBundle
from surveys.models.cases import Identity
from surveys.models.draws import SIMPLE
from surveys.models.entrustments import VaultKey
from surveys.models.rosters import RosterPerson
from surveys.models.waves import CLOSED, OPEN, Wave
from surveys.services.destruction import certificates_of, destroy_identities, retention_of
from surveys.services.draws import draw_wave
from surveys.services.sample_designs import DesignFacts
from surveys.services.vault import open_identity, unseal
from surveys.services.waves import create_wave
from tests.collection import WAVE_PLAN
from tests.rosters import accepted, person
from tests.web import NOON, People


@pytest.fixture
def wave(session: Session, settings: Settings, people: People, evaluation: Evaluation) -> Wave:
    """A closed wave whose sample was drawn from a roster."""
    accepted(session, settings, people, evaluation, [person(n) for n in range(40)])
    lead = people.actors["lead"]
    made = create_wave(session, lead, lambda: NOON, evaluation, WAVE_PLAN)
    draw_wave(session, lead, lambda: NOON, settings, made, DesignFacts(method=SIMPLE, interviews=5))
    made.state, made.opened_at = CLOSED, NOON
    session.commit()
    return made


def _destroy(
    session: Session, settings: Settings, people: People, wave: Wave, **changed: str
) -> object:
    given = {"login": "quality", "witness": "虚拟监督员", "reason": "复核已结束", **changed}
    actor = people.actors[given.pop("login")]
    return destroy_identities(
        session, actor, lambda: NOON, settings, wave.evaluation, given["witness"], given["reason"]
    )


def test_n34_deletion_is_a_key_shred_that_reaches_every_copy(
    session: Session, settings: Settings, people: People, wave: Wave
) -> None:
    # What somebody copied from the database before.
    copied = [(row.case_id, row.version, row.sealed) for row in session.scalars(select(Identity))]
    listed = session.scalars(select(RosterPerson)).first()
    assert listed is not None
    roster_copy = f"roster/{listed.roster_id}/{listed.code}", listed.sealed
    assert unseal(session, settings, *roster_copy)
    case_id, version, sealed = copied[0]
    assert open_identity(session, settings, case_id)["name"].startswith("虚拟")
    keys = [
        settings.home / "keys" / f"vault-{k.fingerprint}" for k in session.scalars(select(VaultKey))
    ]
    assert all(path.exists() for path in keys)

    _destroy(session, settings, people, wave)
    session.commit()

    assert session.scalars(select(Identity)).all() == []
    assert session.scalars(select(RosterPerson)).all() == []
    assert not any(path.exists() for path in keys)
    # The copies are there still, and there is no key any more that opens them.
    with pytest.raises(NotReady, match="vault_key_shredded"):
        unseal(session, settings, f"case/{case_id}/{version}", sealed)
    with pytest.raises(NotReady, match="vault_key_shredded"):
        unseal(session, settings, *roster_copy)
    record = session.scalars(select(VaultKey)).one()
    record.shredded_at = None
    with pytest.raises(NotReady, match="vault_key_missing"):
        unseal(session, settings, f"case/{case_id}/{version}", sealed)


def test_the_certificate_counts_and_names_nobody(
    session: Session, settings: Settings, people: People, wave: Wave
) -> None:
    drawn = len(session.scalars(select(Identity)).all())
    _destroy(session, settings, people, wave)
    (certificate,) = certificates_of(session, wave.evaluation)
    assert certificate.number == "E1-01"
    assert certificate.facts["before"] == {"identities": drawn, "people": 40, "notes": 0}
    assert set(certificate.facts["after"].values()) == {0}
    assert len(certificate.facts["keys"]) == 1
    assert "虚拟0" not in str(certificate.facts)
    entry = session.scalars(
        select(AuditEntry).where(AuditEntry.action == "identities.destroy")
    ).one()
    assert entry.details["digest"] == certificate.digest
    with pytest.raises(NotReady, match="nothing_to_destroy"):
        _destroy(session, settings, people, wave)


@pytest.mark.parametrize(
    ("changed", "refusal", "code"),
    [
        ({"reason": " "}, Invalid, "reason_needed"),
        ({"witness": ""}, Invalid, "witness_needed"),
        ({"witness": "quality 演示"}, Invalid, "witness_needed"),
        ({"login": "field"}, NotAllowed, "not_allowed"),
        ({"login": "purchaser"}, NotAllowed, "not_allowed"),
    ],
)
def test_destroying_needs_a_reason_and_a_second_person(
    session: Session,
    settings: Settings,
    people: People,
    wave: Wave,
    changed: dict[str, str],
    refusal: type[Exception],
    code: str,
) -> None:
    with pytest.raises(refusal, match=code):
        _destroy(session, settings, people, wave, **changed)
    assert session.scalars(select(Identity)).first() is not None


def test_nothing_is_destroyed_while_a_wave_runs(
    session: Session, settings: Settings, people: People, wave: Wave
) -> None:
    wave.state = OPEN
    with pytest.raises(NotReady, match="waves_still_open"):
        _destroy(session, settings, people, wave)


def test_the_clock_runs_from_the_freezing_and_says_when_it_is_over(
    session: Session, settings: Settings, people: People, wave: Wave
) -> None:
    evaluation = wave.evaluation
    assert retention_of(session, lambda: NOON, evaluation).due_on is None
    session.add(
        FrozenBundle(
            evaluation_id=evaluation.id,
            folder="x",
            digest="0" * 64,
            responses=0,
            accepted=0,
            cases=0,
            frozen_at=NOON,
        )
    )
    session.flush()
    last_day = NOON + timedelta(days=90)
    assert not retention_of(session, lambda: last_day, evaluation).is_overdue
    assert retention_of(session, lambda: last_day + timedelta(days=1), evaluation).is_overdue
    _destroy(session, settings, people, wave)
    assert not retention_of(session, lambda: last_day + timedelta(days=1), evaluation).is_overdue
