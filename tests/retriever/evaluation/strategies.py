"""Runs of any sort, for laws that hold for all of them."""

from hypothesis import strategies as st

from retriever.evaluation.judging import Outcome

from .factory import outcome

CONFIDENCES = st.sampled_from([0.0, 0.1, 0.25, 0.3, 0.5, 0.7, 1.0]) | st.floats(0, 1)
OUTCOMES: st.SearchStrategy[Outcome] = st.builds(
    outcome,
    ranks=st.lists(st.integers(1, 12), max_size=3, unique=True).map(sorted),
    answerable=st.booleans(),
    refused=st.booleans(),
    confidence=CONFIDENCES,
    quote_correct=st.none() | st.booleans(),
    language=st.none() | st.sampled_from(["en", "th"]),
    kind=st.none() | st.sampled_from(["fact", "typo"]),
)
RUNS = st.lists(OUTCOMES, min_size=1, max_size=25)
