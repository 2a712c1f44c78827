"""Cells as a workbook shows them, and where they stand; how sheets are read is in test_office.py."""

import pytest

from corpus.cells import cells_of
from ingest.formats import xlsx
from tests.ingest.formats.test_office import OFFICE, book, relations, shown
from tests.ingest.making import archive

STYLES = (
    "<numFmts><numFmt numFmtId='164' formatCode='d mmm yyyy'/><numFmt numFmtId='165' formatCode='0.0%'/>"
    "<numFmt numFmtId='166' formatCode='&quot;days &quot;0'/>"
    "<numFmt numFmtId='167' formatCode='[Red]General'/></numFmts>"
    "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='14'/>"
    "<xf numFmtId='9'/><xf numFmtId='167'/></cellXfs>"
)


def cell(inside: str) -> str:
    """What is read of a cell that stands after another."""
    row = f"<row r='1'><c t='str'><v>x</v></c><c {inside}</c></row>"
    return shown(xlsx.read(book(row, styles=STYLES)))[1].removeprefix("x | ")


@pytest.mark.parametrize(
    ("inside", "read_as"),
    [
        ("s='1'><v>45954</v>", "2025-10-24"),
        ("s='4'><v>45954.75</v>", "2025-10-24 18:00"),
        ("s='1'><v>45953.999999</v>", "2025-10-24"),
        ("s='1'><v>0.5</v>", "12:00"),
        ("s='1'><v>-1</v>", "-1"),
        ("s='1'><v>2958465</v>", "9999-12-31"),
        ("s='1'><v>2958466</v>", "2958466"),
        ("s='1'><v>1e400</v>", "inf"),
        ("s='2'><v>0.125</v>", "12.5%"),
        ("s='5'><v>1</v>", "100%"),
        ("s='3'><v>14</v>", "14"),
        ("s='6'><v>14</v>", "14"),
        ("><v>0.30000000000000004</v>", "0.3"),
        ("><v>12345678901234</v>", "12345678901234"),
        ("><v>soon</v>", "soon"),
        ("t='b'><v>0</v>", "FALSE"),
        ("t='e'><v>#N/A</v>", "#N/A"),
        ("t='d'><v>2025-10-24</v>", "2025-10-24"),
        ("t='inlineStr'><is><r><t>To</t></r><r><t>gether</t></r><rPh><t>no</t></rPh></is>", "Together"),
    ],
)
def test_a_cell_is_read_as_it_is_shown(inside: str, read_as: str) -> None:
    assert cell(inside) == read_as


@pytest.mark.parametrize(
    ("reference", "place"), [("A1", 0), ("B9", 1), ("Z1", 25), ("AA1", 26), ("AB12", 27), ("XFD1", 16383), ("", 0)]
)
def test_a_column_is_counted_by_its_letters(reference: str, place: int) -> None:
    assert xlsx._column(reference) == place


def test_cells_that_are_left_out_keep_the_columns() -> None:
    assert (
        shown(xlsx.read(book("<row r='1'><c r='A1' t='str'><v>a</v></c><c r='D1' t='str'><v>d</v></c></row>")))[1]
        == "a | – | – | d"
    )


def of_1904(amount: str) -> list[str]:
    parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns:r="{OFFICE}"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": relations(
            ("r1", "worksheet", "worksheets/sheet1.xml"), ("r4", "styles", "styles.xml")
        ),
        "xl/styles.xml": f"<styleSheet>{STYLES}</styleSheet>",
        "xl/worksheets/sheet1.xml": "<worksheet><sheetData><row r='1'><c t='str'><v>x</v></c>"
        f"<c s='1'><v>{amount}</v></c></row></sheetData></worksheet>",
    }
    return shown(xlsx.read(archive(parts)))[1:]


@pytest.mark.parametrize(
    ("amount", "read_as"), [("44492", "2025-10-24"), ("2957003", "9999-12-31"), ("2957004", "2957004")]
)
def test_days_may_be_counted_from_1904_up_to_the_same_last_one(amount: str, read_as: str) -> None:
    assert of_1904(amount) == [f"x | {read_as}"]


@pytest.mark.parametrize("number", [7, 12_000, 1_048_576])
def test_a_row_after_a_gap_keeps_its_number_however_far_down(number: int) -> None:
    rows = "<row r='1'><c t='str'><v>Berth</v></c><c t='str'><v>Fee</v></c></row>"
    rows += f"<row r='{number}'><c t='str'><v>North</v></c><c t='str'><v>none</v></c></row>"
    made = xlsx.read(book(rows))
    assert cells_of(made.metadata, made.text, made.blocks[2].span) == f"Fees!A{number}:B{number}"
