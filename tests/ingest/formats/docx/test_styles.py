"""What Word's styles say of a paragraph, and the numbers that it shows before it."""

from xml.etree.ElementTree import Element, fromstring

import pytest

from ingest.formats.docx.styles import Numbers, Style, Styles


def root(inside: str) -> Element:
    return fromstring(f'<w:root xmlns:w="w">{inside}</w:root>')  # noqa: S314 - made here


def style(name: str, shown: str, more: str = "") -> str:
    return f'<w:style w:styleId="{name}"><w:name w:val="{shown}"/>{more}</w:style>'


def paragraph(name: str, more: str = "") -> Element:
    return root(f'<w:pPr><w:pStyle w:val="{name}"/>{more}</w:pPr>')


STYLES = Styles(
    root(
        style("H2", "heading 2", "<w:rPr><w:b/></w:rPr>")
        + style("Mine", "Chapter", '<w:basedOn w:val="H2"/>')
        + style("Light", "Light", '<w:basedOn w:val="H2"/><w:rPr><w:b w:val="0"/></w:rPr>')
        + style("Body", "Body", '<w:basedOn w:val="H2"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>')
        + style("T", "Title")
        + style("C", "TOC 3")
        + style("Loop", "Loop", '<w:basedOn w:val="Loop"/>')
        + style("Item", "Item", '<w:pPr><w:numPr><w:numId w:val="4"/><w:ilvl w:val="1"/></w:numPr></w:pPr>')
    )
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("H2", Style(level=2, bold=True)),
        ("Mine", Style(level=2, bold=True)),
        ("Light", Style(level=2)),
        ("Body", Style(bold=True)),
        ("T", Style(title=True)),
        ("C", Style(contents=True)),
        ("Loop", Style()),
        ("Item", Style(number="4", depth=1)),
        ("none", Style()),
    ],
)
def test_a_style_says_what_it_and_those_below_it_say(name: str, expected: Style) -> None:
    assert STYLES.of(paragraph(name)) == expected


def test_a_paragraph_says_more_than_its_style() -> None:
    own = '<w:outlineLvl w:val="0"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert STYLES.of(paragraph("Item", own)) == Style(level=1, number="0", depth=1)


LEVELS = (
    ("decimal", "%1.", 1),
    ("upperLetter", "%1.%2", 1),
    ("lowerRoman", "(%3)", 3),
    ("bullet", "*", 1),
    ("decimalZero", "%5", 1),
)
NUMBERING = "".join(
    f'<w:lvl w:ilvl="{depth}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
    for depth, (form, text, start) in enumerate(LEVELS)
)


def numbers() -> Numbers:
    lists = "".join(f'<w:num w:numId="{each}"><w:abstractNumId w:val="7"/></w:num>' for each in (4, 5))
    return Numbers(root(f'<w:abstractNum w:abstractNumId="7">{NUMBERING}</w:abstractNum>{lists}'))


def test_items_are_counted_in_their_depth_and_anew_under_the_next() -> None:
    made = numbers()
    shown = [made.next("4", depth) for depth in (0, 1, 1, 2, 2, 0, 1, 3, 4)]
    assert shown == ["1.", "1.A", "1.B", "(iii)", "(iv)", "2.", "2.A", "", "01"]


def test_two_lists_of_one_form_share_their_count_and_what_is_no_list_has_none() -> None:
    made = numbers()
    assert [made.next("4", 0), made.next("5", 0)] == ["1.", "2."]
    assert [made.next("0", 0), made.next("9", 0), made.next("4", 8)] == ["", "", ""]


def test_after_z_letters_are_doubled_as_word_does() -> None:
    made = numbers()
    assert [made.next("4", 1) for _ in range(28)][25:] == ["1.Z", "1.AA", "1.BB"]
