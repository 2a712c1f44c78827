import math
from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retriever.evaluation.judging import Outcome
from retriever.evaluation.report import METRICS
from retriever.evaluation.statistics import RESAMPLES, resamples, statistics

from .factory import outcome
from .strategies import RUNS

RESAMPLED = [metric for metric in METRICS if metric.unit in ("share", "words")]


def test_every_share_and_length_is_resampled() -> None:
    assert sorted(statistics([outcome()])) == sorted(metric.name for metric in RESAMPLED)


@given(RUNS, st.data())
def test_a_weighted_metric_is_that_of_the_questions_repeated(run: list[Outcome], data: st.DataObject) -> None:
    times = data.draw(st.lists(st.integers(0, 3), min_size=len(run), max_size=len(run)))
    repeated = list(chain.from_iterable([each] * count for each, count in zip(run, times, strict=True)))
    weights = np.array([times], dtype=np.float64)
    found = {name: float(statistic(weights)[0]) for name, statistic in statistics(run).items()}
    for metric in RESAMPLED:
        expected = metric.of(repeated)
        if expected is None:
            assert math.isnan(found[metric.name]), metric.name
        else:
            assert found[metric.name] == pytest.approx(expected, abs=1e-12), metric.name


@settings(max_examples=20)
@given(st.integers(1, 40))
def test_a_resample_draws_as_many_questions_as_there_are(n: int) -> None:
    drawn = np.concatenate(list(resamples(n)))
    assert drawn.shape == (RESAMPLES, n)
    assert (drawn.sum(axis=1) == n).all()
    assert abs(drawn.mean(axis=0) - 1).max() < 0.15


def test_resamples_of_many_questions_come_in_parts() -> None:
    parts = list(resamples(10_000))
    assert len(parts) > 1
    assert sum(len(part) for part in parts) == RESAMPLES
