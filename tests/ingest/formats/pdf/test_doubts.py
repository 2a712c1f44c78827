"""Pages that fit no reading order: they are named, and no sentence is made of what may not belong together."""

from collections import Counter
from collections.abc import Sequence

import pytest

from corpus.documents import UNSURE_PAGES
from ingest.formats.pdf.doubts import without_doubtful
from ingest.formats.pdf.layout import reading_order
from ingest.formats.pdf.reader import read
from ingest.formats.pdf.tables import Area
from ingest.formats.pdf.text_runs import Piece
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


def _printed(left: float, base: float, text: str) -> Piece:
    return Piece(text, left, left + 5 * len(text), base, 10, bold=False, edges=b"x")


def _words(pieces: Sequence[Piece]) -> Counter[str]:
    return Counter(word for piece in pieces for word in piece.text.split())


def test_a_word_beside_a_line_that_holds_it_is_read_once() -> None:
    text = ["before harbour and every before baht fees", "who comes into harbour with fish and nets"]
    text += ["and every captain pays at noon before he", "leaves the quay for open sea once more ok"]
    pieces = [_printed(50, 59 + 14 * at, line) for at, line in enumerate(text)]
    pieces += [_printed(60, 64 + 14 * at, f"the ferry and tolls line {at} here it") for at in range(4)]
    pieces.append(_printed(230, 61, "fees"))
    assert _words([line for area in reading_order(pieces) for line in area.lines]) == _words(pieces)


def test_a_line_is_taken_apart_into_its_own_words_once_and_stays_whole_without_them() -> None:
    ferry, fees, other = _printed(50, 100, "the ferry"), _printed(130, 100, "fees"), _printed(120, 102, "fer")
    line = Area(((_printed(50, 100, "the ferry       fees"),),), apart=True)
    made = without_doubtful([line, line], [ferry, fees, other])
    assert [area.lines[0].text for area in made] == ["the ferry", "fees", line.lines[0].text]
    assert without_doubtful([line], [ferry, other]) == [line]
