"""Which tables of a page hold data, and their rows."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.formats.html.tables import is_data, rows, tail


def table(html: str) -> LexborNode:
    found = LexborHTMLParser(html).css_first("table")
    assert found is not None
    return found


def nothing(_: LexborNode) -> bool:
    return False


def read(inside: str) -> list[str]:
    return [row.text for row in rows(table(f"<table>{inside}</table>"), nothing)]


@pytest.mark.parametrize(
    ("html", "data"),
    [
        ("<table><tr><td>North<td>40", True),
        ("<table><tr><td>North<tr><td>40", False),
        ("<table role=presentation><tr><th>North<th>40</table>", False),
        ("<table><tr><td>a<td><h2>b</h2></table>", False),
        ("<table><tr><th>a<td><h2>b</h2></table>", True),
        ("<table><caption>Fees</caption><tr><td>a<td><table><tr><td>x</table></table>", True),
        ("<table><tr><td>a<td><table><tr><td>x</table></table>", False),
        (f"<table><tr><td>a<td>{'b' * 500}</table>", True),
        (f"<table><tr><td>a<td>{'b' * 501}</table>", False),
        ("<table></table>", False),
    ],
)
def test_a_table_holds_data_or_places_things(html: str, data: bool) -> None:
    assert is_data(table(html), nothing) is data


def test_a_cell_over_rows_is_said_in_each_of_them_in_its_column() -> None:
    assert read("<tr><td rowspan=2>Java<td>Bandung<td>1<tr><td>Solo<td>2<tr><td>Bali<td>Ubud<td>3") == [
        "Java | Bandung | 1",
        "Java | Solo | 2",
        "Bali | Ubud | 3",
    ]
    assert read("<tr><td>a<td>b<td rowspan=3>c<tr><td>d<td>e<tr><td>f<td>g") == ["a | b | c", "d | e | c", "f | g | c"]


@pytest.mark.parametrize("span", ["", "x", "-2", "1.5", "٣", "9999999"])
def test_a_span_that_is_none_is_one(span: str) -> None:
    assert read(f"<tr><td rowspan='{span}'>a<td>b<tr><td>c<td>d") == ["a | b", "c | d"]


def test_a_cell_of_no_columns_takes_one() -> None:
    assert read("<tr><td colspan=0 rowspan=2>a<td rowspan=2>b<td>c<tr><td>d") == ["a | b | c", "a | b | d"]


def test_heads_are_told_and_empty_cells_are_left() -> None:
    made = rows(table("<table><thead><tr><td>a<td><td>b</thead><tr><th>c<th>d<tr><th>e<td>f"), nothing)
    assert [(row.kind, row.text) for row in made] == [
        ("table_head", "a | b"),
        ("table_head", "c | d"),
        ("row", "e | f"),
    ]


def test_a_caption_comes_first_and_links_are_counted() -> None:
    made = list(rows(table("<table><caption>Fees of <a href=/x>May</a></caption><tr><td><a href='#n'>1</a>"), nothing))
    assert [(row.text, row.kind, row.links) for row in made] == [("Fees of May", "paragraph", 3), ("1", "row", 0)]


def test_what_a_cell_holds_is_one_line_with_its_figures_kept_apart() -> None:
    assert read(
        "<tr><td>10<sup>6</sup><br>m<p>of <b>wa</b>ter</p><td>x<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math>"
    ) == ["10⁶ m of water | x 1/2"]


def test_what_an_unclosed_cell_takes_in_stands_below_the_table() -> None:
    made = table(f"<table><tr><td>a<td>b<tr><td>c<td>40<h2>Below</h2><p>{'Words. ' * 90}</table>")
    end = tail(made, nothing)
    assert end
    assert is_data(made, nothing)
    assert [row.text for row in rows(made, nothing, end)] == ["a | b", "c | 40"]
    assert tail(table("<table><tr><td>a<td>b<p>c</p></table>"), nothing) == 0
