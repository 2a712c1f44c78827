"""The database's own indexes: what they count and find is what the paragraphs say, whatever came and went."""

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import cast

import numpy as np
import pytest

from corpus.documents import Document, Paragraph, Span
from corpus.errors import LibraryBusy
from corpus.library import Library
from corpus.postgres import engine
from corpus.postgres.engine import Copying, Counts, Languages
from corpus.records import EncodedParagraph
from corpus.sql import Connection
from tests.corpus.conftest import ENCODING

D = ENCODING.dimension
TERMS: dict[str, list[tuple[str, ...]]] = {
    "a": [("harbour", "fee", "fee"), ("ferry", "phí"), ("harbour", "ferry")],
    "b": [("phi", "phí", "phố"), ("ferry", "phí")],
    "c": [("harbour",) * 4 + ("the",) * 30],
}
LANGUAGES = {"a": "en", "b": "vi", "c": None}


def paragraph_of(terms: Sequence[str], place: int) -> EncodedParagraph:
    """A paragraph of one sentence whose vector points more to its own axis the later it stands."""
    vector = np.zeros((1, D), np.float32)
    vector[0, place % D] = 1
    return EncodedParagraph(vector, (), (tuple(terms),))


def made(name: str) -> tuple[Document, list[EncodedParagraph]]:
    text = name * len(TERMS[name])
    spans = [Span(place, place + 1) for place in range(len(text))]
    cut = tuple(Paragraph(span, (span,)) for span in spans)
    document = Document(name, name, text, cut, "text/plain", language=LANGUAGES[name])
    return document, [paragraph_of(terms, place) for place, terms in enumerate(TERMS[name])]


@pytest.fixture
def filled(library: Library) -> Library:
    """The documents a and b, then the indexes, then c, by the indexes that are there."""
    library.add_all([made("a"), made("b")], ENCODING)
    with library.writing() as connection:
        engine.prepare(cast("Copying", connection))
    library.add_all([made("c")], ENCODING)
    return library


@contextmanager
def opened(library: Library) -> Iterator[Connection]:
    with library.reading() as snapshot:
        engine.set_up_search(snapshot.connection)
        yield snapshot.connection


def keys(connection: Connection, name: str) -> list[int]:
    """The keys of a document's paragraphs, in order."""
    sql = """SELECT p.key FROM paragraphs p JOIN documents d ON d.key = p.document WHERE d.id = ? ORDER BY p.position"""
    return [key for (key,) in connection.execute(sql, (name,))]


def document_key(connection: Connection, name: str) -> int:
    (key,) = connection.execute("SELECT key FROM documents WHERE id = ?", (name,)).fetchone()
    return int(key)


def frequencies(*names: str) -> Counter[str]:
    return Counter(term for name in names for terms in TERMS[name] for term in set(terms))


def bm25(terms: dict[str, float], paragraph: Sequence[str], mean: float) -> float:
    counts = Counter(paragraph)
    norm = 1.2 * (0.25 + 0.75 * len(paragraph) / mean)
    return sum(weight * 2.2 * counts[term] / (counts[term] + norm) for term, weight in terms.items())


@pytest.mark.parametrize(("counts", "mean"), [(Counts(0, 0), 1), (Counts(4, 0), 1), (Counts(4, 10), 2.5)])
def test_a_mean_length_divides_by_nothing(counts: Counts, mean: float) -> None:
    assert counts.mean_length == mean


def test_what_is_counted_is_what_the_paragraphs_hold(filled: Library) -> None:
    wanted = frequencies("a", "b", "c")
    with opened(filled) as connection:
        assert engine.read_counts(connection) == Counts(6, sum(len(each) for held in TERMS.values() for each in held))
        assert engine.read_frequencies(connection, [*wanted, "nowhere"]) == wanted


def test_what_goes_is_counted_no_more_and_a_term_that_stands_nowhere_is_gone(filled: Library) -> None:
    filled.remove("b")
    with opened(filled) as connection:
        assert engine.read_counts(connection) == Counts(4, sum(len(each) for name in "ac" for each in TERMS[name]))
        assert engine.read_frequencies(connection, ["phí", "phi", "phố", "ferry"]) == {"phí": 1, "ferry": 2}
        left = set(keys(connection, "a") + keys(connection, "c"))
        for table in ("passages", "postings", "units"):
            assert {key for (key,) in connection.execute(f"SELECT paragraph FROM {table}")} == left


def test_a_document_in_the_place_of_another_counts_in_its_place(filled: Library) -> None:
    document, _ = made("c")
    changed = Document("c", "C", "new", (Paragraph(Span(0, 3), (Span(0, 3),)),), document.media_type, language="th")
    filled.add(changed, [paragraph_of(("quay",), 0)], ENCODING)
    with opened(filled) as connection:
        assert engine.read_frequencies(connection, ["harbour", "quay", "the"]) == {"harbour": 2, "quay": 1}
        assert engine.read_counts(connection).paragraphs == 6


def test_a_word_without_accents_finds_those_that_have_them(filled: Library) -> None:
    with opened(filled) as connection:
        assert engine.read_accented(connection, ["phi", "pho", "fee"]) == {"phí": 3, "phố": 1}


