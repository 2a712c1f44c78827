"""What the indexes have not seen yet: all of it once, without what is damaged, which is named."""

import hashlib

import numpy as np
import pytest

from corpus import to_index
from corpus.errors import LibraryError
from corpus.library import Library
from corpus.records import IndexedParagraph
from corpus.to_index import is_whole, read_added
from tests.corpus.conftest import ENCODING, Add, document

WRITTEN = ENCODING.to_json()


def read(library: Library, after: int = 0) -> tuple[list[IndexedParagraph], set[int]]:
    damaged: set[int] = set()
    with library.writing() as connection:
        return list(read_added(connection, WRITTEN, after, damaged)), damaged


def damage(library: Library, statement: str) -> None:
    with library.writing() as connection:
        connection.execute(statement)


@pytest.fixture
def three(library: Library, add: Add) -> list[int]:
    for name in ("one", "two", "three"):
        add(document(f"{name}.", name))
    return [each.key for each in library.documents()]


def test_what_came_after_a_generation_is_read_in_the_order_in_which_it_came(library: Library, three: list[int]) -> None:
    for after in range(4):
        found, damaged = read(library, after)
        assert ([each.document for each in found], damaged) == (three[after:], set())
    (first, *_), _ = read(library)
    assert first.terms == "over\none two"
    assert np.frombuffer(first.vectors, "<f4").tolist() == [0.5] * 4


def test_what_was_removed_or_replaced_is_not_read(library: Library, add: Add, three: list[int]) -> None:
    library.remove("one")
    add(document("other.", "two"))
    found, _ = read(library)
    assert [each.document for each in found] == [three[2], library.document("two").key]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE paragraphs SET vectors = zeroblob(16) WHERE document = {}",
        "UPDATE paragraphs SET vectors = 'text' WHERE document = {}",
        "UPDATE paragraphs SET vectors_digest = zeroblob(16) WHERE document = {}",
        "UPDATE paragraphs SET terms = 'other' WHERE document = {}",
        "UPDATE paragraphs SET terms = terms || x'ff' WHERE document = {}",
        "UPDATE paragraphs SET start = 'x' WHERE document = {}",
    ],
)
def test_what_is_damaged_is_left_out_and_its_document_named(change: str, library: Library, three: list[int]) -> None:
    damage(library, change.format(three[1]))
    found, damaged = read(library)
    assert [each.document for each in found] == [three[0], three[2]]
    assert damaged == {three[1]}


@pytest.mark.parametrize("text", ["'other'", "CAST(x'ff' AS TEXT)"])
def test_one_whose_words_alone_are_damaged_comes(text: str, library: Library, three: list[int]) -> None:
    damage(library, f"UPDATE documents SET text = {text} WHERE key = {three[1]}")
    found, damaged = read(library)
    assert ([each.document for each in found], damaged) == (three, set())


def test_vectors_of_another_encoding_are_not_taken(library: Library, three: list[int]) -> None:
    damaged: set[int] = set()
    with library.writing() as connection:
        assert list(read_added(connection, WRITTEN.replace("a-model", "another"), 0, damaged)) == []
    assert damaged == set(three)


def test_more_than_one_block_is_read_whole_and_once(library: Library, add: Add) -> None:
    count = to_index._BLOCK + 3
    for number in range(count):
        add(document(f"{number}.", f"d{number}"))
    found, _ = read(library)
    assert len({each.key for each in found}) == len(found) == count


def test_a_connection_reads_text_as_before_afterwards(library: Library, three: list[int]) -> None:
    damage(library, f"UPDATE documents SET title = CAST(x'ff' AS TEXT) WHERE key = {three[0]}")

    def look() -> None:
        with library.writing() as connection:
            list(read_added(connection, WRITTEN, 0, set()))
            connection.execute("SELECT title FROM documents").fetchall()

    with pytest.raises(LibraryError):
        look()


@pytest.mark.parametrize(("stored", "whole"), [("á", True), ("a", False), (b"\xc3\xa1", False), (None, False)])
def test_a_text_is_whole_where_its_digest_says_so(stored: object, whole: bool) -> None:
    assert is_whole(stored, hashlib.sha256("á".encode()).hexdigest()) is whole
