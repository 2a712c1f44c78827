"""The page for everybody: by keyboard, by screen reader, on a phone, in the dark, in six languages."""

import json

import httpx
import pypdfium2
import pytest
from playwright.sync_api import expect

from api.web.files import LANGUAGES, dictionary
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_browsers_language_is_the_pages(visit: Visit, language: str) -> None:
    page = visit(locale=language).page
    words = dictionary(language)
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


LONG_TITLE = "A very long report on the harbours, boats, lamps, nets and tides of every island " * 6


def test_a_document_can_be_read_at_four_hundred_percent_under_a_long_title(visit: Visit, service: httpx.Client) -> None:
    record = {"id": "long-title", "title": LONG_TITLE.strip(), "text": "The net of Labuan is mended. " * 40}
    files = {"file": ("long.jsonl", json.dumps(record).encode())}
    service.post("/v1/documents", files=files).raise_for_status()
    try:
        reader = visit("#doc=long-title")
        title = reader.pane.locator("h2")
        reader.opened()
        assert title.evaluate("h2 => h2.clientHeight / parseFloat(getComputedStyle(h2).lineHeight)") < 3.5
        reader.page.set_viewport_size({"width": 320, "height": 256})
        text = reader.pane.locator(".text")
        assert reader.pane.evaluate("pane => pane.scrollHeight > pane.clientHeight")
        assert text.evaluate("text => text.scrollHeight <= text.clientHeight + 1")
        text.locator("p").last.evaluate("p => p.scrollIntoView({block: 'end'})")
        expect(title).not_to_be_in_viewport()
        assert reader.fits()
    finally:
        service.delete("/v1/documents/long-title").raise_for_status()


def test_at_four_hundred_percent_nothing_lies_over_the_conversation(visit: Visit) -> None:
    reader = visit()
    reader.page.set_viewport_size({"width": 320, "height": 256})
    reader.ask(QUESTION)
    for part in (".top", "#ask"):
        assert reader.page.locator(part).evaluate("part => getComputedStyle(part).position") == "static"


def test_a_printed_document_is_whole_and_its_quote_underlined(visit: Visit) -> None:
    reader = visit(color_scheme="dark")
    reader.ask(QUESTION)
    reader.open_source()
    reader.page.emulate_media(media="print")
    for part in ("nav", "#ask", ".close", ".copy"):
        expect(reader.page.locator(part).first).to_be_hidden()
    style = (
        "(element) => { const {position, overflowY, textDecorationLine, printColorAdjust} = getComputedStyle(element);"
    )
    style += " return {position, overflowY, textDecorationLine, printColorAdjust}; }"
    assert reader.pane.evaluate(style)["position"] == "static"
    assert reader.pane.locator(".text").evaluate(style)["overflowY"] == "visible"
    mark = reader.pane.locator("mark").first.evaluate(style)
    assert (mark["textDecorationLine"], mark["printColorAdjust"]) == ("underline", "exact")
    whole = pypdfium2.PdfDocument(reader.page.pdf())
    words = " ".join("".join(page.get_textpage().get_text_range() for page in whole).split())
    last = reader.pane.locator(".lines p:not(.blank)").last.inner_text().split()
    assert " ".join(last[-4:]) in words


def test_the_quotes_paragraph_alone_is_lined_where_colours_are_forced(visit: Visit) -> None:
    reader = visit(forced_colors="active")
    reader.ask(QUESTION)
    text = reader.open_source()
    border = "p => getComputedStyle(p).borderInlineStartColor"
    canvas = reader.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert text.locator("p:not(.lit)").first.evaluate(border) == canvas
    assert text.locator("p.lit").first.evaluate(border) != canvas
    reader.page.keyboard.press("Escape")
    turn = reader.ask("How large is the Centre's annual budget?")
    assert turn.locator("mark").first.evaluate("mark => getComputedStyle(mark).outlineStyle") == "none"


def test_what_lies_below_the_window_comes_into_sight_when_it_is_opened(visit: Visit) -> None:
    reader = visit(width=375)
    turn = reader.ask(QUESTION)
    turn.get_by_role("button", name="4 other passages").click()
    expect(turn.locator(".others .passage").first).to_be_in_viewport()
    turn.locator(".copy summary").last.click()
    expect(turn.get_by_role("button", name="Link").last).to_be_in_viewport(ratio=1)


def test_a_thai_date_has_the_year_of_the_document(visit: Visit) -> None:
    reader = visit(locale="th-TH")
    reader.page.get_by_role("textbox").fill(QUESTION)
    reader.page.keyboard.press("Enter")
    expect(reader.turn.locator(".under time").first).to_contain_text("24 ตุลาคม")
    expect(reader.turn.locator(".under time").first).to_contain_text("2025")


def test_letters_that_reach_out_of_their_line_are_not_clipped_between_chunks(visit: Visit) -> None:
    reader = visit()
    reader.ask(QUESTION)
    lines = reader.open_source()
    room = "chunk => ['paddingTop', 'paddingBottom'].map((side) => parseFloat(getComputedStyle(chunk)[side]))"
    assert min(lines.locator(".chunk").first.evaluate(room)) >= 10
