"""What was read lately is remembered, and is that of the generation that is read."""

import sqlite3
from dataclasses import replace

from corpus.documents import Paragraph, Span
from corpus.library import Library
from tests.corpus.conftest import Add, document

LARGE = "Sawah dan laut. " * 2_000  # 32,000 code points


def test_what_was_read_is_read_once_a_generation(library: Library, add: Add) -> None:
    add(document("Sawah.", "one"))
    statements: list[str] = []
    for added in (False, True):
        if added:
            add(document("Laut.", "two"))
        with library.reading() as snapshot:
            first = snapshot.paragraphs([1]), snapshot.records([1])
            assert isinstance(snapshot.connection, sqlite3.Connection)
            snapshot.connection.set_trace_callback(statements.append)
            assert (snapshot.paragraphs([1]), snapshot.records([1])) == first
            snapshot.connection.set_trace_callback(None)
    assert statements == []


def test_a_large_document_that_changed_is_read_as_it_is_now(library: Library, add: Add) -> None:
    for text in (LARGE, "Laut. " + LARGE):
        add(document(text))
        for _ in range(2):
            with library.reading() as snapshot:
                (indexed,) = snapshot.added_since(0)
                assert snapshot.paragraphs([indexed.key])[indexed.key].text == text


def test_of_a_long_document_the_first_paragraphs_are_read_alone(library: Library, add: Add) -> None:
    spans = [Span(0, 6), Span(7, 12), Span(13, 18)]
    whole = replace(document("Sawah. Laut. Desa."), paragraphs=tuple(Paragraph(each, (each,)) for each in spans))
    add(whole)
    with library.reading() as snapshot:
        assert [each.span for each in snapshot.read_document("a").paragraphs] == spans
        assert [each.span for each in snapshot.read_document("a", 2).paragraphs] == spans[:2]
        assert snapshot.read_document("a", 2).text == whole.text
