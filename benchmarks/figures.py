"""From what was measured to what is shown: percentiles, medians, ratios, targets, the table."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Literal

CLIENTS = (1, 8, 32)

Rounds = Mapping[str, Sequence[float]]
"""A measure's name -> what each round measured."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a ratio shall be: at most, or at least, so much."""

    bound: Literal["<=", ">="]
    ratio: float

    def met(self, ratio: float) -> bool:
        """Whether it is."""
        return ratio <= self.ratio if self.bound == "<=" else ratio >= self.ratio

    def verdict(self, ratio: float) -> str:
        """The target, and whether it is met."""
        return f"{self.bound} {self.ratio:.2f} {'met' if self.met(ratio) else 'missed'}"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that is measured of both sides."""

    name: str
    label: str


MEASURES = (
    Measure("cold start", "cold start, s"),
    Measure("p50 at 1", " 1 client:  p50, ms"),
    Measure("p95 at 1", "            p95, ms"),
    Measure("p99 at 1", "            p99, ms"),
    Measure("rate at 1", "            requests/s"),
    Measure("p50 at 8", " 8 clients: p50, ms"),
    Measure("p95 at 8", "            p95, ms"),
    Measure("p99 at 8", "            p99, ms"),
    Measure("rate at 8", "            requests/s"),
    Measure("p50 at 32", "32 clients: p50, ms"),
    Measure("p95 at 32", "            p95, ms"),
    Measure("p99 at 32", "            p99, ms"),
    Measure("rate at 32", "            requests/s"),
    Measure("memory", "memory after that, MB"),
    Measure("most memory", "memory at most, MB"),
    Measure("ingest", "ingest, paragraphs/s"),
    Measure("hit@1", "hit@1"),
)
TARGETS: Mapping[tuple[str, str], Mapping[str, Target]] = {
    ("all-MiniLM-L6-v2", "off"): {
        "cold start": Target("<=", 0.18),
        "p50 at 1": Target("<=", 0.42),
        "rate at 32": Target(">=", 4.2),
        "memory": Target("<=", 0.33),
        "ingest": Target(">=", 1.8),
    },
    ("multilingual-e5-small", "off"): {
        "p50 at 1": Target("<=", 0.4),
        "rate at 32": Target(">=", 5),
        "memory": Target("<=", 0.28),
        "ingest": Target(">=", 1.8),
    },
    ("multilingual-e5-small", "on"): {"p50 at 1": Target("<=", 0.9), "rate at 32": Target(">=", 2.2)},
}
"""For Rujuk's figures divided by the baseline's, by model and reader, with 20,000 paragraphs."""
COMPARED = {
    "cold start": False,
    "p50 at 1": False,
    "p50 at 8": False,
    "p50 at 32": False,
    "rate at 32": True,
    "memory": False,
    "ingest": True,
}
"""What is compared from one release to the next, and whether more of it is better: tails are too restless."""
PARTS = {"forward": "forward, p50 ms", "search": "searches, p50 ms", "empty": "empty endpoint, p50 ms"}
OF_THE_PARTS = Target("<=", 1.6)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` (0, 1] of all values do not exceed: the nearest rank."""
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def latencies(seconds: Sequence[float], whole: float, clients: int) -> dict[str, float]:
    """Milliseconds at the usual percentiles, and requests a second, of requests that took `whole` seconds together."""
    at = f"at {clients}"
    found = {f"p{share} {at}": 1000 * percentile(seconds, share / 100) for share in (50, 95, 99)}
    return found | {f"rate {at}": len(seconds) / whole}


def medians(rounds: Rounds) -> dict[str, float]:
    """The median of each measure."""
    return {name: median(values) for name, values in rounds.items()}


def table(
    rujuk: Mapping[str, float],
    baseline: Mapping[str, float],
    parts: Mapping[str, float],
    targets: Mapping[str, Target],
) -> list[str]:
    """The lines of the table, from medians: both sides with their ratio, then one question beside its parts.

    `parts` are those of an answer that nobody read for: none where the reader reads.
    """
    lines = [f"{'':28} {'rujuk':>10} {'baseline':>10} {'ratio':>8}   target"]
    for measure in MEASURES:
        ours, theirs = rujuk[measure.name], baseline[measure.name]
        target = targets.get(measure.name)
        verdict = f"   {target.verdict(ours / theirs)}" if target else ""
        lines.append(f"{measure.label:28} {_number(ours):>10} {_number(theirs):>10} {_ratio(ours, theirs):>8}{verdict}")
    if not parts:
        return lines
    lines += ["", "the limits, in Rujuk's own process and over HTTP"]
    lines += [f"{label:28} {parts[name]:10.2f}" for name, label in PARTS.items()]
    whole = sum(parts[name] for name in PARTS)
    ratio = rujuk["p50 at 1"] / whole
    lines.append(f"{'their sum':28} {whole:10.2f}")
    lines.append(f"{'1 client, p50 / the sum':28} {ratio:10.2f} {'':10} {'':8}   {OF_THE_PARTS.verdict(ratio)}")
    return lines


def _number(value: float) -> str:
    return f"{value:,.2f}" if value < 100 else f"{value:,.0f}"


def _ratio(ours: float, theirs: float) -> str:
    return f"{ours / theirs:.2f}" if theirs else "-"
