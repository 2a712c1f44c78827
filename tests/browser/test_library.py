"""The library in the browser: adding, being refused, reading, removing, and a server that allows none of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Route, expect

from corpus.library import Library
from tests.browser.conftest import Visit, program

TEXT = "The kampung library of Sungai Rengit lends telescopes to children on Fridays."


@pytest.fixture
def removed(service: httpx.Client) -> Iterator[list[str]]:
    """Ids of documents that are taken away when the test is over."""
    ids: list[str] = []
    yield ids
    for each in ids:
        service.delete(f"/v1/documents/{each}")


def test_a_chosen_file_is_added_and_answers_at_once(visit: Visit, tmp_path: Path, removed: list[str]) -> None:
    removed.append("telescopes")
    (tmp_path / "telescopes.txt").write_text(TEXT, "utf-8")
    reader = visit("#library")
    before = int(reader.page.locator("#held").inner_text())
    reader.page.set_input_files("#files", [tmp_path / "telescopes.txt"])
    expect(reader.pane.locator(".uploads li")).to_contain_text("telescopes.txt")
    expect(reader.pane.locator(".uploads .taken")).to_contain_text("Added")
    expect(reader.page.locator("#held")).to_have_text(str(before + 1))
    expect(reader.pane.locator(".documents a").first).to_have_text("Telescopes")
    expect(reader.ask("What does the kampung library lend to children?").locator("mark").first).to_have_text(TEXT)


def test_a_refused_file_says_why_and_the_next_one_is_still_added(
    visit: Visit, tmp_path: Path, removed: list[str]
) -> None:
    removed.append("good")
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.7 this is none")
    (tmp_path / "good.txt").write_text(TEXT, "utf-8")
    reader = visit("#library")
    reader.page.set_input_files("#files", [tmp_path / "bad.pdf", tmp_path / "good.txt"])
    expect(reader.pane.locator(".uploads .refused")).to_contain_text("Refused: ")
    expect(reader.pane.locator(".uploads .refused")).to_contain_text("PDF")
    reason = reader.pane.locator(".uploads .refused [lang=en]")
    assert "bad.pdf" not in reason.inner_text()
    expect(reader.pane.locator(".uploads .taken")).to_contain_text("good.txt")


def test_what_was_left_out_of_a_document_is_said(visit: Visit, tmp_path: Path, removed: list[str]) -> None:
    removed.append("page")
    menu = "<nav><ul><li><a href=a>Home</a></li><li><a href=b>Contact</a></li></ul></nav>"
    (tmp_path / "page.html").write_text(f"<title>Telescopes</title>{menu}<main><p>{TEXT}</p></main>", "utf-8")
    reader = visit("#library")
    reader.page.set_input_files("#files", [tmp_path / "page.html"])
    remark = reader.pane.locator(".uploads .taken [lang=en]")
    expect(remark).to_have_text(re.compile(r"^left out: navigation \(\d+ characters\)$"))


def test_a_file_that_is_dropped_anywhere_is_added(visit: Visit, removed: list[str]) -> None:
    removed.append("dropped")
    reader = visit()
    transfer = reader.page.evaluate_handle(
        """text => {
          const transfer = new DataTransfer();
          transfer.items.add(new File([text], "dropped.txt", {type: "text/plain"}));
          return transfer;
        }""",
        TEXT,
    )
    for event in ("dragover", "drop"):
        reader.page.dispatch_event("main", event, {"dataTransfer": transfer})
    expect(reader.pane.locator(".uploads .taken")).to_contain_text("dropped.txt")


def test_a_drag_is_answered_by_a_hint_over_the_page(visit: Visit) -> None:
    page = visit().page
    hint = "getComputedStyle(document.body, '::after').content"
    assert page.evaluate(hint) == "none"
    transfer = page.evaluate_handle(
        "() => { const held = new DataTransfer(); held.items.add(new File(['a'], 'a.txt')); return held; }"
    )
    page.dispatch_event("main", "dragover", {"dataTransfer": transfer})
    assert "Drop files here" in page.evaluate(hint)
    page.dispatch_event("main", "dragleave", {"dataTransfer": transfer})
    assert page.evaluate(hint) == "none"


def test_a_dropped_folder_is_named_as_such_and_what_else_was_dropped_is_added(
    visit: Visit, tmp_path: Path, removed: list[str]
) -> None:
    removed.append("beside")
    (tmp_path / "papers").mkdir()
    (tmp_path / "beside.txt").write_text(TEXT, "utf-8")
    reader = visit()
    drag = reader.page.context.new_cdp_session(reader.page)
    files = {"items": [], "files": [str(tmp_path / "papers"), str(tmp_path / "beside.txt")], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        drag.send("Input.dispatchDragEvent", {"type": kind, "x": 300, "y": 300, "data": files})
    expect(reader.pane.locator(".uploads .refused")).to_contain_text("This is a folder.")
    expect(reader.pane.locator(".uploads .taken")).to_contain_text("beside.txt")


def test_files_are_listed_in_order_and_those_that_are_done_give_way(
    visit: Visit, tmp_path: Path, removed: list[str]
) -> None:
    names = [f"boat-{number}.txt" for number in range(5)]
    for name in names:
        (tmp_path / name).write_text(f"{name} is a boat that sails from Semporna.", "utf-8")
        removed.append(name.removesuffix(".txt"))
    (tmp_path / "heavy.txt").write_text("x" * 2_000_001, "utf-8")
    reader = visit("#library")
    reader.page.evaluate("document.getElementById('page').dataset.heaviest = 1_500_000")
    reader.page.set_input_files("#files", [tmp_path / name for name in [*names, "heavy.txt"]])
    expect(reader.pane.locator(".taken-files summary")).to_have_text("6 of 6 files done")
    assert reader.pane.locator(".uploads strong").all_inner_texts()[-4:] == [*names[2:], "heavy.txt"]
    expect(reader.pane.locator(".uploads .refused")).to_contain_text("Too large: 2 MB. At most 1.5 MB")
    expect(reader.pane.get_by_text("boat-0.txt")).to_be_hidden()
    reader.pane.locator(".taken-files summary").click()
    expect(reader.pane.get_by_text("boat-0.txt")).to_be_visible()


def test_the_filter_is_cleared_by_escape_and_forgotten_where_it_is_not_needed(
    visit: Visit, service: httpx.Client
) -> None:
    many = "".join(
        f'{{"id": "lamp-{number}", "title": "Lamp {number}", "text": "Lamp {number} stands in Ipoh."}}\n'
        for number in range(13)
    )
    service.post("/v1/documents", files={"file": ("lamps.jsonl", many.encode())}).raise_for_status()
    reader = visit("#library")
    field, shown = reader.pane.get_by_role("searchbox"), reader.pane.locator(".documents li")
    field.fill("Night market")
    expect(shown).to_have_count(1)
    reader.page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(reader.pane).to_be_visible()
    field.fill("lamp 12")
    expect(shown).to_have_count(1)
    for number in range(12):
        service.delete(f"/v1/documents/lamp-{number}").raise_for_status()
    shown.get_by_role("button").click()
    reader.page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(field).to_be_hidden()
    expect(shown).to_have_count(int(reader.page.locator("#held").inner_text()))


def test_a_library_of_many_pages_is_shown_whole_with_its_collections(visit: Visit, service: httpx.Client) -> None:
    files = {"file": ("pier.txt", "The pier of Penang is made of teak.")}
    service.post("/v1/documents", files=files, data={"collection": "harbour"}).raise_for_status()
    reader = visit()

    def of_two(route: Route) -> None:
        route.continue_(url=f"{route.request.url}{'&' if '?' in route.request.url else '?'}limit=2")

    reader.page.route(re.compile(r"/v1/documents(\?after=\d+)?$"), of_two)
    reader.page.locator("a[href='#library']").first.click()
    expect(reader.pane.locator(".documents li")).to_have_count(len(service.get("/v1/documents").json()["documents"]))
    expect(reader.pane.locator(".documents li").first).to_contain_text("harbour")
    service.delete("/v1/documents/pier").raise_for_status()


def test_a_document_is_removed_only_when_that_is_confirmed(visit: Visit, service: httpx.Client) -> None:
    service.post("/v1/documents", files={"file": ("telescopes.txt", TEXT.encode())}).raise_for_status()
    reader = visit("#library")
    dialog = reader.page.get_by_role("dialog")
    reader.page.get_by_role("button", name="Remove Telescopes").click()
    expect(dialog).to_contain_text("Remove “Telescopes”?")
    expect(dialog.get_by_role("button", name="Cancel")).to_be_focused()
    dialog.get_by_role("button", name="Cancel").click()
    expect(dialog).to_have_count(0)
    assert service.get("/v1/documents/telescopes").status_code == 200
    reader.page.get_by_role("button", name="Remove Telescopes").click()
    dialog.get_by_role("button", name="Remove").click()
    expect(reader.pane.get_by_role("link", name="Telescopes")).to_have_count(0)
    assert service.get("/v1/documents/telescopes").status_code == 404


def test_a_document_can_be_read_from_the_library(visit: Visit) -> None:
    reader = visit("#library")
    reader.pane.get_by_role("link", name="Night market notes").click()
    text = reader.opened()
    expect(text.get_by_role("heading", level=4)).to_have_text(["Opening hours 🕕", "Getting there 🚌"])
    expect(text.locator("mark")).to_have_count(0)


def test_a_read_only_server_offers_neither_adding_nor_removing(visit: Visit, read_only: httpx.Client) -> None:
    reader = visit("#library", base=str(read_only.base_url))
    expect(reader.pane.locator(".documents li").first).to_be_visible()
    expect(reader.pane.locator(".drop, .documents button, input[type=file]")).to_have_count(0)
    reader.pane.get_by_role("link", name="Night market notes").click()
    reader.opened()


def test_an_empty_library_says_so_and_leads_to_where_files_are_added(visit: Visit, tmp_path: Path) -> None:
    Library.create(tmp_path / "empty").close()
    with program(tmp_path / "empty").serve() as server:
        reader = visit(base=str(server.client.base_url))
        none = reader.page.locator("#none")
        expect(none).to_contain_text("The library holds no documents yet.")
        none.get_by_role("link", name="Choose files").click()
        expect(reader.pane.locator(".drop")).to_be_visible()
        reader.page.keyboard.press("Escape")
        expect(reader.ask("When does the ferry leave?")).to_contain_text("The library holds no documents yet.")
        expect(none).to_be_hidden()
