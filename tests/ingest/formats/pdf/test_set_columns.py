"""Pages of columns as authors set them: what a reader must get of each."""

import pytest

from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import shown
from tests.ingest.formats.pdf.typesetting import FERRY, LOANS, MARKET, SCHOOL, Sheet, broken, width
from tests.ingest.making import raw_pdf

LEVEL = [
    [
        "The harbour office began to sell|tickets on board in March, and|since then the queues have gone.|"
        "Children pay nothing at the gate.",
        "Two new schools open in the hill|country next year, and each takes|in ninety pupils from the villages.|"
        "The road was made by the parents.",
        "The night market moves to the|old bus station while the square|is paved again by the council.|"
        "Stalls are drawn by lot in May.",
    ],
    [
        "Fishers who lost a net in the storm|can ask the state bank for a loan|without interest until next year.|"
        "The form lies in every office.",
        "A clinic on the quay is open at|night now, with a nurse who knows|the words of the boat people too.|"
        "It has eleven beds and a lamp.",
        "Rice is sold at half of its price|to families with small children|in the two months after the flood.|"
        "They show a card at the counter.",
    ],
]


def texts(data: bytes) -> list[str]:
    """The blocks without the marks of headings."""
    return [block.lstrip("#") for block in shown(read(data))]


def columns(sheet: Sheet, top: float, room: float, *held: tuple[float, str], even: bool = False) -> Sheet:
    for left, text in held:
        sheet.flow(left, top, room, text, even=even)
    return sheet


@pytest.mark.parametrize("room", [245, 200])
@pytest.mark.parametrize("even", [True, False])
def test_two_columns(room: float, *, even: bool) -> None:
    sheet = columns(Sheet(), 740, room, (40, FERRY), (310, SCHOOL), even=even)
    assert texts(columns(sheet, 620, room, (40, MARKET), (310, LOANS), even=even).pdf()) == [
        FERRY,
        MARKET,
        SCHOOL,
        LOANS,
    ]


def test_three_columns_whose_paragraphs_follow_each_other() -> None:
    sheet = Sheet()
    for left, one, other in ((40, FERRY, LOANS), (220, SCHOOL, MARKET), (400, MARKET, FERRY)):
        below = sheet.flow(left, 740, 160, one)
        sheet.flow(left, below, 160, other, indent=10)
    assert texts(sheet.pdf()) == [FERRY, LOANS, SCHOOL, MARKET, MARKET, FERRY]


@pytest.mark.parametrize("gap", [0.0, 10.0])
@pytest.mark.parametrize(("lefts", "size"), [((40, 220, 400), 10.0), ((40, 310), 10.0), ((30, 160, 290), 7.5)])
def test_columns_whose_paragraphs_begin_and_end_level_are_no_table(
    gap: float, lefts: tuple[float, ...], size: float
) -> None:
    sheet = Sheet()
    for left, *paragraphs in zip(lefts, *LEVEL, strict=False):
        for number, paragraph in enumerate(paragraphs):
            for line, words in enumerate(paragraph.split("|")):
                sheet.text(left, 740 - number * (50 + gap) - 12.5 * line, words, size)
    found = texts(sheet.pdf())
    assert not any(" | " in block for block in found)
    for left, *paragraphs in zip(lefts, *LEVEL, strict=False):
        assert left
        assert all(any(text.replace("|", " ") in block for block in found) for text in paragraphs)


def test_headings_that_stand_level_above_three_columns_stay_with_them() -> None:
    sheet = Sheet()
    for left, name, text in ((40, "Ferries", FERRY), (220, "Schools", SCHOOL), (400, "Market", MARKET)):
        sheet.text(left, 760, name, 12, bold=True).flow(left, 742, 160, text)
    assert texts(sheet.pdf()) == ["Ferries", FERRY, "Schools", SCHOOL, "Market", MARKET]


def test_columns_beside_a_side_bar() -> None:
    bar = "The ferry costs two ringgit now, and the market opens at seven on the days before a feast."
    sheet = Sheet().box(420, 400, 570, 760, 0.9)
    columns(sheet, 740, 175, (40, FERRY), (230, MARKET), even=True)
    columns(sheet, 580, 175, (40, SCHOOL), (230, LOANS), even=True)
    sheet.text(428, 738, "In short", 11, bold=True).flow(428, 722, 134, bar, 9, 11)
    assert [block for block in texts(sheet.pdf()) if block != "In short"] == [FERRY, SCHOOL, MARKET, LOANS, bar]


def test_columns_above_and_below_a_wide_figure() -> None:
    caption = (
        "Figure 3. The harbour before the flood, with the old quay at the left and the new one at the right of it."
    )
    sheet = columns(Sheet(), 780, 245, (40, FERRY), (310, SCHOOL)).box(40, 540, 555, 690, 0.8)
    sheet.flow(40, 528, 515, caption, 9, 11)
    columns(sheet, 490, 245, (40, MARKET), (310, LOANS))
    assert texts(sheet.pdf()) == [FERRY, SCHOOL, caption, MARKET, LOANS]


def test_columns_under_lines_as_wide_as_all_of_them() -> None:
    sheet = Sheet()
    below = sheet.flow(40, 790, 515, FERRY)
    columns(sheet, below - 14, 160, (40, SCHOOL), (220, MARKET), (400, LOANS))
    assert texts(sheet.pdf()) == [FERRY, SCHOOL, MARKET, LOANS]


def test_columns_of_unlike_widths_and_letters() -> None:
    sheet = columns(Sheet(), 770, 330, (40, FERRY), even=True)
    columns(sheet, 700, 330, (40, SCHOOL), even=True).flow(400, 764, 150, LOANS, 8, 10)
    assert texts(sheet.pdf()) == [FERRY, SCHOOL, LOANS]


