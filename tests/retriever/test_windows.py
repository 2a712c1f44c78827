import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from retriever.windows import LONGEST, introductions, windows
from tests.retriever.stored import above, introducing, stored


def test_a_short_paragraph_is_read_whole() -> None:
    paragraph = stored("The hall opens at nine.", "It closes at five.")
    (window,) = windows(paragraph, np.array([0.1, 0.9]), 2)
    assert window.text == paragraph.text
    assert window.span == paragraph.span


def test_a_long_paragraph_is_read_around_its_most_telling_sentence() -> None:
    paragraph = stored(*(f"{number} {'x' * 200}" for number in range(9)))
    first, second = windows(paragraph, np.array([0, 0, 0, 0, 0.5, 1, 0, 0, 0.9]), 2)
    assert first.first <= 5 <= first.last
    assert second.first <= 8 <= second.last


def test_what_introduces_a_window_stands_before_it() -> None:
    paragraph = stored("It is forbidden to:", "smoke;", "run.")
    lead, heading = introducing(paragraph, 0, "lead_in"), above("Rules", "heading")
    whole = paragraph.span
    assert introductions(whole, (heading, lead)) == [heading]
    items = paragraph.sentences[1]
    assert introductions(items, (heading, lead)) == [heading, lead]


@given(st.lists(st.integers(1, 500), min_size=1, max_size=12), st.integers(1, 4), st.data())
def test_windows_are_runs_of_sentences_that_fit(lengths: list[int], count: int, data: st.DataObject) -> None:
    paragraph = stored(*("x" * length for length in lengths))
    telling = np.array(data.draw(st.lists(st.floats(-1, 1), min_size=len(lengths), max_size=len(lengths))))
    found = windows(paragraph, telling, count)
    assert 1 <= len(found) <= count
    assert found[0].first <= int(telling.argmax()) <= found[0].last
    for window in found:
        assert window.first == window.last or window.span.end - window.span.start <= LONGEST
        assert window.text == "\n".join("x" * length for length in lengths[window.first : window.last + 1])
