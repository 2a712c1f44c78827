"""When the service does not answer as it should: what the page says, keeps and does next."""

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Route, expect

from api import problems
from tests.browser.conftest import Visit
from tests.browser.driving import Reader

QUESTION = "How many MSMEs are there in ASEAN?"


def refuse(reader: Reader, address: str, detail: str, *, retry: bool = True, times: int | None = None) -> None:
    """Have the service say 503 at this address, as it does."""
    seconds = {"Retry-After": str(problems.RETRY_AFTER_SECONDS)} if retry else {}
    body = json.dumps({"detail": detail, "status": 503})
    reader.page.route(address, lambda route: route.fulfill(status=503, headers=seconds, body=body), times=times)


def send(reader: Reader, question: str = QUESTION) -> None:
    reader.page.get_by_role("textbox").fill(question)
    reader.page.keyboard.press("Enter")


def test_a_failure_is_said_and_can_be_tried_again(visit: Visit) -> None:
    reader = visit()
    reader.page.route("**/v1/ask", lambda route: route.abort())
    send(reader)
    expect(reader.turn).to_contain_text("The service cannot be reached.")
    reader.page.unroute("**/v1/ask")
    reader.turn.get_by_role("button", name="Try again").click()
    expect(reader.turn.locator("mark").first).to_contain_text("about 70 million")


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ("the library is being loaded; ask again in a moment", "The library is being opened."),
        ("256 questions are waiting already; ask again in a moment", "The service is busy."),
    ],
)
def test_the_page_waits_and_says_for_what(visit: Visit, detail: str, said: str) -> None:
    reader = visit()
    refuse(reader, "**/v1/ask", detail, times=1)
    send(reader)
    expect(reader.turn).to_contain_text(said)
    expect(reader.turn.locator("[lang=en]")).to_have_text(detail)
    expect(reader.turn.locator("mark").first).to_contain_text("about 70 million")


def test_out_of_reach_is_not_said_any_longer_once_the_service_answers(visit: Visit) -> None:
    reader = visit()
    reader.page.route("**/v1/documents", lambda route: route.abort())
    reader.page.locator("a[href='#library']").click()
    state = reader.page.locator("#state")
    expect(state).to_contain_text("The service cannot be reached.")
    reader.page.keyboard.press("Escape")
    reader.ask(QUESTION)
    expect(state).to_be_hidden()


def test_a_question_without_an_answer_outlives_a_reload(visit: Visit) -> None:
    reader = visit()
    refuse(reader, "**/v1/ask", "the disk is broken", retry=False)
    send(reader)
    expect(reader.turn).to_contain_text("That did not work: the disk is broken")
    reader.page.unroute("**/v1/ask")
    reader.page.route("**/v1/ask", lambda _: None)  # never answered
    send(reader, "Why do MSMEs matter to ASEAN?")
    expect(reader.turn).to_contain_text("Looking")
    reader.page.reload()
    reader.page.unroute("**/v1/ask")  # not before: it would let the question go on its way
    expect(reader.page.locator("article.turn")).to_have_count(2)
    expect(reader.page.locator("article.turn").first).to_contain_text("the disk is broken")
    expect(reader.turn).to_contain_text("This question was not answered.")
    reader.turn.get_by_role("button", name="Try again").click()
    expect(reader.turn.locator(".passage, .refusal").first).to_be_visible()


def test_an_answer_to_a_conversation_that_is_over_is_dropped(visit: Visit) -> None:
    reader = visit()
    held: list[Route] = []
    reader.page.route("**/v1/ask", lambda route: held.append(route))  # noqa: PLW0108  # Playwright wants a function
    send(reader)
    expect(reader.turn).to_contain_text("Looking")
    reader.page.get_by_role("button", name="New conversation").click()
    reader.page.get_by_role("dialog").get_by_role("button", name="New conversation").click()
    expect(reader.page.locator("article.turn")).to_have_count(0)
    with reader.page.expect_response("**/v1/ask"):
        held.pop().continue_()
    reader.page.unroute("**/v1/ask")
    reader.ask("Why do MSMEs matter to ASEAN?")
    expect(reader.page.locator("article.turn h2")).to_have_text(["Why do MSMEs matter to ASEAN?"])


def test_a_removal_that_fails_is_seen(visit: Visit) -> None:
    reader = visit("#library")
    refuse(reader, "**/v1/documents/trees", "the library is open elsewhere", retry=False)
    reader.page.get_by_role("button", name="Remove Trees").click()
    reader.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(reader.pane.locator(".problem")).to_have_text("That did not work: the library is open elsewhere")
    expect(reader.pane.locator(".problem")).to_be_in_viewport()
    expect(reader.pane.locator(".problem [lang=en]")).to_have_text("the library is open elsewhere")


def test_a_proxys_weak_tag_is_no_change(visit: Visit) -> None:
    def weaken(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, headers={**response.headers, "etag": f"W/{response.headers['etag']}"})

    reader = visit()
    reader.page.route("**/text", weaken)
    reader.ask(QUESTION)
    reader.open_source()
    assert "70 million" in reader.marked()
    expect(reader.pane.locator(".warning")).to_have_count(0)


def test_an_upload_waits_for_a_busy_service(visit: Visit, service: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "kites.txt").write_text("The kite museum of Pasir Gudang has five hundred kites.", "utf-8")
    reader = visit("#library")
    expect(reader.pane.locator(".documents li").first).to_be_visible()
    refuse(reader, "**/v1/documents", "another process writes to the library", times=1)
    reader.page.set_input_files("#files", [tmp_path / "kites.txt"])
    expect(reader.pane.locator(".uploads .taken")).to_contain_text("Added")
    service.delete("/v1/documents/kites").raise_for_status()


def test_an_answer_that_damaged_documents_had_no_part_in_names_them(visit: Visit) -> None:
    def damage(route: Route) -> None:
        answer = route.fetch().json()
        answer["library"]["left_out"] = ["wet-1", "wet-2"]
        route.fulfill(json=answer)

    reader = visit()
    reader.page.route("**/v1/ask", damage)
    for question in ("How many MSMEs are there in ASEAN?", "What is the boiling point of mercury?"):
        expect(reader.ask(question).locator(".problem")).to_contain_text("wet-1, wet-2")
