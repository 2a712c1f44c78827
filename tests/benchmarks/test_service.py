"""Rounds get questions that are all distinct."""

from hypothesis import given
from hypothesis import strategies as st

from benchmarks.generated import Question
from benchmarks.service import dealt


@given(st.integers(1, 50), st.integers(1, 8), st.data())
def test_no_question_comes_twice_in_a_round(count: int, rounds: int, data: st.DataObject) -> None:
    questions = [Question(f"{number}", "a", number, number + 1) for number in range(count)]
    wanted = data.draw(st.integers(1, count))
    hands = dealt(questions, wanted, rounds)
    assert [len(set(hand)) for hand in hands] == [wanted] * rounds
    if wanted * rounds <= count:
        assert len(set().union(*hands)) == wanted * rounds
