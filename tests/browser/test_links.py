"""A citation taken elsewhere: copied in five ways, opened by someone else, and true when the document has changed."""

import json
import re
from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.driving import Reader

QUESTION = "How many bowls of laksa does Auntie Siti sell?"
FERRY = "The ferry to Tioman Island leaves at half past nine every morning. It takes two hours."
FERRY_QUESTION = "When does the ferry to Tioman Island leave?"


def put(service: httpx.Client, text: str) -> None:
    service.post("/v1/documents", files={"file": ("ferry.txt", text.encode())}).raise_for_status()


@pytest.fixture
def link(service: httpx.Client, visit: Visit) -> Iterator[str]:
    """A link to a sentence of a document that the test may change."""
    put(service, FERRY)
    reader = visit()
    reader.ask(FERRY_QUESTION)
    yield str(reader.turn.locator("a.mark").first.get_attribute("href"))
    service.delete("/v1/documents/ferry")


def copied(reader: Reader, way: str) -> str:
    menu = reader.turn.locator(".copy").first
    menu.locator("summary").click()
    menu.get_by_role("button", name=way, exact=True).click()
    expect(menu.locator("summary")).to_have_text(f"Copied: {way}")
    return str(reader.page.evaluate("navigator.clipboard.readText()"))


def test_a_copied_link_shows_someone_else_the_same_quote(visit: Visit, service: httpx.Client) -> None:
    quote = service.post("/v1/ask", json={"question": QUESTION}).json()["answer"]["text"]
    reader = visit(permissions=["clipboard-read", "clipboard-write"])
    reader.ask(QUESTION)
    address = copied(reader, "Link")
    assert address.startswith(f"{service.base_url}/#doc=".replace("//#", "/#"))
    other = visit(address.partition("/#")[2] and "#" + address.partition("#")[2])
    expect(other.opened().locator("mark")).to_be_in_viewport()
    assert other.marked() == quote
    expect(other.pane.locator(".warning")).to_have_count(0)


def test_the_link_names_document_place_and_version_in_this_order(link: str, service: httpx.Client) -> None:
    parts = [part.split("=") for part in link.removeprefix("#").split("&")]
    assert [name for name, _ in parts][:4] == ["doc", "start", "end", "sha256"]
    said = {name: unquote(value) for name, value in parts}
    assert said["sha256"] == service.get("/v1/documents/ferry").json()["sha256"]
    assert FERRY[int(said["start"]) : int(said["end"])] == said["quote"]


def test_a_citation_is_copied_as_text_markdown_bibtex_and_csl(visit: Visit) -> None:
    reader = visit(permissions=["clipboard-read", "clipboard-write"])
    reader.ask("How many MSMEs are there in ASEAN?")
    title, words = "ASEAN Centre of Excellence for MSMEs in Green Transition", "about 70 million MSMEs"
    plain = copied(reader, "Quote with its source")
    assert plain.startswith("“ASEAN estimates")
    assert f"{title}, 24 October 2025, paragraph 3. http" in plain
    markdown = copied(reader, "Markdown")
    assert markdown.startswith("> ASEAN estimates")
    assert f"[{title}](http" in markdown
    bibtex = copied(reader, "BibTeX")
    for part in ("@misc{", f"title = {{{{{title}}}}}", "year = {2025}", "month = {10}", "97.2 \\% and", words):
        assert part in bibtex
    (item,) = json.loads(copied(reader, "CSL-JSON"))
    assert (item["title"], item["issued"]) == (title, {"date-parts": [[2025, 10, 24]]})
    assert words in item["note"]


def test_a_citation_has_its_page_braces_that_balance_and_a_key_of_its_own(visit: Visit) -> None:
    reader = visit(permissions=["clipboard-read", "clipboard-write"])
    keys = []
    for question in ("Who is the harbour master of Kudat?", "When was the harbour of Kudat dredged?"):
        reader.ask(question)
        bibtex = copied(reader, "BibTeX")
        keys.append(re.findall(r"^@misc\{(.+),$", bibtex, re.MULTILINE)[0])
        (item,) = json.loads(copied(reader, "CSL-JSON"))
        assert item["id"] == keys[-1]
        assert f"pages = {{{item['page']}}}" in bibtex
        assert "Harbour \\textbraceleft{}rules\\textbraceright{} \\& dues" in bibtex
        assert bibtex.count("{") == bibtex.count("}")
    assert item["page"] == "1"
    reader.ask("How many sets of moulds does the tilemaker of Melaka keep?")
    keys.append(re.findall(r"^@misc\{(.+),$", copied(reader, "BibTeX"), re.MULTILINE)[0])
    assert len(set(keys)) == 3
    assert all(re.fullmatch(r"[A-Za-z][A-Za-z0-9-]*", key) for key in keys)


