import pytest

from retriever.analysis import question_words
from retriever.cross_lingual import crossing, foreign


def _foreign(question: str, *languages: str | None) -> frozenset[str | None]:
    return foreign(question, question_words(question, languages), languages)


@pytest.mark.parametrize(
    ("question", "languages", "expected"),
    [
        ("How many small businesses are there in the region?", ("en", "th", "vi"), {"th", "vi"}),
        ("Có bao nhiêu doanh nghiệp nhỏ trong khu vực?", ("en", "vi"), {"en"}),
        ("อาเซียนมีวิสาหกิจขนาดย่อมกี่ราย", ("en", "th"), {"en"}),
        ("Berapa banyak perusahaan kecil di kawasan ini?", ("en", "ms", "id"), {"en"}),
        ("Ilan ang maliliit na negosyo sa rehiyon?", ("en", "th"), {"en", "th"}),
        ("ASEAN AHEAD full title", ("en",), set()),
        ("MSMEs 2025?", ("en", "th"), set()),
        ("How many?", (None,), set()),
    ],
)
def test_a_question_is_foreign_to_the_languages_it_does_not_speak(
    question: str, languages: tuple[str | None, ...], expected: set[str]
) -> None:
    assert _foreign(question, *languages) == expected


def test_names_and_numbers_cross_and_everyday_words_do_not() -> None:
    question = "Có bao nhiêu MSMEs ở ASEAN năm 2025?"
    crossed = {word.surface for word in crossing(question, question_words(question, ["en"])) if word.crosses}
    assert {"MSMEs", "2025"} <= crossed
    thai = "อาเซียนมี MSME กี่รายในปี 2025"
    assert [word.surface for word in crossing(thai, question_words(thai, ["en"])) if word.crosses] == ["MSME", "2025"]
    assert not crossed & {"Có", "bao", "nhiêu", "năm"}
