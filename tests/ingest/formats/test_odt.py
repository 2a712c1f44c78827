from collections.abc import Mapping

import pytest

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats import odt
from ingest.formats.docx import package
from ingest.text import one_line
from tests.ingest.making import archive

SPACES = " ".join(
    f'xmlns:{name}="{name}"' for name in ("office", "text", "style", "table", "draw", "xlink", "meta", "dc", "svg")
)
NUMBER, BULLET = "text:list-level-style-number", "text:list-level-style-bullet"


def text_style(name: str, properties: str) -> str:
    inside = f"<style:text-properties {properties}/>"
    return f'<style:style style:name="{name}" style:family="text">{inside}</style:style>'


STYLES = (
    '<style:style style:name="Big" style:family="paragraph" style:parent-style-name="Title"/>'
    + text_style("Up", 'style:text-position="super 58%"')
    + text_style("Low", 'style:text-position="-30% 58%"')
    + text_style("No", 'text:display="none"')
    + text_style("Struck", 'style:text-line-through-style="solid"')
    + text_style("Plain", 'style:text-line-through-style="none"')
    + '<text:list-style style:name="L">'
    f'<{NUMBER} text:level="1" style:num-format="1" style:num-suffix="."/>'
    f'<{NUMBER} text:level="2" style:num-format="a" style:num-prefix="(" style:num-suffix=")"/>'
    f'<{NUMBER} text:level="3" style:num-format="I" text:display-levels="3"/></text:list-style>'
    f'<text:list-style style:name="B"><{BULLET} text:level="1" text:bullet-char="-"/></text:list-style>'
)


def odt_of(body: str, *, styles: str = "", meta: str = "", more: Mapping[str, str | bytes] | None = None) -> bytes:
    common = (
        "<style:style style:name='Title' style:family='paragraph'/>"
        f"<text:outline-style>{styles}</text:outline-style></office:styles><office:master-styles>"
        "<style:master-page><style:header><text:p>Every page</text:p></style:header></style:master-page>"
        "</office:master-styles>"
    )
    parts: dict[str, str | bytes] = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f"<office:document-content {SPACES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        "styles.xml": f"<office:document-styles {SPACES}><office:styles>{common}</office:document-styles>",
        "meta.xml": f"<office:document-meta {SPACES}><office:meta>{meta}</office:meta></office:document-meta>",
    }
    return archive(parts | dict(more or {}))


def shown(content: Content) -> list[str]:
    return [block.span.of(content.text) for block in content.blocks]


def kinds(content: Content) -> list[tuple[str, int, str]]:
    return [(block.kind, block.level, block.span.of(content.text)) for block in content.blocks]


def p(words: str) -> str:
    return f"<text:p>{words}</text:p>"


def item(*parts: str, more: str = "") -> str:
    return f"<text:list-item {more}>{''.join(parts)}</text:list-item>"


def note(words: str) -> str:
    mark = "<text:note-citation>1</text:note-citation>"
    return f"<text:note>{mark}<text:note-body>{p(words)}</text:note-body></text:note>"


def items(*parts: str, style: str = "L", more: str = "") -> str:
    named = f'text:style-name="{style}"' if style else ""
    return f"<text:list {named} {more}>{''.join(parts)}</text:list>"


