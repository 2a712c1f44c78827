"""Terms that a misspelt or unaccented word stands for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.scripts import strip_accents
from retriever.index.spelling import Spellings


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
