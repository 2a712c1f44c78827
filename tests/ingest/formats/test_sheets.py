import pytest

from corpus.cells import cells_of
from ingest.content import Kind
from ingest.formats.sheets import read


def shown(text: str) -> list[tuple[Kind, str]]:
    made = read(text)
    return [(block.kind, block.span.of(made.text)) for block in made.blocks]


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_rows_stand_under_their_head_whatever_is_between_the_cells(between: str) -> None:
    lines = ["Berth,Fee,From", "North,90,2024", "South,140,"]
    assert shown("\n".join(lines).replace(",", between)) == [
        ("table_head", "Berth | Fee | From"),
        ("row", "North | 90 | 2024"),
        ("row", "South | 140"),
    ]


def test_quoted_cells_keep_commas_and_line_breaks_and_empty_ones_their_column() -> None:
    assert shown('Name,Note,Fee\n"Tan, Wei","two\nlines",5\nLim,,7') == [
        ("table_head", "Name | Note | Fee"),
        ("row", "Tan, Wei | two lines | 5"),
        ("row", "Lim | – | 7"),
    ]


def test_lines_over_the_head_are_no_row_and_an_empty_line_parts_tables() -> None:
    text = "Fees of 2025\nBerth,Fee\nNorth,90\n,\nCrane,Load\nOld,4"
    assert [kind for kind, _ in shown(text)] == ["paragraph", "table_head", "row", "table_head", "row"]
    assert shown("sep=;\na;b\n1;2")[0] == ("table_head", "a | b")


def test_rows_of_numbers_have_no_head_and_what_is_no_table_is_read() -> None:
    assert shown("2021,44\n2022,47") == [("row", "2021 | 44"), ("row", "2022 | 47")]
    assert shown('a "b\nc') == [("paragraph", 'a "b'), ("paragraph", "c")]


def test_rows_keep_their_numbers_past_empty_lines() -> None:
    made = read("Fees of 2025\n\nBerth,Fee\nNorth,90\nSouth,140")
    assert [cells_of(made.metadata, made.text, block.span) for block in made.blocks] == [
        "A1",
        "A3:B3",
        "A4:B4",
        "A5:B5",
    ]
