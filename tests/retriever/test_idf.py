from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever import idf
from retriever.analysis import document_terms
from retriever.idf import EverydayWords, Overlap, WeighedTerm, WeighedWord, weight

EVERYDAY = EverydayWords()
WORDS = ("what", "does", "director", "tantivy")


def test_question_words_tell_little_and_names_much() -> None:
    telling = {word: weight(0, 14, EVERYDAY.chance(document_terms(word, "en")[0], ["en"])) for word in WORDS}
    assert telling["what"] < telling["does"] < 4 < telling["director"] < telling["tantivy"]


def test_stems_are_known_as_well_as_words() -> None:
    assert EVERYDAY.chance("enterpris", ["en"]) > 0
    assert EVERYDAY.chance("perusahaan", ["en"]) < EVERYDAY.chance("usaha", ["id"])


def test_a_language_without_frequencies_has_no_background() -> None:
    assert EVERYDAY.chance("rumah", ["ban"]) == EVERYDAY.chance("of", [None]) == EVERYDAY.chance("of", []) == 0


@given(st.integers(0, 1000), st.integers(0, 1000), st.floats(0, 1))
def test_a_weight_is_positive_and_falls_with_frequency(frequency: int, others: int, chance: float) -> None:
    paragraphs = frequency + others + 1
    assert weight(frequency, paragraphs, chance) > weight(frequency + 1, paragraphs, chance) > 0


def test_in_a_large_library_its_own_counts_decide() -> None:
    everyday = weight(10, 1_000_000, EVERYDAY.chance("does", ["en"]))
    assert everyday > weight(500_000, 1_000_000, 0.0)


def test_a_word_is_as_common_as_its_stem() -> None:
    assert EVERYDAY.chance_of_word("Directors", "en") == EVERYDAY.chance("director", ["en"]) > 0
    assert EVERYDAY.chance_of_word("!", "en") == 0


def test_what_is_kept_tells_the_same_and_needs_no_word_lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = EverydayWords(tmp_path).chance("usaha", ["id"])
    assert chance == EVERYDAY.chance("usaha", ["id"]) > 0
    monkeypatch.setattr(idf, "_count", lambda _: {})
    assert EverydayWords(tmp_path).chance("usaha", ["id"]) == chance
    assert not EverydayWords().is_listed("id")


def test_a_word_stands_in_terms_by_any_of_its_own() -> None:
    word = WeighedWord("msmes", (WeighedTerm("msme", 2.0), WeighedTerm("msmes", 5.0)))
    assert word.weight == 2
    assert word.stands_in({"msmes"})
    assert not word.stands_in({"asean"})


QUESTION = (
    WeighedWord("Ferries", (WeighedTerm("ferri", 3.0), WeighedTerm("ferries", 3.0)), crosses=False),
    WeighedWord("Langkawi", (WeighedTerm("langkawi", 6.0),), crosses=True),
    WeighedWord("to", (WeighedTerm("to", 1.0),), crosses=False),
)


def test_a_share_is_by_weight() -> None:
    assert Overlap(QUESTION).of({"ferri", "other"}) == 0.3
    assert Overlap(QUESTION).of({"ferri", "ferries", "langkawi", "to"}) == 1


def test_in_another_language_only_words_that_cross_stand() -> None:
    assert Overlap(QUESTION, foreign=True).of({"ferri", "langkawi", "to"}) == 0.6


def test_a_question_without_words_shares_nothing() -> None:
    assert Overlap(()).of({"ferri"}) == 0
