"""The documentation's table and picture of one run of the benchmark.

    python -m benchmarks.report RUN.json [--svg FILE]

The table is printed as Markdown. The picture is of the default model with the reader, as `rujuk serve` starts it.
"""

import argparse
from collections.abc import Mapping
from pathlib import Path

from benchmarks import picture
from benchmarks.figures import medians
from benchmarks.runs import Run, Sides
from retriever.models.registry import STANDARD

_ROWS = (
    ("cold start to the first right answer, s", "cold start"),
    ("one client, p50, ms", "p50 at 1"),
    ("p95", "p95 at 1"),
    ("p99", "p99 at 1"),
    ("8 clients, p50, ms", "p50 at 8"),
    ("32 clients, p50, ms", "p50 at 32"),
    ("p99", "p99 at 32"),
    ("answers a second", "rate at 32"),
    ("memory, MB", "memory"),
    ("ingest, paragraphs a second", "ingest"),
    ("hit@1", "hit@1"),
)


def main() -> None:
    """Print the table; draw the picture where it is wanted."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("run", type=Path)
    options.add_argument("--svg", type=Path)
    chosen = options.parse_args()
    run = Run.read(chosen.run)
    print("\n".join(markdown(run)))
    if chosen.svg:
        served = run.of(STANDARD, "on")
        drawn = picture.draw(medians(served.rujuk), medians(served.baseline), f"{served.name}, {run.about}")
        chosen.svg.write_text(drawn, encoding="utf-8")


def markdown(run: Run) -> list[str]:
    """The table's lines: for each model a column with the reader, one without, and the obvious service's."""
    columns: list[tuple[str, Mapping[str, float]]] = []
    for embedder in dict.fromkeys(each.embedder for each in run.sides):
        found = [each for each in run.sides if each.embedder == embedder]
        columns += [(_title(each), medians(each.rujuk)) for each in found]
        columns.append((f"obvious, {embedder}", medians(found[0].baseline)))
    lines = ["| " + " | ".join(["", *(title for title, _ in columns)]) + " |", "|---" * (len(columns) + 1) + "|"]
    for label, name in _ROWS:
        lines.append("| " + " | ".join([label, *(picture.number(figures[name]) for _, figures in columns)]) + " |")
    return [f"{run.about}; {run.machine.splitlines()[0]}", "", *lines]


def _title(sides: Sides) -> str:
    return f"Rujuk, {sides.embedder}" if sides.reader == "on" else "without the reader"


if __name__ == "__main__":
    main()
