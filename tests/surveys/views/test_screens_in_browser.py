"""Every kind of question in a real browser: with and without scripts, narrow, clean for readers."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, Route
from sqlalchemy import select

from surveys.kinds.documents import Questionnaire
from surveys.kinds.questions import Question, Rule
from surveys.models.responses import Draft
from surveys.services.attachments import open_attachment
from surveys.services.questionnaires import publish_questionnaire
from tests.collection import Field
from tests.surveys.kinds.examples import EXAMPLE, REASON, words

AXE = Axe()
HOME = "http://gongping.test"
Open = Callable[..., Page]
# The example with everything on one path, and a place that the link may ask for.
EVERY = Questionnaire(
    "B",
    EXAMPLE.title,
    EXAMPLE.introduction,
    (
        *(q for q in EXAMPLE.questions if not q.modes),
        Question("spot", "location", words("您在哪儿？"), (REASON,)),
        Question("shot", "photo", words("拍张照"), (REASON,)),
        Question(
            "count",
            "number",
            words("几口人？"),
            (REASON,),
            most=20,
            rules=(Rule(". >= 1", words("至少有您自己。")),),
        ),
    ),
    EXAMPLE.sections,
    EXAMPLE.matrices,
    EXAMPLE.calculations,
)


def serve(client: FlaskClient) -> Callable[[Route], None]:
    """Answer the browser from the application itself, without a network."""

    def handle(route: Route) -> None:
        asked = route.request
        parts = urlsplit(asked.url)
        answer = client.open(
            f"{parts.path}?{parts.query}",
            method=asked.method,
            data=asked.post_data_buffer,
            headers={k: v for k, v in asked.headers.items() if k == "content-type"},
            follow_redirects=True,
        )
        headers = {name: value for name, value in answer.headers.items() if name != "Set-Cookie"}
        body = answer.data
        answer.close()
        route.fulfill(status=answer.status_code, headers=headers, body=body)

    return handle


@pytest.fixture
def open_page(app: Flask, field: Field, browser: Browser) -> Iterator[Open]:
    """A phone of 390 px, with scripts or without."""
    field.wave.questionnaire = publish_questionnaire(field.session, field.clock, EVERY)
    field.session.commit()
    windows = []

    def make(has_script: bool = True) -> Page:
        size = {"width": 390, "height": 844}
        window = browser.new_context(
            locale="zh-CN", viewport=size, java_script_enabled=has_script, service_workers="block"
        )
        windows.append(window)
        page = window.new_page()
        page.route("**/*", serve(app.test_client(use_cookies=False)))
        page.goto(f"{HOME}/r/{field.token()}")
        page.locator("button.primary").click()
        return page

    yield make
    for window in windows:
        window.close()


def go_on(page: Page) -> None:
    """Press “next”."""
    page.locator("button[value=on]").click()


def fill(page: Page, code: str) -> None:
    """Answer the page that is open in a way that leads to as many pages as possible."""
    values = {"why": "太远", "trips": "5", "cost": "12.5", "spot": "41.8 123.4", "count": "3"}
    if code == "born":
        page.locator("[name=born]").first.fill("1950-03-02")
    elif code in values:
        page.locator(f"[name={code}]").first.fill(values[code])
    elif code == "aid":
        page.locator("[name=aid][value='1']").check()
        page.locator("[name=aid][value='3']").check()
    elif code == "order":
        for place, select_box in enumerate(page.locator("[name=order]").all(), 1):
            select_box.select_option(str(place))
    elif code in ("sign", "say", "shot"):
        page.locator(f"[name={code}][value='-3']").check()
    elif page.locator(f"[name={code}]").count():
        page.locator(f"[name={code}]").first.check()


@pytest.mark.parametrize("has_script", [True, False])
def test_every_kind_can_be_answered_on_a_narrow_phone_with_and_without_scripts(
    open_page: Open, field: Field, has_script: bool
) -> None:
    page = open_page(has_script)
    seen = []
    while page.locator("form[action*='/q/']").count():
        code = str(page.locator("form[action*='/q/']").get_attribute("action")).rsplit("/", 1)[1]
        seen.append(code)
        assert len(seen) <= 30
        if has_script:
            assert page.evaluate("document.documentElement.scrollWidth") <= 390
            found = AXE.run(page).response["violations"]
            assert found == [], (code, [row["id"] for row in found])
        fill(page, code)
        go_on(page)
    asked = [question.code for question in EVERY.questions if question.code != "who"]
    assert seen == asked
    kept = dict(zip([q.code for q in EVERY.questions], draft(field), strict=True))
    assert (kept["aid"], kept["order"], kept["spot"]) == ("1 3", "1 2 3", "41.800 123.400 0 0")
    assert "1. 快" in page.content()


def draft(field: Field) -> list[object]:
    """The answers that are stored."""
    field.session.expire_all()
    return list(field.session.scalars(select(Draft.answers)).one())


def reach(page: Page, code: str) -> None:
    """Answer page after page until one is open."""
    for _ in range(30):
        action = str(page.locator("form[action*='/q/']").get_attribute("action"))
        if action.endswith(f"/{code}"):
            return
        fill(page, action.rsplit("/", 1)[1])
        go_on(page)


def test_a_broken_rule_is_told_at_once_in_the_browser_and_nothing_is_sent(
    open_page: Open, field: Field
) -> None:
    page = open_page()
    reach(page, "count")
    page.wait_for_load_state("load")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.locator("[name=count]").first.fill("0")
    go_on(page)
    page.get_by_role("alert").get_by_text("至少有您自己。").wait_for()
    assert "POST" not in asked
    page.locator("[name=count]").first.fill("2")
    go_on(page)
    page.locator(".answers").wait_for()
    assert draft(field)[EVERY.position("count")] == 2


def test_without_scripts_the_server_tells_the_same(open_page: Open) -> None:
    page = open_page(has_script=False)
    reach(page, "count")
    page.locator("[name=count]").first.fill("0")
    go_on(page)
    assert page.get_by_role("alert").inner_text().strip() == "至少有您自己。"
    assert page.locator("[name=count]").first.input_value() == "0"


def test_a_signature_is_drawn_with_a_finger_and_kept_as_a_picture(
    open_page: Open, field: Field
) -> None:
    page = open_page()
    reach(page, "sign")
    pad = page.locator("canvas[data-pad]").bounding_box()
    assert pad is not None
    page.mouse.move(pad["x"] + 30, pad["y"] + 40)
    page.mouse.down()
    page.mouse.move(pad["x"] + 200, pad["y"] + 90, steps=4)
    page.mouse.up()
    go_on(page)
    name = str(draft(field)[EVERY.position("sign")])
    assert name.endswith(".png")
    assert open_attachment(field.settings, name).startswith(b"\x89PNG")
