"""Where the words of a PDF stand: pdfium finds the same words in the regions that are told."""

import base64
import re

import pypdfium2 as pdfium
import pytest

from corpus.documents import Span
from corpus.places import Region, find_regions
from ingest.content import Content
from ingest.formats.pdf.reader import read
from tests.ingest.making import pdf, raw_pdf

LINES = [
    (72, 760, "The harbour of Kudat was dredged in the spring. It is open to every boat that is not"),
    (72, 747, "too long. The harbour master keeps the register of boats, and closes it in the eve-"),
    (72, 734, "ning. Nobody is turned away."),
]


def regions(content: Content, words: str) -> tuple[Region, ...]:
    pages = [(number, base64.b64decode(page)) for number, page in enumerate(content.pages, start=1)]
    start = content.text.index(words)
    return find_regions(pages, Span(start, start + len(words)), words)


WHOLE = (0, 0, 595, 842)


def found_in(data: bytes, region: Region, box: tuple[int, int, int, int] = WHOLE) -> str:
    """The letters that pdfium finds there, on a page that is not turned and of which the box is seen."""
    left, bottom, right, top = box
    document = pdfium.PdfDocument(data)
    height = (top - bottom) * (region.y1 - region.y0)
    text = (
        document[region.page - 1]
        .get_textpage()
        .get_text_bounded(
            left + region.x0 * (right - left) - 0.5,
            top - region.y1 * (top - bottom) + height / 8,  # the next lines begin above and below
            left + region.x1 * (right - left) + 0.5,
            top - region.y0 * (top - bottom) - height / 8,
        )
    )
    document.close()
    return re.sub(r"\W", "", text)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("It is open to every boat that is not too long.", ["Itisopentoeveryboatthatisnot", "toolong"]),
        ("closes it in the evening.", ["closesitintheeve", "ning"]),
        ("harbour master", ["harbourmaster"]),
    ],
)
@pytest.mark.parametrize("box", [WHOLE, (50, 400, 580, 800)])
def test_each_line_of_a_quote_has_its_region(words: str, shown: list[str], box: tuple[int, int, int, int]) -> None:
    data = pdf(LINES).replace(b"/Type/Page/", b"/CropBox[%d %d %d %d]/Type/Page/" % box)
    assert [found_in(data, region, box) for region in regions(read(data), words)] == shown


def test_a_row_of_a_table_has_a_region_a_cell() -> None:
    data = pdf(
        [(72, 700 - 14 * row, f"Boat {row}") for row in range(4)]
        + [(300, 700 - 14 * row, f"{row} ringgit") for row in range(4)]
    )
    assert [found_in(data, region) for region in regions(read(data), "Boat 2 | 2 ringgit")] == ["Boat2", "2ringgit"]


@pytest.mark.parametrize(
    ("turned", "corner"), [(0, (0.12, 0.09)), (90, (0.9, 0.12)), (180, (0.87, 0.89)), (270, (0.08, 0.87))]
)
def test_a_turned_page_is_lit_as_it_is_seen(turned: int, corner: tuple[float, float]) -> None:
    data = pdf(LINES).replace(b"/Type/Page/", b"/Rotate %d/Type/Page/" % turned)
    (region,) = regions(read(data), "The")
    assert min(abs(x - corner[0]) for x in (region.x0, region.x1)) < 0.02
    assert min(abs(y - corner[1]) for y in (region.y0, region.y1)) < 0.02


def test_words_that_stand_across_the_page_are_lit_along_it() -> None:
    across = b"BT /F 10 Tf 0 1 -1 0 300 200 Tm (Kept by the harbour master) Tj ET\n"
    upright = b"".join(b"BT /F 10 Tf 72 %d Td (The boats of Kudat lie here.) Tj ET\n" % y for y in (760, 747, 734, 721))
    (region,) = regions(read(raw_pdf([upright + across])), "Kept by the harbour master")
    assert region.y1 - region.y0 > 5 * (region.x1 - region.x0)
    assert region.y1 == pytest.approx(1 - 200 / 842, abs=0.01)
    assert region.x1 == pytest.approx(300 / 595, abs=0.01)


def test_words_that_are_not_sure_to_be_there_have_none() -> None:
    slanted = b"BT /F 10 Tf 0.9 0.4 -0.4 0.9 300 200 Tm (Kept by the harbour master) Tj ET\n"
    content = read(raw_pdf([b"BT /F 10 Tf 72 760 Td (The boats of Kudat lie here.) Tj ET\n" + slanted]))
    assert regions(content, "Kept by the harbour master") == ()
    assert regions(content, "The boats of Kudat") != ()
