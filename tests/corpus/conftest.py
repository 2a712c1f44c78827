"""Documents as a reader makes them, encoded without a model: the library does not look at what vectors mean."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.documents import Document, Paragraph, Span
from corpus.library import Added, Library
from corpus.records import EncodedParagraph, Encoding

ENCODING = Encoding("a-model", "d" * 64, 4, 1)


def document(text: str, document_id: str = "a", origin: str | None = None, title: str = "A") -> Document:
    return Document(
        id=document_id,
        title=title,
        text=text,
        paragraphs=(Paragraph(Span(0, len(text)), (Span(0, len(text)),), headings=("Over it",), page=3),),
        media_type="text/plain",
        origin=origin,
        metadata={"place": "Đà Nẵng"},
    )


def encoded(made: Document) -> list[EncodedParagraph]:
    return [_encoded(len(paragraph.sentences)) for paragraph in made.paragraphs]


def _encoded(sentences: int) -> EncodedParagraph:
    rows = 1 + sentences if sentences > 1 else 1
    return EncodedParagraph(np.full((rows, 4), 0.5, dtype=np.float32), ("over",), (("one", "two"),) * sentences)


Add = Callable[[Document], Added]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.create(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def add(library: Library) -> Add:
    return lambda made: library.add(made, encoded(made), ENCODING)
