"""Documents that would like to be more than text: nothing of them ever becomes a script, an element or a link."""

from pathlib import Path

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.documents import ATTACK
from tests.browser.driving import Reader


def assert_only_text(reader: Reader) -> None:
    """Whatever the attack says is there to be read; `visit` sees to it that no dialog or refused script came of it."""
    assert reader.page.locator("body > script").count() == 1  # the page's own
    for kind in ("img", "* script", "iframe", "a[href^='javascript:']", "[onerror]", "[onload]"):
        assert reader.page.locator(f"body {kind}").count() == 0, kind


def test_a_hostile_document_is_quoted_and_read_as_text(visit: Visit) -> None:
    reader = visit()
    turn = reader.ask("Who is the lighthouse keeper of Samal?")
    expect(turn.locator("mark").first).to_contain_text(ATTACK)
    expect(turn.locator(".title").first).to_have_text(f"Lighthouse report {ATTACK}")
    reader.open_source()
    expect(reader.pane.locator("h2")).to_have_text(f"Lighthouse report {ATTACK}")
    assert "Ana Reyes" in reader.marked()
    assert_only_text(reader)


def test_a_hostile_title_and_file_name_stay_text_in_the_library(
    visit: Visit, service: httpx.Client, tmp_path: Path
) -> None:
    name = "<img src=x onerror=alert(1)>.txt"
    (tmp_path / name).write_text("A file whose name is not what it seems to be.", "utf-8")
    reader = visit("#library")
    reader.page.set_input_files("#files", [tmp_path / name])
    expect(reader.pane.locator(".uploads .taken")).to_contain_text(name)
    expect(reader.pane.locator(".documents")).to_contain_text(f"Lighthouse report {ATTACK}")
    reader.page.get_by_role("button", name="Remove Lighthouse report").click()
    expect(reader.page.get_by_role("dialog")).to_contain_text(ATTACK)
    reader.page.keyboard.press("Escape")
    assert_only_text(reader)
    added = service.get("/v1/documents").json()["documents"][-1]["id"]
    service.delete(f"/v1/documents/{added}")


@pytest.mark.parametrize("fragment", [f"#doc={ATTACK}", "#doc=%E0%A4%A&start=1", "#doc=", "#doc=a&quote=" + ATTACK])
def test_a_hostile_link_stays_text(visit: Visit, fragment: str) -> None:
    reader = visit(fragment)
    expect(reader.pane.locator(".warning")).to_be_visible()
    assert_only_text(reader)


def test_a_hostile_question_stays_text(visit: Visit) -> None:
    reader = visit()
    turn = reader.ask(ATTACK)
    expect(turn.locator("h2")).to_have_text(ATTACK)
    reader.page.reload()
    expect(reader.turn.locator("h2")).to_have_text(ATTACK)
    assert_only_text(reader)
