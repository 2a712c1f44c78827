"""Percentiles, rates, ratios and targets are what they are called."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import (
    CLIENTS,
    COMPARED,
    MEASURES,
    PARTS,
    TARGETS,
    Target,
    latencies,
    medians,
    percentile,
    table,
)


@given(st.lists(st.integers(0, 50), min_size=1), st.integers(1, 100))
def test_a_percentile_is_the_smallest_value_that_enough_do_not_exceed(values: list[int], per_cent: int) -> None:
    found = percentile(values, per_cent / 100)
    needed = Fraction(per_cent, 100) * len(values)
    assert sum(value <= found for value in values) >= needed
    assert sum(value < found for value in values) < needed


def test_percentiles_of_a_hundred_values() -> None:
    values = [float(value) for value in range(100, 0, -1)]
    assert [percentile(values, share) for share in (0.5, 0.95, 0.99, 1)] == [50, 95, 99, 100]


def test_latencies_are_in_milliseconds_and_the_rate_in_requests_a_second() -> None:
    found = latencies([0.010, 0.020, 0.030], 0.050, 8)
    assert found == pytest.approx({"p50 at 8": 20, "p95 at 8": 30, "p99 at 8": 30, "rate at 8": 60})


def test_medians_are_of_the_rounds() -> None:
    assert medians({"memory": [3, 100, 1]}) == {"memory": 3}


def test_a_target_is_met_at_its_bound() -> None:
    assert Target("<=", 0.2).met(0.2)
    assert not Target("<=", 0.2).met(0.21)
    assert Target(">=", 4).met(4.0)
    assert Target(">=", 4).verdict(3.9) == ">= 4.00 missed"


def test_every_measured_latency_is_in_the_table() -> None:
    measured = {name for clients in CLIENTS for name in latencies([1.0], 1.0, clients)}
    assert measured <= {measure.name for measure in MEASURES}


def test_the_table_has_both_sides_the_ratio_and_the_verdict() -> None:
    ours = {measure.name: 2.0 for measure in MEASURES} | {"p50 at 1": 9.0, "cold start": 1.0}
    theirs = {measure.name: 4.0 for measure in MEASURES} | {"cold start": 10.0, "hit@1": 0.0}
    targets = {"cold start": Target("<=", 0.2), "memory": Target("<=", 0.33)}
    lines = table(ours, theirs, dict.fromkeys(PARTS, 2.0), targets)
    rows = {line[:28].strip(): line[28:].split() for line in lines}
    assert rows["cold start, s"] == ["1.00", "10.00", "0.10", "<=", "0.20", "met"]
    assert rows["memory after that, MB"] == ["2.00", "4.00", "0.50", "<=", "0.33", "missed"]
    assert rows["hit@1"] == ["2.00", "0.00", "-"]
    assert rows["their sum"] == ["6.00"]
    assert rows["1 client, p50 / the sum"] == ["1.50", "<=", "1.60", "met"]


def test_where_the_reader_reads_the_parts_are_left_out() -> None:
    figures = {measure.name: 2.0 for measure in MEASURES}
    assert len(table(figures, figures, {}, {})) == len(MEASURES) + 1


def test_what_has_a_target_or_is_compared_is_measured() -> None:
    measured = {measure.name for measure in MEASURES}
    assert measured.issuperset(COMPARED)
    assert all(measured.issuperset(each) for each in TARGETS.values())
