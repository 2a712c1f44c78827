"""A service that needs a key: the page asks for it, keeps it in its tab, and shows what it is good for."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from api.keys import Scope, add_key, revoke_key
from api.schemas import examples
from api.web.files import LANGUAGES, dictionary
from tests.browser.conftest import program
from tests.browser.driving import Reader

QUESTION = "How many MSMEs are there in ASEAN?"
LINK = f"/#doc=asean-msme-green-transition&start=650&end=660&sha256={examples.DOCUMENT['sha256']}"
Open = Callable[..., Reader]


@pytest.fixture(scope="module")
def keys(library_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the keys, beside a library of its own."""
    return Path(shutil.copytree(library_folder, tmp_path_factory.mktemp("guarded") / "library")) / "keys.json"


@pytest.fixture(scope="module")
def ask_key(keys: Path) -> str:
    return add_key(keys, "reader", Scope.ASK)


@pytest.fixture(scope="module")
def guarded(keys: Path, ask_key: str) -> Iterator[httpx.Client]:
    with program(keys.parent).serve() as server:
        yield server.client


@pytest.fixture
def open_page(browser: Browser, guarded: httpx.Client) -> Iterator[Open]:
    """`open_page(fragment, ...)`: somebody without a key opens the page."""
    readers: list[Reader] = []

    def visit(fragment: str = "", *, width: int = 1280, **options: object) -> Reader:
        size = {"width": width, "height": 800}
        context = browser.new_context(viewport=size, **{"locale": "en-GB", "reduced_motion": "reduce", **options})  # type: ignore[arg-type]  # names are Playwright's
        readers.append(Reader(context.new_page()))
        readers[-1].page.goto(str(guarded.base_url) + fragment)
        return readers[-1]

    yield visit
    for reader in readers:
        reader.page.context.close()
        assert reader.errors == []


def give(reader: Reader, key: str) -> None:
    reader.page.get_by_label("Key", exact=True).fill(key)
    reader.page.keyboard.press("Enter")


def test_the_page_asks_for_a_key_and_keeps_it_in_its_tab(open_page: Open, ask_key: str) -> None:
    reader = open_page()
    dialog = reader.page.get_by_role("dialog", name="This library needs a key")
    expect(dialog.get_by_label("Key", exact=True)).to_be_focused()
    give(reader, "ไม่ใช่")
    expect(dialog).not_to_contain_text("not valid")  # no header can carry it, so it was not sent
    give(reader, "rujuk_wrong")
    expect(dialog).to_contain_text("That key is not valid, or not any more.")
    give(reader, f" {ask_key} ")
    expect(reader.page.locator("#held")).to_have_text("1")
    assert "70 million" in (reader.ask(QUESTION).text_content() or "")
    reader.page.reload()
    expect(reader.page.locator("#held")).to_have_text("1")
    expect(dialog).to_have_count(0)
    reader.page.goto(reader.page.url + "#library")
    expect(reader.pane.locator(".documents li")).to_have_count(1)
    expect(reader.pane.locator(".drop")).to_be_hidden()
    expect(reader.pane.get_by_role("button", name="Remove")).to_have_count(0)
    expect(open_page().page.get_by_role("dialog")).to_be_visible()


def test_who_has_no_key_is_told_and_may_try_again(open_page: Open, ask_key: str) -> None:
    reader = open_page()
    reader.page.get_by_role("button", name="Cancel").click()
    expect(reader.page.locator("#state")).to_have_text("That did not work: This library needs a key")
    reader.page.get_by_role("textbox", name="question").fill(QUESTION)
    reader.page.keyboard.press("Enter")
    give(reader, ask_key)
    expect(reader.turn.locator("mark").first).to_contain_text("70 million")
    expect(reader.page.locator("#state")).to_be_hidden()


def test_a_key_that_may_write_adds_and_one_that_is_revoked_is_asked_for_anew(
    open_page: Open, keys: Path, ask_key: str, tmp_path: Path
) -> None:
    (tmp_path / "kites.txt").write_text("The kite museum of Pasir Gudang has five hundred kites.", "utf-8")
    reader = open_page("#library")
    give(reader, add_key(keys, "writer", Scope.WRITE))
    expect(reader.pane.locator(".drop")).to_be_visible()
    reader.page.set_input_files("#files", [tmp_path / "kites.txt"])
    expect(reader.pane.locator(".uploads .taken")).to_contain_text("Added")
    revoke_key(keys, "writer")
    reader.page.set_input_files("#files", [tmp_path / "kites.txt"])
    expect(reader.page.get_by_role("dialog")).to_contain_text("not any more")
    give(reader, ask_key)
    expect(reader.pane.locator(".uploads .refused")).to_contain_text("this key is of scope ask")
    give_back = httpx.Headers({"Authorization": f"Bearer {add_key(keys, 'cleaner', Scope.WRITE)}"})
    httpx.delete(reader.page.url.partition("#")[0] + "v1/documents/kites", headers=give_back).raise_for_status()


def test_a_link_of_a_question_box_brings_its_key_which_leaves_the_address(open_page: Open, ask_key: str) -> None:
    reader = open_page(f"{LINK}&key={ask_key}")
    reader.opened()
    assert reader.marked() == "70 million"
    assert reader.page.url.endswith(LINK)
    assert reader.page.evaluate("sessionStorage.getItem('rujuk.key')") == ask_key
    reader.page.evaluate(f"location.hash = '{LINK[1:]}&key=another'")
    expect(reader.page).to_have_url(str(reader.page.url).partition("&key")[0])
    assert reader.page.evaluate("sessionStorage.getItem('rujuk.key')") == ask_key


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_question_for_a_key_is_for_everybody(open_page: Open, scheme: str, width: int) -> None:
    reader = open_page(color_scheme=scheme, width=width)
    reader.page.get_by_role("dialog").wait_for()
    assert reader.violations() == []
    for language in LANGUAGES if width == 320 else ():
        reader.page.goto(f"{reader.page.url.partition('?')[0]}?language={language}")
        words = dictionary(language)
        expect(reader.page.get_by_role("dialog", name=words["key_needed"])).to_be_visible()
        assert reader.fits()
