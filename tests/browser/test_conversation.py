"""A conversation in the browser: a follow-up is read with what it follows, and a person can see and change that."""

import json
import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit

FIRST = "Why do MSMEs matter to ASEAN?"
FOLLOW_UP = "And how many of them are there?"


def test_a_follow_up_is_read_with_the_question_before_it_and_can_be_read_without(visit: Visit) -> None:
    reader = visit()
    reader.ask(FIRST)
    turn = reader.ask(FOLLOW_UP)
    expect(turn.locator("mark").first).to_contain_text(re.compile("about 70 million MSMEs|tens of millions"))
    expect(turn.locator(".chip")).to_have_count(1)
    expect(turn.locator(".chip")).to_contain_text(FIRST)
    with reader.page.expect_request("**/v1/ask") as sent:
        turn.get_by_role("button", name=f"Ask without “{FIRST}”").click()
    assert json.loads(sent.value.post_data or "") == {"question": FOLLOW_UP, "history": []}
    expect(reader.turn.locator(".chip")).to_have_count(0)
    expect(reader.turn.locator(".passage, .refusal").first).to_be_visible()
    expect(reader.page.locator("article.turn")).to_have_count(2)


def test_what_follows_a_dropped_question_does_not_bring_it_back(visit: Visit) -> None:
    reader = visit()
    reader.ask(FIRST)
    turn = reader.ask("And how many MSMEs are there in ASEAN?")
    turn.locator(".chip button").click()
    expect(turn.locator(".chip")).to_have_count(0)
    expect(turn.locator(".passage").first).to_be_visible()  # it was asked again, and what is answered is history
    with reader.page.expect_request("**/v1/ask") as sent:
        reader.ask("What is its agenda?")
    history = json.loads(sent.value.post_data or "")["history"]
    assert [said["content"] for said in history if said["role"] == "user"] == ["And how many MSMEs are there in ASEAN?"]
    assert "70 million" in history[1]["content"]
    expect(reader.turn.locator(".chip")).to_have_count(1)


def test_the_conversation_outlives_a_reload_but_not_its_tab(visit: Visit) -> None:
    reader = visit()
    reader.ask(FIRST)
    reader.page.reload()
    expect(reader.page.locator("article.turn h2")).to_have_text([FIRST])
    other = visit()
    expect(other.page.locator("article.turn")).to_have_count(0)


def test_a_new_conversation_starts_from_nothing(visit: Visit) -> None:
    reader = visit()
    reader.ask(FIRST)
    dialog = reader.page.get_by_role("dialog")
    reader.page.get_by_role("button", name="New conversation").click()
    dialog.get_by_role("button", name="Cancel").click()
    expect(reader.page.locator("article.turn")).to_have_count(1)
    reader.page.get_by_role("button", name="New conversation").click()
    dialog.get_by_role("button", name="New conversation").click()
    expect(reader.page.locator("article.turn")).to_have_count(0)
    expect(reader.page.get_by_role("textbox")).to_be_focused()
    expect(reader.page.locator("#suggested")).to_be_visible()
    expect(reader.ask(FOLLOW_UP).locator(".chip")).to_have_count(0)
