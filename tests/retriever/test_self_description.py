"""Where a document says something of itself."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document
from ingest import read_bytes
from retriever.self_description import (
    Aspect,
    DocumentQuestion,
    find_document_question,
    find_part,
    find_place,
    is_part,
    known_value,
)


def read(text: str, name: str = "a.md") -> Document:
    (made,) = read_bytes(text.encode(), name, origin="here")
    assert isinstance(made, Document)
    return made


def told(document: Document, aspect: Aspect) -> str | None:
    place = find_place(document, aspect)
    if place is None:
        return None
    paragraph = document.paragraphs[place.paragraph]
    assert paragraph.span.start <= place.quote.start < place.quote.end <= paragraph.span.end
    assert place.words is None or place.quote.start <= place.words.start < place.words.end <= place.quote.end
    return (place.words or place.quote).of(document.text)


@pytest.mark.parametrize(
    ("written", "published"),
    [
        ("14 March 2025", "2025-03-14"),
        ("March 14, 2025", "2025-03-14T10:00:00Z"),
        ("14th March 2025", "2025-03-14"),
        ("14/3/2025", "2025-03-14"),
        ("2025-03-14", "2025-03-14"),
        ("14 Mac 2025", "2025-03-14"),
        ("14 Maret 2025", "2025-03-14"),
        ("14 tháng 3 năm 2025", "2025-03-14"),
        ("14 มีนาคม 2568", "2025-03-14"),
        ("๑๔ มีนาคม ๒๕๖๘", "2025-03-14"),
        ("2025年3月14日", "2025-03-14"),
        ("2025년 3월 14일", "2025-03-14"),
        ("March 2025", "2025-03"),
    ],
)
def test_a_date_is_found_in_any_usual_form(written: str, published: str) -> None:
    document = read(f"# Notice\n\nOn 2 May 1999 it began.\n\nBangkok, {written}\n\nIt goes on 24 December 2031.")
    assert told(replace(document, published=published), "date") == written


def test_a_date_that_nothing_calls_the_documents_is_left() -> None:
    assert told(read("# Notice\n\nOn 2 May 1999 the bridge was opened to all who wanted to cross it."), "date") is None
    assert told(read("# Notice\n\nBANGKOK, 2 May 1999 – The bridge was opened."), "date") == "2 May 1999"
    assert told(read("# Notice\n\nIt opens in 2025.\n\nPublished: 2 May 1999"), "date") == "2 May 1999"
    assert told(replace(read("# Notice\n\nIt opens in 2025."), published="2025"), "date") is None


def test_an_author_is_found_where_the_text_names_one_as_such() -> None:
    assert (
        told(read("---\nauthor: Mary Kong\n---\n# Notice\n\nMary Kong said so to all the boats."), "author")
        == "Mary Kong"
    )
    assert told(read("# Notice\n\nWritten by: The Board\n\nIt is so."), "author") == "The Board"
    assert told(read("# Notice\n\nIt is so."), "author") is None
    said = "Mary Kong said to all of the boats that lay there that night that they had to go."
    metadata_alone = replace(read(f"# Notice\n\n{said}"), metadata={"author": "Mary Kong"})
    assert told(metadata_alone, "author") is None
    assert known_value(metadata_alone, "author") == "Mary Kong"


def test_a_title_is_its_heading() -> None:
    document = read("In the Rules of the Boat it stands.\n\n# Rules of the Boat\n\nWords.")
    place = find_place(document, "title")
    assert place is not None
    assert document.paragraphs[place.paragraph].is_heading
    assert told(replace(document, title="Elsewhere"), "title") is None


def test_the_first_paragraph_of_prose_tells_what_it_is_about() -> None:
    prose = "The station keeps three boats, and pilots keep watch in turns of eight hours. Each watch is written down."
    assert told(read(f"# Notice\n\nBangkok, 2 May 1999\n\n- one\n- two\n\n{prose}\n\nMore."), "about") == prose
    imprint = "Published on 2 May 1999 by the harbour office of the town of Kota Laut"
    assert told(read(f"# Notice\n\n{imprint}\n\n{prose}"), "about") == prose


def test_the_title_tells_what_a_document_without_prose_is_about() -> None:
    assert told(read("# Notice\n\nShort."), "about") == "Notice"


def test_who_published_it_is_not_who_wrote_it() -> None:
    document = read("# Notice\n\nAuthor: Ann Tan\n\nPublisher: Harbour Office\n\nBoats pay twelve ringgit.")
    assert told(document, "author") == "Ann Tan"
    assert told(document, "publisher") == "Harbour Office"
    assert told(read("# Notice\n\nAuthor: Ann Tan\n\nBoats pay twelve ringgit."), "publisher") is None


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("article 2", "# Rules\n\n## Article 1\n\nAll may come.\n\n## Article 2\n\nNo pets.", "No pets."),
        (
            "article 2",
            "# Rules\n\n## Article 1\n\nAll.\n\n## Article 2. Pets\n\nNo pets. No birds.",
            "No pets. No birds.",
        ),
        ("article 2", "# Rules\n\nArticle 12. All may come.\n\nArticle 2. No pets.", "Article 2. No pets."),
        ("article 2", "# Rules\n\n## Article 20\n\nAll may come.", None),
        ("article 2", "# Rules\n\n## Article 2 No pets\n\nArticle 3 No birds.", "Article 2 No pets"),
        ("section 2", "# Rules\n\nSection 2.1 No dogs.\n\nSection 2. No pets.", "Section 2. No pets."),
        ("section 2", "# Rules\n\nSection 2 is new.\n\n## Section 2\n\nNo pets.", "No pets."),
        ("ข้อ 2", "# ระเบียบ\n\nข้อ 1 เข้าได้ทุกคน\n\nข้อ 2 ห้ามนำสัตว์เลี้ยงเข้า", "ข้อ 2 ห้ามนำสัตว์เลี้ยงเข้า"),
    ],
)
def test_a_part_says_what_stands_below_or_behind_its_name(name: str, text: str, found: str | None) -> None:
    document = read(text)
    place = find_part(document, name)
    assert is_part(name)
    assert (place.quote.of(document.text) if place else None) == found


def test_other_names_are_of_no_part() -> None:
    assert not any(
        map(is_part, ("article", "the handbook", "2", "particle 2", "article 2 of the act", "party", "babi"))
    )


AT_HAND = [
    ("What is the title of this document?", "title"),
    ("When was this published?", "date"),
    ("On what date was this press release issued?", "date"),
    ("Who wrote this?", "author"),
    ("Who is the author of this page?", "author"),
    ("What is this document about?", "about"),
    ("what's this page about", "about"),
    ("Please summarise this.", "about"),
    ("What does this release say?", "about"),
    ("Apakah tajuk dokumen ini?", "title"),
    ("Bilakah dokumen ini diterbitkan?", "date"),
    ("Siapakah penulis dokumen ini?", "author"),
    ("Dokumen ini tentang apa?", "about"),
    ("Apa judul dokumen ini?", "title"),
    ("Kapan siaran pers ini dirilis?", "date"),
    ("When and where was this press release issued?", "date"),
    ("Kapan dan di mana siaran pers ini dirilis?", "date"),
    ("Kailan at saan inilabas ang dokumentong ito?", "date"),
    ("Siapa yang menulis laporan ini?", "author"),
    ("Tài liệu này nói về điều gì?", "about"),
    ("Ai là tác giả của tài liệu này?", "author"),
    ("Tài liệu này được công bố khi nào?", "date"),
    ("เอกสารนี้เกี่ยวกับอะไร", "about"),
    ("ใครเป็นผู้เขียนเอกสารนี้", "author"),
    ("เอกสารฉบับนี้เผยแพร่เมื่อไหร่", "date"),
    ("Tungkol saan ang dokumentong ito?", "about"),
    ("Sino ang may-akda ng dokumentong ito?", "author"),
    ("Kailan inilathala ang dokumentong ito?", "date"),
    ("Who is the publisher of this document?", "publisher"),
    ("Who issued this?", "publisher"),
    ("By whom was this report issued?", "publisher"),
    ("Who was this report published by?", "publisher"),
    ("Siapa yang menerbitkan dokumen ini?", "publisher"),
    ("Cơ quan nào ban hành tài liệu này?", "publisher"),
    ("ใครเผยแพร่เอกสารนี้", "publisher"),
    ("Sino ang naglathala ng dokumentong ito?", "publisher"),
    ("Tiêu đề của tài liệu là gì?", "title"),
    ("Apa judul dokumen?", "title"),
    ("ชื่อเอกสารคืออะไร", "title"),
]


@pytest.mark.parametrize(("question", "aspect"), AT_HAND)
def test_the_document_at_hand_is_asked_about(question: str, aspect: str) -> None:
    found = find_document_question(question)
    assert found is not None
    assert (found.aspect, found.name) == (aspect, None)


def test_a_document_may_be_named() -> None:
    assert find_document_question("Who is the author of the handbook?") == DocumentQuestion("author", "the handbook")


@pytest.mark.parametrize(
    "question",
    ["What does the ferry cost?", "Who is the director?", "When is the harvest?", "How many pages are there?", "", "?"],
)
def test_other_questions_are_not(question: str) -> None:
    assert find_document_question(question) is None


@given(st.text(max_size=300))
def test_any_text_is_told(text: str) -> None:
    assert find_document_question(text) is None or find_document_question(text) == find_document_question(f" {text}?")
