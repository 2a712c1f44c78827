import numpy as np
import pytest

from retriever.analysis import QuestionWord
from retriever.answers import Turn
from retriever.conversation import EMPHASIS, blend, earlier, join


def _turns(*contents: str) -> list[Turn]:
    return [Turn("assistant" if number % 2 else "user", content) for number, content in enumerate(contents)]


def test_the_first_and_the_last_question_count() -> None:
    assert earlier(_turns("one?", "1.", "two?", "2.", "three?", "3.")) == ("one?", "three?")


def test_a_question_counts_once_and_an_empty_one_not_at_all() -> None:
    assert earlier(_turns("one?", "1.")) == ("one?",)
    assert earlier(_turns("one?", "1.", "one?", "1.")) == ("one?",)
    assert earlier(_turns("  ", "1.")) == earlier([]) == ()


def test_a_blend_is_a_unit_vector_nearest_to_the_question_asked() -> None:
    question, before = np.eye(4, dtype=np.float32)[:2]
    blended = blend(question, [before])
    assert np.linalg.norm(blended) == pytest.approx(1, abs=1e-6)
    assert blended @ question > blended @ before > 0
    assert blend(question, []) is question


def test_words_of_the_question_itself_keep_their_emphasis() -> None:
    asked, old = QuestionWord("many", ("mani",)), QuestionWord("ASEAN", ("asean",))
    joined = join([asked], [[QuestionWord("many", ("mani",)), old]])
    assert joined == [asked, QuestionWord("ASEAN", ("asean",), EMPHASIS)]
