import json
from pathlib import Path

import numpy as np
import pytest

import retriever
from corpus.languages import primary
from retriever.language_shift import Shifts
from retriever.models import Embedder

EVERYDAY = json.loads((Path(retriever.__file__).parent / "everyday_questions.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def shifts(embedder: Embedder) -> Shifts:
    return Shifts(embedder)


def test_every_language_has_the_same_everyday_questions() -> None:
    assert {len(questions) for questions in EVERYDAY.values()} == {len(EVERYDAY["en"])}
    assert all(primary(language) == language for language in EVERYDAY)
    for questions in EVERYDAY.values():
        assert len(set(questions)) == len(questions)


@pytest.mark.parametrize("language", sorted(set(EVERYDAY) - {"en"}))
def test_shifted_a_question_comes_nearer_to_the_same_one_in_another_language(
    language: str, shifts: Shifts, embedder: Embedder
) -> None:
    """By questions that none of the means is made of: all but one, held against that one's vector, would say little."""
    asked = embedder.embed_question(OTHER[language])
    there = embedder.embed_question(OTHER["en"])
    shifted = shifts.toward(["en"], asked, language)[0]
    assert np.linalg.norm(shifted) == pytest.approx(1.0, abs=1e-5)
    assert shifted @ there > asked @ there


def test_a_question_stays_as_it_is_where_no_shift_is_known(shifts: Shifts, embedder: Embedder) -> None:
    asked = embedder.embed_question("When does the ferry leave?")
    found = shifts.toward([None, "xx", "en", "en-GB"], asked, "en")
    assert all(vector is asked for vector in found)
    assert shifts.toward(["th"], asked, None)[0] is asked


def test_filipino_goes_by_both_of_its_codes(shifts: Shifts, embedder: Embedder) -> None:
    asked = embedder.embed_question("When does the ferry leave?")
    found = shifts.toward(["fil", "tl"], asked, "en")
    np.testing.assert_array_equal(found[0], found[1])
    assert found[0] is not asked


OTHER = {
    "en": "When does the ferry leave?",
    "id": "Kapan feri berangkat?",
    "km": "តើសាឡាងចេញដំណើរនៅម៉ោងប៉ុន្មាន?",
    "lo": "ເຮືອບັກຈະອອກເດີນທາງເວລາໃດ?",
    "ms": "Bilakah feri bertolak?",
    "my": "ကူးတို့သင်္ဘော ဘယ်အချိန် ထွက်မလဲ။",
    "th": "เรือข้ามฟากออกเมื่อไร",
    "tl": "Kailan aalis ang barko?",
    "vi": "Khi nào phà khởi hành?",
    "zh": "渡轮什么时候出发？",
}
