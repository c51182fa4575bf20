"""The pages of quality in a real browser: in Chinese, on phone and desk, open to everybody."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from sqlalchemy import select

from surveys.models.reviews import Adjudication, BackCheck
from tests.collection import Field
from tests.surveys.services.test_flags import answer, walk
from tests.surveys.views.test_quality import conflicting
from tests.surveys.views.test_screens_in_browser import HOME, serve

ClientOf = Callable[[str | None], FlaskClient]
AXE = Axe()
WIDTHS = (390, 1280)


@pytest.fixture
def addresses(field: Field, client_of: ClientOf) -> list[str]:
    """A wave with a flagged pair, a proposal, a copy, and interviewers compared."""
    first = answer(field, 0, "i-1", Q01=3)
    for number in range(1, 8):
        answer(field, number, f"i-{number % 2}", "staff", Q01=3)
    walk(field)
    client_of("quality").post(f"/waves/{field.wave.id}/quality")
    sent = {"verdict": "redo", "reason": "两份几乎一样"}
    client_of("quality").post(f"/responses/{first}/verdicts", data=sent)
    copy = conflicting(field, first)
    field.session.rollback()
    assert field.session.scalars(select(Adjudication)).one().verdict == "redo"
    wave = f"/waves/{field.wave.id}"
    drawn = field.session.scalars(select(BackCheck.submission_id)).first()
    return [
        f"{wave}/quality",
        f"{wave}/responses",
        f"{wave}/responses?kind=alike",
        f"/responses/{first}",
        f"{wave}/back-checks",
        f"/back-checks/{drawn}",
        f"{wave}/conflicts",
        f"/conflicts/{copy.id}",
        wave,
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_of_quality_fits_and_shuts_nobody_out(
    addresses: list[str], client_of: ClientOf, browser: Browser, width: int
) -> None:
    client = client_of("lead")
    window = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 844})
    window.route("**/*", serve(client))
    page = window.new_page()
    wrong: list[object] = []
    for address in addresses:
        answered = page.goto(HOME + address)
        assert answered is not None
        assert answered.status == 200, address
        overflow = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        found = AXE.run(page).response["violations"]
        told = [(one["id"], [node["html"][:120] for node in one["nodes"][:2]]) for one in found]
        wrong += [(address, overflow, told)] if overflow > 0 or told else []
    window.close()
    assert wrong == []
