from typing import Any

import pytest

from corpus.cells import KEY, Rows, cells_of
from corpus.documents import Span

TEXT = "Fees\n\nBerth | Fee\n\nNorth | 90\n\nSouth | 140\n\nTotal"


def span_of(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def rows(*numbers: int) -> dict[str, Any]:
    """The metadata of the text's rows, whose numbers those are."""
    made = Rows()
    for number, words in zip(numbers, ("Berth", "North", "South", "Total"), strict=True):
        made.note("Fees", number, span_of(words).start)
    return made.metadata


@pytest.mark.parametrize(
    ("words", "range_"),
    [
        ("North | 90", "Fees!A3:B3"),
        ("90", "Fees!A3:B3"),
        ("90\n\nSouth", "Fees!A3:B5"),
        ("South | 140", "Fees!A5:B5"),
        ("Total", "Fees!A6"),
        ("Fees", None),
    ],
)
def test_the_range_is_that_of_the_rows_that_a_span_touches(words: str, range_: str | None) -> None:
    assert cells_of(rows(2, 3, 5, 6), TEXT, span_of(words)) == range_


def test_rows_that_follow_each_other_are_noted_once() -> None:
    assert rows(1, 2, 3, 4) == {KEY: [["Fees", 6, 1]]}
    assert len(rows(1, 2, 4, 5)[KEY]) == 2


def test_a_table_of_many_gaps_says_nothing_of_its_cells() -> None:
    made = Rows()
    for number in range(501):
        made.note("", 2 * number, number)
    assert made.metadata == {}


@pytest.mark.parametrize("written", [None, "Fees", 3, [["Fees", "0", 1]], [3], [["Fees", 0]]])
def test_other_metadata_of_that_name_says_nothing(written: object) -> None:
    assert cells_of({KEY: written}, TEXT, span_of("North")) is None


def test_columns_beyond_z_have_two_letters() -> None:
    text = " | ".join("x" * 28)
    assert cells_of({KEY: [["", 0, 7]]}, text, Span(0, 1)) == "A7:AB7"


@pytest.mark.parametrize(
    ("words", "range_"), [("South | 140", "Fees!A2:B2"), ("Hours", None), ("Day | Open", "Hours!A1:B1")]
)
def test_the_heading_of_a_later_sheet_stands_in_no_row(words: str, range_: str | None) -> None:
    text = "Fees\n\nBerth | Fee\n\nSouth | 140\n\nHours\n\nDay | Open"
    start = text.index(words)
    runs = [["Fees", text.index("Berth"), 1], ["Hours", text.index("Day"), 1]]
    assert cells_of({KEY: runs}, text, Span(start, start + len(words))) == range_
