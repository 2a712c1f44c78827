"""Which questions are about a document itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.document_questions import DocumentQuestion, find_document_question

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
