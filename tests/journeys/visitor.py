"""A person at a browser: goes and presses like anybody, and looks at every page it meets."""

from dataclasses import dataclass

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()


@dataclass(frozen=True)
class Visitor:
    """One person in one window."""

    page: Page
    address: str
    has_script: bool = True

    def go(self, path: str) -> None:
        """Open a page and look at it."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, f"{answer.status} at {self.page.url}"
        self.look()

    def press(self, selector: str) -> None:
        """Press something that leads to another page, and look at that."""
        with self.page.expect_navigation() as led:
            self.page.locator(selector).first.click()
        assert led.value.status < 500, f"{led.value.status} at {self.page.url}"
        self.look()

    def send(self) -> None:
        """Send the form that this page is about."""
        self.press("main form button.primary")

    def fill(self, **fields: str) -> None:
        """Fill fields by name: text, a choice of a list, or the value of a radio button."""
        for name, value in fields.items():
            field = self.page.locator(f"main [name='{name}']")
            kind = field.first.evaluate("e => e.tagName === 'SELECT' ? 'select' : e.type")
            if kind == "select":
                field.first.select_option(value)
            elif kind in ("radio", "checkbox"):
                self.page.locator(f"main [name='{name}'][value='{value}']").check()
            else:
                field.first.fill(value)

    def sign_in(self, login: str, password: str) -> None:
        """Come in."""
        self.go("/sign-in")
        self.fill(login=login, password=password)
        self.send()
        assert self.page.url.endswith("/today")

    def reads(self, text: str) -> None:
        """Expect a text in the main part of the page."""
        assert text in self.page.inner_text("main"), f"{text!r} is not on {self.page.url}"

    def is_told(self, text: str = "") -> None:
        """Expect to be told what is wrong."""
        told = " ".join(self.page.locator("main [role=alert], main .error").all_inner_texts())
        assert told, f"nothing is said to be wrong: {self.page.inner_text('main')[:600]}"
        assert text in told, f"{text!r} is not said: {told}"

    def look(self) -> None:
        """Expect a page in Chinese that fits its window, and nothing that shuts anybody out."""
        assert self.page.get_attribute("html", "lang") == "zh-CN", self.page.url
        if not self.has_script:
            return
        overflow = self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        assert overflow <= 0, f"{self.page.url} is {overflow} px wider than its window"
        found = AXE.run(self.page).response["violations"]
        told = [(v["id"], [node["html"][:160] for node in v["nodes"][:3]]) for v in found]
        assert not told, f"{self.page.url}: {told}"
