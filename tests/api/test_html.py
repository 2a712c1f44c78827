"""Templates escape what they are given, and miss nothing silently."""

from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import TemplateNotFound, UndefinedError
from markupsafe import Markup

from api import html

VALUES = {"language": "en", "description": "", "title": "", "style": ""}


@given(st.text(st.characters(exclude_categories=("Cc", "Cs"))))
def test_a_value_is_read_back_as_it_was_given(title: str) -> None:
    shown = html.render("frame.html", **(VALUES | {"title": title}))
    inside = shown.partition("<title>")[2].partition("</title>")[0]
    assert "<" not in inside
    assert unescape(inside) == title


def test_markup_is_not_escaped() -> None:
    assert "<style>a > b {}</style>" in html.render("frame.html", **(VALUES | {"style": Markup("a > b {}")}))


def test_characters_that_html_does_not_allow_are_replaced() -> None:
    page = html.render("frame.html", **(VALUES | {"title": "a\0b\x9fc\ud800d", "style": Markup("a > \0")}))
    assert "<title>a�b�c�d</title>" in page
    assert "a > �" in page


def test_a_missing_value_and_an_unknown_template_are_errors() -> None:
    with pytest.raises(UndefinedError, match="title"):
        html.render("frame.html", language="en", description="")
    with pytest.raises(TemplateNotFound):
        html.render("no such.html")
