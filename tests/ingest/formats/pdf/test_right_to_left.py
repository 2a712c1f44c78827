import pytest

from ingest.formats.pdf.glyphs import Glyph
from ingest.formats.pdf.right_to_left import in_reading_order, is_rtl


def placed(visual: list[str]) -> list[Glyph]:
    """Glyphs of ten points from left to right; a space leaves a gap."""
    return [
        Glyph(text, 10.0 * index, 10.0 * index + 10, 0.0, 12.0, bold=False, turn=0)
        for index, text in enumerate(visual)
        if text != " "
    ]


@pytest.mark.parametrize(
    ("visual", "read_as"),
    [
        ("ءانيملا", "الميناء"),
        ("22:30 ةعاسلا", "الساعة 22:30"),
        ("2,500 وسرلا", "الرسو 2,500"),
        (".٢٠٢٤ وينوي", "يونيو ٢٠٢٤."),
        ("R ةغل", "لغة R"),
        ("(ةغل)", "(لغة)"),
        ("the word ةغل here", "the word لغة here"),
        ("the word (ةغل( here", "the word (لغة) here"),
        ("4567 123-04 مقر", "رقم 04-123 4567"),
        ("12-04 העש", "שעה 12-04"),
    ],
)
def test_words_are_read_from_right_to_left_and_numbers_from_left_to_right(visual: str, read_as: str) -> None:
    glyphs = placed(list(visual))
    if visual.startswith("."):
        glyphs = placed([".", *"٢٠٢٤", " ", *"وينوي"])
    assert in_reading_order(glyphs[::2] + glyphs[1::2]) == read_as


def test_the_letters_of_one_glyph_are_turned_round() -> None:
    assert in_reading_order(placed(["مالس"[0], "ال", "س"])) == "سلام"


def test_a_script_tells_its_direction() -> None:
    assert is_rtl("الميناء")
    assert not is_rtl("harbour 12")
