"""Images of pages: drawn once, kept up to a size, and not drawn for who has them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from api.page_images import PageImages
from corpus.documents import Document, Original
from corpus.errors import OriginalNotKept, UnknownDocument
from corpus.library import Library
from corpus.places import pack
from ingest import Sandbox
from tests.corpus.conftest import ENCODING, document, encoded
from tests.ingest.making import pdf


class CountingSandbox(Sandbox):
    drawn = 0

    def draw(self, data: bytes, page: int) -> bytes:
        self.drawn += 1
        return super().draw(data, page)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    library = Library.create(tmp_path / "library")
    yield library
    library.close()


@pytest.fixture
def sandbox() -> Iterator[CountingSandbox]:
    sandbox = CountingSandbox()
    yield sandbox
    sandbox.close()


def kept(pages: int, text: str = "One.") -> Document:
    data = pdf(*[[(50, 700, f"Page {number}")] for number in range(max(pages, 1))])
    return replace(
        document(text, origin=f"/x/{text}.pdf"),
        original=Original("a.pdf", "application/pdf", data, (pack([]),) * pages),
    )


def added(library: Library, made: Document) -> str:
    return library.add(made, encoded(made), ENCODING).id


def test_a_page_is_drawn_once_and_not_for_who_has_it(library: Library, sandbox: CountingSandbox) -> None:
    images, name = PageImages(sandbox), added(library, kept(2))
    tag, image = images.draw(library, name, 1, "")
    assert image is not None
    assert image.startswith(b"\x89PNG")
    assert images.draw(library, name, 1, "") == (tag, image)
    assert images.draw(library, name, 1, f"W/{tag}") == (tag, None)
    other, second = images.draw(library, name, 2, tag)
    assert other != tag
    assert second not in {None, image}
    assert sandbox.drawn == 2


def test_what_is_kept_has_a_size(library: Library, sandbox: CountingSandbox) -> None:
    name = added(library, kept(2))
    _, first = PageImages(sandbox).draw(library, name, 1, "")
    images = PageImages(sandbox, most=len(first or b"") + 1)
    for page, drawn in [(1, 2), (2, 3), (2, 3), (1, 4)]:
        images.draw(library, name, page, "")
        assert sandbox.drawn == drawn


@pytest.mark.parametrize(("pages", "said"), [(2, "has 2 pages; there is no page 3"), (0, "is shown as text alone")])
def test_a_page_that_is_not_there_is_refused(pages: int, said: str, library: Library, sandbox: CountingSandbox) -> None:
    name = added(library, kept(pages))
    with pytest.raises(OriginalNotKept, match=said):
        PageImages(sandbox).draw(library, name, 3, "")
    assert sandbox.drawn == 0


def test_a_document_without_a_file_and_one_that_is_unknown_are_refused(
    library: Library, sandbox: CountingSandbox
) -> None:
    name = added(library, document("Two.", origin="/x/b.txt"))
    with pytest.raises(OriginalNotKept):
        PageImages(sandbox).draw(library, name, 1, "")
    with pytest.raises(UnknownDocument):
        PageImages(sandbox).draw(library, "no-such", 1, "")
