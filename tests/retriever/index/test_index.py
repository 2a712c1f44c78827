"""The derived indexes follow the library, step by step or from nothing alike."""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document, Paragraph, Span
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.library import Library
from corpus.records import EncodedParagraph, Encoding
from corpus.snapshot import Snapshot
from retriever.analysis import QuestionWord
from retriever.index.index import Candidates, Index, IndexMoved, SharedLock
from retriever.index.legs import Floats, Mask, Restriction, Restrictions
from retriever.query import Query

D = 8
ENCODING = Encoding("a-model", "d" * 64, D, 1)
QUESTION = np.eye(D, dtype=np.float32)[0]
WORDS = tuple(QuestionWord(word, (word,)) for word in ("t0", "t1", "t2"))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.create(tmp_path)
    yield opened
    opened.close()


def _add(library: Library, number: int, words: str | None = None) -> None:
    """A document of two paragraphs, whose vectors and terms depend on its number alone, but for the words given."""
    random = np.random.default_rng(number)
    paragraphs = tuple(Paragraph(Span(start, start + 4), (Span(start, start + 4),)) for start in (0, 5))
    text = "One. Two."
    made = Document(f"d{number}", "D", text, paragraphs, "text/plain", language=("en", "th", None)[number % 3])
    encoded = [
        EncodedParagraph(random.standard_normal((1, D)).astype(np.float32), (), (_terms(number, place, words),))
        for place in range(2)
    ]
    library.add(made, encoded, ENCODING)


def _terms(number: int, place: int, words: str | None) -> tuple[str, ...]:
    return tuple(words.split()) if words else (f"t{number % 4}", f"{number}{place}")


def _query(index: Index, *vectors: Floats, words: Sequence[QuestionWord] = (), foreign: Sequence[str] = ()) -> Query:
    return Query("", tuple(words), lambda: np.stack(vectors), languages=index.languages, foreign=tuple(foreign))


def _found(index: Index, snapshot: Snapshot) -> Candidates:
    return index.search(snapshot, _query(index, QUESTION, words=WORDS), count=100)


