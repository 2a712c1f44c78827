"""Asking in the browser: an answer that is a quotation, its place in the document, an honest refusal."""

import json

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.documents import FAMILY, PARADE

QUESTIONS = {
    "English": "How many MSMEs are there in ASEAN?",
    "Thai": "เทศกาลสงกรานต์จัดขึ้นวันที่เท่าไร",
    "emoji": "How many bowls of laksa does Auntie Siti sell?",
    "byte order mark": "What stands before the town hall of Taiping?",
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS.keys())
def test_the_open_document_marks_exactly_the_quote(visit: Visit, service: httpx.Client, question: str) -> None:
    answer = service.post("/v1/ask", json={"question": question}).json()
    citation = answer["passages"][0]["citation"]
    reader = visit()
    turn = reader.ask(question)
    expect(turn.locator("mark").first).to_have_text(answer["answer"]["text"])
    text = reader.open_source()
    assert reader.marked() == answer["answer"]["text"]
    whole = service.get(f"/v1/documents/{citation['document']['id']}/text").content.decode()
    assert text.locator(".lines").text_content() == whole
    before = text.evaluate(
        """text => {
          const range = new Range();
          range.setStart(text, 0);
          range.setEndBefore(text.querySelector("mark"));
          return range.toString();
        }"""
    )
    assert len(before) == citation["quote"]["start"]
    expect(text.locator("mark")).to_be_in_viewport()
    expect(text.locator("mark").locator("..")).to_contain_class("lit")


def test_a_text_begins_with_a_byte_order_mark(service: httpx.Client) -> None:
    assert service.get("/v1/documents/trees/text").content.decode().startswith("\ufeff")


def test_an_answer_says_where_it_stands_and_how_sure_it_is(visit: Visit) -> None:
    turn = visit().ask("Which sectors have to adapt to the green transition?")
    under = turn.locator(".under").first
    expect(under).to_contain_text("ASEAN Centre of Excellence for MSMEs in Green Transition")
    for part in ("24 October 2025", "Outlooks & Considerations", "paragraph 10"):
        expect(under).to_contain_text(part)
    expect(turn.locator(".certainty")).to_contain_text("the answer")
    expect(turn.locator(".certainty")).to_contain_text("%")


def test_the_lead_in_of_a_list_is_shown_where_the_items_before_the_quote_are_not(visit: Visit) -> None:
    quote = visit().ask("Which sectors have to adapt to the green transition?").locator("blockquote").first
    expect(quote.locator(".context")).to_contain_text("Challenges to watch include:")
    expect(quote).not_to_contain_text("Capacity-building")
    quote.get_by_role("button", name="Show the whole paragraph").click()
    expect(quote.locator(".context")).to_have_count(0)
    expect(quote).to_contain_text("Capacity-building")


def test_the_rows_of_a_table_stand_together_and_its_cells_are_named(visit: Visit, service: httpx.Client) -> None:
    table = b"Berth,Ringgit a night,Boats\nNorth quay,35,12\nSouth quay,48,9\n"
    service.post("/v1/documents", files={"file": ("dues.csv", table)}).raise_for_status()
    try:
        turn = visit().ask("How many ringgit is a night at the south quay?")
        expect(turn.locator(".short")).to_have_text("48")
        shown = turn.locator("blockquote").first.inner_text()
        assert "Berth | Ringgit a night | Boats\nNorth quay | 35 | 12\nSouth quay | 48 | 9" in shown
        expect(turn.locator(".source").first).to_contain_text("cells A3:C3")
    finally:
        service.delete("/v1/documents/dues").raise_for_status()


def test_the_newest_value_answers_and_the_other_editions_are_named(visit: Visit, service: httpx.Client) -> None:
    said = "The fee for a stall at the Kapit regatta is RM {} a night."
    editions = {"2023": 40, "2024": 50, "2025": 50}
    records = [
        {"id": f"stalls-{year}", "title": f"Stalls of {year}", "published": f"{year}-02-01", "text": said.format(fee)}
        for year, fee in editions.items()
    ]
    file = {"file": ("stalls.jsonl", "\n".join(map(json.dumps, records)))}
    service.post("/v1/documents", files=file).raise_for_status()
    try:
        turn = visit().ask("What is the fee for a stall at the Kapit regatta?")
        expect(turn.locator(".short")).to_contain_text("RM 50")
        expect(turn.locator(".passage .title").first).to_have_text("Stalls of 2025")
        expect(turn.locator(".passage .source").nth(1)).to_have_text("The same is in Stalls of 2024 (1 February 2024) ")
        expect(turn.locator(".differ li")).to_have_count(2)
        expect(turn.locator(".differ li").first).to_contain_text("RM 50")
        expect(turn.locator(".differ li").last).to_contain_text("1 February 2023")
    finally:
        for year in editions:
            service.delete(f"/v1/documents/stalls-{year}").raise_for_status()


