"""The question box on a page of someone else, in a real browser: answers, looks, privacy, options."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from api.keys import Scope, add_key
from api.settings import Settings
from tests.browser.documents import ATTACK, HOSTILE
from tests.browser.driving import Reader
from tests.browser.embed.conftest import QUESTION, RELEASE, TITLE, WORDS, Server, ask, requests_of, running, unfolded
from tests.browser.embed.foreign_site import HOSTILE_STYLE, ForeignSite


def assert_true_to_its_document(server: Server, href: str | None, quote: str | None) -> None:
    """The link names the place of the quote, in the text that the document has."""
    assert href is not None
    home, _, fragment = href.partition("#")
    assert home == f"{server.address}/"
    place = dict(part.split("=") for part in fragment.split("&"))
    assert list(place) == ["doc", "start", "end", "sha256"]
    document = f"{server.address}/v1/documents/{place['doc']}"
    assert httpx.get(document, timeout=60).json()["sha256"] == place["sha256"]
    assert httpx.get(f"{document}/text", timeout=60).text[int(place["start"]) : int(place["end"])] == quote


def test_an_answer_is_a_quotation_with_a_link_to_its_place(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(), policy=server.policy))
    ask(page, QUESTION)
    answer = page.get_by_role("status")
    expect(answer.get_by_role("blockquote")).to_contain_text("about 70 million MSMEs")
    expect(answer).to_contain_text("24 October 2025")
    link = answer.get_by_role("link")
    expect(link).to_have_accessible_name(f"{TITLE} (opens in a new tab)")
    with page.expect_popup() as opened:
        link.click()
    opened.value.wait_for_url(f"{server.address}/#doc={RELEASE}&start=613&end=756&sha256=a77e0989*")
    assert opened.value.evaluate("window.opener") is None
    quote = answer.get_by_role("blockquote").text_content()
    assert_true_to_its_document(server, opened.value.url, quote)
    Reader(opened.value).opened()
    assert Reader(opened.value).marked() == quote


@pytest.mark.usefixtures("_loaded_once")
def test_a_box_has_a_key_and_its_link_opens_with_it(
    site: ForeignSite, library: Path, page: Page, tmp_path: Path
) -> None:
    keys = tmp_path / "keys.json"
    key = add_key(keys, "box", Scope.ASK)
    with running(Settings.load(library=library, keys=keys, embed_origins=[site.origin])) as guarded:
        page.goto(site.put(guarded.tag() + guarded.tag(key=key), policy=guarded.policy))
        without, box = page.locator("section").all()
        with page.expect_console_message(lambda said: "answers 401: this service needs a key" in said.text):
            ask(without, QUESTION)
        expect(without.get_by_role("status")).to_contain_text("does not work on this page")
        ask(box, QUESTION)
        expect(box.get_by_role("blockquote")).to_contain_text("70 million")
        with page.expect_popup() as opened:
            box.get_by_role("status").get_by_role("link").click()
        Reader(opened.value).opened()
        assert Reader(opened.value).marked() == box.get_by_role("blockquote").text_content()
        assert key not in opened.value.url


def test_other_passages_are_folded_with_their_quotes_marked(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(), policy=server.policy))
    ask(page, QUESTION)
    expect(page.get_by_text("Other passages (4)")).to_be_visible()
    expect(page.locator("li").first).to_be_hidden()
    for item in unfolded(page).all():
        quote = item.locator("mark").text_content()
        assert_true_to_its_document(server, item.get_by_role("link").get_attribute("href"), quote)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("เทศกาลสงกรานต์จัดขึ้นวันที่เท่าไร", "13 ถึง 15 เมษายน"),
        ("How many bowls of laksa does Auntie Siti sell?", "👩‍👩‍👧"),
        ("Who is the lighthouse keeper of Samal?", ATTACK),
    ],
    ids=["Thai", "emoji", "hostile"],
)
def test_the_link_holds_for_every_script(
    site: ForeignSite, server: Server, page: Page, question: str, words: str
) -> None:
    page.goto(site.put(server.tag(), policy=server.policy))
    ask(page, question)
    quote = page.get_by_role("blockquote")
    expect(quote).to_contain_text(words)
    assert_true_to_its_document(server, page.get_by_role("link").first.get_attribute("href"), quote.text_content())


def test_a_thai_page_has_a_thai_box(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(documents=RELEASE), lang="th"))
    ask(page, QUESTION)
    expect(page.get_by_role("status")).to_contain_text("24 ตุลาคม 2568")
    expect(page.get_by_role("blockquote")).to_have_attribute("lang", "en")
    expect(page.get_by_text("ข้อความอื่น (4)")).to_be_visible()


def test_a_refusal_says_what_is_missing_and_offers_the_nearest(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(), policy=server.policy))
    ask(page, "Who is the director of the Centre?")
    answer = page.get_by_role("status")
    expect(answer).to_contain_text("The documents do not say.")
    expect(answer).to_contain_text("The nearest passage does not mention “director”.")
    expect(answer.get_by_role("blockquote")).to_have_count(0)
    expect(page.get_by_text("Nearest passages (5)")).to_be_visible()


def test_a_quote_among_emoji_is_marked_exactly(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(documents="night-market")))
    ask(page, "When does the last bus leave?")
    expect(page.get_by_role("blockquote")).to_contain_text("12.20 am")
    item = unfolded(page).filter(has_text="laksa").first
    quote = item.locator("mark").text_content() or ""
    assert "🏮" in (item.text_content() or "").partition(quote)[0] + quote
    assert_true_to_its_document(server, item.get_by_role("link").get_attribute("href"), quote)


def test_each_box_asks_within_the_documents_that_its_tag_names(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(documents=f"songkran, {RELEASE},") + server.tag(documents="songkran")))
    both, one = page.locator("section").all()
    ask(both, QUESTION)
    expect(both.get_by_role("blockquote")).to_contain_text("70 million")
    ask(one, QUESTION)
    expect(one.get_by_role("status")).to_contain_text("The documents do not say.")
    expect(both.get_by_role("blockquote")).to_contain_text("70 million")


def test_markup_in_documents_and_questions_is_text(site: ForeignSite, server: Server, page: Page) -> None:
    reader = Reader(page)
    page.goto(site.put(server.tag(documents=str(HOSTILE["id"]))))
    ask(page, "Who keeps the <b>lighthouse</b> of Samal?")
    expect(page.locator("section")).to_contain_text(f"Ana Reyes {ATTACK}")
    expect(page.get_by_role("link").first).to_contain_text(str(HOSTILE["title"]))
    assert page.locator("section :is(img, script, b)").count() == 0
    assert reader.errors == []


def test_the_pages_style_does_not_leak_in(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put(server.tag(), policy=server.policy))
    alone = _look(page)
    assert alone[0]["width"] == 46 * 16
    page.goto(site.put(server.tag(), head=f"<style>{HOSTILE_STYLE}</style>"))
    assert _look(page) == alone


def test_the_boxs_style_does_not_leak_out(site: ForeignSite, server: Server, page: Page) -> None:
    theirs = "<p lang=en>a</p><form><input><mark>b</mark></form><details><summary>c</summary></details><ol><li>d</ol>"
    style = """() => [...document.body.querySelectorAll("[lang], form, form *, details, summary, ol, li")].map(
        part => JSON.stringify({ ...getComputedStyle(part) }))"""
    page.goto(site.put(theirs))
    before = page.evaluate(style)
    page.goto(site.put(theirs + server.tag()))
    expect(page.locator("section")).to_be_visible()
    assert page.evaluate(style) == before


def _look(page: Page) -> Any:
    ask(page, QUESTION)
    expect(unfolded(page)).to_have_count(4)
    return page.locator("section").evaluate(
        """section => [section, ...section.querySelectorAll("*")].map(part => {
             const { x, width, height } = part.getBoundingClientRect();
             const { color, font, visibility, opacity } = getComputedStyle(part);
             return { tag: part.localName, x, width, height, color, font, visibility, opacity };
           })"""
    )


def test_nothing_is_kept_and_nothing_is_sent_elsewhere(site: ForeignSite, server: Server, page: Page) -> None:
    page.context.add_cookies([{"name": "secret", "value": "1", "url": server.address}])
    sent = requests_of(page)
    address = site.put(server.tag(), head='<link rel="icon" href="data:,">')
    page.goto(address)
    expect(page.get_by_role("textbox")).to_be_visible()
    assert [request.url for request in sent] == [address, f"{server.address}/embed.js"]
    ask(page, QUESTION)
    expect(page.get_by_role("blockquote")).to_be_visible()
    question = sent[-1]
    assert [request.url for request in sent[2:]] == [f"{server.address}/v1/ask"]
    assert question.post_data_json == {"question": QUESTION}
    assert question.header_value("origin") == site.origin
    assert {"cookie", "referer"}.isdisjoint(question.all_headers())
    assert len(page.context.cookies()) == 1
    assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]


def test_the_keyboard_is_enough_and_typing_is_no_shortcut_of_the_page(
    site: ForeignSite, server: Server, page: Page
) -> None:
    page.goto(site.put(server.tag(), head="<link rel=icon href=data:,>"))
    page.evaluate("document.addEventListener('keydown', event => document.title += event.key)")
    page.keyboard.press("Tab")
    title = page.title()
    page.keyboard.type(QUESTION)
    assert page.title() == title
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("blockquote")).to_be_visible()
    for focused in ("a", "summary"):
        page.keyboard.press("Tab")
        expect(page.locator(f"{focused}:focus-visible")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("li").first).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(site: ForeignSite, server: Server, page: Page, theme: str) -> None:
    boxes = server.tag(theme=theme) + server.tag(theme=theme, placeholder="Ask about the release")
    page.goto(site.put(f"<main><h1>A page</h1>{boxes}</main>"))
    answered, refused = page.locator("section").all()
    ask(answered, QUESTION)
    answered.locator("summary").click()
    ask(refused, "Who is the director of the Centre?")
    expect(refused.get_by_role("status")).to_contain_text("director")
    assert Reader(page).violations() == []


def test_auto_follows_the_page_and_a_theme_of_its_own_does_not(site: ForeignSite, server: Server, page: Page) -> None:
    page.emulate_media(color_scheme="dark")
    boxes = server.tag() + server.tag(theme="dark") + server.tag(theme="light")
    papers: dict[str, list[str]] = {}
    for scheme in ("light", "light dark"):
        page.goto(site.put(boxes, head=f'<meta name="color-scheme" content="{scheme}">'))
        papers[scheme] = page.locator("section").evaluate_all(
            "all => all.map(one => getComputedStyle(one).backgroundColor)"
        )
    light, dark = "rgb(253, 252, 249)", "rgb(20, 23, 30)"
    assert papers == {"light": [light, dark, light], "light dark": [dark, dark, light]}


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
def test_a_phone_needs_no_scrolling_sideways(site: ForeignSite, server: Server, page: Page, direction: str) -> None:
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(site.put(f"<div dir={direction}>{server.tag()}</div>"))
    ask(page, QUESTION)
    expect(unfolded(page)).to_have_count(4)
    assert page.evaluate("document.documentElement.scrollWidth") == 320
    assert page.get_by_role("textbox").bounding_box()["x"] < page.get_by_role("button").bounding_box()["x"]  # type: ignore[index]


@pytest.mark.parametrize("language", [*WORDS, "tl", "en-US"])
def test_the_tag_says_the_language(site: ForeignSite, server: Server, page: Page, language: str) -> None:
    page.goto(site.put(server.tag(lang=language), lang="vi"))
    words = WORDS[{"tl": "fil", "en-US": "en"}.get(language, language)]
    expect(page.get_by_role("textbox", name=words["label"])).to_be_visible()
    expect(page.get_by_role("button", name=words["ask"], exact=True)).to_be_visible()


def test_the_page_says_the_language_else_the_browser(site: ForeignSite, server: Server, browser: Browser) -> None:
    with browser.new_context(locale="vi-VN") as context:
        page = context.new_page()
        for lang, shown in (("id-ID", "id"), ("sw", "vi")):
            page.goto(site.put(server.tag(), lang=lang))
            expect(page.locator("section")).to_have_attribute("lang", shown)


def test_the_box_stands_where_the_tag_says(site: ForeignSite, server: Server, page: Page) -> None:
    page.goto(site.put("<p id=here></p>", head=server.tag(target="here", placeholder="What is new?")))
    expect(page.locator("#here").get_by_placeholder("What is new?")).to_be_visible()
