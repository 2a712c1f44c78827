"""Tables, lists and what is printed beside or over a text, as authors set them: what a reader must get of each."""

import pytest

from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import shown
from tests.ingest.formats.pdf.typesetting import FERRY, LOANS, MARKET, SCHOOL, Sheet, broken, width
from tests.ingest.making import raw_pdf


def texts(*pages: Sheet) -> list[str]:
    """The blocks without the marks of headings."""
    return [block.lstrip("#") for block in shown(read(raw_pdf([page.content for page in pages])))]


ROWS = [
    ("Item", "Who may ask for it", "Fee"),
    ("Boat licence for a whole year", "Owners who live in the district and paid the harbour dues", "RM 30"),
    ("Stall at the night market", "Whoever drew a lot in May, for one place on the square only", "RM 12 a week"),
    ("Net", "Fishers", "RM 2"),
]


@pytest.mark.parametrize("ruled", [True, False])
def test_cells_of_several_lines(*, ruled: bool) -> None:
    sheet, base = Sheet(), 740.0
    edges, tops = (40, 160, 360, 470), [754.0]
    for row in ROWS:
        ends = [
            sheet.flow(left + 5, base, 100 + 90 * (left == 160), cell) for left, cell in zip(edges, row, strict=False)
        ]
        base = min(ends) - 7
        tops.append(base + 12)
    if ruled:
        sheet.grid(edges, tops)
    assert texts(sheet) == [" | ".join(row) for row in ROWS]


def test_cells_of_whole_sentences() -> None:
    rows = [
        ("Right", "What it means", "Where to ask"),
        (
            "Housing",
            "Whoever lost a house in the flood may live in a flat of the state for two years without rent.",
            "Ask the office of the district in the week after the flood.",
        ),
        (
            "School",
            "Pupils of the hills go to the school of the coast without a fee until the road is mended.",
            "Ask the head of the school before the first day of term.",
        ),
        ("Food", "Families with small children get rice and oil for a month.", "Ask the village head."),
    ]
    sheet, base = Sheet(), 760.0
    for row in rows:
        rooms = zip((40, 180, 380), (130, 180, 160), row, strict=True)
        base = min(sheet.flow(left, base, room, cell) for left, room, cell in rooms) - 7
    assert texts(sheet) == [" | ".join(row) for row in rows]


def test_a_head_over_two_columns_of_a_ruled_table() -> None:
    sheet = Sheet()
    for base, start in ((760, 40), (740, 160), (720, 40), (700, 40), (680, 40)):
        sheet.rule(start, base, 360, base)
    for left, top in ((40, 760), (160, 760), (260, 740), (360, 760)):
        sheet.rule(left, 680, left, top)
    sheet.text(45, 735, "Port").text(220, 746, "Passengers").text(165, 726, "2023").text(265, 726, "2024")
    for base, cells in ((706, ("Timun", "1,200", "1,350")), (686, ("Besut", "830", "910"))):
        for left, cell in zip((45, 165, 265), cells, strict=True):
            sheet.text(left, base, cell)
    assert texts(sheet)[-2:] == ["Timun | 1,200 | 1,350", "Besut | 830 | 910"]


def test_a_table_that_goes_on_with_its_head_on_the_next_page() -> None:
    pages = []
    for first in (0, 6):
        sheet = Sheet()
        rows = [
            ("Port", "Boats", "Opened"),
            *((f"Port {chr(65 + at)}", f"{12 + at}", f"{1960 + at}") for at in range(first, first + 6)),
        ]
        for number, row in enumerate(rows):
            for left, cell in zip((45, 185, 325), row, strict=True):
                sheet.text(left, 780 - 18 * number, cell, bold=number == 0)
        pages.append(sheet.grid((40, 180, 320, 460), [792 - 18 * number for number in range(8)]))
    found = texts(*pages)
    assert {"Port A | 12 | 1960", "Port F | 17 | 1965", "Port G | 18 | 1966", "Port L | 23 | 1971"} <= set(found)


def test_powers_notes_and_indices() -> None:
    sheet = Sheet()
    place = 40.0
    for words, rise, size in (
        ("The plant made 10", 0, 10),
        ("6", 3.5, 6),
        (" bottles in 2023", 0, 10),
        ("1", 3.5, 6),
        (" and CO", 0, 10),
        ("2", -2.5, 6.5),
        (" of 5 m", 0, 10),
        ("3", 3.5, 6),
        (" at 10", 0, 10),
        ("-3", 3.5, 6),
        (" bar.", 0, 10),
    ):
        sheet.text(place, 740 + rise, words, size)
        place += width(words, size)
    assert texts(sheet) == ["The plant made 10⁶ bottles in 2023¹ and CO2 of 5 m³ at 10⁻³ bar."]


def test_notes_at_the_foot_are_apart() -> None:
    sheet = Sheet()
    sheet.flow(40, sheet.flow(40, 780, 515, FERRY) - 4, 515, SCHOOL)
    notes = ["Decree of the council of 4 March, on which nobody has voted yet.", "The ministry says ninety."]
    for number, note in enumerate(notes, start=1):
        sheet.text(40, 122 - 12 * number, str(number), 5.5).text(45, 119 - 12 * number, note, 8)
    assert texts(sheet)[-2:] == [f"¹ {notes[0]}", f"² {notes[1]}"]


