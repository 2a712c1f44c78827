import pytest

from corpus.hyphens import find_divisions


@pytest.mark.parametrize(
    "text",
    [
        "It will be de-\nlivered.",
        "The com- \n    pany pays.",
        "Pemerin\u2010\ntah menyetujui.",
        "Die Hafen\u2010\nordnung gilt.",
        "El ayunta-\nmiento paga.",
        "Com-\npanies pay.",
    ],
)
def test_a_word_that_a_line_end_divides_is_one(text: str) -> None:
    ((start, end),) = find_divisions(text)
    assert (text[start], text[end - 1].isspace(), text[end].isalpha()) == (text[start], True, True)
    assert text[start] in "-\u2010"


@pytest.mark.parametrize(
    "text",
    [
        "The state-\nowned bank",
        "for the long-\nterm plan",
        "long-\nand short-term",
        "anak-\nanak",
        "Smith-\nJones",
        "COVID-\nfree",
        "2024-\n25",
        "e-\nbooks",
        "the end -\nof it",
        "- one\n- two",
        "cost-\n\nbenefit",
        "well-to-\ndo",
        "de-livered",
        "de- livered",
    ],
)
def test_a_compound_keeps_its_hyphen(text: str) -> None:
    assert list(find_divisions(text)) == []
