"""Each leg that is registered can be filled, asked, kept and emptied as the index does it."""

from collections.abc import Sequence

import numpy as np
import pytest

from corpus.records import EncodedParagraph, IndexedParagraph
from retriever.analysis import QuestionWord
from retriever.idf import EverydayWords
from retriever.index.legs import Leg, Scope
from retriever.index.registry import LEGS
from retriever.query import Query

D = 4
WORDS = ("berth", "ferry", "kelp")


def made(*words: str) -> list[IndexedParagraph]:
    """A paragraph of one word each, whose vector says the same."""
    stored = [
        EncodedParagraph(np.eye(D, dtype=np.float32)[[WORDS.index(word)]], (), ((word,),)).stored() for word in words
    ]
    return [IndexedParagraph(key, key, "en", terms, vectors) for key, (terms, vectors) in enumerate(stored)]


def filled(name: str, *words: str) -> Leg:
    leg = LEGS[name].make(D, EverydayWords())
    leg.add(made(*words))
    leg.commit()
    return leg


def best(leg: Leg, word: str) -> Sequence[int]:
    """The rows that score best for the word, in all scores of the leg."""
    vectors = np.eye(D, dtype=np.float32)[[WORDS.index(word)]]
    query = Query(word, (QuestionWord(word, (word,), crosses=False),), lambda: vectors, "en", ("en",), ())
    rows = np.arange(len(leg))
    scored = leg.search(query, Scope(None, np.zeros(len(leg), np.int64)), 3).score(rows).scores
    assert scored
    (found,) = {tuple(np.flatnonzero(values == values.max()).tolist()) for values in scored.values()}
    return found


@pytest.mark.parametrize("name", LEGS)
def test_a_leg_begins_empty_and_each_is_its_own(name: str) -> None:
    first, second = (LEGS[name].make(D, EverydayWords()) for _ in range(2))
    first.add(made("kelp"))
    first.commit()
    assert (len(first), len(second)) == (1, 0)


@pytest.mark.parametrize("name", LEGS)
def test_a_leg_finds_what_says_the_same(name: str) -> None:
    leg = filled(name, "berth", "ferry", "kelp", "ferry")
    assert best(leg, "kelp") == (2,)
    assert best(leg, "ferry") == (1, 3)


@pytest.mark.parametrize("name", LEGS)
def test_removal_closes_the_gap_and_what_is_kept_comes_back(name: str) -> None:
    leg = filled(name, "berth", "ferry", "kelp")
    leg.remove(np.array([False, True, False]))
    again = LEGS[name].make(D, EverydayWords())
    again.from_arrays(leg.to_arrays())
    for each in (leg, again):
        assert len(each) == 2
        assert best(each, "kelp") == (1,)


def test_words_are_looked_up_while_the_question_is_embedded() -> None:
    assert list(LEGS)[-1] == "dense"
    assert (LEGS["dense"].abroad, LEGS["lexical"].abroad) == (None, 0.25)
