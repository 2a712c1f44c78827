"""Drawn tables become tables with bars; what only looks like one stays as it is."""

import pytest

from ingest.formats.grid_tables import with_pipes

GRID = """\
+-------+------+
| Port  | Fee  |
+=======+======+
| Muar  | 40   |
| north |      |
+-------+------+
| Lumut | 55   |
+-------+------+"""
RULED = """\
Port     Fee
-------- ----
Muar     40
Lumut    55"""


def test_a_grid_becomes_bars_and_the_lines_of_a_cell_are_joined() -> None:
    lines = [line for line in with_pipes(f"Before.\n\n{GRID}\n\nAfter.").split("\n") if line]
    assert lines == ["Before.", "| Port | Fee |", "|---|---|", "| Muar north | 40 |", "| Lumut | 55 |", "After."]


def test_columns_under_a_rule_are_cut_where_the_rule_is_cut() -> None:
    lines = [line for line in with_pipes(f"{RULED}\n\nAfter.").split("\n") if line]
    assert lines == ["| Port | Fee |", "|---|---|", "| Muar | 40 |", "| Lumut | 55 |", "After."]


@pytest.mark.parametrize(
    "text",
    [
        "One -- two, and 3 + 4.",
        f"```\n{GRID}\n```",
        f"~~~~\n{RULED}\n~~~~",
        "+-------+------+\nNo row.",
        "Head\n---- ----\n",
        "Portfolios\n---- -----\nMuar 40",  # words over the gap: no column ends there
    ],
)
def test_what_is_no_drawn_table_stays(text: str) -> None:
    assert with_pipes(text) == text


def test_after_a_fence_has_ended_a_table_is_one() -> None:
    assert "| Port | Fee |" in with_pipes(f"```\ncode\n```\n\n{GRID}")