def test_ragged_lines_of_four_narrow_columns() -> None:
    sheet = columns(Sheet(), 760, 90, (40, FERRY), (150, SCHOOL), (260, MARKET), (370, LOANS))
    assert texts(sheet.pdf()) == [FERRY, SCHOOL, MARKET, LOANS]


def test_wide_gaps_in_the_stretched_lines_of_narrow_columns() -> None:
    sheet = columns(Sheet(), 740, 110, (40, FERRY), (166, SCHOOL), (292, MARKET), (418, LOANS), even=True)
    assert texts(sheet.pdf()) == [FERRY, SCHOOL, MARKET, LOANS]


def test_a_table_in_the_column_beside_prose() -> None:
    rows = [("Port", "2023", "2024"), ("Timun", "120", "140"), ("Besut", "83", "91"), ("Marang", "31", "33")]
    sheet = columns(Sheet(), 760, 245, (40, FERRY + " " + SCHOOL + " " + MARKET))
    for number, cells in enumerate(rows):
        for left, cell in zip((320, 420, 490), cells, strict=True):
            sheet.text(left, 760 - 25 * number, cell)
    sheet.flow(310, 640, 245, LOANS)
    found = texts(sheet.pdf())
    assert FERRY + " " + SCHOOL + " " + MARKET in found
    assert [" | ".join(row) for row in rows] + [LOANS] == found[1:]


def test_a_table_as_wide_as_the_columns_above_and_below_it() -> None:
    rows = [
        ("Port", "Boats in 2023", "Boats in 2024", "Fee"),
        ("Timun", "120", "140", "RM 3"),
        ("Besut", "83", "91", ""),
    ]
    sheet = columns(Sheet(), 770, 245, (40, FERRY), (310, SCHOOL))
    for number, cells in enumerate(rows):
        for left, cell in zip((45, 180, 310, 440), cells, strict=True):
            sheet.text(left, 640 - 18 * number, cell)
    found = texts(columns(sheet, 560, 245, (40, MARKET), (310, LOANS)).pdf())
    assert found == [FERRY, SCHOOL, *(" | ".join(cell for cell in row if cell) for row in rows), MARKET, LOANS]


def test_lists_in_two_columns() -> None:
    left = ["Bring the passport of the owner with you to the counter", "Pay the fee before noon at any post office"]
    right = ["Boats of ten tonnes need a pilot in the bay", "Nets of silk are dried on the racks by the sea wall"]
    sheet = Sheet()
    for edge, items in ((40, left), (310, right)):
        for number, item in enumerate(items):
            sheet.text(edge, 760 - 30 * number, "•").flow(edge + 12, 760 - 30 * number, 225, item)
    assert texts(sheet.pdf()) == [*left, *right]


@pytest.mark.parametrize("turn", ["page", "text"])
def test_columns_of_a_page_that_is_turned(turn: str) -> None:
    upright = columns(Sheet(), 540, 245, (40, FERRY), (310, SCHOOL))
    if turn == "page":
        data = upright.pdf().replace(b"/Type/Page/Parent", b"/Rotate 90/Type/Page/Parent")
    else:
        data = raw_pdf([b"q 0 1 -1 0 595 0 cm " + upright.content + b" Q"])
    assert texts(data) == [FERRY, SCHOOL]


def test_two_pages_on_one_sheet() -> None:
    sheet = Sheet()
    for left, one, other, number in ((30, FERRY, SCHOOL, 4), (320, MARKET, LOANS, 5)):
        below = sheet.text(left, 560, "Harbour guide", 7).flow(left, 530, 245, one)
        sheet.flow(left, below - 6, 245, other)
        sheet.text(left + 120, 40, str(number), 8)
    assert [block for block in texts(sheet.pdf()) if len(block) > 40] == [FERRY, SCHOOL, MARKET, LOANS]


def test_glyphs_that_are_placed_one_by_one() -> None:
    sheet = Sheet()
    for left, text in ((40, FERRY), (310, SCHOOL)):
        for number, line in enumerate(broken(text, 245)):
            for at, letter in enumerate(line):
                if letter != " ":
                    sheet.text(left + width(line[:at]), 740 - 12.5 * number, letter)
    assert texts(sheet.pdf()) == [FERRY, SCHOOL]


def test_words_that_are_recognised_over_a_scan() -> None:
    sheet = Sheet().box(0, 0, 595, 842, 0.95)
    for left, text in ((40, FERRY), (310, SCHOOL)):
        for number, line in enumerate(broken(text, 245)):
            place = float(left)
            for word in line.split():
                off = 0.4 if len(word) % 2 else -0.3
                sheet.text(place, 740 - 12.5 * number + off, word, 9.6 + len(word) % 3 * 0.2, mode=3)
                place += width(f"{word} ")
    assert texts(sheet.pdf()) == [FERRY, SCHOOL]


def test_text_beside_a_figure_is_one_with_the_wider_lines_around_it() -> None:
    words, sheet = f"{FERRY} {SCHOOL} {MARKET}".split(), Sheet()
    base, whole = 770.0, " ".join(words)
    while words:
        line = broken(" ".join(words), 300 if 608 < base < 740 else 515)[0]
        sheet.text(40, base, line)
        words, base = words[len(line.split()) :], base - 12.5
    sheet.box(360, 640, 555, 730, 0.8).text(360, 628, "Figure 2. The old quay, drawn in 1911", 8)
    assert texts(sheet.text(360, 618, "by the first pilot of the isle.", 8).pdf()) == [
        whole,
        "Figure 2. The old quay, drawn in 1911 by the first pilot of the isle.",
    ]
