import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.analysis import QuestionWord, document_terms, question_words, spell_alike, words


def _normal(text: str) -> list[str]:
    return [word for _, word in words(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malaysia’s Five-Point plan", ["malaysia's", "five", "point", "plan"]),
        ("97.2 % of 1,000.5", ["97.2", "of", "1,000.5"]),
        ("MSMEs and an SME's", ["msme", "and", "an", "sme"]),
        ("Gases", ["gases"]),
        ("ทรัพยากรน้ำของประเทศไทย", ["ทรัพยากร", "น้ํา", "ของ", "ประเทศไทย"]),
        ("๗๐ ล้าน", ["70", "ล้าน"]),
        ("នៅកម្ពុជា", ["នៅ", "កម្ពុជា"]),
        ("co\u00adoperate zero\u200bwidth", ["cooperate", "zero", "width"]),
        ("នៅកម្ពុ\u200bជា", ["នៅ", "កម្ពុជា"]),
        ("น้ำ\u200bของ\u200b\u200bประเทศ\ufeffไทย", ["น้ํา", "ของ", "ประเทศไทย"]),
        ("ปี2567และ๑๒เดือนWindows", ["ปี", "2567", "และ", "12", "เดือน", "windows"]),
        ("ຄັ້ງທີ2ໃນLivingston", ["ຄັ້ງທີ", "2", "ໃນ", "livingston"]),
        ("ສໍາພາດ ສຳພາດ ສະເຫນີ ສະເໜີ", ["ສໍາພາດ", "ສໍາພາດ", "ສະເຫນີ", "ສະເຫນີ"]),
        ("นํ้า น้ํา น้ำ", ["น้ํา"] * 3),
        ("ប្រវត្តិសាស្ត្ររ៉ាយឌើរ", ["ប្រវត្តិ", "សា", "ស្ត្រ", "រ៉ា", "យ", "ឌើរ"]),
        ("Đà Nẵng", ["đà", "nẵng"]),
        ("ﬁnance ＡＳＥＡＮ", ["finance", "asean"]),
        ("😀 – “…” !", []),
    ],
)
def test_words_are_cut_and_normalised(text: str, expected: list[str]) -> None:
    assert _normal(text) == expected


def test_decomposed_vietnamese_gives_the_same_words() -> None:
    import unicodedata

    assert _normal(unicodedata.normalize("NFD", "Việt Nam")) == _normal("Việt Nam")


@given(st.text(max_size=200))
def test_surfaces_stand_in_the_text_in_order(text: str) -> None:
    shown, position = spell_alike(text), 0
    for surface, _ in words(text):
        position = shown.index(surface, position) + len(surface)


@given(st.text(max_size=200))
def test_terms_hold_no_white_space(text: str) -> None:
    for term in document_terms(text, "en"):
        assert term.split() == [term]


def test_documents_are_stemmed_as_their_language_is() -> None:
    assert document_terms("launched enterprises", "en") == document_terms("launches enterprise", "en")
    assert document_terms("launched", "en-GB") == document_terms("launched", "EN") == ("launch",)
    assert document_terms("launched", None) == ("launched",)


def test_a_question_offers_a_term_for_each_language_of_the_library() -> None:
    assert question_words("berkelanjutan launched", ["en", "id", None, "th"]) == [
        QuestionWord("berkelanjutan", ("berkelanjutan", "kelanjut")),
        QuestionWord("launched", ("launched", "launch")),
    ]


def test_a_question_of_no_word_has_none() -> None:
    assert question_words("???", ["en"]) == []


def test_a_repeated_word_counts_once() -> None:
    assert [word.surface for word in question_words("Green green GREEN", ["en"])] == ["Green"]


def test_threads_do_not_share_a_stemmer() -> None:
    expected = document_terms("sustainable enterprises transitioning " * 50, "en")
    results: list[tuple[str, ...]] = []

    def work() -> None:
        results.extend(document_terms("sustainable enterprises transitioning " * 50, "en") for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(results) == {expected}


@given(st.text("abzABZ", min_size=1, max_size=200))
def test_a_plain_word_alone_is_as_among_others(word: str) -> None:
    assert list(words(word)) == list(words(f"{word} "))
