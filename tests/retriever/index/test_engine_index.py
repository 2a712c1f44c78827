"""Candidates from PostgreSQL's indexes are nearly those of the exact legs, with the same scores; no table is walked."""

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import numpy as np
import pytest

from corpus.documents import Document, Paragraph, Span
from corpus.errors import LibraryBusy
from corpus.filters import DocumentFilter
from corpus.library import Library
from corpus.postgres import engine
from corpus.postgres.engine import Languages
from corpus.records import EncodedParagraph, Encoding
from corpus.reembedding import Reembedding
from corpus.snapshot import Snapshot
from corpus.storage import DatabaseURL
from retriever.analysis import QuestionWord
from retriever.index.engine_index import EngineIndex, prepare
from retriever.index.index import Candidates, Index
from retriever.query import Query
from tests.postgres import Server

D = 24
ENCODING = Encoding("a-model", "d" * 64, D, 1)
_TEXT = "One. Two. Six."
_SPANS = (Span(0, 4), Span(5, 9), Span(10, 14))
_PARAGRAPHS = 40  # a document
_DOCUMENTS = 40
_TOPICS = 200
_CENTRES = np.random.default_rng(0).standard_normal((_TOPICS, D))


def made(number: int, paragraphs: int = _PARAGRAPHS) -> tuple[Document, list[EncodedParagraph]]:
    """A document of paragraphs of some topics each: words and vectors around the topic's."""
    random = np.random.default_rng(number + 1)
    text = "\n".join([_TEXT] * paragraphs)
    cut, encoded = [], []
    for place in range(paragraphs):
        start = place * (len(_TEXT) + 1)
        spans = tuple(Span(start + each.start, start + each.end) for each in _SPANS)
        cut.append(Paragraph(Span(start, start + len(_TEXT)), spans))
        topic = int(random.integers(_TOPICS))
        vectors = _CENTRES[topic] + 0.7 * random.standard_normal((4, D))
        terms = tuple(
            ("the", f"topic{topic}", f"rare{random.integers(2000)}", f"word{random.integers(40)}") for _ in spans
        )
        unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        encoded.append(EncodedParagraph(unit.astype(np.float32), (f"d{number}",), terms))
    language, collection = ("en", "th")[number % 2], f"c{number % 4}"
    return (
        Document(f"d{number}", f"D {number}", text, tuple(cut), "text/plain", language=language, collection=collection),
        encoded,
    )


def fill(library: Library, numbers: range) -> None:
    library.add_all([made(number) for number in numbers], ENCODING)


