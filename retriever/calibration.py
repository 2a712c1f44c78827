"""Calibrate the confidence: the probability that the first passage answers."""

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

    With the reader the only feature is `answers`, the reader's logit: cosines and span logits add nothing. Without it
    they are `dense`, the paragraph's cosine, [-1, 1], `sentence`, its nearest sentence's cosine, and `share`, the
    share of the question's words in it, [0, 1]. Other passages do not count. `threshold`: the least probability to
    answer.
    """

    intercept: float
    weights: Mapping[str, float]
    threshold: float

    @classmethod
    def load(cls, embedder: str, mode: Mode) -> Self:
        """Load an embedder's calibration, or the general one that uses no cosine."""
        known = json.loads(files("retriever").joinpath("calibration.json").read_text(encoding="utf-8"))[mode]
        entry = known.get(embedder, known["any"])
        return cls(entry["intercept"], entry["weights"], entry["threshold"])

    def confidence(self, signs: Signs) -> float:
        """Return the probability, [0, 1], that a passage answers. Raises KeyError where a feature is missing."""
        logit = self.intercept + sum(weight * signs[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(min(logit, 30.0), -30.0)))
