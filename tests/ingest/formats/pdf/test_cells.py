import itertools
from collections.abc import Sequence

import pytest

from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import FERRY, column, shown
from tests.ingest.making import pdf, raw_pdf

COLUMNS = (60, 190, 330, 480)
ROWS = (
    ((("Task", 742),), (("Who sees to it", 742),), (("By when, for what", 742),)),
    (
        (("Mend the sea wall", 722), ("east of the market", 709)),
        (("Works Department", 722), ("with the villages", 709), ("of the coast", 696)),
        (("May 2027, of which", 722), ("half is paid already", 709)),
    ),
    ((("Paint the jetty", 676),), (("Harbour office", 683), ("and its divers", 669)), (("2028", 676),)),
)
EDGES = (756, 736, 690, 660)
READ = [
    "Task | Who sees to it | By when, for what",
    "Mend the sea wall east of the market | Works Department with the villages of the coast | "
    "May 2027, of which half is paid already",
    "Paint the jetty | Harbour office and its divers | 2028",
]


def words(lefts: Sequence[int] = COLUMNS) -> bytes:
    lines = [
        (left + 2, top, text) for row in ROWS for left, cell in zip(lefts[:-1], row, strict=True) for text, top in cell
    ]
    return b"".join(b"BT /F 10 Tf %d %d Td (%s) Tj ET " % (x, y, text.encode()) for x, y, text in lines)


def line(x0: int, y0: int, x1: int, y1: int) -> bytes:
    return b"%d %d m %d %d l S " % (x0, y0, x1, y1)


ACROSS = b"".join(line(60, y, 480, y) for y in EDGES)
DOWN = b"".join(line(x, EDGES[-1], x, EDGES[0]) for x in COLUMNS)
INNER = b"".join(line(x, EDGES[-1], x, EDGES[0]) for x in COLUMNS[1:-1])
THIN = b"".join(b"%d %d 420 0.6 re f " % (60, y) for y in EDGES)
BOXES = b"".join(
    b"%d %d %d %d re S " % (x0, bottom, x1 - x0, top - bottom)
    for x0, x1 in itertools.pairwise(COLUMNS)
    for top, bottom in itertools.pairwise(EDGES)
)


@pytest.mark.parametrize(
    "rules",
    [ACROSS + DOWN, ACROSS + INNER, THIN + DOWN, BOXES, ACROSS],
    ids=["grid", "open", "thin", "boxes", "across"],
)
def test_wrapped_cells_stay_in_their_row(rules: bytes) -> None:
    assert shown(read(raw_pdf([rules + words()]))) == READ


def test_cells_close_to_each_other_are_parted_by_the_line_between() -> None:
    close = (60, 145, 230, 320)
    rules = b"".join(line(60, y, 320, y) for y in EDGES) + b"".join(line(x, 660, x, 756) for x in close)
    assert shown(read(raw_pdf([rules + words(close)]))) == READ


def test_a_cell_that_spans_rows_is_said_in_each() -> None:
    rules = b"".join(line(60, y, 400, y) for y in (760, 700)) + line(160, 730, 400, 730)
    rules += b"".join(line(x, 700, x, 760) for x in (60, 160, 280, 400))
    cells = [
        (64, 726, "Harbour"),
        (164, 742, "Berth"),
        (284, 742, "40 baht"),
        (164, 712, "Crane"),
        (284, 712, "90 baht"),
    ]
    drawn = b"".join(b"BT /F 10 Tf %d %d Td (%s) Tj ET " % (x, y, text.encode()) for x, y, text in cells)
    assert shown(read(raw_pdf([rules + drawn]))) == ["Harbour | Berth | 40 baht", "Harbour | Crane | 90 baht"]


@pytest.mark.parametrize(
    "rules", [b"", line(56, 732, 500, 732) + line(56, 715, 500, 715) + line(56, 650, 500, 650)], ids=["none", "around"]
)
def test_two_wrapped_rows_without_a_line_between_are_parted_by_the_space(rules: bytes) -> None:
    cells = [
        *((60, 721, "Measure"), (220, 721, "Who"), (380, 721, "Budget")),
        *column(60, 700, "Replant the mangroves\nalong the northern shore\nof the island", 11),
        *column(220, 700, "Department of Fisheries\nwith the villages", 11),
        *column(380, 700, "1.2 million ringgit,\nhalf of it lent", 11),
        *((60, 661, "Buy two boats"), (220, 661, "Harbour master"), (380, 661, "0.8 million ringgit")),
    ]
    drawn = b"".join(b"BT /F 9 Tf %d %d Td (%s) Tj ET " % (x, y, text.encode()) for x, y, text in cells)
    assert shown(read(raw_pdf([rules + drawn]))) == [
        "Measure | Who | Budget",
        "Replant the mangroves along the northern shore of the island | Department of Fisheries with the villages | "
        "1.2 million ringgit, half of it lent",
        "Buy two boats | Harbour master | 0.8 million ringgit",
    ]


def test_lines_around_prose_and_under_words_change_nothing() -> None:
    plain = pdf(column(60, 700, FERRY))
    frame = b"50 640 300 90 re S " + line(60, 698, 200, 698) + line(60, 685, 120, 685) + line(60, 672, 120, 672)
    drawn = b"".join(
        b"BT /F 10 Tf %d %d Td (%s) Tj ET " % (x, y, text.encode()) for x, y, text in column(60, 700, FERRY)
    )
    assert shown(read(raw_pdf([frame + drawn]))) == shown(read(plain))
