from xml.etree.ElementTree import Element, fromstring

import pytest

from ingest.formats.docx.embedded import chart_blocks, read_embedded


def points(*shown: str) -> str:
    return "".join(f'<c:pt idx="{place}"><c:v>{each}</c:v></c:pt>' for place, each in enumerate(shown))


def chart(inside: str) -> Element:
    return fromstring(f'<c:chart xmlns:c="c" xmlns:a="a">{inside}</c:chart>')  # noqa: S314 - made here


def series(name: str, values: str, categories: str = "") -> str:
    return f"<c:ser><c:tx>{name}</c:tx><c:cat>{categories}</c:cat><c:val>{values}</c:val></c:ser>"


def test_a_chart_becomes_its_title_and_a_table_of_its_series() -> None:
    root = chart(
        "<c:title><a:t>Catch </a:t><a:t>by port</a:t></c:title>"
        + series(points("2023"), points("12", "7"), points("Muar", "Lumut"))
        + series(points("2024"), points("14", "9"))
    )
    assert list(chart_blocks(root)) == [
        ("paragraph", "Catch by port"),
        ("table_head", "2023 | 2024"),
        ("row", "Muar | 12 | 14"),
        ("row", "Lumut | 7 | 9"),
    ]


def test_a_value_without_its_category_keeps_its_row_and_unnamed_series_have_no_head() -> None:
    gap = '<c:pt idx="2"><c:v>5</c:v></c:pt>'
    assert list(chart_blocks(chart(series("", gap, points("Muar"))))) == [("row", "Muar"), ("row", "5")]


def test_a_series_named_in_a_literal_is_named() -> None:
    root = chart(series("<c:v>Tonnes</c:v>", points("12")))
    assert list(chart_blocks(root)) == [("table_head", "Tonnes"), ("row", "12")]


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("word/a.txt", b"One ferry.", "One ferry."),
        ("word/a.HTM", b"<p>One <b>ferry</b>.</p>", "One ferry."),
        ("word/a.rtf", rb"{\rtf1 One ferry.}", "One ferry."),
    ],
)
def test_an_embedded_document_is_read_by_its_ending(name: str, data: bytes, text: str) -> None:
    content = read_embedded(data, name)
    assert content is not None
    assert content.text == text


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("word/a.bin", b"One ferry."),
        ("word/a", b"x"),
        ("word/a.txt", None),
        ("word/a.txt", bytes(50)),
        ("word/a.txt", b" \n"),
    ],
)
def test_what_cannot_be_read_is_none(name: str, data: bytes | None) -> None:
    assert read_embedded(data, name) is None
