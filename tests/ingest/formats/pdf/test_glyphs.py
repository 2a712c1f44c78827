"""What each glyph of a page says, where it stands and how it looks."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2.raw as pdfium
import pytest

from ingest.formats.pdf.glyphs import SLANTED, Glyph, GlyphReader, _finished, _plain, is_bold, quarter_turns, turned
from tests.ingest.making import pdf, raw_pdf


@contextmanager
def opened(data: bytes) -> Iterator[GlyphReader]:
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument(data, len(data), None)
    page = pdfium.FPDF_LoadPage(document, 0)
    text = pdfium.FPDFText_LoadPage(page)
    try:
        yield GlyphReader(text)
    finally:
        pdfium.FPDFText_ClosePage(text)
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)


def glyphs(data: bytes) -> list[Glyph]:
    with opened(data) as reader:
        return list(reader.glyphs())


def test_glyphs_stand_where_they_are_drawn_with_y_downwards() -> None:
    first, second = glyphs(pdf([(60, 700, "AB", 20, True)]))
    assert (first.text, second.text) == ("A", "B")
    assert (first.x0, first.base) == pytest.approx((60, -700), abs=1)
    assert second.x0 == pytest.approx(60 + 0.722 * 20, abs=0.5)  # Helvetica-Bold's A
    assert (first.size, first.bold, first.turn) == (20, True, 0)


def test_a_space_of_the_file_is_told_from_one_that_is_seen() -> None:
    written = glyphs(pdf([(60, 700, "A B")]))
    assert [(each.text, each.spaced) for each in written] == [("A", False), ("B", True)]
    assert written[1].space == pytest.approx(60 + 6.67, abs=0.5)
    set_apart = glyphs(pdf([(60, 700, "A"), (90, 700, "B")]))
    assert [(each.spaced, each.guessed) for each in set_apart] == [(False, False), (False, True)]
    assert math.isnan(set_apart[1].space)


@pytest.mark.parametrize(
    ("matrix", "turn"),
    [("1 0 0 1", 0), ("0 1 -1 0", 1), ("-1 0 0 -1", 2), ("0 -1 1 0", 3), (".7 .7 -.7 .7", SLANTED)],
)
def test_turned_text_reads_from_left_to_right(matrix: str, turn: int) -> None:
    found = glyphs(raw_pdf([f"BT /F 10 Tf {matrix} 300 400 Tm (ABC) Tj ET".encode()]))
    assert [each.text for each in found] == ["A", "B", "C"]
    assert {each.turn for each in found} == {turn}
    if turn != SLANTED:
        assert found[0].x0 < found[1].x0 < found[2].x0
        assert len({round(each.base) for each in found}) == 1


def test_the_size_takes_in_the_matrix() -> None:
    (found,) = glyphs(raw_pdf([b"BT /F 1 Tf 12 0 0 12 60 700 Tm (A) Tj ET"]))
    assert found.size == pytest.approx(12)


def test_letters_that_a_font_names_are_all_mapped_and_a_page_without_any_has_none() -> None:
    with opened(pdf([(60, 700, "ABC")])) as reader:
        assert reader.unmapped() == (0, 3)
    with opened(pdf([])) as reader:
        assert reader.unmapped() == (0, 0)
        assert list(reader.glyphs()) == []


@pytest.mark.parametrize(
    ("font", "bold"),
    [("Helvetica-Bold", True), ("ABCDEF+CMBX10", True), ("Arial-BdMT", True), ("Roboto-Black", True), ("Abadi", False)],
)
def test_a_font_says_that_it_is_bold(font: str, bold: bool) -> None:
    assert is_bold(font) is bold


@pytest.mark.parametrize(
    ("a", "b", "turns"),
    [
        (1, 0, 0),
        (1, 0.09, 0),
        (1, -0.09, 0),
        (0, 1, 1),
        (-1, 0, 2),
        (-1, -0.01, 2),
        (0, -1, 3),
        (1, 0.2, -1),
        (0, 0, 0),
    ],
)
def test_a_baseline_is_counted_in_quarter_turns(a: float, b: float, turns: int) -> None:
    assert quarter_turns(a, b) == turns


@pytest.mark.parametrize("turn", [0, 1, 2, 3])
def test_the_way_along_a_line_goes_to_the_right(turn: int) -> None:
    along = [(1, 0), (0, 1), (-1, 0), (0, -1)][turn]
    above = [(0, 1), (-1, 0), (0, -1), (1, 0)][turn]
    assert turned(*along, turn) == (1, 0)
    assert turned(*above, turn) == (0, -1)


@pytest.mark.parametrize(
    ("letter", "plain"),
    [("ﬁ", "fi"), ("ﻼ", "لا"), ("⼈", "人"), ("\uf0b7", "•"), ("\ue000", ""), ("\x01", ""), ("²", "²"), ("ａ", "ａ")],
)
def test_a_letter_is_kept_as_it_is_searched_for(letter: str, plain: str) -> None:
    assert _plain(letter) == plain


def test_halves_of_a_letter_are_joined_and_one_alone_is_unknown() -> None:
    def finished(text: str) -> str:
        return _finished(Glyph(text, 0, 1, 0, 10, bold=False, turn=0)).text

    assert finished("\ud835\udc00") == "\U0001d400"
    assert finished("a\ud835") == "a\ufffd"
