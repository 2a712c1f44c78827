import pytest

from retriever.idf import WeighedTerm, WeighedWord
from retriever.unsaid import names, negation, numbers


def _words(*surfaces: str) -> list[WeighedWord]:
    return [WeighedWord(surface, (WeighedTerm(surface.casefold(), 2.0),)) for surface in surfaces]


@pytest.mark.parametrize(
    ("question", "lacking", "under", "weight"),
    [
        ("How many are there in Viet Nam?", ("Viet", "Nam", "many"), "", 4.0),
        ("How many are there in Viet Nam?", ("Viet", "Nam"), "News of Viet Nam", 0.0),
        ("Viet Nam has how many?", ("Viet",), "", 0.0),  # a capital there says nothing
        ("What happened in 2031?", ("2031",), "", 2.0),
        ("what happened in jakarta", ("jakarta",), "", 0.0),
        ("มีกี่รายในเวียดนาม", ("เวียดนาม",), "", 0.0),
    ],
)
def test_names_are_what_has_a_capital_or_a_digit(
    question: str, lacking: tuple[str, ...], under: str, weight: float
) -> None:
    assert names(question, _words(*lacking), under) == weight


def test_numbers_are_counted_in_any_script() -> None:
    assert numbers(_words("2031", "26th", "๒๕๖๘", "many")) == 3


@pytest.mark.parametrize(
    ("question", "quote", "lacking"),
    [
        ("What did it not do?", "It did this.", True),
        ("What didn’t it do?", "It did this.", True),
        ("What did it not do?", "It never did that.", False),
        ("What did it do?", "It did not do that.", False),
        ("Who knotted it?", "It was tied.", False),
        ("Apa yang tidak dilakukannya?", "Ia melakukan ini.", True),
        ("Ai không đến?", "Họ đã đến.", True),
        ("ใครไม่มา", "เขามา", True),
    ],
)
def test_a_negation_is_missed_in_the_quote(question: str, quote: str, lacking: bool) -> None:
    assert negation(question, quote) is lacking
