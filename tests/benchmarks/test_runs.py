"""A run's file gives back what was measured, makes the documentation's table, and is compared by ratios."""

import re
from pathlib import Path

import pytest

from benchmarks.compare import compare
from benchmarks.figures import COMPARED, MEASURES, PARTS
from benchmarks.report import markdown
from benchmarks.runs import Run, Sides


def _run(ours: float = 2.0, theirs: float = 4.0, **changed: float) -> Run:
    measures = [measure.name for measure in MEASURES]
    rujuk = {name: [900.0, changed.get(name.replace(" ", "_"), ours), 0.0] for name in measures}
    baseline = {name: [theirs] * 3 for name in measures}
    parts = {name: [1.0] for name in PARTS}
    sides = [Sides("e5", reader, rujuk, baseline, parts if reader == "off" else {}) for reader in ("on", "off")]
    return Run("20,000 paragraphs", "2 cores\nversions", sides)


def test_a_run_is_read_as_it_was_written(tmp_path: Path) -> None:
    run = _run()
    run.write(tmp_path / "run.json")
    assert Run.read(tmp_path / "run.json") == run


def test_a_ratio_is_of_the_medians() -> None:
    assert _run().of("e5", "on").ratio("memory") == 0.5


def test_a_run_without_a_model_says_so() -> None:
    with pytest.raises(SystemExit, match="no e6 with the reader on"):
        _run().of("e6", "on")


def test_a_machine_that_is_slower_for_both_sides_is_no_worse() -> None:
    lines, worse = compare(_run(), _run(ours=20.0, theirs=40.0), within=0.1)
    assert worse == 0
    assert sum(": " in line and "%" in line for line in lines) == 2 * len(COMPARED)


@pytest.mark.parametrize(
    ("measure", "value", "worse"),
    [("memory", 2.3, 2), ("memory", 2.1, 0), ("memory", 1.0, 0), ("ingest", 1.7, 2), ("ingest", 3.0, 0)],
)
def test_what_became_worse_is_marked(measure: str, value: float, worse: int) -> None:
    lines, found = compare(_run(), _run(**{measure: value}), within=0.1)
    assert found == worse
    assert [line for line in lines if line.endswith("worse")] == [
        line for line in lines if worse and re.search(rf"{measure}\b", line)
    ]


def test_the_documentations_table_has_both_readers_and_the_obvious_service() -> None:
    said, _, head, _, *rows = markdown(_run())
    assert said == "20,000 paragraphs; 2 cores"
    assert [cell.strip() for cell in head.split("|")[2:-1]] == ["Rujuk, e5", "without the reader", "obvious, e5"]
    assert all(row.count("|") == head.count("|") for row in rows)
    assert "| memory, MB | 2.0 | 2.0 | 4.0 |" in rows
