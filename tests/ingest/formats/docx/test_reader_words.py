import pytest

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats.docx.reader import read
from tests.ingest.formats.docx.test_reader import blocks, shown
from tests.ingest.making import W, docx, paragraph


def run(text: str, properties: str) -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def field(data: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{data}</w:ffData></w:fldChar></w:r>'


RELATION = '<Relationship Id="{0}" Type="http://x/{1}" Target="{2}"/>'
"""A relation of the main part: its id, its kind, its target."""


def related(*relations: tuple[str, str, str]) -> dict[str, str]:
    made = "".join(RELATION.format(*each) for each in relations)
    return {"word/_rels/document.xml.rels": f"<Relationships>{made}</Relationships>"}


def test_struck_and_deleted_text_is_left_out_and_said() -> None:
    more = run(" 40 pesos", "<w:strike/>") + run(" 50", "<w:dstrike/>") + run(" 60 pesos", '<w:strike w:val="0"/>')
    gone = "<w:del><w:r><w:delText> a day</w:delText></w:r></w:del><w:moveFrom><w:r><w:t> each</w:t></w:r></w:moveFrom>"
    content = read(docx(paragraph("It costs", more=more + gone)))
    assert content.text == "It costs 60 pesos"
    assert content.remarks == ("left out: struck text, deleted text (15 characters)",)


def test_raised_text_is_kept_apart_from_numbers() -> None:
    raised = '<w:vertAlign w:val="superscript"/>'
    more = run("1", raised) + run(",2", raised) + run(" for 9 m", "") + run("2", raised) + run(" of CO", "")
    more += run("2", '<w:vertAlign w:val="subscript"/>') + run(" and 10", "") + run("6", raised)
    assert blocks(paragraph("In 2021", more=more)) == ["In 2021¹,² for 9 m² of CO2 and 10⁶"]


@pytest.mark.parametrize(
    "raised",
    ['<w:position w:val="8"/><w:sz w:val="19"/>', '<w:rStyle w:val="SuperscriptText"/>'],
)
def test_text_that_its_place_or_its_style_raises_is_kept_apart(raised: str) -> None:
    more = run("6", raised) + run(" bottles", '<w:position w:val="0"/>')
    assert blocks(paragraph("It made 10", more=more)) == ["It made 10⁶ bottles"]


def test_longer_text_is_set_higher_for_looks() -> None:
    assert blocks(paragraph("10", more=run("00 bottles", '<w:position w:val="4"/>'))) == ["1000 bottles"]


def test_symbols_are_what_their_font_shows() -> None:
    more = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>' + run(" 9 ", "")
    more += (
        run("m", '<w:rFonts w:ascii="Symbol"/>') + run("g", "") + '<w:r><w:sym w:font="Webdings" w:char="F0FF"/></w:r>'
    )
    content = read(docx(paragraph("A dose ", more=more)))
    assert (content.text, content.remarks) == ("A dose ≥ 9 μg", ("left out: symbol (1 character)",))


def test_equations_stand_in_the_line() -> None:
    more = "<oMath><f><num><r><t>2</t></r></num><den><r><t>3</t></r></den></f></oMath><w:r><w:t> of all.</w:t></w:r>"
    assert blocks(paragraph("It needs ", more=more)) == ["It needs 2/3 of all."]


def test_values_of_forms_are_read_and_what_prompts_for_them_is_not() -> None:
    boxes = field("<w:checkBox><w:checked/></w:checkBox>") + field('<w:checkBox><w:default w:val="0"/></w:checkBox>')
    boxes += field('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>')
    assert blocks(paragraph("Boxes: ", more=boxes)) == ["Boxes: ☒☐☐"]
    entries = '<w:listEntry w:val="Pier"/><w:listEntry w:val="Quay"/>'
    lists = field(f'<w:ddList><w:result w:val="1"/>{entries}</w:ddList>') + field(f"<w:ddList>{entries}</w:ddList>")
    assert blocks(paragraph("Lists: ", more=lists)) == ["Lists: QuayPier"]
    control = "<w:sdt><w:sdtPr>{}</w:sdtPr><w:sdtContent>{}</w:sdtContent></w:sdt>"
    filled = control.format("<w:text/>", run("Ana Cruz", ""))
    empty = control.format("<w:showingPlcHdr/>", run("Click here", ""))
    content = read(docx(paragraph("Name: ", more=filled + empty)))
    assert (content.text, content.remarks) == ("Name: Ana Cruz", ("left out: placeholder (10 characters)",))


def margins(*, title: bool, body: str = "") -> Content:
    section = "".join(
        f'<w:{kind}Reference w:type="{shown}" w:id="{kind}-{shown}"/>'
        for kind in ("header", "footer")
        for shown in ("first", "default")
    )
    parts = related(
        *(
            (f"{kind}-{shown}", kind, f"{kind}-{shown}.xml")
            for kind in ("header", "footer")
            for shown in ("first", "default")
        )
    )
    for kind in ("header", "footer"):
        for words in ("first", "default"):
            made = f'<w:hdr xmlns:w="{W}">{paragraph(f"The {words} {kind}.")}</w:hdr>'
            parts[f"word/{kind}-{words}.xml"] = made
    titled = "<w:titlePg/>" if title else ""
    return read(docx(f"{paragraph('Words.')}{body}<w:sectPr>{section}{titled}</w:sectPr>", parts))


def test_the_first_pages_own_header_and_footer_are_read() -> None:
    content = margins(title=True)
    assert shown(content) == ["The first header.", "Words.", "The first footer."]
    assert content.remarks == ("left out: header, footer (38 characters)",)


def test_the_header_of_a_single_page_is_its_letterhead() -> None:
    assert shown(margins(title=False)) == ["The default header.", "Words.", "The default footer."]
    on = paragraph("", more='<w:r><w:br w:type="page"/></w:r>') + paragraph("More.")
    content = margins(title=False, body=on)
    assert shown(content) == ["Words.", "More."]
    assert content.remarks == ("left out: header, footer (38 characters)",)


def test_statements_of_a_letterhead_are_lines_of_their_own() -> None:
    head = run("Port of Kupang", "") + "<w:r><w:tab/></w:r>" + run("Ref: PK/7", "")
    head += "<w:r><w:br/></w:r>" + run("2 May", "")
    parts = related(("h", "header", "h.xml")) | {"word/h.xml": f'<w:hdr xmlns:w="{W}"><w:p>{head}</w:p></w:hdr>'}
    section = '<w:sectPr><w:headerReference w:type="first" w:id="h"/><w:titlePg/></w:sectPr>'
    content = read(docx(paragraph("Words.") + section, parts))
    assert shown(content) == ["Port of Kupang", "Ref: PK/7", "2 May", "Words."]
    assert [block.kind for block in content.blocks] == ["line", "line", "line", "paragraph"]


def test_short_lines_in_bold_above_text_are_headings() -> None:
    def bold(text: str, value: str = "1") -> str:
        weight = f'<w:b w:val="{value}"/>'
        return f"<w:p>{run(text, weight)}</w:p>"

    body = paragraph("Ferries", "H1") + bold("Opening hours") + paragraph("From nine to five.") + bold("Fares")
    body += "<w:p/>" + paragraph("Half for children.") + bold("It never opens late.") + paragraph("And so on.")
    body += bold("Plain", "0") + paragraph("More.") + paragraph("Half", more=run(" bold", "<w:b/>")) + bold("End")
    content = read(docx(body))
    assert [text for text in shown(content) if text.startswith("#")] == ["#Ferries", "##Opening hours", "##Fares"]


def test_a_saved_page_within_is_read() -> None:
    page = "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b\nContent-Type: text/html\n\n"
    page += "<p>The gate closes at nine.</p>\n--b--\n"
    parts = related(("a", "aFChunk", "a.mht"), ("b", "aFChunk", "b.mht")) | {
        "word/a.mht": page,
        "word/b.mht": "x: y\n\n",
    }
    content = read(docx('<w:altChunk w:id="a"/><w:altChunk w:id="b"/>', parts))
    assert content.text == "The gate closes at nine."


def test_documents_within_are_read_where_their_format_is() -> None:
    parts = related(("a", "aFChunk", "a.html"), ("b", "aFChunk", "b.txt"), ("c", "aFChunk", "c.bin"))
    parts |= {
        "word/a.html": "<h1>Gates</h1><p>They close at nine.</p>",
        "word/b.txt": "And open at six.",
        "word/c.bin": "x",
    }
    chunks = "".join(f'<w:altChunk w:id="{each}"/>' for each in "abcd")
    content = read(docx(paragraph("Notice.") + chunks, parts))
    assert shown(content) == ["Notice.", "#Gates", "They close at nine.", "And open at six."]
    assert content.remarks == ("left out: embedded document (11 characters)",)
    parts = related(("a", "aFChunk", "a.rtf")) | {"word/a.rtf": r"{\rtf1\ansi The lamp is \b red\b0.}"}
    assert shown(read(docx('<w:altChunk w:id="a"/>', parts))) == ["The lamp is red."]
    with pytest.raises(DocumentRefused, match="without text"):
        read(docx('<w:altChunk w:id="gone"/>'))


def test_a_word_file_within_is_read_one_deep() -> None:
    inner = docx(
        paragraph("Inside.") + '<w:altChunk w:id="a"/>', related(("a", "aFChunk", "a.docx")) | {"word/a.docx": "x"}
    )
    content = read(docx('<w:altChunk w:id="a"/>', related(("a", "aFChunk", "a.docx")) | {"word/a.docx": inner}))
    assert (content.text, content.remarks) == ("Inside.", ("left out: embedded document (11 characters)",))


def test_a_chart_is_read_as_a_table() -> None:
    def data(name: str, *values: str) -> str:
        points = "".join(f'<c:pt idx="{place}"><c:v>{each}</c:v></c:pt>' for place, each in enumerate(values))
        return f"<c:{name}><c:cache>{points}</c:cache></c:{name}>"

    series = f"<c:ser>{data('tx', 'Tonnes')}{data('cat', '2020', '2021')}{data('val', '40', '55')}</c:ser>"
    title = "<c:title><c:t>The catch</c:t></c:title>"
    parts = related(("r5", "chart", "charts/c.xml"))
    parts["word/charts/c.xml"] = f'<c:chartSpace xmlns:c="c">{title}{series}</c:chartSpace>'
    drawing = '<w:r><w:drawing><chart id="r5"/></w:drawing></w:r>'
    content = read(docx(paragraph("See:", more=drawing), parts))
    assert shown(content) == ["See:", "The catch", "Tonnes", "2020 | 40", "2021 | 55"]


def test_tables_of_contents_and_comments_are_said_to_be_left_out() -> None:
    parts = related(("k", "comments", "comments.xml"), ("styles", "styles", "styles.xml"))
    parts["word/comments.xml"] = f'<w:comments xmlns:w="{W}"><w:comment>{paragraph("Why?")}</w:comment></w:comments>'
    content = read(docx(paragraph("Two 2", "C1") + paragraph("Words."), parts))
    assert content.remarks == ("left out: table of contents, comments (9 characters)",)
