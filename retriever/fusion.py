"""The legs' scores -> one score."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


def fuse(
    scores: Mapping[str, npt.ArrayLike],
    foreign: npt.NDArray[np.bool_] | None = None,
    abroad: Mapping[str, float] | None = None,
) -> Doubles:
    """Fuse the scores of n candidates, each (n,) by its name, into float64 (n,): the sum of their standard scores.

    Scores, not ranks: how far ahead a candidate is counts. A score that tells no candidate from another adds nothing.
    `foreign`: bool (n,), which candidates are in another language than the question. `abroad`: the weight there of the
    scores that are compared among candidates of one language. Raises ValueError where there is no score.
    """
    if not scores:
        raise ValueError("there is no score to fuse")
    weights = abroad or {}
    weighed = [_weighed(values, foreign, weights.get(name)) for name, values in scores.items()]
    return np.asarray(np.sum(weighed, axis=0))


def _weighed(scores: npt.ArrayLike, foreign: npt.NDArray[np.bool_] | None, weight: float | None) -> Doubles:
    values = np.asarray(scores, dtype=np.float64)
    weighed = standard(values)
    if weight is not None and foreign is not None and foreign.any():
        weighed[foreign] = weight * standard(values[foreign])
        weighed[~foreign] = standard(values[~foreign])
    return weighed


def standard(scores: npt.ArrayLike) -> Doubles:
    """Standardise scores (n,): float64 (n,) of mean 0 and standard deviation 1, or all 0 where they are all alike."""
    # Six decimals are what the legs' arithmetic holds on every machine; beyond them stands noise that can decide ties.
    values = np.round(np.asarray(scores, dtype=np.float64), 6)
    deviation = values.std() if values.size else 0.0
    return np.zeros_like(values) if deviation < 1e-6 else (values - values.mean()) / deviation