def test_headings_stand_at_their_levels_below_the_title_with_their_numbers() -> None:
    numbers = (
        '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
        '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    )
    heads = [
        f'<text:h text:outline-level="{level}">{words}</text:h>' for level, words in ((1, "A"), (2, "B"), (2, "C"))
    ]
    made = odt.read(odt_of(f'<text:p text:style-name="Big">Tides</text:p>{"".join(heads)}{p("Said.")}', styles=numbers))
    assert kinds(made) == [
        ("heading", 1, "Tides"),
        ("heading", 2, "1. A"),
        ("heading", 3, "1.1 B"),
        ("heading", 3, "1.2 C"),
        ("paragraph", 1, "Said."),
    ]
    assert made.title == "Tides"


def test_items_have_the_numbers_that_are_shown() -> None:
    deep = items(item(p("deep")), style="")
    made = odt.read(
        odt_of(
            items(item(p("one"), p("more of it")), item(p("two"), items(item(p("inner"), deep), style="")))
            + p("between")
            + items(item(p("three")), more='text:continue-numbering="true"')
            + items(item(p("anew"), more='text:start-value="7"'), item(p("next")))
            + items(item(p("dot")), style="B")
        )
    )
    assert shown(made) == [
        "1. one", "more of it", "2. two", "(a) inner", "2.a.I deep", "between", "3. three", "7. anew", "8. next", "dot"
    ]  # fmt: skip
    assert [level for kind, level, _ in kinds(made) if kind == "item"] == [1, 1, 2, 3, 1, 1, 1, 1]


def test_a_list_goes_on_from_the_one_that_it_names() -> None:
    first = items(item(p("one")), more='xml:id="first"')
    made = odt.read(odt_of(first + items(item(p("x"))) + items(item(p("two")), more='text:continue-list="first"')))
    assert shown(made) == ["1. one", "1. x", "2. two"]


def test_a_list_that_names_none_begins_anew() -> None:
    made = odt.read(odt_of(items(item(p("apple")), item(p("pear"))) + p("between") + items(item(p("dog")))))
    assert shown(made) == ["1. apple", "2. pear", "between", "1. dog"]


def test_a_table_is_read_row_by_row_with_what_spans_rows_in_each() -> None:
    def row(*cells: str) -> str:
        return f"<table:table-row>{''.join(cells)}</table:table-row>"

    def cell(words: str, more: str = "") -> str:
        return f"<table:table-cell {more}>{p(words)}</table:table-cell>"

    table = (
        f"<table:table><table:table-header-rows>{row(cell('Berth'), cell('Fee'))}</table:table-header-rows>"
        + row(cell("North", 'table:number-rows-spanned="2"'), cell(f"90{note('By day.')}"))
        + row("<table:covered-table-cell/>", cell("95"))
        + row(cell("same", 'table:number-columns-repeated="2"'))
        + "</table:table>"
    )
    assert kinds(odt.read(odt_of(table))) == [
        ("table_head", 1, "Berth | Fee"),
        ("row", 1, "North | 90"),
        ("paragraph", 1, "By day."),
        ("row", 1, "North | 95"),
        ("row", 1, "same | same"),
    ]


def test_a_table_that_places_prose_is_read_as_prose() -> None:
    table = (
        f"<table:table><table:table-row><table:table-cell>{p('a. ' * 200)}</table:table-cell><table:table-cell>{p('b')}"
    )
    assert [
        kind for kind, *_ in kinds(odt.read(odt_of(f"{table}</table:table-cell></table:table-row></table:table>")))
    ] == [
        "paragraph",
        "paragraph",
    ]


def test_what_stands_in_a_line_is_written_as_it_is_shown() -> None:
    made = odt.read(
        odt_of(
            p('a<text:s text:c="2"/>b<text:tab/>c<text:line-break/>d')
            + p('5 km<text:span text:style-name="Up">2</text:span> x<text:span text:style-name="Low">i</text:span>')
            + p("<text:ruby><text:ruby-base>港</text:ruby-base><text:ruby-text>みなと</text:ruby-text></text:ruby>")
            + p(
                '<draw:frame><draw:object xlink:href="./Object 1"/><draw:image/><svg:title>no</svg:title></draw:frame>'
                " of <text:title>Tides</text:title>"
            ),
            more={"Object 1/content.xml": "<math><mfrac><mn>3</mn><mn>4</mn></mfrac></math>"},
        )
    )
    assert shown(made) == ["a  b\tc\nd", "5 km² x_i", "港(みなと)", "3/4 of Tides"]


def test_struck_words_are_left_out_and_said() -> None:
    struck = '<text:span text:style-name="Struck">80</text:span>'
    plain = '<text:span text:style-name="Plain">90</text:span>'
    made = odt.read(odt_of(p(f"The fee is {struck} {plain} baht.")))
    assert one_line(made.text) == "The fee is 90 baht."
    assert made.remarks[0].startswith("left out: struck text, ")


def test_boxes_and_notes_come_after_the_paragraph_that_they_hang_on() -> None:
    box = f"<draw:frame><draw:text-box>{p('In a box.')}</draw:text-box></draw:frame>"
    assert shown(odt.read(odt_of(p(f"Said{note('A note.')} so.{box}") + p("After.")))) == [
        "Said so.", "A note.", "In a box.", "After."
    ]  # fmt: skip


def test_what_is_left_out_is_said() -> None:
    region = f"<text:changed-region><text:deletion>{p('gone')}</text:deletion></text:changed-region>"
    made = odt.read(
        odt_of(
            f"<text:tracked-changes>{region}</text:tracked-changes>"
            + f"<text:table-of-content><text:index-body>{p('One 1')}</text:index-body></text:table-of-content>"
            + f'<text:section text:display="none">{p("unseen")}</text:section>'
            + p(
                f"Said<office:annotation>{p('why?')}</office:annotation>."
                '<text:span text:style-name="No">not</text:span>'
            )
            + p('<draw:object xlink:href="./Object 1"/>')
        )
    )
    assert shown(made) == ["Said."]
    (said,) = made.remarks
    assert said.startswith(
        "left out: deleted text, table of contents, hidden text, comments, embedded objects, header ("
    )


def test_the_document_says_who_wrote_it_and_when() -> None:
    told = (
        "<dc:title>Tides of the Strait</dc:title><meta:initial-creator>Mary Kong</meta:initial-creator>"
        "<dc:creator>Siti</dc:creator><meta:creation-date>2025-03-04T10:00:00</meta:creation-date>"
        "<dc:language>en</dc:language>"
    )
    made = odt.read(odt_of(p("Said."), meta=told))
    assert (made.title, made.language) == ("Tides of the Strait", "en")
    assert made.metadata == {"author": "Mary Kong", "created": "2025-03-04"}


def content(inside: str, head: str = "") -> bytes:
    return archive({"content.xml": f"{head}<office:document-content {SPACES}>{inside}</office:document-content>"})


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (odt_of(""), "without text"),
        (odt_of("", more={"META-INF/manifest.xml": "<manifest:encryption-data/>"}), "has a password"),
        (content("<office:body><office:spreadsheet/></office:body>"), "spreadsheet; save it as .xlsx"),
        (content("<office:body><office:presentation/></office:body>"), "presentation; save it as .pptx"),
        (content("<office:body/>"), "no OpenDocument text"),
        (archive({"content.xml": "<a>"}), "damaged"),
        (content("<office:body/>", "<!DOCTYPE a [<!ENTITY b 'c'>]>"), "document type"),
        (odt_of(p("Said."))[:-40], "damaged"),
    ],
)
def test_what_is_no_sound_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        odt.read(data)


def test_no_more_is_unpacked_than_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 100_000)
    with pytest.raises(DocumentRefused, match="unpacks to more"):
        odt.read(odt_of(p("a" * 200_000)))


@pytest.mark.parametrize("body", ['<text:s text:c="99999999"/>', '<text:s text:c="9999"/>', '<text:s text:c="-1"/>'])
def test_a_count_stands_for_no_more_than_a_line_holds(body: str) -> None:
    assert len(odt.read(odt_of(p(f"a{body}b"))).text) <= 102


def test_styles_that_inherit_from_each_other_in_a_circle_end() -> None:
    circle = "".join(
        f'<style:style style:name="{name}" style:family="paragraph" style:parent-style-name="{other}"/>'
        for name, other in (("X", "Y"), ("Y", "X"))
    )
    styles = f"<office:a {SPACES}><office:styles>{circle}</office:styles></office:a>"
    data = odt_of('<text:p text:style-name="X">Said.</text:p>', more={"styles.xml": styles})
    assert shown(odt.read(data)) == ["Said."]
