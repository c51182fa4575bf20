"""One whole evaluation in the browser: from the register to the ranking and a decision."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from evaluator.extensions import db
from evaluator.kinds.clocks import system_clock
from reports.demo.interviews import interviews
from reports.demo.people import PASSWORD
from surveys.models.cases import Case, Invitation
from surveys.services.questionnaires import instrument
from surveys.services.submissions import Submission, submit
from surveys.virtual_city.city import build_city
from surveys.virtual_city.fieldwork import FieldworkSettings, conduct_fieldwork
from surveys.virtual_city.measures import administrative_measures
from surveys.virtual_city.sampling import draw_sample
from tests.journeys.live import Platform
from tests.journeys.visitor import Visitor

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
CONTRACTS = ("H-01", "H-02")
LINKS = 34
Open = Callable[..., Visitor]


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def open_window(
    request: pytest.FixtureRequest, browser: Browser, platform: Platform
) -> Iterator[Open]:
    """Open windows of one width on the platform, each for another person."""
    with ExitStack() as stack:

        def make(has_script: bool = True, **options: Any) -> Visitor:
            context = browser.new_context(
                locale="zh-CN",
                timezone_id="Asia/Shanghai",
                viewport=request.param,
                java_script_enabled=has_script,
                **options,
            )
            stack.callback(context.close)
            return Visitor(context.new_page(), platform.address, has_script)

        yield make


def test_an_evaluation_goes_from_the_register_to_a_decision(
    open_window: Open, platform: Platform, tmp_path: Path
) -> None:
    lead, purchaser = open_window(), open_window()
    lead.sign_in("lead", PASSWORD)
    purchaser.sign_in("purchaser", PASSWORD)
    _register(lead)
    _weigh(lead)
    _prepare_wave(lead, tmp_path)
    _lock(lead, purchaser)
    links = _open_wave(lead)
    _answer(open_window(), links[0])
    _answer(open_window(has_script=False), links[1])
    assessor = open_window()
    assessor.sign_in("assessor", PASSWORD)
    _type_in(assessor)
    _others_answer(platform)
    _measure(lead)
    _close(lead)
    _score(lead)
    _decide(purchaser)


def _register(lead: Visitor) -> None:
    lead.press("a[href='/programmes/']")
    lead.press("a[href='/programmes/new']")
    lead.fill(code="2026-H", title="虚拟铁岭事务性工作")
    lead.page.locator("[name=purchaser_id]").select_option(index=0)
    lead.send()
    programme = lead.page.url.removeprefix(lead.address)
    for number, code in enumerate(CONTRACTS, start=1):
        lead.go("/contractors/new")
        lead.fill(name=f"虚拟{code}社工中心")
        lead.send()
        lead.go(f"{programme}/contracts/new")
        lead.fill(code=code, name=f"虚拟{code}合同", service_kind="T", area=f"虚拟{number}区")
        lead.fill(starts_on="2026-01-01", ends_on="2026-12-31")
        lead.page.locator("[name=contractor_id]").select_option(label=f"虚拟{code}社工中心")
        lead.fill(amount="480000.00", served_population=str(1500 * number))
        lead.send()
    lead.go(f"{programme}/evaluations/new")
    lead.fill(code="2026-H1", title="上半年评价", phase="after", template="T")
    lead.fill(period_starts_on="2026-01-01", period_ends_on="2026-06-30")
    for box in lead.page.locator("[name=contract_ids]").all():
        box.check()
    lead.send()
    lead.reads("上半年评价")


def _weigh(lead: Visitor) -> None:
    """Make satisfaction too light, see it refused, repair it, and save a fair change."""
    lead.go("/evaluations/1/indicators")
    courtesy = lead.page.get_by_label("态度与尊重", exact=False).first
    courtesy.fill("1")
    lead.send()
    assert lead.page.locator("[data-wrong-total]").first.is_visible()
    lead.page.get_by_label("态度与尊重", exact=False).first.fill("7")
    lead.page.get_by_label("政策讲解清楚", exact=False).first.fill("4")
    lead.page.get_by_label("办理及时", exact=False).first.fill("6")
    lead.send()
    assert not lead.page.locator("[data-wrong-total]").first.is_visible()


def _prepare_wave(lead: Visitor, tmp_path: Path) -> None:
    lead.go("/evaluations/1/waves")
    lead.press("a[href$='/waves/new']")
    lead.fill(title="入户访问", questionnaire="T", bureau_phone="000-1", complaint_phone="000-2")
    lead.fill(pretest_note="演示：十位老人试过。")
    lead.send()
    lead.go("/waves/1/people")
    drawn = tmp_path / "样本.csv"
    rows = [
        f"{CONTRACTS[0]},{number:03d},虚拟乡,虚拟{number % 9}村,0.05,1500"
        for number in range(1, LINKS + 1)
    ]
    heading = "合同编号,编号,乡镇,村(居),入样概率,层总数"
    drawn.write_bytes("\r\n".join([heading, *rows]).encode("gb18030"))
    lead.page.locator("input[type=file]").set_input_files(drawn)
    lead.press("form[action$='/people/list'] button")
    lead.go("/waves/1/people")
    lead.page.locator("[name=contract]").select_option(index=1)
    lead.fill(count=str(LINKS))
    lead.press("form[action$='/people/blank'] button")
    lead.go("/waves/1")
    lead.press("form[action$='/open'] button")
    lead.is_told("锁定")


def _lock(lead: Visitor, purchaser: Visitor) -> None:
    lead.go("/evaluations/1/plan")
    lead.fill(password="not the password")
    lead.send()
    lead.is_told()
    for person in (lead, purchaser):
        person.go("/evaluations/1/plan")
        person.fill(password=PASSWORD)
        person.send()
    lead.go("/evaluations/1/plan")
    assert lead.page.locator("form[action$='/plan/sign']").count() == 0


def _open_wave(lead: Visitor) -> list[str]:
    lead.go("/waves/1")
    lead.press("form[action$='/open'] button")
    lead.go("/waves/1/links")
    links = [text.strip() for text in lead.page.locator(".slips .address").all_inner_texts()]
    assert len(links) == len(set(links)) >= 2
    return [link.removeprefix(lead.address) for link in links]


def _answer(person: Visitor, link: str) -> None:
    """Answer every question, leaving in the middle and coming back by the same link."""
    person.go(link)
    person.send()
    for number in range(60):
        if "/review" in person.page.url:
            break
        if number == 3:
            standing = person.page.url
            person.go(link)
            assert person.page.url == standing, "the link leads back to where it stopped"
        first = person.page.locator("main .options").first.locator("input")
        if first.count():
            first.first.check()
        person.send()
    person.reads("很明白")
    person.send()
    receipt = person.page.inner_text("[data-receipt]").strip()
    person.go("/receipt")
    person.page.locator("[name=code]").fill(receipt)
    person.send()
    assert person.page.locator("[role=status]").is_visible()
    person.go(link)
    assert person.page.locator("form").count() == 0, "a used link asks nothing more"


def _type_in(assessor: Visitor) -> None:
    assessor.go("/waves/1/entry")
    assessor.press("main a[href*='/cases/']")
    assessor.send()
    assessor.is_told()
    assessor.fill(mode="paper", presence="none")
    for code in ("Q00", "Q01", "Q02", "Q03", "Q04", "Q05", "Q12", "Q13", "Q14"):
        boxes = assessor.page.locator(f"input[type=radio][name='{code}']")
        boxes.first.check()
    assessor.send()
    if "/entry" in assessor.page.url and assessor.page.locator("[role=alert]").count():
        for fieldset in assessor.page.locator("form.sheet fieldset").all():
            radios = fieldset.locator("input[type=radio]")
            if radios.count() and not fieldset.locator("input:checked").count():
                radios.first.check()
        assessor.send()
    assert not assessor.page.locator("[role=alert]").count()


def _others_answer(platform: Platform) -> None:
    """The rest of the people answer by the same path, without a window of their own."""
    city = build_city(7, 4_000)
    sample = draw_sample(city, 7, None, 20)
    work = conduct_fieldwork(city, sample, 7, FieldworkSettings(fabricators=0))
    held = interviews(city, sample, work, instrument("T"))
    settings = platform.app.config["GONGPING"]

    def answer() -> None:
        waiting = select(Case.id).join(Invitation).where(Invitation.status == "open")
        for case_id in db.session.scalars(waiting).all():
            interview = next(held)
            sent = Submission(
                submission_id=case_id[::-1],
                case_id=case_id,
                answers=interview.answers,
                circumstances=interview.circumstances,
                started_at=system_clock() - timedelta(seconds=interview.duration_seconds),
            )
            submit(db.engine, settings, system_clock, sent)

    platform.aside(answer)


def _measure(lead: Visitor) -> None:
    city = build_city(7, 4_000)
    lead.go("/evaluations/1/measures")
    for number in (1, 2):
        lead.go(f"/evaluations/1/measures/{number}")
        for row in administrative_measures(city, city.contractors.contracts[number], 7):
            sheet = lead.page.locator("form").filter(has=lead.page.locator(".sheet"))
            field = sheet.locator(f"[name^='{row.input}'][name$='value']").first
            if field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(str(int(row.value)))
            elif row.successes is not None:
                for column, value in (("successes", row.successes), ("sampled", row.sampled)):
                    box = sheet.locator(f"[name^='{row.input}'][name$='{column}']").first
                    box.fill(str(value))
            else:
                field.fill(f"{row.value:.2f}")
        lead.send()
        assert not lead.page.locator("[role=alert]").count(), lead.page.inner_text("main")


def _close(lead: Visitor) -> None:
    lead.go("/waves/1")
    lead.press("form[action$='/close'] button")
    _wait_for_job(lead)


def _score(lead: Visitor) -> None:
    lead.go("/evaluations/1/score")
    lead.send()
    _wait_for_job(lead)
    lead.go("/evaluations/1/ranking")
    lead.press("main table a[href$='/score-card']")
    total = lead.page.inner_text("tfoot td[data-label='得分']")
    assert re.fullmatch(r"\d+\.\d\d", total.strip())


def _wait_for_job(lead: Visitor) -> None:
    match = re.search(r"/jobs/\d+", lead.page.url)
    assert match, f"{lead.page.url} is not the page of a job"
    lead.page.wait_for_selector("#job[data-state=done]", timeout=60_000)
    lead.look()


def _decide(purchaser: Visitor) -> None:
    purchaser.go("/evaluations/1/ranking")
    assert purchaser.page.locator("main table tbody tr").count() >= len(CONTRACTS)
    purchaser.press("main table a[href*='/decisions/']")
    purchaser.send()
    purchaser.is_told("理由")
    purchaser.page.locator("[name=choice]").first.check()
    purchaser.fill(reasons="按建议办理，请下季度再看一次。")
    purchaser.send()
    purchaser.reads("按建议办理")
    purchaser.go("/evaluations/1/ranking")
