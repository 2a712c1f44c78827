"""`lines.js`: all that is shown, put together, is exactly the text."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.web.javascript import ELEMENTS, WORDS, Modules

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("\n\n\n a😀"), max_size=200)
NOTHING = {"headings": list[Any](), "pages": list[Any]()}


@pytest.fixture(scope="module")
def lines() -> Modules:
    return Modules("dom", "points", "lines", before=ELEMENTS + WORDS)


def walk(element: Any) -> Iterator[Any]:
    yield element
    if not isinstance(element, str):
        for child in element["children"]:
            yield from walk(child)


def text_of(element: Any) -> str:
    return "".join(each for each in walk(element) if isinstance(each, str))


def classes(root: Any, name: str) -> list[Any]:
    return [
        each for each in walk(root) if not isinstance(each, str) and name in each["attributes"].get("class", "").split()
    ]


@given(text=TEXTS, share=st.tuples(st.floats(0, 1), st.floats(0, 1)), starts=st.lists(st.integers(0, 200), max_size=9))
def test_what_is_shown_is_the_text_and_what_is_marked_the_range(
    lines: Modules, text: str, share: tuple[float, float], starts: list[int]
) -> None:
    start, end = sorted(round(part * len(text)) for part in share)
    units = [len(text[:point].encode("utf-16-le")) // 2 for point in (start, end)]
    outline = {
        "headings": [{"level": 1 + point % 6, "start": point} for point in sorted(starts)],
        "pages": [{"number": number, "start": point} for number, point in enumerate(sorted(starts), 1)],
    }
    root = lines.call("lines", text, units, "quote", outline)
    assert text_of(root) == text
    assert "".join(map(text_of, classes(root, "quote"))) == text[start:end]


def test_the_paragraph_around_a_quote_is_lit(lines: Modules) -> None:
    root = lines.call("lines", "One.\n\nTwo is\nlonger.\n\nThree.\n", [9, 12], "quote", NOTHING)
    assert "".join(map(text_of, classes(root, "lit"))) == "Two is\nlonger.\n"


def test_headings_and_pages_are_where_the_outline_says(lines: Modules) -> None:
    outline = {"headings": [{"level": 2, "start": 3}], "pages": [{"number": 5, "start": 3}]}
    root = lines.call("lines", "😀a\nHeading\nText.", None, "quote", outline)
    (heading,) = classes(root, "heading")
    assert text_of(heading) == "Heading\n"
    assert (heading["attributes"]["aria-level"], heading["attributes"]["data-page"]) == (4, "page 5")
