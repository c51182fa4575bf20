"""The way from the agreement to the interviewers, at the width of a phone and of a desk."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from evaluator.extensions import db
from evaluator.kinds.clocks import system_clock
from evaluator.models.evaluations import Evaluation
from evaluator.models.organisations import Organisation
from evaluator.models.programmes import Contract, Programme
from reports.demo.people import PASSWORD
from surveys.models.waves import Wave
from surveys.services.questionnaires import instrument, publish_questionnaire
from tests.journeys.live import Platform
from tests.journeys.visitor import Visitor
from tests.rosters import csv_of, person

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@pytest.fixture(params=[PHONE, DESK], ids=["phone", "desk"])
def visitor(request: pytest.FixtureRequest, browser: Browser, platform: Platform) -> Iterator[Any]:
    """Open windows of one width, each for another person."""
    contexts = []

    def make(login: str) -> Visitor:
        context = browser.new_context(
            locale="zh-CN", timezone_id="Asia/Shanghai", viewport=request.param
        )
        contexts.append(context)
        found = Visitor(context.new_page(), platform.address)
        found.sign_in(login, PASSWORD)
        return found

    yield make
    for context in contexts:
        context.close()


def _prepare() -> None:
    """A demo evaluation of two contracts with a wave in preparation."""
    session = db.session
    kinds = {row.kind: row.id for row in session.scalars(select(Organisation))}
    contractor = Organisation(kind="contractor", name="虚拟清河社工", is_demo=True)
    session.add(contractor)
    session.flush()
    now = system_clock()
    programme = Programme(
        code="P",
        title="虚拟项目",
        purchaser_id=kinds["bureau"],
        assessor_id=kinds["assessor"],
        is_demo=True,
        created_at=now,
    )
    session.add(programme)
    session.flush()
    contracts = [_contract(programme.id, contractor.id, code) for code in ("C1", "C2")]
    evaluation = Evaluation(
        programme_id=programme.id,
        code="E1",
        title="虚拟评价",
        is_demo=True,
        period_starts_on=date(2026, 1, 1),
        period_ends_on=date(2026, 6, 30),
        created_at=now,
        contracts=contracts,
    )
    version = publish_questionnaire(session, system_clock, instrument("T"))
    wave = Wave(evaluation=evaluation, questionnaire=version, title="第一轮", created_at=now)
    session.add(wave)
    session.commit()


def _contract(programme_id: int, contractor_id: int, code: str) -> Contract:
    return Contract(
        programme_id=programme_id,
        contractor_id=contractor_id,
        code=code,
        name=f"虚拟合同{code}",
        area="虚拟县",
        service_kind="T",
        starts_on=date(2026, 1, 1),
        ends_on=date(2026, 12, 31),
        amount=Decimal(100000),
        served_population=80,
    )


def test_a_sample_is_drawn_and_looked_after_at_pages_that_everybody_can_use(
    visitor: Any, platform: Platform, tmp_path: Path
) -> None:
    platform.aside(_prepare)
    lead, quality = visitor("lead"), visitor("quality")
    lead.go("/evaluations/1/rosters")
    lead.press("a[href$='/entrustments/new']")
    lead.fill(title="委托处理协议", number="1号", scope="只用于本次满意度调查，之后销毁")
    lead.fill(signed_on="2026-01-05", expires_on="2099-01-04")
    lead.fill(controller_signer="虚拟甲", processor_signer="虚拟乙")
    lead.send()
    listed = tmp_path / "名单.csv"
    rows = [person(n, aid="高龄津贴") for n in range(40)] + [person(n, "C2") for n in range(40, 90)]
    listed.write_bytes(csv_of(rows))
    lead.page.locator("input[type=file]").set_input_files(listed)
    lead.send()
    lead.page.wait_for_selector("a.button.primary", timeout=60_000)
    lead.press("a.button.primary")
    lead.reads("90")
    lead.press("form[action$='/accept'] button")
    lead.go("/waves/1/sample")
    lead.fill(interviews="10", price="60", travel="200", budget="3000")
    lead.press("#design button")
    lead.press("form[method=post][action$='/sample'] button.primary")
    lead.reads("systematic-pps-sha256/1")
    lead.go("/waves/1/cases")
    lead.press("table a[href^='/cases/']")
    quality.go(lead.page.url.removeprefix(lead.address))
    quality.fill(reason="复核电话号码")
    quality.press("form[action$='/identity'] button")
    quality.reads("虚拟0000")
    quality.go("/evaluations/1/vault")
    quality.press("form[action$='/check'] button")
    assert quality.page.locator(".notice.good").count() == 1
