"""n34: what is altered, moved, cut off or put back is found; keys change while others read."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy import select, update

from evaluator.errors import Invalid, NotAllowed, NotReady
from evaluator.extensions import db
from evaluator.jobs.context import JobContext
from evaluator.models.audit import AuditEntry
from surveys.models.cases import Case, Identity
from surveys.models.entrustments import VaultKey
from surveys.services.attempts import note_of, record_attempt
from surveys.services.cases import DrawnCase, add_cases
from surveys.services.vault import open_for_reason, open_identity
from surveys.services.vault_checks import check_vault, rotate, start_rotation
from tests.collection import Field
from tests.interviewers import facts
from tests.web import both_databases

ContextOf = Callable[..., JobContext]


@pytest.fixture
def people_in(field: Field) -> list[Case]:
    """Five cases with people in the vault."""
    drawn = [
        DrawnCase(field.contracts[0], f"P{n}", person={"name": f"虚拟{n}", "phone": f"000-{n}"})
        for n in range(5)
    ]
    lead = field.people.actors["lead"]
    cases = add_cases(field.session, lead, field.clock, field.settings, field.wave, drawn)
    field.session.commit()
    return cases


def _key(field: Field) -> VaultKey:
    wanted = select(VaultKey).where(VaultKey.shredded_at.is_(None)).order_by(VaultKey.id.desc())
    found = field.session.scalars(wanted).first()
    assert found is not None
    return found


def _faults(field: Field) -> set[str]:
    field.session.expire_all()
    found = check_vault(field.session, field.settings, field.evaluation.id)
    return {fault.code for fault in found}


def _opens(field: Field, case: Case) -> str:
    field.session.expire_all()
    return open_identity(field.session, field.settings, case.id)["name"]


def test_n34_a_vault_that_nobody_touched_has_no_faults(field: Field, people_in: list[Case]) -> None:
    assert _faults(field) == set()
    assert [_opens(field, case) for case in people_in] == [f"虚拟{n}" for n in range(5)]


def test_n34_a_wrong_key_opens_nothing(field: Field, people_in: list[Case]) -> None:
    path = field.settings.home / "keys" / f"vault-{_key(field).fingerprint}"
    path.write_bytes(b"\x00" * 32)
    with pytest.raises(NotReady, match="vault_key_wrong"):
        _opens(field, people_in[0])
    path.unlink()
    with pytest.raises(NotReady, match="vault_key_missing"):
        _opens(field, people_in[0])
    # A missing key is said; a new one is never made in its place.
    assert not path.exists()


def test_n34_a_swapped_row_does_not_open(field: Field, people_in: list[Case]) -> None:
    first, second = (field.session.get_one(Identity, case.id) for case in people_in[:2])
    first.sealed, second.sealed = second.sealed, first.sealed
    field.session.commit()
    for case in people_in[:2]:
        with pytest.raises(NotReady, match="identity_altered"):
            _opens(field, case)
    assert _opens(field, people_in[2]) == "虚拟2"
    assert "identity_altered" in _faults(field)


@pytest.mark.parametrize("kept", [0, 4, 16, 17, 30, -1])
def test_n34_a_truncated_blob_does_not_open(field: Field, people_in: list[Case], kept: int) -> None:
    row = field.session.get_one(Identity, people_in[0].id)
    row.sealed = row.sealed[:kept]
    field.session.commit()
    with pytest.raises(NotReady, match="identity_altered"):
        _opens(field, people_in[0])


@pytest.mark.parametrize("place", [0, 4, 5, 17, -1])
def test_n34_a_changed_byte_does_not_open(field: Field, people_in: list[Case], place: int) -> None:
    row = field.session.get_one(Identity, people_in[0].id)
    changed = bytearray(row.sealed)
    changed[place] ^= 1
    row.sealed = bytes(changed)
    field.session.commit()
    with pytest.raises(NotReady, match="identity_altered"):
        _opens(field, people_in[0])


def test_n34_an_older_version_put_back_is_noticed(field: Field, people_in: list[Case]) -> None:
    from surveys.services.vault import seal_identity, sealer_for

    case = people_in[0]
    row = field.session.get_one(Identity, case.id)
    old = row.sealed, row.version
    sealer = sealer_for(field.session, field.settings, field.clock, field.evaluation.id)
    seal_identity(field.session, field.settings, sealer, case.id, {"name": "虚拟新"})
    field.session.commit()
    assert _opens(field, case) == "虚拟新"
    assert _faults(field) == set()
    row.sealed = old[0]
    field.session.commit()
    with pytest.raises(NotReady, match="identity_altered"):
        _opens(field, case)
    # Put back together with its version it opens, but the tally of the key does not come out.
    row.version = old[1]
    field.session.commit()
    assert _opens(field, case) == "虚拟0"
    assert _faults(field) == {"vault_tally"}


def test_n34_a_row_that_was_taken_away_is_noticed(field: Field, people_in: list[Case]) -> None:
    field.session.delete(field.session.get_one(Identity, people_in[0].id))
    field.session.commit()
    assert _faults(field) == {"vault_tally"}


@both_databases
def test_n34_keys_change_under_load_and_the_old_one_is_shredded(
    app: Flask, field: Field, people_in: list[Case]
) -> None:
    actor = field.people.actors["field"]
    case = field.cases[0]
    noted = facts(1, "2.2", note="虚拟邻居")
    attempt = record_attempt(field.session, actor, field.clock, field.settings, case, noted)
    field.session.commit()
    old = field.settings.home / "keys" / f"vault-{_key(field).fingerprint}"
    lead = field.people.actors["lead"]
    job = start_rotation(field.session, lead, field.clock, field.settings, field.evaluation)
    field.session.commit()
    parameters = {"evaluation": field.evaluation.id}
    names = {case.id: f"虚拟{n}" for n, case in enumerate(people_in)}
    with app.app_context():
        sessions = db.sessionmaker
    context = JobContext(job.id, parameters, lead, sessions, field.settings, field.clock)

    def read_all(_: int) -> bool:
        with sessions() as session:
            return all(
                open_identity(session, field.settings, case_id)["name"] == name
                for case_id, name in names.items()
            )

    with ThreadPoolExecutor(3) as pool:
        reading = [pool.submit(read_all, n) for n in range(12)]
        result = rotate(context)
        assert all(future.result() for future in reading)
    assert result["moved"] == 6
    assert result["shredded"] == 1
    assert not old.exists()
    field.session.expire_all()
    assert _faults(field) == set()
    assert _opens(field, people_in[4]) == "虚拟4"
    assert note_of(field.session, field.settings, attempt) == "虚拟邻居"
    assert {row.version for row in field.session.scalars(select(Identity))} == {2}


def test_one_identity_is_opened_for_a_reason_that_stays(
    field: Field, people_in: list[Case]
) -> None:
    quality, case = field.people.actors["quality"], people_in[1]
    opened = open_for_reason(
        field.session, quality, field.clock, field.settings, case, "复核电话号码"
    )
    assert opened == {"name": "虚拟1", "phone": "000-1"}
    entry = field.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "identity.open")
    ).one()
    assert entry.details == {"label": "P1", "reason": "复核电话号码"}
    assert "虚拟" not in str(entry.details)
    with pytest.raises(Invalid, match="reason_needed"):
        open_for_reason(field.session, quality, field.clock, field.settings, case, "  ")
    for login in ("lead", "field", "assessor", "purchaser", "admin", "interviewer", "observer"):
        with pytest.raises(NotAllowed):
            open_for_reason(
                field.session,
                field.people.actors[login],
                field.clock,
                field.settings,
                case,
                "想看看",
            )


def test_what_the_installation_s_own_key_sealed_still_opens(
    field: Field, people_in: list[Case]
) -> None:
    import json
    import secrets

    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    case, nonce = people_in[0], secrets.token_bytes(12)
    text = json.dumps({"name": "虚拟旧"}).encode()
    sealed = AESGCM(field.settings.key("vault")).encrypt(nonce, text, case.id.encode())
    field.session.execute(
        update(Identity)
        .where(Identity.case_id == case.id)
        .values(sealed=b"\x01" + nonce + sealed, key_id=None)
    )
    field.session.commit()
    assert _opens(field, case) == "虚拟旧"


def test_a_copy_of_the_home_without_its_keys_opens_nothing(
    field: Field, people_in: list[Case]
) -> None:
    shutil.rmtree(field.settings.home / "keys")
    assert _faults(field) == {"vault_key_missing"}
