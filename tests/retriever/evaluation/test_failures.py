import pytest
from hypothesis import given

from retriever.evaluation.failures import Fault, failures, faults
from retriever.evaluation.judging import Outcome

from .factory import outcome
from .strategies import RUNS


@pytest.mark.parametrize(
    ("result", "wrong"),
    [
        (outcome(), []),
        (outcome(answerable=False, refused=True), []),
        (outcome(answerable=False), [Fault.ANSWERED]),
        (outcome(ranks=(2,)), [Fault.PASSAGE]),
        (outcome(quote_correct=False), [Fault.QUOTE]),
        (outcome(quote_correct=None), []),
        (outcome(refused=True), [Fault.REFUSED]),
        (outcome(ranks=(), quote_correct=False, refused=True), [Fault.REFUSED, Fault.PASSAGE, Fault.QUOTE]),
    ],
)
def test_each_way_to_be_wrong(result: Outcome, wrong: list[Fault]) -> None:
    assert faults(result) == wrong


@given(RUNS)
def test_each_question_that_went_wrong_stands_once(run: list[Outcome]) -> None:
    groups = failures(run)
    assert sum(map(len, groups.values())) == sum(bool(faults(each)) for each in run)
    assert all(faults(each)[0] is fault for fault, group in groups.items() for each in group)
    assert list(groups) == [fault for fault in Fault if fault in groups]
