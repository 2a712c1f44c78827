from dataclasses import replace

import pytest

from ingest.formats.pdf.glyphs import Glyph
from ingest.formats.pdf.reader import read
from ingest.formats.pdf.text_runs import pieces
from tests.ingest.formats.pdf.pages import shown
from tests.ingest.making import objects, raw_pdf, stream


def drawn(*words: tuple[float, float, float, str]) -> str:
    """What is read of words, each at its place from the left and the bottom and in its size."""
    content = b"".join(b"BT /F %f Tf %f %f Td (%s) Tj ET\n" % (size, x, y, text.encode()) for x, y, size, text in words)
    return "\n".join(shown(read(raw_pdf([content]))))


def raised(before: str, text: str, after: str) -> str:
    """What is read of a line with a smaller word set higher; Helvetica's digits are 5.56 points wide at 10."""
    end = 60 + 5.56 * len(before)
    return drawn((60, 700, 10, before), (end, 704, 7, text), (end + 3.9 * len(text), 700, 10, after))


@pytest.mark.parametrize(
    ("before", "text", "read_as"),
    [
        ("10", "6", "10⁶ and so on"),
        ("2023", "1", "2023¹ and so on"),
        ("450", "12", "450¹² and so on"),
        ("5", "th", "5th and so on"),
        ("31", "st", "31st and so on"),
        ("77", "a", "77ᵃ and so on"),
    ],
)
def test_a_superscript_joins_no_number(before: str, text: str, read_as: str) -> None:
    assert raised(before, text, " and so on") == read_as


def test_a_mark_before_a_note_stands_apart_from_its_words() -> None:
    assert drawn((60, 104, 6, "1"), (64, 100, 8, "Figures of the harbour.")) == "¹ Figures of the harbour."


def test_what_is_lower_is_no_superscript() -> None:
    assert drawn((60, 700, 10, "H"), (67.2, 697, 7, "2"), (71.1, 700, 10, "O")) == "H2O"
    assert drawn((60, 700, 10, "CO"), (75, 695, 7, "2"), (79, 700, 10, " is measured")) == "CO2 is measured"
    assert drawn((60, 700, 10, "1010"), (82.3, 697, 7, "2"), (86.2, 700, 10, " is ten")) == "1010₂ is ten"


def test_letters_set_apart_are_a_word() -> None:
    content = b"BT /F 16 Tf 60 700 Td 6 Tc (HARBOUR) Tj ET"
    assert shown(read(raw_pdf([content])))[0].strip("#") == "HARBOUR"


def test_a_font_that_names_no_letters_is_read_where_its_codes_are_letters() -> None:
    glyph = stream(b"500 0 d0 0 0 400 700 re f")
    text = b"The fee for a berth is 40 baht."
    codes = sorted(set(text))
    names = b" ".join(b"%d /g%d" % (code, code) for code in codes)
    procedures = b" ".join(b"/g%d 6 0 R" % code for code in codes)
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/FirstChar 0/LastChar 255"
        b"/Widths[%s]/CharProcs<<%s>>/Encoding<</Type/Encoding/Differences[%s]>>>>"
    ) % (b"500 " * 256, procedures, names)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    made = objects(
        [
            b"<</Type/Catalog/Pages 2 0 R>>",
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            page,
            stream(b"BT /F 10 Tf 60 700 Td (%s) Tj ET" % text),
            font,
            glyph,
        ]
    )
    assert shown(read(made)) == [text.decode()]


def test_a_cluster_that_is_drawn_again_for_its_mark_is_read_once() -> None:
    letters = [
        Glyph("កា", 50, 60, 100, 11, False, 0, measured=False),
        Glyph("រិ", 60, 75, 100, 11, False, 0, measured=False),
        Glyph("យ", 66, 74, 100, 11, False, 0),
        Glyph("រិ", 59.8, 64, 99.7, 11, False, 0, measured=False),
    ]
    assert [piece.text for piece in pieces(letters)] == ["ការិយ"]


def test_a_mark_that_stands_back_repeats_a_wide_cluster() -> None:
    glyphs = [
        Glyph("နေ့", 110.7, 116.3, 100, 9.75, False, 0, measured=False),
        Glyph("နေ့", 116.7, 121.9, 100, 9.75, False, 0, measured=False),
        Glyph("များ", 122.3, 128.3, 100, 9.75, False, 0, measured=False),
        Glyph("နေ့", 121.3, 125.5, 100, 9.75, False, 0, measured=False),
    ]
    again = [replace(glyph, x0=x, x1=x + 6) for glyph, x in zip(glyphs[:2], (110.7, 127.7), strict=True)]
    assert [piece.text for piece in pieces(glyphs)] == ["နေ့များ"]
    assert [piece.text for piece in pieces(again)] == ["နေ့နေ့"]


def test_a_mark_that_repeats_its_cluster_does_so_before_the_next_cluster_too() -> None:
    letters = [
        Glyph("ពី", 67.5, 73.4, 100, 11, False, 0, measured=False),
        Glyph("ពីអ្ន", 68.8, 80.5, 100, 11, False, 0, measured=False),
        Glyph("ក", 81, 88, 100, 11, False, 0),
    ]
    assert [piece.text for piece in pieces(letters)] == ["ពីអ្នក"]
