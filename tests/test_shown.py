"""The comparison with what comes lets nothing pass that a reader would call wrong."""

from typing import Any

import pytest

from tests.shown import assert_shows


@pytest.mark.parametrize(
    ("shown", "whole"),
    [
        (0.95, 0.9537),
        (0.9, 0.9),
        (14.0, 14.0382),
        ({"a": 1}, {"a": 1, "b": 2}),
        ([], []),
        ([{"a": 0.5}], [{"a": 0.54}]),
    ],
)
def test_what_came_may_say_more(shown: Any, whole: Any) -> None:
    assert_shows(shown, whole)


@pytest.mark.parametrize(
    ("shown", "whole"),
    [
        (0.95, 0.9437),
        (0.95, 0.956),
        ({"a": 1}, {"b": 1}),
        ([1], [1, 2]),
        ([1, 2], [1]),
        ("a", "b"),
        ({}, []),
        (None, 0),
    ],
)
def test_what_came_may_not_say_something_else(shown: Any, whole: Any) -> None:
    with pytest.raises(AssertionError):
        assert_shows(shown, whole)
