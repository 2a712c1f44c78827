"""Signs -> probability: how likely it is that the first passage answers."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, Self

Signs = Mapping[str, float]
Mode = Literal["read", "unread"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """A logistic model of whether the first passage answers, fitted by benchmarks/fit_calibration.py.

    Of what was read, the only sign is `answers`, the reader's logit: cosines and the logits of its words tell no more.
    Of what was not: `dense`, the paragraph's cosine, [-1, 1], `sentence`, that of its nearest sentence, and `share`,
    the share of the question's words that stand in it, [0, 1]. Nothing about other passages is among them: how many
    look alike says nothing of one. `threshold`: the probability from which a question counts as answered.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    @classmethod
    def load(cls, embedder: str, mode: Mode) -> Self:
        """Load the calibration of an embedder; for one that none was fitted for, that which looks at no cosine."""
        known = json.loads(files("retriever").joinpath("calibration.json").read_text(encoding="utf-8"))[mode]
        entry = known.get(embedder, known["any"])
        return cls(entry["intercept"], entry["weights"], entry["threshold"])

    def confidence(self, signs: Signs) -> float:
        """Tell the probability, [0, 1], that a passage answers. Raises KeyError where a sign is missing."""
        logit = self.intercept + sum(weight * signs[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))
