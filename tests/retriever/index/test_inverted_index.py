from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.scripts import strip_accents
from retriever.index import inverted_index
from retriever.index.inverted_index import Postings, Spellings

words = st.lists(st.sampled_from("abcdef"), max_size=6).map(" ".join)
changes = st.lists(st.tuples(st.lists(words, max_size=5), st.sets(st.integers(0, 30))), max_size=12)


def _held(index: Postings, term: str) -> list[tuple[int, int]]:
    pieces = [zip(rows.tolist(), counts.tolist(), strict=True) for rows, counts in index.of(term)]
    return [pair for piece in pieces for pair in piece]


@given(changes, st.sampled_from([1, 7, 1 << 20]), st.sampled_from([0, 1 << 20]))
def test_it_holds_what_the_paragraphs_hold(changes: list[tuple[list[str], set[int]]], pending: int, few: int) -> None:
    index, left = Postings(), list[str]()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inverted_index, "_PENDING", pending)
        patch.setattr(index, "_most_terms", few)
        for added, removed in changes:
            index.add(added)
            index.commit()
            left += added
            index.remove(np.array([row in removed for row in range(len(left))], dtype=np.bool_))
            left = [each for row, each in enumerate(left) if row not in removed]
    counted = [Counter(each.split()) for each in left]
    assert index.lengths.tolist() == [each.total() for each in counted]
    for term in "abcdefg":
        expected = [(row, each[term]) for row, each in enumerate(counted) if each[term]]
        assert _held(index, term) == expected
        assert index.frequency(term) == len(expected)


def test_single_paragraphs_do_not_pile_up() -> None:
    index = Postings()
    for number in range(500):
        index.add([f"one and {number}"])
        index.commit()
    assert index.frequency("one") == 500
    assert len(list(index.of("one"))) < 12


def test_asking_for_a_term_does_not_make_it_known() -> None:
    index = Postings()
    index.add(["a b"])
    index.commit()
    assert _held(index, "c") == []
    index.add(["c"])
    index.commit()
    assert _held(index, "c") == [(1, 1)]


def test_words_that_went_with_their_paragraphs_are_let_go(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inverted_index, "_FEW_TERMS", 50)
    index = Postings()
    index.add(["this stays"])
    for number in range(100):
        index.add([" ".join(f"{number}-{each}" for each in range(10))])
        index.commit()
        index.remove(np.array([False, True]))
    assert len(index._numbers) < 100
    assert _held(index, "stays") == [(0, 1)]


def _of(*terms: str) -> Spellings:
    spellings = Spellings()
    spellings.add(terms)
    return spellings


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("refnd", "refund"), ("adlut", "adult"), ("biyaya", "biaya"), ("registrasoin", "registration")],
)
def test_a_misspelt_word_is_near_the_one_that_was_meant(typed: str, meant: str) -> None:
    assert [term for _, term in _of("grant", meant, "water").nearest(typed)] == [meant]


@pytest.mark.parametrize(("typed", "other"), [("2024", "2025"), ("fe", "fee"), ("bolt", "colt"), ("น้ำ", "น้า")])
def test_numbers_short_words_other_first_letters_and_unspaced_scripts_are_taken_as_typed(
    typed: str, other: str
) -> None:
    assert not _of(other).nearest(typed)


def test_a_word_without_accents_stands_for_those_with_them() -> None:
    assert _of("ngày", "đó", "ngay", "ngáy").accented("ngay") == sorted(["ngày", "ngáy"])
    assert _of("đó").accented("do") == ["đó"]
    assert _of("bệnh", "được").accented("benh") == ["bệnh"]
    assert [term for _, term in _of("tiếng").nearest("tiếgn")] == ["tiếng"]


@given(st.lists(st.text(alphabet="abcdeéđ1", min_size=1, max_size=9), unique=True), st.randoms(use_true_random=False))
def test_the_order_in_which_terms_came_does_not_count(terms: list[str], random: object) -> None:
    shuffled = sorted(terms, key=lambda _: random.random())  # type: ignore[attr-defined]
    one, other = _of(*terms), _of(*shuffled)
    for term in terms:
        assert one.nearest(term) == other.nearest(term)
        assert one.accented(strip_accents(term)) == other.accented(strip_accents(term))
