import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from retriever.idf import WeighedTerm, WeighedWord
from retriever.quotes import LONGEST, NEARLY, WEIGHTS, Asked, Floats, Shares, features, run


def _words(**weights: float) -> list[WeighedWord]:
    return [WeighedWord(term, (WeighedTerm(term, weight),)) for term, weight in weights.items()]


def test_the_share_is_of_the_weight() -> None:
    question = _words(how=1.0, msme=3.0)
    assert Shares(question).of({"msme"}) == 0.75
    assert Shares(question).of({"how", "msme", "more"}) == 1.0
    assert Shares(question).of(set()) == 0.0
    assert Shares([]).of({"msme"}) == 0.0


def test_any_of_a_words_terms_will_do() -> None:
    word = WeighedWord("launched", (WeighedTerm("launch", 2.0), WeighedTerm("launched", 5.0)))
    assert Shares([word]).of({"launched"}) == Shares([word]).of({"launch"}) == 1.0
    assert word.weight == 2.0


def _described(
    question: Asked, cosines: list[float], sentences: list[str], terms: list[set[str]], first: list[bool]
) -> Floats:
    return features(question, np.array(cosines, dtype=np.float32), sentences, terms, [False] * len(sentences), first)


def _best(cosines: list[float], question: Asked, sentences: list[str]) -> int:
    terms = [set(sentence.lower().strip(".").split()) for sentence in sentences]
    described = _described(question, cosines, sentences, terms, [number == 0 for number in range(len(sentences))])
    return int(np.argmax(described @ list(WEIGHTS.values())))


def _asked(text: str, **weights: float) -> Asked:
    return Asked(text, _words(**weights), mean=0.4, deviation=0.1)


def test_words_decide_between_sentences_alike_in_meaning() -> None:
    assert _best([0.52, 0.50], _asked("msme", msme=3.0), ["Others.", "An msme."]) == 1


def test_meaning_decides_between_sentences_alike_in_words() -> None:
    assert _best([0.2, 0.6], _asked("msme", msme=3.0), ["An msme.", "The msme."]) == 1
    assert _best([0.2, 0.6], _asked("?"), ["One.", "Other."]) == 1


def test_the_kind_of_thing_asked_for_decides_between_the_rest() -> None:
    sentences = ["The centre was opened with a speech.", "The centre was opened on 24 October 2025."]
    assert _best([0.6, 0.6], _asked("When was the centre opened?", centre=3.0), sentences) == 1
    assert _best([0.6, 0.6], _asked("Why was the centre opened?", centre=3.0), sentences) == 0


def test_sentences_that_nothing_tells_apart_are_equals() -> None:
    found = _described(Asked("?", [], 0.5, 0.0), [0.5, 0.5], ["One.", "Two."], [set()] * 2, [True, False])
    assert not found.any()


def test_a_sentence_that_goes_on_is_known_by_the_one_before() -> None:
    cosines = [0.70, 0.48, 0.50]
    question = _asked("What does the centre train?")
    described = _described(
        question,
        cosines,
        ["The centre was opened.", "It trains MSMEs.", "Others met."],
        [set()] * 3,
        [True, False, False],
    )
    worth = described @ list(WEIGHTS.values())
    assert worth[1] > worth[2]


@pytest.mark.parametrize(
    ("sentence", "goes_on"),
    [
        ("It trains MSMEs.", True),
        ("Ia melatih PKS.", True),
        ("Bà là thủ tướng.", True),
        ("Bà Rịa là một thành phố.", False),
        ("Ito Hirobumi wrote it.", False),
        ("Its", True),
        ("Itself, it trains.", False),
    ],
)
def test_a_pronoun_before_a_name_is_a_title(sentence: str, goes_on: bool) -> None:
    described = _described(_asked("?"), [0.7, 0.5], ["One.", sentence], [set(), set()], [True, False])
    assert bool(described[1, list(WEIGHTS).index("before")]) == goes_on


def test_the_paragraph_before_says_nothing_of_what_begins_one() -> None:
    sentences, terms = ["The centre was opened.", "It trains MSMEs."], [set[str](), set[str]()]
    beginning = _described(_asked("?"), [0.7, 0.5], sentences, terms, [True, True])
    going_on = _described(_asked("?"), [0.7, 0.5], sentences, terms, [True, False])
    before = list(WEIGHTS).index("before")
    assert beginning[:, before].tolist() == [0.0, 0.0]
    assert going_on[:, before].tolist() == [0.0, going_on[0, 0]]


def _spans(*lengths: int) -> list[Span]:
    ends = np.cumsum(np.array(lengths) + 1)
    return [Span(int(end) - length - 1, int(end) - 1) for end, length in zip(ends, lengths, strict=True)]


@pytest.mark.parametrize(
    ("answering", "first", "last"),
    [
        ([0.0, 3.0, 0.0], 1, 1),
        ([2.5, 3.0, 0.0], 0, 1),
        ([2.5, 3.0, 2.9], 0, 2),
        ([3.0, 0.0, 3.0], 0, 0),
        ([2.9, 2.8, 3.0, 2.9, 2.9], 2, 4),
        ([3.0], 0, 0),
    ],
)
def test_what_answers_nearly_as_well_beside_the_best_is_quoted_with_it(
    answering: list[float], first: int, last: int
) -> None:
    spans = _spans(*[50] * len(answering))
    assert run(np.array(answering), spans) == Span(spans[first].start, spans[last].end)


def test_where_one_neighbour_is_too_long_the_other_is_quoted() -> None:
    assert run(np.array([4.5, 5.0, 4.8]), _spans(50, 49, LONGEST)) == Span(0, 100)


def test_a_quote_of_several_sentences_is_not_long() -> None:
    assert run(np.array([3.0, 2.9]), _spans(LONGEST, 10)) == Span(0, LONGEST)


@given(st.lists(st.tuples(st.floats(-9, 9), st.integers(1, 500)), min_size=1, max_size=9))
def test_a_quote_holds_the_best_sentence_and_none_far_below_it(sentences: list[tuple[float, int]]) -> None:
    answering, spans = np.array([score for score, _ in sentences]), _spans(*[length for _, length in sentences])
    quoted = run(answering, spans)
    best = spans[int(np.argmax(answering))]
    held = [score for score, span in zip(answering, spans, strict=True) if quoted.start <= span.start < quoted.end]
    assert quoted.start <= best.start < best.end <= quoted.end
    assert len(held) <= 3
    assert min(held) >= answering.max() - NEARLY
    assert quoted == best or quoted.end - quoted.start <= LONGEST