@settings(max_examples=25)
@given(changes=st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=12))
def test_following_each_change_is_as_starting_from_nothing(
    changes: list[tuple[bool, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = Library.create(tmp_path_factory.mktemp("library"))
    followed, held = Index(D), set[int]()
    for adding, number in changes:
        if adding:
            _add(library, number)
            held.add(number)
        elif number in held:
            library.remove(f"d{number}")
            held.remove(number)
        with library.reading() as snapshot:
            followed.refresh(snapshot)
    fresh = Index(D)
    with library.reading() as snapshot:
        fresh.refresh(snapshot)
        one, other = _found(followed, snapshot), _found(fresh, snapshot)
    library.close()
    assert len(one.keys) == 2 * len(held)
    np.testing.assert_array_equal(one.keys, other.keys)
    assert list(one.scores) == list(other.scores)
    for name, scores in one.scores.items():
        np.testing.assert_array_equal(scores, other.scores[name])
    np.testing.assert_array_equal(one.copies, other.copies)
    assert followed.languages == fresh.languages


def test_an_index_beyond_a_snapshot_gives_nothing_rather_than_a_mixture(library: Library) -> None:
    index = Index(D)
    _add(library, 1)
    with library.reading() as old:
        _add(library, 2)
        with library.reading() as new:
            index.refresh(new)
        index.refresh(old)
        with pytest.raises(IndexMoved):
            _found(index, old)


def test_words_looked_up_for_other_languages_are_looked_up_again(library: Library) -> None:
    index = Index(D)
    _add(library, 0)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        query = _query(index, QUESTION, words=WORDS)
        assert index.languages == ("en",)
        assert len(index.search(snapshot, query, count=5).keys) == 2
        with pytest.raises(IndexMoved):
            index.search(snapshot, replace(query, languages=()), count=5)


def test_words_that_do_not_cross_count_in_their_own_language_only(library: Library) -> None:
    index = Index(D)
    for number in (0, 4):  # English and Thai, of the same term
        _add(library, number)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        stays, crosses = (
            index.search(
                snapshot,
                _query(
                    index, QUESTION, QUESTION, words=[QuestionWord("t0", ("t0",), crosses=crossing)], foreign=["th"]
                ),
                count=10,
            )
            for crossing in (False, True)
        )
    assert stays.foreign.tolist() == [False, False, True, True]
    assert (stays.scores["lexical"] > 0).tolist() == [True, True, False, False]
    assert (crosses.scores["lexical"] > 0).all()


def test_in_another_language_another_vector_is_looked_for(library: Library) -> None:
    index = Index(D)
    for number in (0, 1, 3, 4):  # English and Thai by turns
        _add(library, number)
    other = np.roll(QUESTION, 1)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        mixed = index.search(snapshot, _query(index, QUESTION, other, foreign=["th"]), count=2)
        plain = index.search(snapshot, _query(index, QUESTION), count=2)
        shifted = index.search(snapshot, _query(index, other), count=2)
    assert sorted(mixed.foreign.tolist()) == [False, False, True, True]  # no language crowds out another
    for found, abroad in ((plain, False), (shifted, True)):
        scores = dict(zip(found.keys.tolist(), found.scores["dense"].tolist(), strict=True))
        for key, score, foreign in zip(mixed.keys.tolist(), mixed.scores["dense"].tolist(), mixed.foreign, strict=True):
            if foreign == abroad and key in scores:
                assert score == pytest.approx(scores[key], abs=1e-6)


def test_a_refresh_that_fails_leaves_nothing_half(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    index = Index(D)
    _add(library, 1)
    with library.reading() as snapshot, monkeypatch.context() as patch:
        patch.setattr(snapshot, "languages", lambda: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            index.refresh(snapshot)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        assert len(_found(index, snapshot).keys) == 2


def test_a_filter_is_looked_up_once_a_generation(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    index, within = Index(D), DocumentFilter(languages=frozenset({"en"}))
    looked, find = list[int](), Snapshot.find_keys

    def find_and_note(snapshot: Snapshot, asked: DocumentFilter) -> list[int]:
        looked.append(snapshot.generation)
        return find(snapshot, asked)

    monkeypatch.setattr(Snapshot, "find_keys", find_and_note)

    def found() -> set[int]:
        with library.reading() as snapshot:
            index.refresh(snapshot)
            query = _query(index, QUESTION, words=WORDS)
            return set(index.search(snapshot, query, count=100, within=within).documents.tolist())

    for number in range(4):
        _add(library, number)
    assert [found(), found()] == [{1, 4}] * 2
    _add(library, 6)
    assert [found(), found()] == [{1, 4, 5}] * 2
    library.remove("d3")
    assert [found(), found()] == [{1, 5}] * 2
    assert looked == [4, 5, 6]


def test_of_many_filters_the_ones_asked_for_last_are_kept() -> None:
    kept, looked = Restrictions(), list[str]()

    def ask(name: str) -> Restriction | None:
        def find(_: DocumentFilter) -> Mask:
            looked.append(name)
            return np.array([name != "all", True])

        return kept.get(DocumentFilter(collections=frozenset({name})), find)

    assert ask("all") is not None
    for number in range(63):
        ask(str(number))
    ask("all")
    ask("one more")
    ask("all")
    ask("0")
    assert looked == ["all", *map(str, range(63)), "one more", "0"]
    assert kept.get(EVERYTHING, lambda _: pytest.fail("looked up")) is None
    assert kept.get(DocumentFilter(published_from="1900"), lambda _: np.array([True, True])) is None


def test_copies_of_a_candidate_are_candidates_too(library: Library) -> None:
    index = Index(D)
    for number in (0, 1, 2):
        _add(library, number, words="the same")
    with library.reading() as snapshot:
        index.refresh(snapshot)
        first = index.search(snapshot, _query(index, QUESTION), count=1)
        within = index.search(
            snapshot,
            _query(index, QUESTION),
            count=1,
            within=DocumentFilter(ids=frozenset({"d1", "d2"})),
        )
    assert len(first.keys) == 6
    assert len(set(first.copies.tolist())) == 1
    assert len(within.keys) == 4


def test_many_hold_it_at_once() -> None:
    lock, together = SharedLock(), threading.Barrier(3, timeout=60)

    def share() -> int:
        with lock.shared():
            together.wait()
            shares = lock.shares
            together.wait()
            return shares

    with ThreadPoolExecutor(3) as pool:
        assert [each.result() for each in [pool.submit(share) for _ in range(3)]] == [3, 3, 3]
    assert lock.shares == 0


def test_one_alone_waits_for_those_who_share_and_goes_before_those_who_come_after() -> None:
    lock, order = SharedLock(), list[str]()

    def enter_alone() -> None:
        with lock.alone():
            order.append("alone")

    def enter_shared() -> None:
        with lock.shared():
            order.append("shared")

    with ThreadPoolExecutor(2) as pool:
        with lock.shared():
            alone = pool.submit(enter_alone)
            while not lock._waiting:
                time.sleep(0.001)
            shared = pool.submit(enter_shared)
            order.append("first")
        alone.result(timeout=60)
        shared.result(timeout=60)
    assert order == ["first", "alone", "shared"]


@pytest.mark.parametrize("hold", ["shared", "alone"])
def test_it_is_let_go_where_the_holder_fails(hold: str) -> None:
    lock = SharedLock()
    with pytest.raises(KeyError), getattr(lock, hold)():
        raise KeyError
    with lock.alone():
        assert lock.shares == 0
