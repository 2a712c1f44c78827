from collections.abc import Mapping

import pytest

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats import epub
from ingest.formats.docx import package
from tests.ingest.making import archive

CONTAINER = '<container><rootfiles><rootfile full-path="OPS/a%20b.opf"/></rootfiles></container>'
XHTML = "application/xhtml+xml"


def page(body: str) -> str:
    head = "<?xml version='1.0' encoding='utf-8'?><!DOCTYPE html><html xmlns='http://www.w3.org/1999/xhtml'>"
    return f"{head}<head><title/></head><body>{body}</body></html>"


def book_of(
    *pages: str, told: str = "", guide: str = "", nav: int = -1, more: Mapping[str, str | bytes] | None = None
) -> bytes:
    names = [f"page {number}.xhtml" for number in range(len(pages))]
    items = "".join(
        f'<item id="i{number}" href="page%20{number}.xhtml" media-type="{XHTML}"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if number == nav else ''}/>"
        for number in range(len(names))
    )
    spine = "".join(f'<itemref idref="i{number}"/>' for number in range(len(names)))
    opf = (
        f'<package xmlns:dc="d" xmlns:opf="o"><metadata>{told}</metadata><manifest>{items}</manifest>'
        f"<spine>{spine}</spine><guide>{guide}</guide></package>"
    )
    parts: dict[str, str | bytes] = {"META-INF/container.xml": CONTAINER, "OPS/a b.opf": opf}
    parts |= {f"OPS/{name}": page(body) for name, body in zip(names, pages, strict=True)}
    return archive(parts | dict(more or {}))


def shown(content: Content) -> list[str]:
    return [block.span.of(content.text) for block in content.blocks]


def test_pages_stand_in_the_order_of_the_spine_under_their_headings() -> None:
    told = (
        "<dc:title>Tides of the Strait</dc:title><dc:creator>Mary Kong</dc:creator><dc:creator>Siti Ali</dc:creator>"
        '<dc:date opf:event="modification">2025-01-01</dc:date><dc:date opf:event="publication">1921</dc:date>'
        "<dc:language>en</dc:language>"
    )
    made = epub.read(book_of("<h1>One</h1><p>First.</p>", "<h1>Two</h1><ol><li>Second.</li></ol>", told=told))
    assert [(each.kind, each.level, each.span.of(made.text)) for each in made.blocks] == [
        ("heading", 1, "One"),
        ("paragraph", 1, "First."),
        ("heading", 1, "Two"),
        ("item", 1, "1. Second."),
    ]
    assert (made.title, made.published, made.language) == ("Tides of the Strait", "1921", "en")
    assert made.metadata == {"author": "Mary Kong, Siti Ali"}
    assert made.remarks == ()


def test_the_cover_and_the_contents_are_left_out_and_said() -> None:
    guide = '<reference type="cover" href="page%200.xhtml#top"/>'
    made = epub.read(book_of("<p>Cover</p>", "<nav><a href='x'>One</a></nav>", "<p>Said.</p>", guide=guide, nav=1))
    assert shown(made) == ["Said."]
    assert made.remarks == ("left out: cover, table of contents (8 characters)",)


def test_what_would_be_a_web_pages_furniture_is_content_of_a_book() -> None:
    made = epub.read(
        book_of(
            "<header class='site-header'><h2>Sharing</h2></header><p class='social'>Said<sup><a href='notes.xhtml#n1'>1"
            "</a></sup>.</p><aside role='complementary' id='n1' class='sidebar'><p>A note.</p></aside>"
            "<ul><li><a href='page%201.xhtml'>See the other page of this book</a></li></ul>"
        )
    )
    assert shown(made) == ["Sharing", "Said [1].", "A note.", "See the other page of this book"]


def test_an_element_that_xml_closes_at_once_takes_nothing_with_it() -> None:
    made = epub.read(book_of("<a id='top'/><script src='a>b.js'/><p>Said.</p><div/><p>So<br/>it is.</p>"))
    assert shown(made) == ["Said.", "So\nit is."]


def test_entities_are_those_of_html_alone() -> None:
    made = epub.read(book_of("<p>Caf&eacute; &lol9;</p>", more={"OPS/page 1.xhtml": "<!DOCTYPE x [<!ENTITY a 'b'>]>"}))
    assert shown(made) == ["Café &lol9;"]


def test_a_page_that_the_book_lacks_is_said() -> None:
    targets = (("a", "a.xhtml"), ("b", "../b.xhtml"))
    items = "".join(f'<item id="{name}" href="{to}" media-type="{XHTML}"/>' for name, to in targets)
    spine = "".join(f'<itemref idref="{name}"/>' for name in "abbc")
    opf = f"<package><manifest>{items}</manifest><spine>{spine}</spine></package>"
    parts = {"OPS/a b.opf": opf, "b.xhtml": "<p>Said.</p>"}
    made = epub.read(book_of(more=parts))
    assert shown(made) == ["Said."]
    assert made.remarks == ("pages that the book names and lacks: 1",)


def encrypted(name: str) -> dict[str, str | bytes]:
    reference = f'<encryption><EncryptedData><CipherReference URI="{name}"/></EncryptedData></encryption>'
    return {"META-INF/encryption.xml": reference}


def test_a_locked_book_is_refused_and_one_with_locked_fonts_is_read() -> None:
    with pytest.raises(DocumentRefused, match="locked"):
        epub.read(book_of("<p>Said.</p>", more=encrypted("OPS/page%200.xhtml")))
    assert shown(epub.read(book_of("<p>Said.</p>", more=encrypted("OPS/font.otf")))) == ["Said."]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (book_of("<img src='a.png'/>"), "without text"),
        (book_of(), "without text"),
        (archive({"META-INF/container.xml": "<container/>"}), "names no pages"),
        (archive({"META-INF/container.xml": CONTAINER}), "names no pages"),
        (archive({"META-INF/container.xml": "<container>"}), "damaged"),
        (archive({"META-INF/container.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><container/>"}), "document type"),
        (book_of("<p>Said.</p>")[:-40], "damaged"),
        (b"PK", "damaged"),
    ],
)
def test_what_is_no_sound_book_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        epub.read(data)


def test_no_more_is_unpacked_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 100_000)
    with pytest.raises(DocumentRefused, match="unpacks to more"):
        epub.read(book_of("<p>" + "a" * 200_000))
