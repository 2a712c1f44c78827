"""Pages that fit no reading order: they are named, and no sentence is made of what may not belong together."""

import pytest

from corpus.documents import UNSURE_PAGES
from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.typesetting import FERRY, LOANS, MARKET, SCHOOL, Sheet, broken
from tests.ingest.making import raw_pdf


def _over_each_other() -> Sheet:
    """Two texts in boxes that overlap."""
    sheet = Sheet()
    sheet.flow(40, 770, 300, f"{FERRY} {SCHOOL} {MARKET}")
    sheet.flow(250, 755, 300, f"{LOANS} {FERRY}", leading=13.3)
    return sheet


def _around_a_figure() -> Sheet:
    """A text whose lines stand on both sides of what is in its middle."""
    sheet, words = Sheet(), f"{FERRY} {SCHOOL} {MARKET} {LOANS}".split()
    for number in range(14):
        for left, room in ((40, 200), (355, 200)) if 3 <= number < 11 else ((40, 515),):
            line = broken(" ".join(words), room)[0] if words else ""
            sheet.text(left, 770 - 12.5 * number, line)
            words = words[len(line.split()) :]
    return sheet


def _aslant() -> Sheet:
    """Two columns whose gap runs aslant down the page, so that no white space parts them."""
    sheet, left, right = Sheet(), f"{FERRY} {SCHOOL}", f"{MARKET} {LOANS}"
    for number in range(12):
        end = 220 + 14 * number
        for start, stop, text in ((40, end, left), (end + 18, 555, right)):
            sheet.text(start, 770 - 12.5 * number, broken(text, stop - start)[0])
        left = left[len(broken(left, end - 40)[0]) :].strip()
        right = right[len(broken(right, 537 - end)[0]) :].strip()
    return sheet


@pytest.mark.parametrize("sheet", [_over_each_other(), _around_a_figure(), _aslant()])
def test_a_page_that_fits_no_order_is_named(sheet: Sheet) -> None:
    sound = Sheet()
    sound.flow(40, 770, 515, FERRY)
    content = read(raw_pdf([sound.content, sheet.content, sound.content]))
    assert content.metadata[UNSURE_PAGES] == "2"
    assert any("fit no order in which to read them" in remark and "(pages 2)" in remark for remark in content.remarks)


@pytest.mark.parametrize("sheet", [_over_each_other(), _around_a_figure(), _aslant()])
def test_no_lines_are_joined_that_may_not_belong_together(sheet: Sheet) -> None:
    content = read(sheet.pdf())
    whole = [f"{FERRY} {SCHOOL} {MARKET} {LOANS}", f"{LOANS} {FERRY}"]
    assert all(any(block.span.of(content.text) in text for text in whole) for block in content.blocks)


def test_letters_that_run_into_the_cell_beside_make_no_doubt() -> None:
    sheet = Sheet()
    for number in range(6):
        sheet.text(40, 760 - 16 * number, f"Name of a boat that is long {number}").text(
            120, 760 - 16 * number, "Kuala Besut, by the sea"
        )
    assert UNSURE_PAGES not in read(sheet.pdf()).metadata


def test_columns_in_an_order_make_no_doubt() -> None:
    sheet = Sheet()
    for left, text in ((40, FERRY), (220, SCHOOL), (400, MARKET)):
        sheet.flow(left, 740, 160, text, even=True)
    assert UNSURE_PAGES not in read(sheet.pdf()).metadata
