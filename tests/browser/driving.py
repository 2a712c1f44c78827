"""What a person does with the page: asks, opens a source, reads what is marked."""

from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Dialog, Locator, Page, Request

_AXE = """async () => {
  const fixed = document.querySelectorAll("#ask"); // what lies under the field can be scrolled from under it
  fixed.forEach((field) => (field.style.position = "static"));
  const {violations} = await axe.run({rules: {"target-size": {enabled: true}}});
  fixed.forEach((field) => (field.style.position = ""));
  return violations;
}"""


class Reader:
    """Somebody before the page.

    `errors` holds what went wrong unseen: exceptions, dialogs, what the policy refused, what was sought elsewhere.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("dialog", self._dismissed)
        page.on("request", self._sought)
        page.on(
            "console", lambda said: self.errors.append(said.text) if "Content Security Policy" in said.text else None
        )

    def _dismissed(self, dialog: Dialog) -> None:
        self.errors.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _sought(self, request: Request) -> None:
        if urlsplit(request.url).hostname not in {"127.0.0.1", None}:
            self.errors.append(f"request: {request.url}")

    @property
    def turn(self) -> Locator:
        """The newest turn of the conversation."""
        return self.page.locator("article.turn").last

    @property
    def pane(self) -> Locator:
        """What is open beside the conversation."""
        return self.page.locator("#pane")

    def ask(self, question: str) -> Locator:
        """Ask, and wait for what comes of it; the turn."""
        before = self.page.locator("article.turn").count()
        field = self.page.get_by_role("textbox", name="question")
        field.fill(question)
        field.press("Enter")
        asked = self.page.locator("article.turn").nth(before)
        asked.locator(".passage, .refusal").first.wait_for()
        return asked

    def open_source(self) -> Locator:
        """Follow the newest answer's first number; the document's text."""
        self.turn.locator("a.mark").first.click()
        return self.opened()

    def opened(self) -> Locator:
        """The text of the document that is open, once it is."""
        text = self.pane.locator(".text")
        text.wait_for()
        return text

    def marked(self) -> str:
        """The words that are marked as the quote in the open document."""
        return "".join(self.pane.locator("mark.quote").all_text_contents())

    def fits(self) -> bool:
        """Whether nothing reaches beyond the window's width."""
        fits: bool = self.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        return fits

    def violations(self) -> list[str]:
        """What axe finds against WCAG 2.2 AA and good practice."""
        self.page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
        found: list[dict[str, Any]] = self.page.evaluate(_AXE)
        return [f"{each['id']}: {each['help']} {[node['html'] for node in each['nodes']]}" for each in found]