@pytest.fixture(scope="module")
def library(postgres: Server) -> Iterator[Library]:
    """A library of some thousand vectors. Not to be changed."""
    with closing(Library.create(postgres.database())) as library:
        fill(library, range(_DOCUMENTS // 2))
        prepare(library)
        fill(library, range(_DOCUMENTS // 2, _DOCUMENTS))  # by the tables that are there already
        yield library


@pytest.fixture
def small(postgres: Server) -> Iterator[Library]:
    """A library that a test may change."""
    with closing(Library.create(postgres.database())) as library:
        prepare(library)
        library.add_all([made(number, 3) for number in range(4)], ENCODING)
        yield library


def query(topic: int, languages: tuple[str | None, ...], foreign: tuple[str | None, ...] = ()) -> Query:
    random = np.random.default_rng(topic)
    vectors = _CENTRES[topic] + 0.5 * random.standard_normal((1 + len(foreign), D))
    vectors = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    words = [QuestionWord(word, (word,), crosses=word.startswith("rare")) for word in ("the", f"topic{topic}", "rare7")]
    return Query("", tuple(words), lambda: vectors, "en", languages, foreign)


def reembed(library: Library) -> None:
    """Make all vectors anew by another model."""
    work = Reembedding(library, Encoding("another-model", "e" * 64, D, 1))
    for document in work.documents():
        work.put(document, made(100 + int(document.id[1:]), 3)[1])
    assert work.finish()


def search(index: Index, snapshot: Snapshot, asked: Query, within: DocumentFilter = DocumentFilter()) -> Candidates:  # noqa: B008
    return index.search(snapshot, asked, count=100, within=within)


def indexes(snapshot: Snapshot) -> tuple[Index, EngineIndex]:
    exact, engine_index = Index(D), EngineIndex(D)
    for each in (exact, engine_index):
        each.refresh(snapshot)
    return exact, engine_index


@pytest.mark.parametrize("foreign", [(), ("th",)])
@pytest.mark.parametrize("within", [DocumentFilter(), DocumentFilter(collections=frozenset({"c1", "c2"}))])
def test_candidates_are_those_of_the_exact_legs(
    library: Library, foreign: tuple[str, ...], within: DocumentFilter
) -> None:
    recalls, firsts = [], []
    with library.reading() as snapshot:
        exact, engine_index = indexes(snapshot)
        assert len(engine_index) == len(exact) == _DOCUMENTS * _PARAGRAPHS
        for topic in range(25):
            asked = query(topic, exact.languages, foreign)
            wanted, found = (search(each, snapshot, asked, within) for each in (exact, engine_index))
            recalls.append(np.isin(wanted.keys, found.keys).mean())
            firsts.append(wanted.keys[wanted.fused.argmax()] == found.keys[found.fused.argmax()])
    assert np.mean(recalls) >= 0.98
    assert np.mean(firsts) >= 0.98


def test_a_word_of_most_paragraphs_proposes_none_where_another_does(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retriever.index.engine_index._FEW", 0)
    with library.reading() as snapshot:
        exact, engine_index = indexes(snapshot)
        asked = query(3, exact.languages)
        wanted, found = (search(each, snapshot, asked) for each in (exact, engine_index))
    lexical = dict(zip(found.keys.tolist(), found.scores["lexical"].tolist(), strict=True))
    scores = dict(zip(wanted.keys.tolist(), wanted.scores["lexical"].tolist(), strict=True))
    the = max(score for key, score in scores.items() if key not in lexical)
    telling = {key for key, score in scores.items() if score > the}
    assert telling
    assert telling <= lexical.keys()
    assert min(lexical.values()) > 0  # the word counts in what others propose


def test_what_both_find_has_the_same_scores(library: Library) -> None:
    with library.reading() as snapshot:
        exact, engine_index = indexes(snapshot)
        asked = query(3, exact.languages, ("th",))
        wanted, found = (search(each, snapshot, asked) for each in (exact, engine_index))
    both, at, there = np.intersect1d(wanted.keys, found.keys, return_indices=True)
    assert len(both) > 100
    for name in ("dense", "sentence", "lexical"):
        assert np.array_equal(wanted.scores[name][at], found.scores[name][there])
    assert np.array_equal(wanted.foreign[at], found.foreign[there])
    assert np.array_equal(wanted.copies[at], found.copies[there])
    assert wanted.words == found.words


def test_who_searches_while_the_tables_are_laid_anew_is_told(small: Library) -> None:
    with small.reading() as snapshot, closing(Library.open(small.location)) as other:
        index = EngineIndex(D)
        assert snapshot.generation  # from here on it sees what is there now
        reembed(other)
        with pytest.raises(LibraryBusy, match="ask again"):
            index.refresh(snapshot)


def test_the_nearest_by_vectors_are_found(library: Library) -> None:
    recalls = []
    with library.reading() as snapshot:
        engine.set_up_search(snapshot.connection)
        rows = list(snapshot.added_since(0))
        own = np.stack([np.frombuffer(row.vectors, dtype="<f4").reshape(-1, D)[0] for row in rows])
        keys = np.array([row.key for row in rows])
        for topic in range(25):
            vector = query(topic, ()).vectors()[0]
            statement = engine.near(vector, 100, sentences=False, documents=None, languages=Languages())
            nearest = keys[np.argsort(-(own @ vector))[:100]]
            recalls.append(np.isin(nearest, engine.find(snapshot.connection, statement)).mean())
    assert np.mean(recalls) >= 0.98


@pytest.mark.parametrize("documents", [None, [1, 2, 3]])
def test_no_search_walks_through_a_table(library: Library, documents: list[int] | None) -> None:
    vector = query(1, ()).vectors()[0]
    statements = [
        engine.near(vector, 100, sentences=True, documents=documents, languages=Languages()),
        engine.near(vector, 100, sentences=False, documents=documents, languages=Languages(without=("th",))),
        engine.matching({"topic1": 2.0, "rare7": 3.0}, 100, 12.0, documents),
        engine.alike("r", 5, 9),
    ]
    with library.reading() as snapshot:
        engine.set_up_search(snapshot.connection)
        for sql, values in statements:
            rows = snapshot.connection.execute(f"EXPLAIN (FORMAT JSON) {sql}", values).fetchall()
            plan = json.dumps(rows)
            assert "Index" in plan
            assert "Seq Scan" not in plan


@pytest.mark.parametrize(
    ("typed", "meant"), [("rehearsel", "rehearsal"), ("aplication", "application"), ("ngay", "ngày"), ("zebra", None)]
)
def test_a_misspelt_word_finds_what_it_finds_in_memory(small: Library, typed: str, meant: str | None) -> None:
    document, (encoded, *more) = made(9, 2)
    spelt = replace(encoded, terms=(("rehearsal", "application", "ngày"), *encoded.terms[1:]))
    small.add(document, [spelt, *more], ENCODING)
    vectors = query(1, ()).vectors
    with small.reading() as snapshot:
        exact, index = indexes(snapshot)
        asked = Query(typed, (QuestionWord(typed, (typed,)),), vectors, "en", exact.languages)
        wanted, found = (search(each, snapshot, asked) for each in (exact, index))
    terms = [[term.term for word in each.words for term in word.terms] for each in (wanted, found)]
    assert terms[0] == terms[1] == [meant or typed]
    np.testing.assert_array_equal(wanted.keys, found.keys)
    np.testing.assert_array_equal(wanted.scores["lexical"], found.scores["lexical"])
    assert found.scores["lexical"].any() == bool(meant)


def test_they_are_searched_as_they_are_after_each_change(small: Library) -> None:
    def same() -> None:
        with small.reading() as snapshot:
            exact, engine_index = indexes(snapshot)
            assert len(engine_index) == len(exact)
            if not len(exact):
                return
            for topic in range(5):
                asked = query(topic, exact.languages)
                wanted, found = (search(each, snapshot, asked) for each in (exact, engine_index))
                assert wanted.keys.tolist() == found.keys.tolist()
                assert wanted.fused.tolist() == found.fused.tolist()

    same()
    small.remove("d1")
    same()
    small.add(*made(9, 2), ENCODING)
    document, encoded = made(3, 1)
    small.add(document, encoded, ENCODING)  # in the place of a longer version
    same()
    for record in small.documents():
        small.remove(record.id)
    same()
    small.add(*made(5, 2), ENCODING)
    same()


def test_vectors_that_were_made_anew_are_searched(small: Library) -> None:
    reembed(small)
    with small.reading() as snapshot:
        exact, engine_index = indexes(snapshot)
        asked = query(2, exact.languages)
        wanted, found = (search(each, snapshot, asked) for each in (exact, engine_index))
    assert wanted.fused.tolist() == found.fused.tolist()


def test_a_removed_document_leaves_no_term_behind(small: Library, postgres: Server) -> None:
    small.remove("d2")
    assert isinstance(small.location, DatabaseURL)
    (left,) = postgres.query(
        small.location,
        "SELECT (SELECT count(*) FROM rujuk.postings WHERE term = 'd2'), "
        "(SELECT count(*) FROM rujuk.term_counts WHERE term = 'd2'), (SELECT paragraphs FROM rujuk.engine)",
    )
    assert left == (0, 0, 9)
