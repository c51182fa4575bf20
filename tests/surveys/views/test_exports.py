"""The page of files: ask, wait, fetch; refusals keep what was chosen."""

from collections.abc import Callable

from flask.testing import FlaskClient
from sqlalchemy import select

from surveys.models.exports import ExportFile
from tests.collection import Field

ClientOf = Callable[[str | None], FlaskClient]


def test_a_file_is_asked_for_written_and_fetched(client_of: ClientOf, field: Field) -> None:
    client = client_of("quality")
    address = f"/waves/{field.wave.id}/exports"
    page = client.get(address)
    assert page.status_code == 200
    assert 'value="cases"' not in page.text
    asked = client.post(address, data={"scope": "answers", "format": "CSV"})
    assert asked.status_code == 302
    field.session.rollback()
    kept = field.session.scalars(select(ExportFile)).one()
    assert f"/exports/{kept.id}" in client.get(address).text
    with client.get(f"/exports/{kept.id}") as answer:
        data = answer.data
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Cache-Control"] == "no-store"
    assert data.startswith(b"\xef\xbb\xbfresponse,")
    assert client_of("lead").get(f"/exports/{kept.id}").status_code == 404


def test_a_choice_that_does_not_exist_is_refused_on_the_same_page(
    client_of: ClientOf, field: Field
) -> None:
    client = client_of("lead")
    address = f"/waves/{field.wave.id}/exports"
    for sent in (
        {"scope": "answers", "format": "DDI-Codebook"},
        {"scope": "identities", "format": "CSV"},
        {},
    ):
        refused = client.post(address, data=sent)
        assert refused.status_code == 422, sent
        assert "<form" in refused.text


def test_the_purchaser_has_no_files(client_of: ClientOf, field: Field) -> None:
    client = client_of("purchaser")
    assert client.get(f"/waves/{field.wave.id}/exports").status_code == 403
    sent = {"scope": "structure", "format": "CSV"}
    assert client.post(f"/waves/{field.wave.id}/exports", data=sent).status_code == 403
