from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import FERRY, MARKET, SCHOOL, column, joined, row, shown
from tests.ingest.making import Line, pdf

TABLE = [
    ("", "2023", "2024"),
    ("Seats", "120", "140"),
    ("Boats", "8", "9"),
    ("Crew", "31", "33"),
    ("Trips", "7", "9"),
]


def table(left: float, top: float, leading: float = 16) -> list[Line]:
    return [
        (left + 45 * place, top - leading * index, cell)
        for index, cells in enumerate(TABLE)
        for place, cell in enumerate(cells)
        if cell
    ]


def test_columns_beside_a_table_are_read_one_after_the_other() -> None:
    page = column(40, 700, FERRY) + column(40, 640, MARKET) + column(265, 700, SCHOOL) + table(490, 703)
    blocks = shown(read(pdf(page)))
    assert [joined(FERRY), joined(MARKET), joined(SCHOOL)] == blocks[:3]
    assert "Boats | 8 | 9" in blocks


@given(st.permutations(range(12)))
@settings(max_examples=20, deadline=None)
def test_what_stands_in_columns_is_read_whatever_the_order_in_which_it_was_drawn(order: list[int]) -> None:
    page = column(40, 700, FERRY) + column(40, 640, MARKET) + column(265, 707, SCHOOL)
    assert shown(read(pdf([page[index] for index in order]))) == [joined(FERRY), joined(MARKET), joined(SCHOOL)]


def test_columns_below_lines_as_wide_as_the_page_are_read_one_after_the_other() -> None:
    wide = "Figure 4. The harbour as it was drawn in the year in which the first steamer came to the island, with the"
    page: list[Line] = [(40, 760, wide), (40, 747, "lights that were lit at night and the buoys that marked the way.")]
    page += column(40, 700, FERRY) + column(265, 700, SCHOOL) + column(40, 640, MARKET) + column(265, 640, FERRY)
    blocks = shown(read(pdf(page)))
    assert blocks[1:] == [joined(FERRY), joined(MARKET), joined(SCHOOL), joined(FERRY)]


def test_a_table_above_columns_is_not_torn_where_they_part() -> None:
    rows = [
        line
        for index, cells in enumerate([("Year", "Catch", "Boats"), ("2021", "4,310", "57"), ("2022", "4,120", "55")])
        for line in row(760 - 18 * index, list(zip((70, 200, 330), cells, strict=True)))
    ]
    blocks = shown(read(pdf(rows + column(40, 660, FERRY) + column(265, 660, SCHOOL))))
    assert blocks == [
        "Year | Catch | Boats",
        "2021 | 4,310 | 57",
        "2022 | 4,120 | 55",
        joined(FERRY),
        joined(SCHOOL),
    ]


def test_cells_of_several_lines_stay_in_their_row() -> None:
    page = [
        *row(700, [(60, "Measure"), (220, "Who"), (360, "When")], 8),
        *row(684, [(60, "Mend the steps that lead"), (220, "Works office, with the"), (360, "May 2026, when the")], 8),
        *row(674, [(60, "down to the boats"), (220, "people of the quay"), (360, "rains are over")], 8),
        *row(656, [(60, "Paint the lamps"), (220, "Harbour master"), (360, "June 2026, before the")], 8),
        *row(646, [(360, "visitors come")], 8),
    ]
    assert shown(read(pdf(page))) == [
        "Measure | Who | When",
        "Mend the steps that lead down to the boats | Works office, with the people of the quay | "
        "May 2026, when the rains are over",
        "Paint the lamps | Harbour master | June 2026, before the visitors come",
    ]


def test_rows_without_space_between_them_are_rows() -> None:
    blocks = shown(read(pdf(table(60, 700, leading=12))))
    assert blocks == ["2023 | 2024", "Seats | 120 | 140", "Boats | 8 | 9", "Crew | 31 | 33", "Trips | 7 | 9"]


