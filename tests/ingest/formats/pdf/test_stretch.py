from collections.abc import Sequence

from ingest.formats.pdf.stretch import without_stretch
from ingest.formats.pdf.text_runs import Piece


def page(*lines: Sequence[tuple[str, float, float]]) -> list[Piece]:
    """Pieces of letters 10 points high, with their left and right edges, line by line."""
    return [
        Piece(text, left, right, 15.0 * number, 10.0, bold=False)
        for number, line in enumerate(lines)
        for text, left, right in line
    ]


def texts(*lines: Sequence[tuple[str, float, float]]) -> list[str]:
    return [piece.text for piece in without_stretch(page(*lines))]


def test_a_line_of_few_long_words_that_fills_its_column_is_one() -> None:
    assert texts(
        [("what the bank pays for the works of", 50, 220)],
        [("the", 50, 67), ("northern", 90, 130), ("municipalities,", 160, 220)],
        [("notwithstanding", 50, 140), ("considerable", 165, 220)],
        [("administrative difficulties.", 50, 180)],
    ) == [
        "what the bank pays for the works of",
        "the northern municipalities,",
        "notwithstanding considerable",
        "administrative difficulties.",
    ]


def test_a_line_whose_gaps_are_all_as_wide_is_one() -> None:
    assert texts(
        [("สหกรณ์จ่ายเงินให้สมาชิกจำนวน", 50, 170), ("๓๗๗", 184, 200), ("รายในปี", 214, 250), ("๒๕๖๘", 264, 290)],
        [("และจะซ่อมท่าเทียบเรือ", 50, 150)],
    ) == ["สหกรณ์จ่ายเงินให้สมาชิกจำนวน ๓๗๗ รายในปี ๒๕๖๘", "และจะซ่อมท่าเทียบเรือ"]
    cells = [[("Slipway", 50, 90), ("120", 104, 120), ("of three", 134, 170)], [("and Quay", 50, 90), ("90", 104, 116)]]
    assert texts(*cells) == ["Slipway", "120", "of three", "and Quay", "90"]


def test_a_stretched_line_of_names_in_a_solid_column_is_one() -> None:
    full = [[("the nets", 50, 80), (f"{'of ' * number}them", 90 + number, 140)] for number in range(7)]
    names = [[("Pengerusinya,", 50, 104), ("Jamilah", 110, 140)], [("Kassim,", 50, 78), ("Berkata", 115, 140)]]
    assert texts(*full, *names)[7:] == ["Pengerusinya, Jamilah", "Kassim, Berkata"]
    assert texts(*names * 4)[-2:] == ["Kassim,", "Berkata"]


def test_what_begins_where_another_line_has_a_column_is_not_joined() -> None:
    lines = [[("the work begins in", 50, 140), ("signed so far", 153, 220)], [("and it is shut", 153, 220)]]
    assert texts(*lines) == ["the work begins in", "signed so far", "and it is shut"]


def test_a_row_under_a_line_as_wide_is_none_of_its_sentence() -> None:
    lines = [[("The fees for the year of the boats are", 50, 220)], [("Slipway", 50, 90), ("120", 205, 220)]]
    assert texts(*lines) == ["The fees for the year of the boats are", "Slipway", "120"]


def test_the_head_of_a_table_of_three_columns_stays_three_cells() -> None:
    assert texts(
        [("จังหวัด", 50, 85), ("จำนวนคน", 112, 150), ("ร้อยละ", 177, 207)],
        [("เชียงใหม่", 50, 92), ("๑๒๐", 124, 138), ("๕", 189, 194)],
        [("เลย", 50, 66), ("๘๐", 126, 136), ("๓", 189, 194)],
    ) == ["จังหวัด", "จำนวนคน", "ร้อยละ", "เชียงใหม่", "๑๒๐", "๕", "เลย", "๘๐", "๓"]