def test_the_numbers_of_a_list_stand_with_their_items() -> None:
    items = [
        "the passport of the owner, or that of the person who sails the boat in the owner's name, with a copy of it;",
        "two photographs of the boat, one from each side;",
        "a receipt for the fee, which is paid at any counter of the post office before noon.",
    ]
    sheet = Sheet()
    base = sheet.flow(40, 780, 515, "Whoever asks for a licence brings the following:") - 4
    for number, item in enumerate(items, start=1):
        base = sheet.text(40, base, f"{number}.").flow(60, base, 320, item) - 2
    assert texts(sheet)[1:] == [f"{number}. {item}" for number, item in enumerate(items, start=1)]


def test_hyphens_at_the_ends_of_lines() -> None:
    sheet = Sheet()
    for number, line in enumerate(
        [
            "The well-known co-operative of the north buys a state-",
            "owned warehouse and de-",
            "velops it with the anak-",
            "anak of the village, a plan that is cost-",
            "effective for the fisher-",
            "men of the Kuala Besut-",
            "Timun line in 2024-",
            "2025.",
        ]
    ):
        sheet.text(40, 740 - 12.5 * number, line)
    assert texts(sheet) == [
        "The well-known co-operative of the north buys a state-owned warehouse and develops it with the anak-anak of "
        "the village, a plan that is cost-effective for the fishermen of the Kuala Besut-Timun line in 2024-2025."
    ]


def test_a_large_letter_opens_a_column() -> None:
    sheet = Sheet().text(40, 718, FERRY[0], 34)
    lines = broken(FERRY[1:], 215)[:2]
    for number, line in enumerate(lines):
        sheet.text(66, 733 - 12.5 * number, line)
    sheet.flow(40, 708, 245, FERRY[1 + len(" ".join(lines)) :])
    sheet.flow(310, 733, 245, SCHOOL)
    assert texts(sheet) == [FERRY, SCHOOL]


@pytest.mark.parametrize("slant", [0.7071, 0.0])
def test_a_watermark_is_no_part_of_the_text(slant: float) -> None:
    sheet = Sheet().text(120, 690, "DRAFT", 60, grey=0.85, cos=(1 - slant**2) ** 0.5, sin=slant)
    sheet.flow(40, sheet.flow(40, 740, 515, FERRY) - 6, 515, SCHOOL)
    assert texts(sheet) == [FERRY, SCHOOL, "DRAFT"]


def test_every_fifth_line_of_a_column_is_numbered() -> None:
    sheet = Sheet()
    lines = broken(f"{FERRY} {SCHOOL} {MARKET} {LOANS}", 160)
    for number, line in enumerate(lines, start=1):
        sheet.text(80, 780 - 14 * number, line)
        if number % 5 == 0:
            sheet.text(40, 780 - 14 * number, str(number), 8)
    assert texts(sheet) == [f"{FERRY} {SCHOOL} {MARKET} {LOANS}"]


def test_headers_that_change_from_page_to_page() -> None:
    pages = []
    for number, (one, other) in enumerate(
        ((FERRY, SCHOOL), (MARKET, LOANS), (SCHOOL, FERRY), (LOANS, MARKET)), start=1
    ):
        odd = number % 2
        sheet = Sheet().text(40 if odd else 400, 805, "Chapter one" if odd else "Ferries of the isle", 8)
        sheet.text(555 if odd else 30, 805, str(number + 10), 8).text(40, 30, "Ministry of Works, 2025", 8)
        sheet.flow(40, sheet.flow(40, 760, 515, one) - 6, 515, other)
        pages.append(sheet)
    assert texts(*pages) == [FERRY, SCHOOL, MARKET, LOANS, SCHOOL, FERRY, LOANS, MARKET]


def test_a_heading_whose_letters_are_spaced() -> None:
    sheet = Sheet().text(40, 780, "ANNUAL REPORT", 14, spacing=5).text(40, 755, "Ferries and Boats", 11, spacing=2.5)
    sheet.flow(40, 735, 515, FERRY)
    assert texts(sheet) == ["ANNUAL REPORT", "Ferries and Boats", FERRY]


@pytest.mark.parametrize("by", ["line", "glyph"])
def test_what_is_printed_twice_to_look_bold_is_read_once(by: str) -> None:
    sheet, name = Sheet(), "Ferries and boats"
    if by == "line":
        for off in (0, 0.3, 0.6):
            sheet.text(40 + off, 780, name, 13)
    else:
        for at, letter in enumerate(name):
            for off in (0, 0.3) if letter != " " else ():
                sheet.text(40 + off + width(name[:at], 13), 780, letter, 13)
    sheet.flow(40, 755, 400, FERRY)
    assert texts(sheet) == [name, FERRY]


def test_a_paragraph_in_the_middle_of_the_page() -> None:
    sheet = Sheet()
    for number, line in enumerate(broken(FERRY, 330)):
        sheet.text(297 - width(line) / 2, 760 - 12.5 * number, line)
    assert texts(sheet) == [FERRY]


def test_labels_and_values_in_two_columns() -> None:
    sheet = Sheet()
    for number, (one, other) in enumerate(
        ((("Name:", "Melati"), ("Port:", "Besut")), (("Owner:", "Aminah"), ("Built:", "1998")))
    ):
        for left, right, (label, value) in ((40, 100, one), (310, 360, other)):
            sheet.text(left, 760 - 18 * number, label, bold=True).text(right, 760 - 18 * number, value)
    assert {"Name: Melati", "Port: Besut", "Owner: Aminah", "Built: 1998"} <= {
        cell for block in texts(sheet) for cell in block.split(" | ")
    }