def test_headings_that_stand_level_in_two_columns_stay_apart() -> None:
    page = [*row(720, [(40, "By boat"), (265, "On foot")], 13)]
    page += column(40, 700, FERRY) + column(265, 700, SCHOOL)
    blocks = shown(read(pdf(page)))
    assert [block.lstrip("#") for block in blocks] == ["By boat", joined(FERRY), "On foot", joined(SCHOOL)]


def test_a_stretched_line_is_one() -> None:
    page = column(60, 700, FERRY)
    left, top, _ = page[1]
    page[1:2] = [(left, top, "board in March, and"), (left + 110, top, "since then the queues at")]
    assert shown(read(pdf(page))) == [joined(FERRY)]


def test_a_label_stands_with_its_value() -> None:
    page = row(700, [(60, "Name of the boat:"), (240, "Melati")]) + row(670, [(60, "Home port:"), (240, "Kuala Besut")])
    assert shown(read(pdf(page))) == ["Name of the boat: Melati", "Home port: Kuala Besut"]


def test_the_sign_of_a_currency_stands_with_its_amount() -> None:
    page = [
        line
        for index, name in enumerate(["Sales", "Costs", "Rent"])
        for line in row(700 - 16 * index, [(60, name), (200, "RM 3,226 $"), (300, "2,729")])
    ]
    assert shown(read(pdf(page)))[0] == "Sales | RM 3,226 | $ 2,729"


def test_bullets_part_what_stands_beside_each_other() -> None:
    page = row(700, [(60, "• Boats of ten tonnes"), (170, "• Nets of silk")])
    assert not any("tonnes •" in block or "tonnes Nets" in block for block in shown(read(pdf(page))))


def test_rows_and_items_are_told_from_paragraphs() -> None:
    page = [*table(60, 760), (60, 640, "• Boats of ten tonnes"), (60, 620, "• Rafts"), *column(60, 560, FERRY)]
    kinds = [block.kind for block in read(pdf(page)).blocks]
    assert kinds == ["row"] * 5 + ["item", "item", "paragraph"]


def test_columns_with_little_between_them_are_not_read_across() -> None:
    page = column(40, 700, FERRY) + column(40, 640, MARKET)
    page += column(252, 700, SCHOOL)[:1] + column(252, 680, MARKET) + column(252, 622, FERRY)
    blocks = shown(read(pdf(page)))
    assert blocks[:2] == [joined(FERRY), joined(MARKET)]
    assert not any("queues at and" in block or "on Two" in block or "seven of board" in block for block in blocks)
    assert joined(FERRY) in blocks[2:]


def test_cells_that_nearly_touch_are_kept_apart() -> None:
    rows = [
        (700, "Measure", "Responsible", "By when"),
        (688, "Replant the mangroves along the", "Department of Fisheries, with all", "30 June 2026, of which"),
        (676, "northern shore of the island", "the village committees of the isle", "half is paid by the state"),
        (664, "Teach first aid to all ferry pilots and", "Red Crescent Society of Timun", "15 March 2026, paid"),
        (652, "their crews", "", "by the harbour"),
        (640, "Renew the lamps on the three", "Marine Department", "1 December 2025"),
        (628, "outer buoys", "", ""),
    ]
    page = [
        (left, top, words) for top, *cells in rows for left, words in zip((50, 210, 359), cells, strict=True) if words
    ]
    assert shown(read(pdf(page))) == [
        "Measure | Responsible | By when",
        "Replant the mangroves along the northern shore of the island | "
        "Department of Fisheries, with all the village committees of the isle | "
        "30 June 2026, of which half is paid by the state",
        "Teach first aid to all ferry pilots and their crews | Red Crescent Society of Timun | "
        "15 March 2026, paid by the harbour",
        "Renew the lamps on the three outer buoys | Marine Department | 1 December 2025",
    ]


def test_a_column_does_not_go_on_in_the_one_before_it() -> None:
    page = column(265, 720, "the council of the isle agreed on it at\nits meeting in May with a large majority")
    page += column(40, 700, FERRY.replace("The harbour", "the harbour"))
    assert not any("majority the harbour" in block for block in shown(read(pdf(page))))
