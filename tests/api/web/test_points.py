"""`points.js`: JavaScript's offsets are those that Python counts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.api.web.javascript import Modules

TEXTS = st.text(st.characters(codec="utf-8") | st.sampled_from("a😀🇹🇭👩‍👩‍👧é\n"))


@pytest.fixture(scope="module")
def points() -> Modules:
    return Modules("points")


def units_before(text: str, point: int) -> int:
    return len(text[:point].encode("utf-16-le")) // 2


@given(text=TEXTS, offsets=st.lists(st.integers(0, 60)).map(sorted))
def test_a_code_point_has_the_utf_16_index_that_it_has_in_python(
    points: Modules, text: str, offsets: list[int]
) -> None:
    expected = [units_before(text, offset) if offset <= len(text) else None for offset in offsets]
    assert points.call("units", text, offsets) == expected


@given(text=TEXTS.filter(bool), share=st.floats(0, 1))
def test_a_seam_cuts_no_character_in_two(points: Modules, text: str, share: float) -> None:
    whole = text.encode("utf-16-le")
    unit = round(share * (len(whole) // 2 - 1))
    cut = points.call("seam", text, unit)
    assert cut <= unit
    assert (whole[: 2 * cut].decode("utf-16-le") + whole[2 * cut :].decode("utf-16-le")) == text


def test_a_seam_cuts_nothing_that_is_read_as_one_sign(points: Modules) -> None:
    assert [points.call("seam", "a👩‍👩‍👧b", unit) for unit in (0, 1, 5, 9)] == [0, 1, 1, 9]
