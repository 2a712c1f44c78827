import pytest
from hypothesis import given
from hypothesis import strategies as st

from retriever.calibration import Calibration

SIGNS = {"answers": 1.0, "sentence": 0.8, "dense": 0.7, "share": 0.5}


@pytest.mark.parametrize("mode", ["read", "unread"])
@pytest.mark.parametrize("embedder", ["multilingual-e5-small", "all-MiniLM-L6-v2", "another"])
def test_each_shipped_calibration_tells_a_probability(embedder: str, mode: str) -> None:
    calibration = Calibration.load(embedder, mode)  # type: ignore[arg-type]
    assert 0 < calibration.confidence(SIGNS) < 1
    assert 0 < calibration.threshold < 1


def test_what_the_reader_is_surer_of_is_likelier() -> None:
    calibration = Calibration.load("multilingual-e5-small", "read")
    assert calibration.confidence(SIGNS | {"answers": 3.0}) > calibration.confidence(SIGNS | {"answers": -3.0})


def test_a_sign_that_is_missing_is_an_error() -> None:
    with pytest.raises(KeyError):
        Calibration(0.0, {"answers": 1.0}, 0.5).confidence({})


@given(st.floats(-1e6, 1e6))
def test_a_confidence_is_a_probability(answers: float) -> None:
    assert 0 <= Calibration(0.0, {"answers": 1.0}, 0.5).confidence({"answers": answers}) <= 1