def test_the_quote_speaks_its_own_language(visit: Visit) -> None:
    reader = visit()
    turn = reader.ask(QUESTIONS["Thai"])
    expect(turn.locator("blockquote").first).to_have_attribute("lang", "th")
    expect(reader.open_source()).to_have_attribute("lang", "th")


def test_other_passages_are_folded_and_their_numbers_are_not(visit: Visit) -> None:
    reader = visit()
    turn = reader.ask(QUESTIONS["English"])
    folded = turn.locator(".others .passage")
    assert not folded.first.is_visible()
    turn.locator(".marks a.mark").first.click()
    reader.opened()
    turn.get_by_role("button", name="4 other passages").click()
    expect(folded).to_have_count(4)
    expect(folded.first).to_be_visible()


def test_a_refusal_names_what_is_missing_and_offers_the_nearest_as_no_answer(visit: Visit) -> None:
    turn = visit().ask("How large is the Centre's annual budget?")
    expect(turn.locator(".refusal")).to_contain_text("The documents do not say.")
    expect(turn.locator(".refusal")).to_contain_text("does not mention “annual” or “budget”")
    expect(turn.locator(".near")).to_have_count(3)
    background = "mark => getComputedStyle(mark).backgroundColor"
    assert turn.locator("mark").first.evaluate(background) == "rgba(0, 0, 0, 0)"


def test_the_answer_is_announced(visit: Visit) -> None:
    reader = visit()
    reader.ask(QUESTIONS["English"])
    expect(reader.page.get_by_role("status").first).to_contain_text("about 70 million MSMEs")


def test_an_example_is_asked_at_a_click(visit: Visit) -> None:
    reader = visit()
    reader.page.get_by_role("button", name=QUESTIONS["English"]).click()
    expect(reader.turn.locator("mark").first).to_contain_text("about 70 million")


def test_a_long_paragraph_is_cut_between_letters_and_shown_whole_at_a_click(visit: Visit) -> None:
    turn = visit().ask("Where does the lantern parade of Kuching begin?")
    paragraph = turn.locator("blockquote p").first
    expect(paragraph.locator("mark").first).to_contain_text("at the old post office")
    cut = paragraph.inner_text()
    assert cut.startswith(f"…{FAMILY}")
    assert cut.endswith(f"{FAMILY}…")
    for button in paragraph.get_by_role("button", name="Show the whole paragraph").all()[::-1]:
        button.click()
    whole = paragraph.evaluate(
        "p => { p.querySelectorAll('sup').forEach((sup) => sup.remove()); return p.textContent; }"
    )
    assert whole == PARADE


def test_who_only_greets_is_told_how_to_ask(visit: Visit) -> None:
    turn = visit().ask("Halo!")
    expect(turn.locator(".refusal")).to_contain_text("Tanyakan")
    expect(turn).not_to_contain_text("The documents do not say")


def test_shift_enter_begins_a_line_and_asks_nothing(visit: Visit) -> None:
    page = visit().page
    page.get_by_role("textbox").fill("Which sectors?")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("All of them")
    expect(page.get_by_role("textbox")).to_have_value("Which sectors?\nAll of them")
    expect(page.locator("article.turn")).to_have_count(0)


def test_a_question_that_is_too_long_is_kept_and_its_length_said(visit: Visit, service: httpx.Client) -> None:
    page = visit().page
    field = page.get_by_role("textbox")
    most = int(field.get_attribute("data-most") or "")
    field.fill("😀" * (most + 1))
    expect(page.locator("#limit")).to_be_in_viewport()
    expect(page.locator("#limit")).to_contain_text(f"{most + 1:,} characters. At most {most:,}")
    field.press("Enter")
    expect(page.locator("article.turn")).to_have_count(0)
    assert len(field.input_value()) == most + 1
    field.fill("😀" * most)
    expect(page.locator("#limit")).to_be_hidden()
    assert service.post("/v1/ask", json={"question": "😀" * most}).status_code == 200
    assert service.post("/v1/ask", json={"question": "😀" * (most + 1)}).status_code == 422
