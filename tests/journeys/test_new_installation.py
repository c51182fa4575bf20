"""An administrator peoples a new installation in the browser, and the people can come in."""

import pytest
from playwright.sync_api import Browser

from reports.demo.people import PASSWORD
from tests.journeys.live import Platform
from tests.journeys.visitor import Visitor

GIVEN = "handed over in person"


@pytest.mark.parametrize("width", [390, 1280])
def test_a_bureau_and_its_purchaser_are_let_in(
    browser: Browser, platform: Platform, width: int
) -> None:
    window = browser.new_context(locale="zh-CN", viewport={"width": width, "height": 844})
    admin = Visitor(window.new_page(), platform.address)
    admin.sign_in("admin", PASSWORD)
    admin.go("/organisations/new")
    admin.fill(kind="bureau", name="虚拟新县民政局")
    admin.send()
    admin.page.locator("[name=organisation_id]").select_option(label="虚拟新县民政局")
    admin.fill(roles="purchaser", login="zhang", name="张三", password="short")
    admin.send()
    admin.is_told("10")
    assert admin.page.locator("[name=roles][value=purchaser]").is_checked()
    admin.fill(password=GIVEN)
    admin.send()
    admin.reads("虚拟新县民政局 · 购买主体")
    window.clear_cookies()
    purchaser = Visitor(window.new_page(), platform.address)
    purchaser.sign_in("zhang", GIVEN)
    window.close()
