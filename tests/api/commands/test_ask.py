"""`rujuk ask`: what it says where documents disagree. tests/api/test_cli.py has the rest."""

import json
from pathlib import Path

from tests.api.conftest import Rujuk

FEE = "The registration fee for the boat parade of Kudat is RM {} per boat."


def test_another_value_that_another_document_gives_is_told(rujuk: Rujuk, shelf: Path, tmp_path: Path) -> None:
    records = [{"id": f"fee-{fee}", "title": "Notice", "text": FEE.format(fee)} for fee in (50, 65)]
    (tmp_path / "fees.jsonl").write_text("\n".join(map(json.dumps, records)))
    assert rujuk("--library", shelf, "add", tmp_path / "fees.jsonl").code == 0
    ran = rujuk("--library", shelf, "ask", "How much is the registration fee for the boat parade?", "--top-k", "2")
    other = "65" if ran.lines[0] == f"{FEE.format(50)} [1]" else "50"
    assert f"The documents differ, for others say: RM {other} [2]" in ran.lines
    alone = rujuk("--library", shelf, "ask", "How many MSMEs are there in ASEAN?", "--top-k", "2")
    assert "differ" not in alone.out


def test_a_heading_that_is_the_title_is_said_once(rujuk: Rujuk, shelf: Path, tmp_path: Path) -> None:
    (tmp_path / "ferry.md").write_text(
        "# Ferries of Labuan\n\n## Times\n\nThe last ferry to Labuan leaves at 9.45 pm.\n"
    )
    assert rujuk("--library", shelf, "add", tmp_path / "ferry.md").code == 0
    ran = rujuk("--library", shelf, "ask", "When does the last ferry to Labuan leave?", "--top-k", "1")
    assert "[1] Ferries of Labuan, Times, paragraph 1" in ran.lines
