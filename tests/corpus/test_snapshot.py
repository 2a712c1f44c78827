"""Texts of large documents are remembered, and are those of the generation that is read."""

from corpus.library import Library
from corpus.text_cache import TextCache
from tests.corpus.conftest import Add, document

LARGE = "Sawah dan laut. " * 2_000  # 32,000 code points


def test_a_large_text_is_kept_and_a_small_one_is_not() -> None:
    texts = TextCache()
    texts.put(1, LARGE)
    texts.put(2, "small")
    assert texts.get(1) == LARGE
    assert texts.get(2) is None


def test_the_longest_unused_goes_first() -> None:
    texts = TextCache()
    for key in (1, 2, 3):
        texts.put(key, LARGE * 80)  # 2.6 million code points each
    texts.get(1)
    texts.put(4, LARGE * 80)
    assert [key for key in (1, 2, 3, 4) if texts.get(key)] == [1, 3, 4]


def test_a_text_larger_than_all_is_kept_alone() -> None:
    texts = TextCache()
    texts.put(1, LARGE)
    texts.put(2, LARGE * 300)
    assert texts.get(1) is None
    assert texts.get(2) == LARGE * 300


def test_a_large_document_that_changed_is_read_as_it_is_now(library: Library, add: Add) -> None:
    for text in (LARGE, "Laut. " + LARGE):
        add(document(text))
        for _ in range(2):
            with library.reading() as snapshot:
                (indexed,) = snapshot.added_since(0)
                assert snapshot.paragraphs([indexed.key])[indexed.key].text == text
