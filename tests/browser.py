"""Headless Chromium for tests: one browser per test worker, one fresh window per test."""

import os
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

SWITCH = "SKIP_BROWSER"
LEFT_OUT = f"{SWITCH}=1"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def is_left_out() -> bool:
    """Whether the person who runs the tests has asked to leave the browser out."""
    return os.environ.get(SWITCH) == "1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium as the machine installed it; its absence is a failure, never a silent skip."""
    executable = shutil.which("chromium")
    if executable is None:
        pytest.fail(f"chromium is not installed: run `make test`, or set {LEFT_OUT}", pytrace=False)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=list(ARGUMENTS))
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh window without cookies, in Chinese, as wide as a phone."""
    window = browser.new_context(
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        viewport={"width": 390, "height": 844},
    )
    yield window
    window.close()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs the browser, and leave it out where asked."""
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "browser" in fixtures:
            item.add_marker(pytest.mark.browser)
        if is_left_out() and item.get_closest_marker("browser"):
            item.add_marker(pytest.mark.skip(reason=LEFT_OUT))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many browser tests were left out, so that nobody takes them for passed."""
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = sum(LEFT_OUT in str(report.longrepr) for report in skipped)
    if left_out:
        terminalreporter.write_line(f"{LEFT_OUT}: {left_out} browser tests were not run")
