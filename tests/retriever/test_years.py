"""Years that a question names and a text says."""

import pytest

from retriever.years import find_asked_years, find_said_years


@pytest.mark.parametrize(
    ("text", "asked", "said"),
    [
        ("What was the fee in FY2024?", {2024}, {2024}),
        ("the fee of 2024/25", {2024}, {2024, 2025}),
        ("the fee of 2024-25", {2024}, {2024, 2025}),
        ("the fee of 1999\N{EN DASH}2000", {1999}, {1999, 2000}),
        ("from 2020-2024", {2020, 2024}, {2020, 2024}),
        ("on 2024-01-05", {2024}, {2024}),
        ("on 05.01.2024", {2024}, {2024}),
        ("2024年的费用", {2024}, {2024}),
        ("ปี2567", {2024}, {2024}),
        ("พ.ศ. ๒๕๖๗", {2024}, {2024}),
        ("ปีการศึกษา 2567-2568", {2024}, {2024, 2025}),
        ("Who pays $2000 or 2000 € in zone 5, of 12024 in 1500?", set(), set()),
    ],
)
def test_years_are_found_however_they_are_written(text: str, asked: set[int], said: set[int]) -> None:
    assert find_asked_years(text) == asked
    assert find_said_years(text) == said
