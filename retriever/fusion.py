"""Three legs' scores -> one score."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEXICAL = 0.5
"""The lexical leg's weight: the words count again when sentences are judged (`quotes`). 1 finds 0.4 points less on
SQuAD 2 and 0.3 less on XQuAD."""

TEMPERATURE = 1.0
"""Fused scores divided by it are log-odds of being the passage that answers (see benchmarks/fit_confidence.py)."""


def fuse(dense: npt.ArrayLike, sentence: npt.ArrayLike, lexical: npt.ArrayLike) -> Floats:
    """Fuse the legs' scores of the candidates, each (n,), into one (n,): the weighed sum of their standard scores.

    Scores, not ranks: how far ahead a candidate is counts. A leg that tells no candidate from another adds nothing.
    """
    return standard(dense) + standard(sentence) + LEXICAL * standard(lexical)


def standard(scores: npt.ArrayLike) -> Floats:
    """Standardise scores (n,): mean 0 and standard deviation 1, or all 0 where they are all alike."""
    # Six decimals are what the legs' arithmetic holds on every machine; beyond them stands noise that can decide ties.
    values = np.round(np.asarray(scores, dtype=np.float64), 6)
    deviation = values.std()
    return np.zeros_like(values) if deviation < 1e-6 else (values - values.mean()) / deviation


def chances(fused: Floats) -> Floats:
    """Turn fused scores (n,) into each candidate's chance to be the one that answers, if one does: sums to 1."""
    powers = np.exp((fused - fused.max()) / TEMPERATURE)
    return np.asarray(powers / powers.sum())
