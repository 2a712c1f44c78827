from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.reports.html_markup import Markup, element, escape, join, quoted


class Read(HTMLParser):
    """What a browser makes of it: the elements with their attributes, and the text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(), st.text())
def test_whatever_is_said_stays_text(words: str, attribute: str) -> None:
    read = Read(element("p", words, title=attribute))
    assert [tag for tag, _ in read.elements] == ["p"]
    assert set(read.elements[0][1]) == {"title"}
    assert escape(read.text) == escape(words)
    assert escape(read.elements[0][1]["title"] or "") == escape(attribute)


@given(st.text())
def test_no_control_comes_through(words: str) -> None:
    assert all(character in "\t\n\r" or ord(character) >= 32 for character in escape(words))
    escape(words).encode()


def test_markup_inside_is_kept_and_none_left_out() -> None:
    inside = element("b", "<")
    assert element("p", "a", None, inside, class_="x", hidden=True, id=None, cx=1.50) == (
        '<p class="x" hidden cx="1.5">a<b>&lt;</b></p>'
    )
    assert join(["<", inside], ", ") == "&lt;, <b>&lt;</b>"
    assert isinstance(join([]), Markup)
    assert element("br") == "<br>"
    assert element("path", stroke_width=2) == '<path stroke-width="2"></path>'


@pytest.mark.parametrize(
    ("language", "lang"),
    [("th", "th"), ("zh-Hans", "zh-Hans"), (None, None), ('x" onload="', None), ("a language", None)],
)
def test_a_language_is_given_where_it_is_one(language: str | None, lang: str | None) -> None:
    ((_, attributes),) = Read(quoted("hello", language)).elements
    assert attributes == ({"dir": "auto"} if lang is None else {"lang": lang, "dir": "auto"})
