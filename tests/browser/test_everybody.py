"""The page for everybody: by keyboard, by screen reader, on a phone, in the dark, in six languages."""

import pytest
from playwright.sync_api import expect

from api.web import i18n
from tests.browser.conftest import Visit

QUESTION = "How many MSMEs are there in ASEAN?"


@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 375)])
def test_axe_finds_no_violation(visit: Visit, scheme: str, width: int) -> None:
    reader = visit(color_scheme=scheme, width=width)
    assert reader.violations() == []
    reader.ask(QUESTION)
    assert reader.violations() == []
    reader.open_source()
    assert reader.violations() == []
    reader.page.keyboard.press("Escape")
    reader.ask("How large is the Centre's annual budget?")
    assert reader.violations() == []
    reader.page.locator("a[href='#library']").click()
    reader.pane.locator(".documents li").first.wait_for()
    assert reader.violations() == []
    reader.pane.locator(".documents button").first.click()
    assert reader.violations() == []


@pytest.mark.parametrize("width", [320, 375, 768, 1440, 2560])
def test_nothing_scrolls_sideways(visit: Visit, width: int) -> None:
    reader = visit(width=width)
    assert reader.fits()
    reader.ask("W" * 200 + " " + QUESTION)
    reader.ask(QUESTION)
    assert reader.fits()
    reader.open_source()
    assert reader.fits()
    reader.page.keyboard.press("Escape")
    reader.page.locator("a[href='#library']").click()
    reader.pane.locator(".documents li").first.wait_for()
    assert reader.fits()


def test_the_document_opens_beside_on_a_wide_screen_and_over_on_a_phone(visit: Visit) -> None:
    wide = visit(width=1440)
    wide.ask(QUESTION)
    wide.open_source()
    answer, document = wide.turn.bounding_box(), wide.pane.bounding_box()
    assert answer is not None
    assert document is not None
    assert answer["x"] + answer["width"] <= document["x"]
    phone = visit(width=375)
    phone.ask(QUESTION)
    phone.open_source()
    over = phone.pane.bounding_box()
    assert over is not None
    assert (over["x"], over["width"]) == (0, 375)
    expect(phone.page.locator("#page")).to_have_attribute("inert", "")


def test_all_can_be_done_by_keyboard(visit: Visit) -> None:
    page = (reader := visit()).page
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the question field")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    mark = reader.turn.locator("a.mark").first
    mark.wait_for()
    for _ in range(20):
        page.keyboard.press("Shift+Tab")
        if mark.evaluate("mark => mark === document.activeElement"):
            break
    expect(mark).to_be_focused()
    assert mark.evaluate("mark => getComputedStyle(mark).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    reader.opened()
    expect(page.locator("#pane-title")).to_be_focused()
    page.keyboard.press("Escape")
    expect(reader.pane).to_be_hidden()
    expect(mark).to_be_focused()
    menu = reader.turn.locator(".copy").first
    menu.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(menu.get_by_role("button", name="BibTeX")).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu.get_by_role("button", name="BibTeX")).to_be_hidden()
    expect(menu.locator("summary")).to_be_focused()


def test_an_unfinished_word_of_an_input_method_is_not_sent(visit: Visit) -> None:
    page = visit().page
    page.get_by_role("textbox").fill("ข้าว")
    composing = {"key": "Enter", "isComposing": True, "bubbles": True, "cancelable": True}
    page.get_by_role("textbox").dispatch_event("keydown", composing)
    expect(page.locator("article.turn")).to_have_count(0)
    expect(page.get_by_role("textbox")).to_have_value("ข้าว")


def test_dark_follows_the_system(visit: Visit) -> None:
    paper = "Number(getComputedStyle(document.body).backgroundColor.match(/\\d+/)[0])"
    assert visit(color_scheme="light").page.evaluate(paper) > 200
    assert visit(color_scheme="dark").page.evaluate(paper) < 50


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_the_browsers_language_is_the_pages(visit: Visit, language: str) -> None:
    page = visit(locale=language).page
    words = i18n.dictionary(language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    expect(page.locator(".headline")).to_have_text(words["headline"])
    expect(page.get_by_role("textbox")).to_have_attribute("placeholder", words["question_hint"])


def test_another_language_can_be_chosen_and_is_kept_with_all_that_is_open(visit: Visit) -> None:
    reader = visit()
    reader.ask(QUESTION)
    reader.open_source()
    reader.page.locator("#languages summary").click()
    reader.page.get_by_role("link", name="ไทย").click()
    expect(reader.page.locator("html")).to_have_attribute("lang", "th")
    reader.opened()
    assert "70 million" in reader.marked()
    expect(reader.turn.locator(".certainty")).to_contain_text("คำตอบ")
    reader.page.goto(reader.page.url.partition("#")[0])
    expect(reader.page.locator("html")).to_have_attribute("lang", "th")
