"""Whether two runs of the same questions differ by more than chance: p-values of paired tests, all two-sided."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from retriever.evaluation.statistics import RESAMPLES, SEED, Floats, Statistic

_FLIPS = 10_000
_EXACT = 13  # questions up to which every flip is tried
_CELLS = 4_000_000  # signs held at once, 32 MB


def mcnemar(better: int, worse: int) -> float:
    """McNemar's exact test, (0, 1]: how likely so uneven a split of the questions that changed is by chance.

    McNemar, "Note on the sampling error of the difference between correlated proportions", Psychometrika 12 (1947);
    exact as a sign test on `better + worse` fair coins.
    """
    changed = better + worse
    ways, tail = 1, 0
    for count in range(min(better, worse) + 1):
        tail += ways
        ways = ways * (changed - count) // (count + 1)
    return min(1.0, 2 * tail / (1 << changed))


def sign_flip(differences: Sequence[float]) -> float:
    """The paired randomization test, (0, 1]: how often differences of random signs sum to as much as these.

    Fisher's, as in Smucker, Allan and Carterette, "A comparison of statistical significance tests for information
    retrieval evaluation", CIKM (2007). Every flip is tried where few questions differ, else 10,000 that are seeded.
    """
    changed = np.array([each for each in differences if each], dtype=np.float64)
    if not len(changed):
        return 1.0
    changed /= np.abs(changed).sum()
    return _randomized(lambda signs: signs @ changed, len(changed), _FLIPS)


def swap(statistic: Statistic, n: int) -> float:
    """The same test for what is no mean over questions, (0, 1]: both answers to a question change places, or not.

    `statistic` is of the `n` answers of one run and then the `n` of the other, to the same questions in the same order;
    its values lie in [0, 1]. Swaps that leave it undefined on a side count for nothing: which those are does not hang
    on which run was which, so that p stays true.
    """

    def change(signs: Floats) -> Floats:
        one = (1 + signs) / 2
        return statistic(np.hstack([one, 1 - one])) - statistic(np.hstack([1 - one, one]))

    return _randomized(change, n, RESAMPLES)


def _randomized(change: Callable[[Floats], Floats], n: int, flips: int) -> float:
    """How often random signs of `n` questions make a `change` as large as when all are +1."""
    # sums of the same numbers may differ in bits
    observed = abs(change(np.ones((1, n)))[0]) - 1e-9
    as_far = told = 0 if n <= _EXACT else 1
    for signs in _signs(n, flips):
        changes = np.abs(change(signs))
        as_far += int((changes >= observed).sum())
        told += int((~np.isnan(changes)).sum())
    return as_far / told


def _signs(n: int, flips: int) -> Iterator[Floats]:
    """All signs of few questions, else `flips` that are seeded; some rows of `n` at a time."""
    if n <= _EXACT:
        yield np.where(np.arange(2**n)[:, None] >> np.arange(n) & 1, 1.0, -1.0)
        return
    random = np.random.default_rng(SEED)
    batch = max(1, _CELLS // n)
    for start in range(0, flips, batch):
        yield random.choice(np.array([-1.0, 1.0]), size=(min(batch, flips - start), n))
