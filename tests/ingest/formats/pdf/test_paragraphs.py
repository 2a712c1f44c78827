import pytest

from ingest.formats.pdf.paragraphs import parts
from ingest.formats.pdf.reader import read
from ingest.formats.pdf.tables import Area
from ingest.formats.pdf.text_runs import Piece
from tests.ingest.formats.pdf.pages import FERRY, SCHOOL, column, joined, shown
from tests.ingest.making import Line, pdf


@pytest.mark.parametrize("leading", [12.0, 15.0, 22.0])
def test_ragged_lines_of_a_narrow_text_are_joined(leading: float) -> None:
    page = column(60, 760, FERRY, leading) + column(60, 760 - 6 * leading, SCHOOL, leading)
    assert shown(read(pdf(page))) == [joined(FERRY), joined(SCHOOL)]


def test_a_number_at_a_lines_start_goes_on_with_the_sentence() -> None:
    page = column(
        60,
        700,
        """
The wall of the harbour was begun in the month of March of the year
2019. The work took four years and was paid for by a loan of about
12.5 million dollars, which the bank of the region gave in the year
2018.
""",
    )
    (block,) = shown(read(pdf(page)))
    assert "the year 2019. The work" in block
    assert block.endswith("in the year 2018.")


def test_a_sentence_beside_a_table_is_no_heading() -> None:
    page: list[Line] = [(60, 760, "The council agreed on these measures at its last meeting.", 10)]
    for index in range(12):
        page += [(60, 730 - 16 * index, f"Measure of the year {index}", 8), (260, 730 - 16 * index, "Works office", 8)]
    assert shown(read(pdf(page)))[0] == "The council agreed on these measures at its last meeting."


def test_lines_with_labels_stay_apart() -> None:
    page = [(60, 700, "Billing type: net"), (60, 687, "Payment terms: cash"), (60, 674, "Commission: 10%")]
    assert shown(read(pdf(page))) == ["Billing type: net", "Payment terms: cash", "Commission: 10%"]


def test_lines_in_the_middle_of_a_page_stay_apart() -> None:
    page: list[Line] = [
        (250, 780, "Quay Limited", 10),
        (232, 767, "Statement of income", 10),
        *column(60, 700, FERRY.replace("\n", " ") + "and of the harbour office as well"),
    ]
    assert shown(read(pdf(page)))[:2] == ["Quay Limited", "Statement of income"]


def test_each_area_of_a_full_page_is_measured_once(monkeypatch: pytest.MonkeyPatch) -> None:
    measured: list[float] = []

    def counted(area: Area) -> float:
        measured.append(1.0)
        return min(line.x0 for line in area.lines)

    monkeypatch.setattr(Area, "x0", property(counted))
    lines = [(7.0 * (number * 37 % 80), 20.0 + number) for number in range(300)]
    page = [Area(((Piece(f"ab {x:.0f}", x, x + 20, y, 4.0, bold=False),),)) for x, y in lines]
    assert sum(len(part.lines) for part in parts([page])) == len(page)
    assert len(measured) == len(page)
