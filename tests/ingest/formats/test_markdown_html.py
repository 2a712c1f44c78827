"""HTML within Markdown: the blocks that a reader of the page would see."""

import pytest

from ingest.content import LeftOut
from ingest.formats.markdown_html import Html, standing_for


def found(*pieces: str) -> list[tuple[str, str, int]]:
    html = Html(LeftOut())
    return [*(each for piece in pieces for each in html.read(piece)), *html.end()]


def words(*pieces: str) -> list[str]:
    return [each for each, _, _ in found(*pieces)]


@pytest.mark.parametrize(
    ("tag", "shown"),
    [
        ('<img src="a.png" alt="A &amp; B">', "A & B"),
        ("<img alt='a lamp'>", "a lamp"),
        ('<img data-alt="no" src="a.png">', ""),
        ('<input type="checkbox" checked>', "☑"),
        ('<input type=checkbox data-checked="x">', "☐"),
        ('<input type="text">', ""),
        ('<Card title="Fees &lt; 5">', "Fees < 5: "),
        ('<card title="Fees">', ""),
        ("</Card>", ""),
        ("<!-- alt='x' -->", ""),
        ("a < b", ""),
        ("<b>", ""),
    ],
)
def test_a_tag_within_a_line_stands_for_what_it_shows(tag: str, shown: str) -> None:
    assert standing_for(tag) == shown


def test_headings_paragraphs_and_items_have_their_kinds_and_levels() -> None:
    assert found("<h2>Fees</h2><p>They are\n low.</p><ul><li>One<ul><li>Two</ul><li>Three</ul>") == [
        ("Fees", "heading", 2),
        ("They are low.", "paragraph", 1),
        ("One", "item", 1),
        ("Two", "item", 2),
        ("Three", "item", 1),
    ]


def test_items_are_counted_from_where_the_list_starts() -> None:
    assert words("<ol start=4><li>a<li>b</ol><ol><li>c</ol><ul><li>d</ul>") == ["4. a", "5. b", "1. c", "d"]
    assert words("<ol><li>a<ol><li>x</ol><li>b</ol>") == ["1. a", "1. x", "2. b"]


def test_rows_hold_their_cells_and_a_head_is_one() -> None:
    assert found("<table><tr><th>Pier<th>Fee<tr><td>North<td><p>40</p><tr><td>South<td></table>") == [
        ("Pier | Fee", "table_head", 1),
        ("North | 40", "row", 1),
        ("South", "row", 1),
    ]
    assert found("<tr><th>North</th><td>40</td></tr>")[0][1] == "row"


def test_a_cell_takes_in_the_markdown_between_pieces() -> None:
    html = Html(LeftOut())
    assert html.read("<table><tr><td>") == []
    assert html.in_cell
    html.add("in   between")
    assert html.read("</td><td>40</td></tr></table>") == [("in between | 40", "row", 1)]
    assert not html.in_cell


def test_struck_words_are_left_out_and_counted() -> None:
    left = LeftOut()
    html = Html(left)
    assert html.read("<p>The fee is <del>40</del> <s>50</s> 60 baht.</p>") == [("The fee is 60 baht.", "paragraph", 1)]
    assert left.remarks() == ("left out: struck text (4 characters)",)


def test_raised_and_lowered_figures_join_no_number() -> None:
    assert words("<p>10<sup>6</sup> of CO<sub>2</sub> and 1010<sub>2</sub></p>") == ["10⁶ of CO2 and 1010₂"]


def test_what_no_reader_sees_is_passed_over_until_it_is_closed() -> None:
    assert words(
        "<style>p { }</style><p>One</p><script>'<p>no</p>'</script><svg/><p>Two</p><!-- x <p> --><p>3</p>"
    ) == [
        "One",
        "Two",
        "3",
    ]
    assert words("<p>One</p><!-- never closed <p>Two</p>") == ["One"]
    assert words("<script>one", "<p>Two</p>") == ["Two"]


def test_a_term_stands_before_what_explains_it() -> None:
    assert found("<dl><dt>Berth:</dt><dd>A place for a boat.<dt>Quay</dt></dl>") == [
        ("Berth: A place for a boat.", "item", 1),
        ("Quay", "item", 1),
    ]


def test_a_closed_term_that_asks_is_a_question() -> None:
    assert found("<dl><dt>When is it open?</dt><dd>At six.</dd></dl>") == [
        ("When is it open?", "question", 1),
        ("At six.", "paragraph", 1),
    ]


def test_details_end_what_their_summary_asks() -> None:
    assert found("<details><summary>Fees</summary>They are low.</details>") == [
        ("Fees", "question", 1),
        ("They are low.", "paragraph", 1),
        ("", "paragraph", 0),
    ]


def test_a_component_is_called_by_its_title() -> None:
    assert words('<p>Before.<Card title="Fees">They are low.</Card>')[0] == "Before."
    assert standing_for('<Tab label="Fees">') == "Fees: "


def test_a_line_break_stays_and_space_does_not() -> None:
    assert words("<p>One<br>two   three<br/><br/> four</p>") == ["One\ntwo three\nfour"]


@pytest.mark.parametrize("attribute", ['a="1 > 0"', "a='1 > 0'", "a=b c"])
def test_a_sign_within_an_attribute_ends_no_tag(attribute: str) -> None:
    assert words(f"<p {attribute}>One</p>") == ["One"]
