"""What a page's own style sheets hide, and which looks they give."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.formats.html.stylesheets import hidden_by_style, write_looks

WORDS = "<p id=main>The harbour office sells tickets on board and at the gate on every day of the week.</p>"


def body(sheet: str, inside: str, media: str = "") -> LexborNode:
    head = f"<head><style media='{media}'>{sheet}</style></head>"
    found = LexborHTMLParser(f"<!doctype html><html>{head}<body>{inside}{WORDS}</body></html>").body
    assert found is not None
    return found


def hidden(sheet: str, inside: str = "<p class=a>Hidden</p>", media: str = "") -> list[str]:
    made = body(sheet, inside, media)
    names = hidden_by_style(made)
    return [node.text() for node in made.css("p") if node.mem_id in names]


@pytest.mark.parametrize(
    "sheet",
    [
        ".a{display:none}",
        "b, .a { color: red; visibility : Hidden }",
        "/* .a{display:block} */ .a{display:none}",
        "@charset 'utf-8'; .a{display:none}",
        "<!-- .a{display:none} -->",
        ".a{display:block} .a{display:none}",
        "@media print{.a{display:block}} .a{display:none}",
    ],
)
def test_what_a_rule_hides_is_hidden(sheet: str) -> None:
    assert hidden(sheet) == ["Hidden"]


@pytest.mark.parametrize(
    "sheet",
    [
        ".a{display:block}",
        ".a{display:none} .a{display:block}",
        "@media print{.a{display:none}}",
        ".a:hover{display:none}",
        ".no-js .a{display:none}",
        "body{display:none}",
        ".a{display:none} .a.open{display:block}",
        ".a{display:none} .a[open]{display:block}",
        ".a{backface-visibility:hidden}",
        ".a{display:none",
        "a[[{display:none}",
        "#main{display:none}",
    ],
)
def test_what_is_shown_or_may_be_is_not(sheet: str) -> None:
    assert hidden(sheet) == []


def test_a_sheet_for_printers_hides_nothing_on_the_screen() -> None:
    assert hidden(".a{display:none}", media="print") == []
    assert hidden(".a{display:none}", media="screen") == ["Hidden"]


def test_an_element_s_own_style_holds_against_the_rules() -> None:
    assert hidden(".a{display:none}", "<p class=a style='display:block'>Shown</p>") == []
    assert hidden(".a{display:none}", "<p class=a style='color:red'>Hidden</p>") == ["Hidden"]


def style(sheet: str, inside: str = "<b class=a style='color:red'>x</b>") -> str:
    made = body(sheet, inside)
    write_looks(made)
    node = made.css_first("b")
    assert node is not None
    return node.attrs.sget("style")


@pytest.mark.parametrize(
    ("sheet", "written"),
    [
        (".a{vertical-align:super}", "vertical-align:super;color:red"),
        (".a{text-decoration: underline  line-through}", "text-decoration: underline line-through;color:red"),
        (".a{list-style:none}", "list-style:none;color:red"),
        (".a{vertical-align:middle}", "color:red"),
        (".a:hover{vertical-align:super}", "color:red"),
        (".a{list-style:none} .b{counter-increment:x}", "color:red"),
    ],
)
def test_looks_are_written_before_an_element_s_own(sheet: str, written: str) -> None:
    assert style(sheet) == written
