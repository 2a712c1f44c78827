from retriever.idf import WeighedTerm, WeighedWord
from retriever.overlap import Overlap

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
