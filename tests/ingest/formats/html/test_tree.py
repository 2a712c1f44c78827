"""Walking a tree: each element twice, each text once, whatever the depth."""

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.formats.html.tree import TEXT, attribute, leads_away, text_of, walked


def body(inside: str) -> LexborNode:
    found = LexborHTMLParser(f"<!doctype html><body>{inside}</body>").body
    assert found is not None
    return found


def steps(root: LexborNode, *passed: str) -> str:
    """The tags in the order of the walk, a slash before those that close, and the texts."""
    found = walked(root, lambda node: node.tag in passed)
    return " ".join(
        (node.text_content or "") if node.tag == TEXT else f"{'' if opens else '/'}{node.tag}" for node, opens in found
    )


def test_each_element_opens_and_closes_around_what_it_holds() -> None:
    assert steps(body("<p>a<b>c</b></p><!-- no --><hr>d")) == "body p a b c /b /p hr /hr d /body"


def test_an_element_that_is_passed_over_is_so_with_all_in_it() -> None:
    assert steps(body("<p>a<b>c<i>d</i></b>e</p>"), "b") == "body p a e /p /body"
    assert steps(body("<p>a</p>"), "body") == ""


def test_a_walk_stays_below_its_root() -> None:
    root = body("<p>a</p><div><i>b</i></div><p>c</p>").css_first("div")
    assert root is not None
    assert steps(root) == "div i b /i /div"


def test_depth_takes_no_recursion() -> None:
    deep = body("<i>" * 3000 + "x")
    assert text_of(deep).strip() == "x"
    assert sum(1 for _ in walked(deep, lambda _: False)) > 6000


def test_words_are_apart_where_elements_are_and_programs_have_none() -> None:
    assert text_of(body("<p>a<b>b</b></p><script>c</script><p hidden>d")).split() == ["a", "b", "d"]


@pytest.mark.parametrize(
    ("html", "away"),
    [
        ("<a href=/x>", True),
        ("<a href='https://example.org/x'>", True),
        ("<a href='#n'>", False),
        ("<a href='/x#n'>", False),
        ("<a href=''>", False),
        ("<a name=x>", False),
        ("<b href=/x>", False),
    ],
)
def test_a_link_leads_away_unless_it_names_a_place(html: str, away: bool) -> None:
    node = body(html + "x").css_first("a, b")
    assert node is not None
    assert leads_away(node) is away


def test_an_attribute_that_is_not_there_is_empty() -> None:
    node = body("<p id=a hidden>").css_first("p")
    assert node is not None
    assert [attribute(node, name) for name in ("id", "hidden", "class")] == ["a", "", ""]
