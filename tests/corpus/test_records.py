"""What stands in the library's file is what was added, whatever a reader may make."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document, Introduction, Paragraph, Role, Span
from corpus.errors import LibraryForeign
from corpus.integrity import check
from corpus.library import Library
from corpus.records import DocumentRow, ParagraphRow, number_paragraphs
from corpus.snapshot import Snapshot
from tests.corpus.conftest import ENCODING, Add, document, encoded

TEXT = "Head\nTo be brought:\na card;\na form.\nTail"
STRUCTURED = Document(
    id="structured",
    title="Structured",
    text=TEXT,
    paragraphs=(
        Paragraph(Span(0, 4), (Span(0, 4),), is_heading=True),
        Paragraph(
            span=Span(5, 35),
            sentences=(Span(5, 19), Span(20, 27), Span(28, 35)),
            headings=("Head",),
            page=2,
            introductions=(Introduction(Span(0, 4), "heading"), Introduction(Span(5, 19), "lead_in")),
        ),
        Paragraph(Span(36, 40), (Span(36, 40),), is_heading=True),
    ),
    media_type="text/plain",
)


def _read(snapshot: Snapshot) -> list[Paragraph]:
    keys = [each.key for each in snapshot.added_since(0)]
    stored = snapshot.paragraphs(keys)
    return [
        Paragraph(each.span, each.sentences, each.headings, each.page, each.introductions, each.is_heading)
        for each in map(stored.__getitem__, keys)
    ]


def test_headings_and_introductions_are_read_back(library: Library, add: Add) -> None:
    add(STRUCTURED)
    with library.reading() as snapshot:
        assert snapshot.read_document("structured") == replace(STRUCTURED, collection="default")
        assert _read(snapshot) == list(STRUCTURED.paragraphs)
        stored = snapshot.paragraphs([1, 2, 3])
    assert [stored[key].number for key in (1, 2, 3)] == [1, 1, 1]
    assert library.document("structured").paragraphs == 1
    assert check(library.file).damage == []
    assert add(STRUCTURED).status == "unchanged"


@pytest.mark.parametrize(
    ("headings", "numbers"),
    [
        ("", []),
        ("..", [1, 2]),
        ("h.h.", [1, 1, 2, 2]),
        ("h..hh.h", [1, 1, 2, 3, 3, 3, 3]),
        ("hhh", [1, 2, 3]),
    ],
)
def test_paragraphs_that_are_no_headings_are_numbered(headings: str, numbers: list[int]) -> None:
    paragraphs = [Paragraph(Span(0, 1), (Span(0, 1),), is_heading=each == "h") for each in headings]
    assert number_paragraphs(paragraphs) == numbers


_ROLES: list[Role] = ["heading", "question", "lead_in", "table_head"]


@st.composite
def paragraphs(draw: st.DrawFn) -> Paragraph:
    places = sorted(draw(st.sets(st.integers(0, 60), min_size=2, max_size=8)))
    sentences = tuple(Span(start, end) for start, end in pairwise(places))
    introductions = draw(
        st.lists(st.builds(lambda start, role: Introduction(Span(start, start + 2), role), st.integers(0, 50), roles))
    )
    headings = tuple(draw(st.lists(st.text(max_size=9), max_size=3)))
    page = draw(st.none() | st.integers(1, 9))
    return Paragraph(Span(places[0], places[-1]), sentences, headings, page, tuple(introductions), draw(st.booleans()))


roles = st.sampled_from(_ROLES)


@given(paragraphs(), st.integers(0, 9), st.integers(1, 9))
def test_a_paragraph_is_read_back_from_its_row(made: Paragraph, position: int, number: int) -> None:
    text = "word " * 20
    row = ParagraphRow.from_paragraph(made, 7, 3, position, number).with_terms("c\nt", "e", text)
    assert row.to_paragraph() == made
    assert row.is_intact("e", text)
    assert not row.is_intact("f", text)
    stored = row.to_stored(text)
    assert (stored.introductions, stored.is_heading) == (made.introductions, made.is_heading)
    assert stored.text == made.span.of(text)


def _changes(row: ParagraphRow | DocumentRow) -> Iterator[Sequence[Any]]:
    """The row with each column changed in turn, but a paragraph's key, which no digest covers."""
    for place, value in enumerate(row):
        if row._fields[place] != "key" or isinstance(row, DocumentRow):
            changed = value + 1 if isinstance(value, int) else b"?" if isinstance(value, bytes) else f"{value} "
            yield [*row[:place], changed, *row[place + 1 :]]


def test_a_digest_covers_each_column() -> None:
    row = ParagraphRow.from_paragraph(STRUCTURED.paragraphs[1], 7, 3, 1, 1).with_terms("c\nt", "e", TEXT)
    assert row.is_intact("e", TEXT)
    assert not any(ParagraphRow._make(changed).is_intact("e", TEXT) for changed in _changes(row))
    listed = DocumentRow.from_document(STRUCTURED, 3, "structured", 1)
    assert listed.is_intact()
    assert not any(DocumentRow._make(changed).is_intact() for changed in _changes(listed))


def test_words_of_a_damaged_text_are_not_read(library: Library, add: Add) -> None:
    add(STRUCTURED)
    with closing(sqlite3.connect(library.file)) as connection:
        connection.execute("UPDATE documents SET text = replace(text, 'Tail', 'Tale')")
        connection.commit()
    with library.reading() as snapshot:
        for key in (1, 2):
            with pytest.raises(LibraryForeign):
                snapshot.read_spans(key, [Span(0, 4)])


def test_words_outside_of_a_paragraph_are_read(library: Library, add: Add) -> None:
    long = replace(document("Words. " * 5000), id="long")
    for each in (STRUCTURED, long):
        add(each)
    for _ in range(2):
        with library.reading() as snapshot:
            assert snapshot.read_spans(1, [Span(0, 4), Span(36, 40)]) == ["Head", "Tail"]
            assert snapshot.read_spans(2, [Span(34_990, 35_000)]) == [long.text[34_990:35_000]]


def test_a_document_of_headings_alone_is_a_document(tmp_path: Path) -> None:
    made = replace(STRUCTURED, paragraphs=(STRUCTURED.paragraphs[0], STRUCTURED.paragraphs[2]))
    library = Library.create(tmp_path / "library")
    library.add(made, encoded(made), ENCODING)
    with library.reading() as snapshot:
        assert snapshot.read_document("structured") == replace(made, collection="default")
    assert library.document("structured").paragraphs == 2
    assert check(library.file).damage == []
    library.close()
