import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.evaluation.matching import contains, count_words, normalize


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("About 70 million MSMEs.", "70 Million"),
        ("97.2\u00a0% of\n all establishments", "97.2 % of all"),
        (unicodedata.normalize("NFD", "Việt Nam"), unicodedata.normalize("NFC", "VIỆT NAM")),
        ("Die STRASSE", "straße"),
        ("ทีมรับของแพนเธอร์ส", "แพนเธอร์ส"),
    ],
)
def test_case_white_space_and_composition_make_no_difference(text: str, wanted: str) -> None:
    assert contains(text, wanted)


def test_other_words_or_another_order_are_not_contained() -> None:
    assert not contains("seventy million", "70 million")
    assert not contains("million 70", "70 million")
    assert not contains("", "70")


@given(st.text())
def test_normalizing_is_blind_to_canonical_form(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(text)


@given(st.text(), st.text(alphabet="ab \t\n"), st.text())
def test_a_text_contains_its_own_parts(before: str, part: str, after: str) -> None:
    assert contains(f"{before} {part} {after}", part)


@pytest.mark.parametrize(
    ("text", "words"),
    [("", 0), ("– …", 0), ("I'm here – at 3.5 km.", 5), ("สวัสดีชาวโลก", 3), ("Việt Nam", 2)],
)
def test_words_are_counted_also_where_no_space_parts_them(text: str, words: int) -> None:
    assert count_words(text) == words
