import pytest

from corpus.cells import cells_of
from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats import pptx, xlsx
from tests.ingest.making import archive

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(*targets: tuple[str, str, str]) -> str:
    made = "".join(f'<Relationship Id="{each}" Type="{OFFICE}/{kind}" Target="{to}"/>' for each, kind, to in targets)
    return f"<Relationships>{made}</Relationships>"


def book(rows: str, *, state: str = "visible", styles: str = "") -> bytes:
    return archive(
        {
            "_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns:r="{OFFICE}"><sheets><sheet name="Fees" r:id="r1"/>'
            f'<sheet name="Old" state="{state}" r:id="r2"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": relations(
                ("r1", "worksheet", "worksheets/sheet1.xml"),
                ("r2", "worksheet", "worksheets/sheet2.xml"),
                ("r3", "sharedStrings", "sharedStrings.xml"),
                ("r4", "styles", "styles.xml"),
            ),
            "xl/sharedStrings.xml": "<sst><si><t>Berth</t></si>"
            "<si><r><t>No</t></r><r><t>rth</t></r><rPh><t>x</t></rPh></si></sst>",
            "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
            "xl/worksheets/sheet1.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>",
            "xl/worksheets/sheet2.xml": "<worksheet><sheetData><row><c t='str'><v>old</v></c></row>"
            "</sheetData></worksheet>",
        }
    )


def shown(content: Content) -> list[str]:
    return [block.span.of(content.text) for block in content.blocks]


def test_a_workbook_is_read_sheet_by_sheet_and_row_by_row() -> None:
    rows = (
        "<row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>Fee</t></is></c>"
        "<c r='C1' t='str'><v>From</v></c></row>"
        "<row r='2'><c r='A2' t='s'><v>1</v></c><c r='C2' s='1'><v>45954</v></c></row>"
        "<row r='3'><c r='A3' t='b'><v>1</v></c><c r='B3'><v>0.1</v></c><c r='C3' s='2'><v>0.125</v></c></row>"
        "<row r='4' hidden='1'><c r='A4' t='str'><v>hidden</v></c></row>"
    )
    styles = (
        "<numFmts><numFmt numFmtId='164' formatCode='d mmm yyyy'/></numFmts>"
        "<cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='10'/></cellXfs>"
    )
    made = xlsx.read(book(rows, state="hidden", styles=styles))
    assert shown(made) == ["Fees", "Berth | Fee | From", "North | – | 2025-10-24", "TRUE | 0.1 | 12.5%"]
    assert [block.kind for block in made.blocks] == ["heading", "table_head", "row", "row"]
    assert made.remarks == ("left out: hidden sheet Old (3 characters)",)
    assert cells_of(made.metadata, made.text, made.blocks[2].span) == "Fees!A2:C2"
    assert cells_of(made.metadata, made.text, made.blocks[0].span) is None


def test_a_hidden_row_parts_no_table_and_the_rows_below_keep_their_numbers() -> None:
    rows = (
        "<row r='1'><c r='A1' t='str'><v>Berth</v></c><c r='B1' t='str'><v>Fee</v></c></row>"
        "<row r='2' hidden='1'><c r='A2' t='str'><v>hidden</v></c></row>"
        "<row r='3'><c r='A3' t='str'><v>North</v></c><c r='B3' t='str'><v>none</v></c></row>"
    )
    made = xlsx.read(book(rows))
    assert [block.kind for block in made.blocks][:3] == ["heading", "table_head", "row"]
    assert cells_of(made.metadata, made.text, made.blocks[2].span) == "Fees!A3:B3"


@pytest.mark.parametrize(
    "cell", ["<c t='s'><v>9</v></c>", "<c t='s'><v>x</v></c>", "<c s='9'><v/></c>", "<c r='ZZZZ9'/>"]
)
def test_a_broken_cell_takes_no_other_with_it(cell: str) -> None:
    assert shown(xlsx.read(book(f"<row>{cell}<c t='str'><v>said</v></c></row>")))[1].endswith("said")


