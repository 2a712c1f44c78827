"""Scores -> probability: how likely it is that the first passage answers."""

import json
import math
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Features:
    """What is known of a passage when its confidence is told.

    `dense`, `sentence`: cosines of the question with the paragraph and with the quoted sentence, [-1, 1].
    `share`: the share of the question's weight that stands in the paragraph, [0, 1].
    `chance`: of being the best candidate, [0, 1]. `candidates`: the logarithm of how many those are.
    `kind`: kinds of thing that are asked for and stand in the quote, less those that do not (see `kinds`).
    `foreign`: 1 where it is in another language than the question.
    `weight`: of all the question's words: how much it says. Of what it says and the passage does not (see `unsaid`),
    `names`: the share of its weight, [0, 1]; `numbers`: how many; `negation`: 1 where the quote lacks its "not".
    """

    dense: float
    sentence: float
    share: float
    chance: float
    candidates: float
    kind: float
    foreign: float
    weight: float
    names: float
    numbers: float
    negation: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of whether the first passage answers, fitted for one embedder by benchmarks/fit_confidence.py.

    `threshold`: the confidence from which a question counts as answered.
    """

    intercept: float
    weights: Features
    threshold: float

    @classmethod
    def of(cls, embedder: str) -> "Calibration":
        """Get the calibration of an embedder; for one that none was fitted for, that which looks at no cosine."""
        known = _shipped()
        return known.get(embedder, known["any"])

    def confidence(self, features: Features) -> float:
        """Tell the probability, [0, 1], that a passage with these features answers the question."""
        pairs = ((getattr(self.weights, each.name), getattr(features, each.name)) for each in fields(Features))
        return 1 / (1 + math.exp(-self.intercept - sum(weight * value for weight, value in pairs)))


@cache
def _shipped() -> dict[str, Calibration]:
    constants = json.loads(files("retriever").joinpath("calibration.json").read_text(encoding="utf-8"))
    return {
        name: Calibration(entry["intercept"], Features(**entry["weights"]), entry["threshold"])
        for name, entry in constants["calibrations"].items()
    }
