"""Pages as images, drawn in the sandbox."""

import io
from collections.abc import Iterator

import pytest
from PIL import Image

from corpus.errors import DocumentRefused
from ingest.sandbox import Sandbox
from tests.ingest.making import pdf

PAGES = pdf([(72, 760, "The first page.")], [(72, 760, "The second.")])


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def drawn(sandbox: Sandbox, data: bytes, page: int = 1) -> Image.Image:
    return Image.open(io.BytesIO(sandbox.draw(data, page))).convert("L")


def test_a_page_is_drawn_with_its_words(sandbox: Sandbox) -> None:
    first, second = drawn(sandbox, PAGES), drawn(sandbox, PAGES, 2)
    assert first.size == (1190, 1684)
    assert first.getpixel((5, 5)) == 255
    assert min(first.crop((144, 140, 300, 170)).tobytes()) < 100  # the words are dark
    assert first.tobytes() != second.tobytes()


def test_a_poster_is_no_larger_than_a_screen(sandbox: Sandbox) -> None:
    poster = PAGES.replace(b"[0 0 595 842]", b"[0 0 14400 14400]")
    assert max(drawn(sandbox, poster).size) <= 2000


@pytest.mark.parametrize(("data", "page", "said"), [(PAGES, 3, "page 3"), (b"%PDF-1.4 broken", 1, "damaged")])
def test_what_cannot_be_drawn_is_refused_and_the_next_is_drawn(
    sandbox: Sandbox, data: bytes, page: int, said: str
) -> None:
    with pytest.raises(DocumentRefused, match=said):
        sandbox.draw(data, page)
    assert drawn(sandbox, PAGES).size[0] == 1190
