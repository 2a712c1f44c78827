from hypothesis import given
from hypothesis import strategies as st

from retriever.analysis import document_terms
from retriever.idf import background, weight

WORDS = ("what", "does", "director", "tantivy")


def test_question_words_tell_little_and_names_much() -> None:
    telling = {word: weight(0, 14, background(document_terms(word, "en")[0], ["en"])) for word in WORDS}
    assert telling["what"] < telling["does"] < 4 < telling["director"] < telling["tantivy"]


def test_stems_are_known_as_well_as_words() -> None:
    assert background("enterpris", ["en"]) > 0
    assert background("perusahaan", ["en"]) < background("usaha", ["id"])


def test_a_language_without_frequencies_has_no_background() -> None:
    assert background("ของ", ["th"]) == background("of", [None]) == background("of", []) == 0


@given(st.integers(0, 1000), st.integers(0, 1000), st.floats(0, 1))
def test_a_weight_is_positive_and_falls_with_frequency(frequency: int, others: int, chance: float) -> None:
    paragraphs = frequency + others + 1
    assert weight(frequency, paragraphs, chance) > weight(frequency + 1, paragraphs, chance) > 0


def test_in_a_large_library_its_own_counts_decide() -> None:
    everyday = weight(10, 1_000_000, background("does", ["en"]))
    assert everyday > weight(500_000, 1_000_000, 0.0)
