"""The pages of a document's file beside its text; what differs between documents; what is seen first."""

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Visit
from tests.browser.driving import Reader

QUESTION = "Who is the harbour master of Kudat?"
FEE = "The registration fee for the boat parade of Kudat is RM {} per boat."


def open_original(reader: Reader) -> Locator:
    """Press the button that shows the file; its page, drawn."""
    reader.pane.get_by_role("button", name="Original").click()
    image = reader.pane.locator(".paper img")
    image.wait_for()
    image.evaluate("image => image.decode()")
    return image


@pytest.mark.parametrize("width", [375, 1440])
def test_the_quote_is_lit_on_its_page(visit: Visit, width: int) -> None:
    reader = visit(width=width)
    reader.ask(QUESTION)
    text = reader.open_source()
    image = open_original(reader)
    expect(reader.pane.locator(".turning")).to_contain_text("Page 2 of 2")
    lit, paper = reader.pane.locator(".spot").bounding_box(), image.bounding_box()
    assert lit is not None
    assert paper is not None
    assert (lit["x"] - paper["x"]) / paper["width"] == pytest.approx(72 / 595, abs=0.02)
    assert (lit["y"] - paper["y"]) / paper["height"] == pytest.approx(1 - 770 / 842, abs=0.02)
    expect(text).to_be_visible(visible=width > 1280)
    assert reader.fits()
    assert reader.violations() == []
    reader.pane.get_by_role("button", name="Previous page").click()
    expect(reader.pane.locator(".turning")).to_contain_text("Page 1 of 2")
    expect(reader.pane.locator(".spot")).to_have_count(0)
    reader.pane.get_by_role("button", name="Original").click()
    expect(reader.pane.locator(".original")).to_have_count(0)
    expect(text).to_be_visible()


def test_the_answer_that_is_read_stays_where_it_is_while_its_column_narrows_and_widens(visit: Visit) -> None:
    reader = visit(width=1440)
    for question in ("How many MSMEs are there in ASEAN?", "Who holds the ASEAN chair in 2025?", QUESTION):
        turn = reader.ask(question)
    top = "turn => turn.getBoundingClientRect().top"
    before = turn.evaluate(top)
    reader.open_source()
    assert turn.evaluate(top) == pytest.approx(before, abs=2)
    open_original(reader)
    assert turn.evaluate(top) == pytest.approx(before, abs=2)
    reader.page.keyboard.press("Escape")
    assert turn.evaluate(top) == pytest.approx(before, abs=2)


def test_a_file_without_pages_is_said_to_be_text_and_can_be_saved(visit: Visit, tmp_path: Path) -> None:
    reader = visit("#doc=night-market")
    reader.opened()
    reader.pane.get_by_role("button", name="Original").click()
    expect(reader.pane.locator(".original")).to_contain_text("no pages to show")
    expect(reader.pane.locator(".text")).to_be_visible()
    with reader.page.expect_download() as saving:
        reader.pane.get_by_role("button", name="Save the file").click()
    assert saving.value.suggested_filename == "night-market.md"
    assert "Auntie Siti" in Path(saving.value.path()).read_text("utf-8")


def test_a_document_whose_file_is_not_kept_has_no_such_button(visit: Visit) -> None:
    reader = visit("#doc=asean-msme-green-transition")
    reader.opened()
    expect(reader.pane.get_by_role("button", name="Original")).to_have_count(0)


def test_the_short_answer_stands_above_its_sentence_and_is_larger(visit: Visit) -> None:
    reader = visit()
    turn = reader.ask("How many MSMEs are there in ASEAN?")
    short, quote = turn.locator(".short"), turn.locator("blockquote").first
    expect(short).to_have_text("70 million")
    size = "element => parseFloat(getComputedStyle(element).fontSize)"
    assert short.evaluate(size) > quote.evaluate(size)
    above, below = short.bounding_box(), quote.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


def test_documents_that_disagree_are_set_beside_each_other_the_newest_first(
    visit: Visit, service: httpx.Client
) -> None:
    records = [
        {"id": f"fee-{year}", "title": f"Notice {year}", "text": FEE.format(fee), "published": f"{year}-02-01"}
        for year, fee in ((2024, 50), (2025, 65))
    ]
    files = {"file": ("fees.jsonl", "\n".join(map(json.dumps, records)).encode())}
    service.post("/v1/documents", files=files).raise_for_status()
    try:
        reader = visit()
        turn = reader.ask("How much is the registration fee for the boat parade?")
        lines = turn.locator(".differ li")
        expect(lines).to_have_count(2)
        expect(lines.first).to_contain_text("RM 65")
        expect(lines.first).to_contain_text("1 February 2025")
        expect(lines.last).to_contain_text("RM 50")
        assert reader.violations() == []
    finally:
        for record in records:
            service.delete(f"/v1/documents/{record['id']}").raise_for_status()


def test_a_question_that_was_read_with_others_can_be_asked_alone(visit: Visit) -> None:
    reader = visit()
    reader.ask("How many MSMEs are there in ASEAN?")
    turn = reader.ask("And who launched it?")
    turn.locator(".context").get_by_role("button", name="New conversation").click()
    reader.page.get_by_role("dialog").get_by_role("button", name="New conversation").click()
    expect(reader.page.locator("article.turn")).to_have_count(1)
    expect(reader.turn.locator("h2")).to_have_text("And who launched it?")
    expect(reader.turn.locator(".context ul")).to_have_count(0)


def test_a_visit_takes_few_bytes_and_the_page_names_no_script_before_its_words(visit: Visit) -> None:
    reader = visit()
    taken = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
      .reduce((sum, {transferSize}) => sum + transferSize, 0)"""
    assert 20_000 < reader.page.evaluate(taken) < 150_000
    assert reader.page.locator("head script, head link[rel=modulepreload]").count() == 0
