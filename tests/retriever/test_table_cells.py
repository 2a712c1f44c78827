"""The cell of a row that a question asks for."""

import pytest

from retriever.table_cells import asked_cell

HEAD, ROW = "School | Gold medals | Silver medals | Coach", "Tanjong | 5 | 9 | Mei Lin"


@pytest.mark.parametrize(
    ("question", "read", "cell"),
    [
        ("How many gold medals did Tanjong win?", "9", "5"),
        ("How many silver medals did Tanjong win?", "5 | 9", "9"),
        ("Who is the coach of Tanjong?", "9", "Mei Lin"),
        ("Which school won 5 gold medals?", "Tanjong", None),  # the row's name is asked for
        ("Who coaches the school with 5 gold medals?", "Mei Lin", None),  # what was told is not asked for
        ("How many medals did Tanjong win?", "5", None),
        ("How many bronze trophies did Tanjong win?", "5", None),
    ],
)
def test_the_column_that_the_question_names(question: str, read: str, cell: str | None) -> None:
    found = asked_cell(question, "en", HEAD, ROW, ROW.index(read))
    assert (found.of(ROW) if found else None) == cell


@pytest.mark.parametrize(
    ("head", "row", "cell"),
    [
        ("ประเภท | วันธรรมดา | วันหยุด", "ผู้ใหญ่ | 50 บาท | 70 บาท", "70 บาท"),
        ("ประเภท\tวันธรรมดา\tวันหยุด", "ผู้ใหญ่\t50 บาท\t70 บาท", "70 บาท"),
        ("| ประเภท | วันธรรมดา | วันหยุด |", "| ผู้ใหญ่ | | 70 บาท |", "70 บาท"),
        ("ประเภท | วันธรรมดา | วันหยุด", "ผู้ใหญ่ | 50 บาท", None),
    ],
)
def test_cells_are_cut_as_readers_write_them(head: str, row: str, cell: str | None) -> None:
    found = asked_cell("ค่าเข้าของผู้ใหญ่วันหยุดเท่าไร", "th", head, row, len(row) - 2)
    assert (found.of(row) if found else None) == cell
