"""Waves in the workspace: prepared, opened, watched and closed by those who may."""

import io
import re
from collections.abc import Callable

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from surveys.models.bundles import FrozenBundle
from surveys.models.cases import Case
from surveys.models.waves import Wave
from tests.collection import Field

ClientOf = Callable[[str | None], FlaskClient]


def test_a_wave_is_prepared_filled_and_opened(field: Field, client_of: ClientOf) -> None:
    lead = client_of("lead")
    sent = {
        "title": "第二轮",
        "questionnaire": "T",
        "bureau_phone": "024-1",
        "complaint_phone": "024-2",
        "pretest_note": "十位老人",
    }
    made = lead.post(f"/evaluations/{field.evaluation.id}/waves/new", data=sent)
    assert made.status_code == 302
    wave_id = int(made.location.rsplit("/", 1)[1])
    contract = field.contracts[0].id
    blank = lead.post(f"/waves/{wave_id}/people/blank", data={"contract": contract, "count": 3})
    assert blank.status_code == 302
    assert lead.post(f"/waves/{wave_id}/open").status_code == 302
    field.session.rollback()
    assert field.session.get_one(Wave, wave_id).state == "open"
    links = lead.get(f"/waves/{wave_id}/links").text
    tokens = re.findall(r"/r/([0-9a-z]{26})", links)
    assert len(set(tokens)) == 3
    assert client_of(None).get(f"/r/{tokens[0]}").status_code == 200


def test_what_was_typed_stays_when_something_is_missing(field: Field, client_of: ClientOf) -> None:
    address = f"/evaluations/{field.evaluation.id}/waves/new"
    page = client_of("lead").post(address, data={"title": "保留这个标题"})
    assert page.status_code == 422
    assert "保留这个标题" in page.text
    assert page.text.count('aria-invalid="true"') == 3


def test_a_list_with_a_wrong_row_adds_nothing_and_says_where(
    field: Field, client_of: ClientOf
) -> None:
    before = field.session.scalar(select(func.count()).select_from(Case))
    data = "合同编号,编号\nC1,Z1\nC9,Z2\n".encode("gb18030")
    page = client_of("lead").post(
        f"/waves/{field.wave.id}/people/list",
        data={"file": (io.BytesIO(data), "名单.csv")},
        content_type="multipart/form-data",
    )
    assert page.status_code == 422
    shown = re.search(r"<li>(名单\.csv.*?)</li>", page.text)
    assert shown is not None
    assert "3" in shown[1]
    assert "C9" in shown[1]
    assert field.session.scalar(select(func.count()).select_from(Case)) == before


def test_a_good_list_is_added_whole(field: Field, client_of: ClientOf) -> None:
    data = "合同编号,编号,村(居)\nC1,Z1,九村\nC2,Z2,九村\n".encode()
    answer = client_of("field").post(
        f"/waves/{field.wave.id}/people/list",
        data={"file": (io.BytesIO(data), "list.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 302
    wanted = select(Case.label).where(Case.psu == "九村").order_by(Case.label)
    assert field.session.scalars(wanted).all() == ["Z1", "Z2"]


def test_a_purchaser_sees_counts_but_never_who_was_drawn(field: Field, client_of: ClientOf) -> None:
    purchaser = client_of("purchaser")
    page = purchaser.get(f"/waves/{field.wave.id}")
    assert page.status_code == 200
    assert "A00" not in page.text
    # Three villages of six, six and four cases: all are withheld, the contracts' totals are not.
    assert page.text.count('colspan="3"') == 3
    assert 'colspan="3"' not in client_of("lead").get(f"/waves/{field.wave.id}").text
    for address in (
        f"/waves/{field.wave.id}/links",
        f"/waves/{field.wave.id}/people",
        f"/waves/{field.wave.id}/entry",
        f"/cases/{field.cases[0].id}/entry",
    ):
        assert purchaser.get(address).status_code == 403
    for act in ("open", "close"):
        assert purchaser.post(f"/waves/{field.wave.id}/{act}").status_code == 403


def test_a_foreign_firm_finds_nothing(field: Field, client_of: ClientOf) -> None:
    foreign = client_of("other-lead")
    for address in (
        f"/evaluations/{field.evaluation.id}/waves",
        f"/waves/{field.wave.id}",
        f"/waves/{field.wave.id}/links",
        f"/waves/{field.wave.id}/people",
        f"/waves/{field.wave.id}/questionnaire",
        f"/waves/{field.wave.id}/entry",
        f"/cases/{field.cases[0].id}/entry",
    ):
        assert foreign.get(address).status_code == 404


def test_scripts_get_the_counts_alone(field: Field, client_of: ClientOf) -> None:
    headers = {"Accept": "application/json"}
    answer = client_of("observer").get(f"/waves/{field.wave.id}", headers=headers)
    assert answer.json == {"state": "open", "answered": 0, "begun": 0}


def test_closing_with_missing_measures_shows_them_and_keeps_the_wave_open(
    field: Field, client_of: ClientOf
) -> None:
    page = client_of("lead").post(f"/waves/{field.wave.id}/close")
    assert page.status_code == 409
    assert "C1 T-B101" in page.text
    field.session.rollback()
    assert field.session.get_one(Wave, field.wave.id).state == "open"


def test_closing_freezes_and_the_waves_page_shows_the_hash(
    field: Field, client_of: ClientOf
) -> None:
    field.fill_measures()
    lead = client_of("lead")
    answer = lead.post(f"/waves/{field.wave.id}/close")
    assert answer.status_code == 302
    assert answer.location.startswith("/jobs/")
    field.session.rollback()
    record = field.session.scalars(select(FrozenBundle)).one()
    assert record.digest in lead.get(f"/evaluations/{field.evaluation.id}/waves").text
    assert lead.post(f"/waves/{field.wave.id}/close").status_code == 409


def test_the_questionnaire_is_shown_with_its_codes_and_its_hash(
    field: Field, client_of: ClientOf
) -> None:
    page = client_of("purchaser").get(f"/waves/{field.wave.id}/questionnaire").text
    assert field.wave.questionnaire.digest in page
    assert "他们对您客气吗？" in page


def test_a_file_that_is_too_large_is_refused_before_it_is_read(
    app: Flask, field: Field, client_of: ClientOf
) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 1024
    page = client_of("lead").post(
        f"/waves/{field.wave.id}/people/list",
        data={"file": (io.BytesIO(b"x" * 5000), "list.csv")},
        content_type="multipart/form-data",
    )
    assert page.status_code == 413
    assert "50 MB" in page.text