def test_an_empty_workbook_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="without text"):
        xlsx.read(book("", state="hidden"))


def slide(*shapes: str, show: str = "1") -> str:
    return f'<sld show="{show}"><cSld><spTree>{"".join(shapes)}</spTree></cSld></sld>'


def shape(words: str, kind: str = "", level: int = 0) -> str:
    place = f'<ph type="{kind}"/>' if kind else ""
    lines = "".join(f"<p><pPr lvl='{level}'/><r><t>{line}</t></r></p>" for line in words.split("\n"))
    return f"<sp><nvSpPr><nvPr>{place}</nvPr></nvSpPr><txBody>{lines}</txBody></sp>"


def presentation(*slides: str, notes: str = "") -> bytes:
    parts = {
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f'<presentation xmlns:r="{OFFICE}"><sldIdLst>'
        + "".join(f'<sldId id="{256 + n}" r:id="s{n}"/>' for n in range(len(slides)))
        + "</sldIdLst></presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"s{n}", "slide", f"slides/slide{n}.xml") for n in range(len(slides)))
        ),
        "ppt/slides/_rels/slide0.xml.rels": relations(("n", "notesSlide", "../notesSlides/n.xml")),
        "ppt/notesSlides/n.xml": slide(shape(notes, "body")),
    }
    return archive(parts | {f"ppt/slides/slide{n}.xml": each for n, each in enumerate(slides)})


def test_slides_are_pages_under_their_titles_with_notes() -> None:
    cells = "<tc><p><r><t>North</t></r></p></tc><tc><p><r><t>90</t></r></p></tc>"
    table = f"<graphicFrame><tbl><tr>{cells}</tr></tbl></graphicFrame>"
    first = slide(shape("Open at six\nShut at nine", "body"), shape("Hours", "title"), shape("3", "sldNum"))
    made = pptx.read(presentation(first, slide(f"<grpSp>{shape('In a group')}</grpSp>", table), notes="Say it twice."))
    assert [(block.kind, block.page, block.span.of(made.text)) for block in made.blocks] == [
        ("heading", 1, "Hours"),
        ("item", 1, "Open at six"),
        ("item", 1, "Shut at nine"),
        ("paragraph", 1, "Notes: Say it twice."),
        ("paragraph", 2, "In a group"),
        ("row", 2, "North | 90"),
    ]
    assert made.title == "Hours"


def test_hidden_slides_are_left_out_and_said() -> None:
    made = pptx.read(presentation(slide(shape("Said")), slide(shape("Unsaid"), show="0")))
    assert (shown(made), made.remarks) == (["Said"], ("left out: hidden slides (6 characters)",))


def test_words_of_a_slide_are_as_they_are_shown() -> None:
    runs = (
        '<r><rPr strike="sngStrike"/><t>80 </t></r><r><rPr strike="noStrike"/><t>90 baht for 10</t></r>'
        '<r><rPr baseline="30000"/><t>6</t></r><r><t> litres of H</t></r><r><rPr baseline="-25000"/><t>2</t></r>'
        "<br/><fld><t>O</t></fld>"
    )
    made = pptx.read(presentation(slide(f"<sp><nvSpPr/><txBody><p>{runs}</p></txBody></sp>")))
    assert (shown(made), made.remarks) == (
        ["90 baht for 10⁶ litres of H2\nO"],
        ("left out: struck text (2 characters)",),
    )


def test_cells_of_a_workbook_are_as_they_are_shown() -> None:
    rich = (
        "<is><r><rPr><strike/></rPr><t>80 </t></r><r><rPr><strike val='0'/></rPr><t>90 baht for 10</t></r>"
        "<r><rPr><vertAlign val='superscript'/></rPr><t>6</t></r></is>"
    )
    rows = f"<row r='1'><c r='A1' t='inlineStr'>{rich}</c></row>"
    assert shown(xlsx.read(book(rows)))[1] == "90 baht for 10⁶"


def test_an_empty_presentation_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="without text"):
        pptx.read(presentation(slide()))
