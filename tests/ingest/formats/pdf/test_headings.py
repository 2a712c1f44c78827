"""Which parts of a PDF are headings, and how deep."""

from ingest.formats.pdf.headings import letters, levels
from ingest.formats.pdf.paragraphs import Part, TextLine
from ingest.formats.pdf.text_runs import Piece

PROSE = "The harbour office began to sell tickets on board in March, and since then the queues have gone."


def part(text: str = PROSE, size: float = 10, *, bold: bool = False, table: bool = False, page: int = 1) -> Part:
    lines = [TextLine(line, Piece(line, 60, 300, 100, size, bold), page) for line in text.split("\n")]
    return Part(page, size, bold, [lines], table=table)


def test_larger_lines_are_headings_by_their_size_and_weight() -> None:
    parts = [part("Quay News", 20), part(), part("Fees", 14), part(), part("Boats", 14, bold=True), part()]
    assert levels(parts, {}) == [1, 0, 3, 0, 2, 0]


def test_bold_lines_are_headings_where_the_text_is_not_bold() -> None:
    assert levels([part("Fees", bold=True), part()], {}) == [1, 0]
    assert levels([part("Fees", bold=True), part(bold=True)], {}) == [0, 0]


def test_what_is_too_long_or_a_sentence_is_none() -> None:
    assert levels([part(PROSE, 14), part(), part()], {})[0] == 0
    assert levels([part("a\nb\nc\nd", 14), part()], {})[0] == 0
    assert levels([part("Fees, boats,", 14), part()], {})[0] == 0
    assert levels([part("2027", 14), part()], {})[0] == 0


def test_a_heading_with_nothing_under_it_says_something_by_itself() -> None:
    assert levels([part("Fees", 14), part("Boats", 14), part()], {}) == [0, 1, 0]
    assert levels([part("Fees", 18), part("Boats", 14), part()], {}) == [1, 2, 0]
    assert levels([part(), part("The end", bold=True)], {}) == [0, 0]


def test_the_outline_names_headings_on_their_pages_whatever_they_look_like() -> None:
    outline = {(2, letters("Fees of the port")): 3}
    parts = [part("1.2 Fees of the port", page=2), part(page=2), part("Fees of the port", page=3), part(page=3)]
    assert levels(parts, outline) == [3, 0, 0, 0]
    assert levels([part("Fees", page=2), part()], {(2, "fees"): 9}) == [6, 0]
    assert levels([part("Fees", table=True, page=2), part()], {(2, "fees"): 1}) == [0, 0]


def test_a_division_alone_on_its_line_is_a_heading() -> None:
    assert levels([part("Article 5"), part()], {}) == [1, 0]
    assert levels([part("Article 5", table=True), part()], {}) == [0, 0]


def test_rows_of_tables_tell_nothing_of_the_text_s_size() -> None:
    rows = [part(PROSE, 8, table=True) for _ in range(5)]
    assert levels([part("Names", 9.5), part(size=9.5), *rows], {})[0] == 0


def test_no_parts_have_no_levels() -> None:
    assert levels([], {}) == []


def test_letters_leave_signs_and_the_number_before_them() -> None:
    assert [letters(each) for each in ("1.2 Fees & Boats", "2027", "2027 2028", "Fees 2", "_É_")] == [
        "feesboats",
        "2027",
        "2028",
        "fees2",
        "é",
    ]
