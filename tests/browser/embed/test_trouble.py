"""The question box where something is wrong: clear words for the reader, the cause on the console for the developer."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from api.settings import Settings
from tests.browser.embed import foreign_site
from tests.browser.embed.conftest import QUESTION, Server, ask, requests_of, running
from tests.browser.embed.foreign_site import ForeignSite


def test_a_site_that_is_not_listed_gets_no_answer_and_its_developer_is_told_why(server: Server, page: Page) -> None:
    with foreign_site.serve() as other:
        page.goto(other.put(server.tag()))
        sent = requests_of(page)
        with page.expect_console_message(lambda said: "RUJUK_EMBED_ORIGINS" in said.text) as told:
            ask(page, QUESTION)
        expect(page.get_by_role("status")).to_have_text("This question box does not work on this page at the moment.")
        assert f"{other.origin} is not among the RUJUK_EMBED_ORIGINS of {server.address}" in told.value.text
        assert page.locator("section").get_by_text("70 million").count() == 0
        assert len(sent) > 1
        assert [request.url for request in sent if request.all_headers().get("referer")] == []


def test_a_policy_that_lets_the_page_reach_nothing_is_named(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(), policy=f"default-src 'none'; script-src {server.address}"))
    with page.expect_console_message(lambda said: "connect-src for it" in said.text):
        ask(page, QUESTION)
    expect(page.get_by_role("status")).to_contain_text("The documents cannot be reached.")


@pytest.mark.usefixtures("_loaded_once")
def test_a_server_that_has_gone_cannot_be_reached(site: ForeignSite, library: Path, page: Page) -> None:
    with running(Settings.load(library=library, embed_origins=[site.origin])) as gone:
        page.goto(site.put(gone.tag()))
        expect(page.get_by_role("textbox")).to_be_visible()
    ask(page, QUESTION)
    expect(page.get_by_role("status")).to_contain_text("The documents cannot be reached.")


def test_a_busy_server_is_asked_again_when_it_says(
    site: ForeignSite, server: Server, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.clock.install()
    page.goto(site.put(server.tag()))
    with monkeypatch.context() as patch:
        patch.setattr(server.service, "_waiting", server.service.settings.max_waiting)
        ask(page, QUESTION)
        expect(page.get_by_role("status")).to_have_text("Not ready yet. Trying again in 2 s…")
    page.clock.fast_forward(1_000)
    expect(page.get_by_role("status")).to_have_text("Not ready yet. Trying again in 2 s…")
    page.clock.fast_forward(2_100)
    expect(page.get_by_role("blockquote")).to_contain_text("70 million")


def test_a_server_that_stays_busy_is_left_alone(
    site: ForeignSite, server: Server, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.clock.install()
    page.goto(site.put(server.tag()))
    sent = requests_of(page)
    monkeypatch.setattr(server.service, "_waiting", server.service.settings.max_waiting)
    with page.expect_response("**/v1/ask"):
        ask(page, QUESTION)
    for _ in range(3):
        expect(page.get_by_role("status")).to_have_text("Not ready yet. Trying again in 2 s…")
        with page.expect_response("**/v1/ask"):
            page.clock.fast_forward(3_100)
    expect(page.get_by_role("status")).to_contain_text("Please try again later.")
    page.clock.fast_forward(60_000)
    assert [request.url for request in sent] == [f"{server.address}/v1/ask"] * 4


def test_a_new_question_takes_the_place_of_one_that_waits(
    site: ForeignSite, server: Server, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "Who is the director of the Centre?"
    page.clock.install()
    page.goto(site.put(server.tag()))
    sent = requests_of(page)
    with monkeypatch.context() as patch:
        patch.setattr(server.service, "_waiting", server.service.settings.max_waiting)
        ask(page, other)
        expect(page.get_by_role("status")).to_contain_text("Trying again")
    ask(page, QUESTION)
    expect(page.get_by_role("blockquote")).to_contain_text("70 million")
    page.clock.fast_forward(10_000)
    expect(page.get_by_role("blockquote")).to_contain_text("70 million")
    assert [request.post_data_json for request in sent] == [{"question": other}, {"question": QUESTION}]


def test_a_question_that_is_too_long_is_said_to_be(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag()))
    ask(page, "long " * 50)
    expect(page.get_by_role("status")).to_have_text("The question is too long. Please shorten it.")


def test_a_document_that_does_not_exist_is_the_developers_to_know(
    site: ForeignSite, server: Server, page: Page
) -> None:
    page.goto(site.put(server.tag(documents="no-such")))
    with page.expect_console_message(lambda said: "answers 422" in said.text and "no-such" in said.text):
        ask(page, QUESTION)
    expect(page.get_by_role("status")).to_have_text("This question box does not work on this page at the moment.")


@pytest.mark.parametrize(
    ("options", "said"), [({"target": "nowhere"}, "no element has the id nowhere"), ({}, "data-target")]
)
def test_a_tag_that_names_no_place_is_told_so(
    site: ForeignSite, server: Server, page: Page, options: dict[str, str], said: str
) -> None:
    with page.expect_console_message(lambda message: said in message.text):
        page.goto(site.put("", head=server.tag(**options)))
    expect(page.locator("section")).to_have_count(0)
