import pytest

from ingest.content import Kind, TextBuilder
from ingest.questions import find_answers, is_question


def answered(*blocks: tuple[str, Kind]) -> dict[str, list[str]]:
    """The answer to each question, of blocks given as text and kind."""
    builder = TextBuilder()
    for text, kind in blocks:
        builder.add(text, kind)
    shown = [block.span.of(builder.text) for block in builder.blocks]
    return {shown[index]: shown[index + 1 : end] for index, end in find_answers(builder.text, builder.blocks).items()}


def prose(*paragraphs: str) -> dict[str, list[str]]:
    return answered(*((text, "paragraph") for text in paragraphs))


@pytest.mark.parametrize("words", ["How long?", "3. How long is it?", "Who? And when?", "¿Cuánto?", "「いつ？」"[1:-1]])
def test_words_that_only_ask_are_a_question(words: str) -> None:
    assert is_question(words)


@pytest.mark.parametrize(
    "words", ["It is long.", "The gate is closed. Why?", "“How long?”", "Who? He.", "a" * 400 + "?"]
)
def test_other_words_are_none(words: str) -> None:
    assert not is_question(words)


def test_a_title_that_asks_is_no_question() -> None:
    assert answered(("Who is it?", "heading"), ("It is told here.", "paragraph")) == {}


@pytest.mark.parametrize("kind", ["heading", "paragraph"])
def test_a_question_is_answered_by_what_follows_it(kind: Kind) -> None:
    made = answered(("How long?", kind), ("A year.", "paragraph"), ("How much?", kind), ("Nothing.", "paragraph"))
    assert made == {"How long?": ["A year."], "How much?": ["Nothing."]}


def test_a_question_that_nothing_answers_is_none() -> None:
    assert answered(("Who?", "paragraph"), ("Why?", "paragraph"), ("So.", "paragraph")) == {"Why?": ["So."]}
    assert answered(("So.", "paragraph"), ("Why?", "paragraph")) == {}
    assert answered(("Why?", "paragraph"), ("More", "heading"), ("So.", "paragraph")) == {}


def test_questions_in_a_list_are_none() -> None:
    assert answered(("Ask:", "paragraph"), ("Who?", "item"), ("Why?", "item"), ("So.", "paragraph")) == {}


def test_numbered_questions_are_answered_too() -> None:
    made = answered(("1. Who?", "item"), ("We.", "paragraph"), ("2. When?", "item"), ("Now.", "paragraph"))
    assert made == {"1. Who?": ["We."], "2. When?": ["Now."]}


def test_the_last_answer_is_no_longer_than_the_others() -> None:
    made = answered(
        ("Who?", "paragraph"),
        ("We.", "paragraph"),
        ("Why?", "paragraph"),
        ("For this:", "paragraph"),
        ("that", "item"),
        ("About us.", "paragraph"),
    )
    assert made == {"Who?": ["We."], "Why?": ["For this:", "that"]}


@pytest.mark.parametrize(
    ("asks", "answers"),
    [
        ("Q:", "A:"),
        ("Q1.", "A1."),
        ("Soalan:", "Jawapan:"),
        ("S:", "J:"),
        ("Tanya:", "Jawab:"),
        ("T:", "J:"),
        ("T:", "S:"),
        ("Hỏi:", "Đáp:"),
        ("H:", "Đ:"),
        ("ถาม:", "ตอบ:"),
        ("ຖາມ:", "ຕອບ:"),
        ("សំណួរ:", "ចម្លើយ:"),
        ("မေး:", "ဖြေ:"),
    ],
)
def test_marks_show_a_question_whatever_it_ends_with(asks: str, answers: str) -> None:
    made = answered((f"{asks} Tell of it", "paragraph"), (f"{answers} Gladly.", "paragraph"))
    assert made == {f"{asks} Tell of it": [f"{answers} Gladly."]}


def test_thai_questions_are_known_by_their_words_where_there_are_several() -> None:
    assert prose("ต้องจ่ายเท่าไร", "ห้าบาท") == {}
    assert len(prose("ต้องจ่ายเท่าไร", "ห้าบาท", "ใครสมัครได้บ้าง", "ทุกคน")) == 2


def test_a_question_may_say_first_what_it_is_about_among_others() -> None:
    assert prose("I moved. Must I renew it?", "No.") == {}
    made = prose("Who?", "We.", "Why?", "So.", "I moved. Must I renew it?", "No.")
    assert made["I moved. Must I renew it?"] == ["No."]