def test_terms_alike_begin_with_the_letter_and_are_as_long_in_code_points(filled: Library) -> None:
    with opened(filled) as connection:
        assert engine.read_alike(connection, "f", 1, 3) == {"fee": 1}
        assert engine.read_alike(connection, "f", 4, 5) == {"ferry": 3}
        assert engine.read_alike(connection, "p", 3, 3) == {"phi": 1, "phí": 3, "phố": 1}
        assert engine.read_alike(connection, "g", 1, 9) == {}


def test_the_nearest_vectors_come_first_and_a_filter_leaves_others_out(filled: Library) -> None:
    asked = np.array([0.9, 0.8, 0.1, 0], np.float32)
    with opened(filled) as connection:
        a, b, c = (keys(connection, name) for name in "abc")

        def near(count: int, documents: Sequence[int] | None = None, languages: Languages = Languages()) -> list[int]:  # noqa: B008
            return engine.find(
                connection,
                engine.near(asked, count, sentences=False, documents=documents, languages=languages),
            )

        assert set(near(3)) == {a[0], b[0], c[0]}
        assert near(9)[-1] == a[2]
        assert near(9, [document_key(connection, "b")]) == b
        assert near(9, []) == []
        assert set(near(9, languages=Languages(without=("en", None)))) == set(b)
        assert set(near(9, languages=Languages(without=("vi",)))) == {*a, *c}  # of no language is another language
        assert near(9, languages=Languages(only=(None,))) == c


def test_sentences_are_searched_apart_from_paragraphs(library: Library) -> None:
    spans = (Span(0, 1), Span(1, 2))
    document = Document("s", "S", "xy", (Paragraph(Span(0, 2), spans),), "text/plain")
    vectors = np.eye(3, D, dtype=np.float32)
    library.add(document, [EncodedParagraph(vectors, (), (("x",), ("y",)))], ENCODING)
    with library.writing() as connection:
        engine.prepare(cast("Copying", connection))
    with opened(library) as connection:
        found = [
            engine.find(connection, engine.near(vectors[2], 9, sentences=told, documents=None, languages=Languages()))
            for told in (False, True)
        ]
        (key,) = keys(connection, "s")
    assert found == [[key], [key, key]]


@pytest.mark.parametrize("terms", [{"harbour": 1.0}, {"harbour": 0.5, "ferry": 2.0}, {"phí": 1.0, "nowhere": 9.0}])
def test_words_match_in_the_order_of_bm25(filled: Library, terms: dict[str, float]) -> None:
    with opened(filled) as connection:
        mean = engine.read_counts(connection).mean_length
        scores = {
            key: bm25(terms, held, mean)
            for name, paragraphs in TERMS.items()
            for key, held in zip(keys(connection, name), paragraphs, strict=True)
        }
        wanted = sorted((key for key in scores if scores[key] > 0), key=lambda key: (-scores[key], key))
        assert engine.find(connection, engine.matching(terms, 9, mean, None)) == wanted
        assert engine.find(connection, engine.matching(terms, 1, mean, None)) == wanted[:1]
        within = [document_key(connection, "b")]
        among = [key for key in wanted if key in keys(connection, "b")]
        assert engine.find(connection, engine.matching(terms, 9, mean, within)) == among


def test_paragraphs_of_the_same_words_come_together(filled: Library) -> None:
    with opened(filled) as connection:
        a, b = keys(connection, "a"), keys(connection, "b")
        assert engine.with_copies(connection, [b[1]], None) == [a[1], b[1]]
        assert engine.with_copies(connection, [b[1]], [document_key(connection, "b")]) == [b[1]]
        assert engine.with_copies(connection, [], None) == []


def test_paragraphs_are_read_back_in_order_and_a_damaged_one_is_left_out(filled: Library) -> None:
    with filled.writing() as connection:
        damaged = keys(connection, "a")[1]
        connection.execute("UPDATE paragraphs SET vectors = ? WHERE key = ?", (bytes(4 * D), damaged))
    with opened(filled) as connection:
        a, b = keys(connection, "a"), keys(connection, "b")
        found = list(engine.read(connection, [*b[::-1], *a]))
        assert [each.key for each in found] == [a[0], a[2], *b]
        assert found[0].terms.split() == ["harbour", "fee", "fee"]
        assert (found[0].language, found[-1].language) == ("en", "vi")


def test_indexes_laid_anew_meanwhile_hold_nothing_for_who_read_before(filled: Library) -> None:
    with opened(filled) as connection:
        assert engine.is_there(connection)
    with filled.writing() as connection:
        connection.execute("DELETE FROM engine")
        with pytest.raises(LibraryBusy, match="just made anew"):
            engine.read_counts(connection)
        connection.execute("INSERT INTO engine VALUES (0, 0, 0)")


def test_indexes_are_made_once_and_a_library_without_them_needs_none(library: Library) -> None:
    library.add_all([made("a")], ENCODING)
    with library.reading() as snapshot:
        assert not engine.is_there(snapshot.connection)
    for _ in range(2):
        with library.writing() as connection:
            engine.prepare(cast("Copying", connection))
    with opened(library) as connection:
        assert engine.read_counts(connection).paragraphs == 3
