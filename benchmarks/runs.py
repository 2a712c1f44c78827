"""A run of the benchmark as a file: for each model, with the reader and without, what every round measured."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.figures import medians

Rounds = dict[str, list[float]]
"""A measure's name -> what each round measured."""


@dataclass(frozen=True, slots=True)
class Sides:
    """What was measured of both sides with one model, and of the parts that an answer without the reader is made of.

    `reader`: "on" or "off". `notes`: how the baseline does best, what failed, how busy the client was.
    """

    embedder: str
    reader: str
    rujuk: Rounds
    baseline: Rounds
    parts: Rounds
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The model, and whether the best passages are read."""
        return f"{self.embedder}, reader {self.reader}"

    def ratio(self, measure: str) -> float:
        """Rujuk's figure divided by the baseline's, of the rounds' medians; 0 where the baseline's is none."""
        theirs = medians(self.baseline)[measure]
        return medians(self.rujuk)[measure] / theirs if theirs else 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A whole run: `about` says of what, `machine` on what."""

    about: str
    machine: str
    sides: list[Sides] = field(default_factory=list)

    def write(self, file: Path) -> None:
        """Write it."""
        file.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, file: Path) -> "Run":
        """Read what `write` wrote. Raises KeyError or TypeError where it is another file."""
        stored = json.loads(file.read_text(encoding="utf-8"))
        return cls(stored["about"], stored["machine"], [Sides(**each) for each in stored["sides"]])

    def of(self, embedder: str, reader: str) -> Sides:
        """The sides of a model and a reader. Raises SystemExit where the run has none."""
        for each in self.sides:
            if (each.embedder, each.reader) == (embedder, reader):
                return each
        raise SystemExit(f"the run has no {embedder} with the reader {reader}")

    def shared(self, other: "Run") -> Iterator[tuple[Sides, Sides]]:
        """What both runs measured, this one's and the other's."""
        others: Mapping[str, Sides] = {each.name: each for each in other.sides}
        return ((each, others[each.name]) for each in self.sides if each.name in others)
