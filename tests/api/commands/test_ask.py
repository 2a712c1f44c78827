"""`rujuk ask`: what it says where documents disagree. tests/api/test_cli.py has the rest."""

import json
from pathlib import Path

import pytest

from tests.api.conftest import Rujuk

FEE = "The registration fee for the boat parade of Kudat is RM {} per boat."


def test_another_value_that_another_document_gives_is_told(rujuk: Rujuk, shelf: Path, tmp_path: Path) -> None:
    records = [{"id": f"fee-{fee}", "title": "Notice", "text": FEE.format(fee)} for fee in (50, 65)]
    (tmp_path / "fees.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert rujuk("--library", shelf, "add", tmp_path / "fees.jsonl").code == 0
    ran = rujuk("--library", shelf, "ask", "How much is the registration fee for the boat parade?", "--top-k", "2")
    first, other = (50, 65) if ran.lines[0] == f"{FEE.format(50)} [1]" else (65, 50)
    assert f"The documents give different values: RM {first} [1], RM {other} [2]" in ran.lines
    alone = rujuk("--library", shelf, "ask", "How many MSMEs are there in ASEAN?", "--top-k", "2")
    assert "differ" not in alone.out


@pytest.mark.parametrize("newer", [50, 65])
def test_the_newest_of_the_documents_that_differ_answers(rujuk: Rujuk, shelf: Path, tmp_path: Path, newer: int) -> None:
    older = 115 - newer
    dates = {newer: "2026-02-01", older: "2025-12-31"}
    records = [{"id": str(fee), "title": "Notice", "text": FEE.format(fee), "published": dates[fee]} for fee in dates]
    (tmp_path / "fees.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert rujuk("--library", shelf, "add", tmp_path / "fees.jsonl").code == 0
    ran = rujuk("--library", shelf, "ask", "How much is the registration fee for the boat parade?")
    assert ran.lines[0] == f"{FEE.format(newer)} [1]"
    said = f"the newest first: RM {newer} [1] ({dates[newer]}), RM {older} [2] ({dates[older]})"
    assert f"The documents give different values, {said}" in ran.lines


def test_a_heading_that_is_the_title_is_said_once(rujuk: Rujuk, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text(
        "# Ferries of Labuan\n\n## Times\n\nThe last ferry to Labuan leaves at 9.45 pm.\n"
    )
    assert rujuk("--library", shelf, "add", tmp_path / "ferry.md").code == 0
    ran = rujuk("--library", shelf, "ask", "When does the last ferry to Labuan leave?", "--top-k", "1")
    assert "[1] Ferries of Labuan, Times, paragraph 1" in ran.lines


def test_earlier_editions_are_named_under_the_newest(rujuk: Rujuk, shelf: Path, tmp_path: Path) -> None:
    editions = [
        {"id": str(year), "title": f"Guide of {year}", "text": FEE.format(50), "published": f"{year}-05-01"}
        for year in (2023, 2025, 2024)
    ]
    (tmp_path / "guides.jsonl").write_text("\n".join(map(json.dumps, editions)))
    assert rujuk("--library", shelf, "add", tmp_path / "guides.jsonl").code == 0
    ran = rujuk("--library", shelf, "ask", "How much is the registration fee for the boat parade?")
    place = ran.lines.index("[1] Guide of 2025, 2025-05-01, paragraph 1")
    named = "    the same is in: Guide of 2024 (2024-05-01); Guide of 2023 (2023-05-01)"
    assert ran.lines[place + 1 : place + 3] == [f"    {FEE.format(50)}", named]
