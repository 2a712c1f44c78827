"""The straight lines of a page, as its reader sees them."""

import pypdfium2.raw as pdfium
import pytest

from ingest.formats.pdf.rules import Rule, rules
from tests.ingest.making import raw_pdf


def found(content: str, turn: int = 0) -> list[tuple[bool, int, int, int]]:
    """The lines of a page that is drawn so, in whole points."""
    data = raw_pdf([content.encode()])
    pdfium.FPDF_InitLibrary()
    document = pdfium.FPDF_LoadMemDocument(data, len(data), None)
    page = pdfium.FPDF_LoadPage(document, 0)
    try:
        return [(each.across, round(each.at), round(each.start), round(each.end)) for each in rules(page, turn)]
    finally:
        pdfium.FPDF_ClosePage(page)
        pdfium.FPDF_CloseDocument(document)


def test_lines_across_and_down_are_told() -> None:
    assert found("60 700 m 160 700 l S 60 600 m 60 700 l S") == [(False, 60, -700, -600), (True, -700, 60, 160)]


@pytest.mark.parametrize(
    "content",
    [
        "60 700 m 160 702 l S",  # aslant
        "60 700 m 63 700 l S",  # a dot
        "60 700 m 160 700 l n",  # not drawn
        "60 700 m 90 730 130 730 160 700 c S",  # a curve
        "60 600 100 50 re f",  # a shade
    ],
)
def test_what_is_no_line_is_left(content: str) -> None:
    assert found(content) == []


def test_the_edges_of_a_box_are_lines_and_so_is_a_thin_one() -> None:
    assert found("60 600 100 50 re S") == [
        (False, 60, -650, -600),
        (False, 160, -650, -600),
        (True, -650, 60, 160),
        (True, -600, 60, 160),
    ]
    assert found("60 700 100 1 re f") == [(True, -700, 60, 160)]


def test_pieces_of_one_line_are_put_together_and_others_are_not() -> None:
    assert found("60 700 m 100 700 l S 101 700 m 160 700 l S") == [(True, -700, 60, 160)]
    assert found("60 700 m 100 700 l S 104 700 m 160 700 l S") == [(True, -700, 60, 100), (True, -700, 104, 160)]
    assert len(found("60 700 m 160 700 l S 60 690 m 160 690 l S")) == 2


def test_a_shape_that_is_closed_has_its_last_side() -> None:
    assert (False, 60, -700, -600) in found("60 700 m 160 700 l 160 600 l 60 600 l s")
    assert (False, 60, -700, -600) not in found("60 700 m 160 700 l 160 600 l 60 600 l S")


def test_what_a_matrix_moves_stands_where_it_is_seen() -> None:
    assert found("q 2 0 0 2 10 100 cm 30 200 m 80 200 l S Q") == [(True, -500, 70, 170)]


def test_for_turned_text_what_runs_up_the_page_runs_across() -> None:
    ((across, *_),) = found("60 600 m 60 700 l S", turn=1)
    assert across


def test_a_drawing_has_none() -> None:
    many = " ".join(f"{60 + 4 * n} 100 m {60 + 4 * n} 700 l" for n in range(201))
    assert found(f"{many} S") == []  # more than 400 segments of one path
    assert found(f"{many[: many.index('l', 2000) + 1]} S") != []


@pytest.mark.parametrize(
    ("start", "end", "covered"), [(10, 20, True), (8.5, 21.5, True), (7, 20, False), (10, 23, False)]
)
def test_a_line_covers_what_it_runs_along(start: float, end: float, covered: bool) -> None:
    assert Rule(across=True, at=0, start=10, end=20).covers(start, end) is covered