def test_the_open_quote_is_the_current_one_and_its_page_is_named(visit: Visit) -> None:
    reader = visit()
    reader.ask("Who is the harbour master of Kudat?")
    mark = reader.turn.locator("a.mark").first
    assert mark.get_attribute("aria-current") is None
    pages = reader.open_source().locator("[data-page]")
    assert [each.get_attribute("data-page") for each in pages.all()] == ["page 1", "page 2"]
    expect(pages.last).to_contain_text("Nurul Aziz")
    expect(mark).to_have_attribute("aria-current", "true")
    reader.page.keyboard.press("Escape")
    expect(mark).not_to_have_attribute("aria-current", "true")


def test_closing_leads_back_to_where_nothing_was_open(visit: Visit) -> None:
    reader = visit()
    reader.ask(QUESTION)
    start = reader.page.url
    reader.open_source()
    reader.turn.locator(".marks a.mark").first.click()
    reader.opened()
    reader.page.locator("a[href='#library']").click()
    reader.pane.locator(".documents li").first.wait_for()
    reader.page.keyboard.press("Escape")
    expect(reader.pane).to_be_hidden()
    reader.page.wait_for_url(start)
    reader.page.wait_for_function("history.state.steps === 0")
    reader.page.go_back()
    reader.page.wait_for_url("about:blank")  # which is where the page itself was opened


@pytest.mark.parametrize("now", [f"Timetable 🛳️ of the new season.\n\n{FERRY}", f"{FERRY}\n\nBring a hat."])
def test_words_that_still_stand_are_found_and_the_change_is_said(
    visit: Visit, service: httpx.Client, link: str, now: str
) -> None:
    put(service, now)
    reader = visit(link)
    reader.opened()
    assert reader.marked() in FERRY
    assert reader.marked().startswith("The ferry to Tioman Island leaves")
    expect(reader.pane.locator(".warning")).to_contain_text("has changed since it was cited. The same words")


def test_other_words_in_the_place_are_not_marked_as_the_quote(visit: Visit, service: httpx.Client, link: str) -> None:
    put(service, FERRY.replace("half past nine", "ten"))
    reader = visit(link)
    reader.opened()
    assert reader.marked() == ""
    expect(reader.pane.locator(".warning")).to_contain_text("has changed since it was cited")
    expect(reader.pane.locator(".warning blockquote")).to_contain_text("half past nine")


@pytest.mark.parametrize("keep", [4, 7])
def test_nothing_is_marked_where_the_words_are_gone(visit: Visit, service: httpx.Client, link: str, keep: int) -> None:
    service.delete("/v1/documents/ferry").raise_for_status()
    put(service, "Ferries do not sail in the monsoon months. Nobody knows when they will sail again this year.")
    reader = visit("&".join(link.split("&")[:keep]))
    reader.opened()
    expect(reader.pane.locator("mark")).to_have_count(0)
    expect(reader.pane.locator(".warning")).to_contain_text("Nothing is marked.")


@pytest.mark.parametrize("damage", ["start=1", "end=999999", "start=5&end=2", "start=x"])
def test_a_damaged_link_marks_nothing_and_says_so(visit: Visit, link: str, damage: str) -> None:
    reader = visit(f"{link}&{damage}")
    reader.opened()
    expect(reader.pane.locator("mark")).to_have_count(0)
    expect(reader.pane.locator(".warning")).to_contain_text("This link is damaged")


def test_a_link_to_a_document_that_is_gone_says_so(visit: Visit, service: httpx.Client, link: str) -> None:
    service.delete("/v1/documents/ferry")
    reader = visit(link)
    expect(reader.pane).to_contain_text("The library does not hold this document")
    expect(reader.pane.locator("blockquote")).to_contain_text("half past nine")


def test_going_back_closes_the_document(visit: Visit) -> None:
    reader = visit()
    reader.ask(QUESTION)
    reader.open_source()
    reader.page.go_back()
    expect(reader.pane).to_be_hidden()
    reader.page.go_forward()
    reader.opened()
    assert "laksa" in reader.marked()
