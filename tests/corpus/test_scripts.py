import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.scripts import find_divisions, is_unspaced, places_without_hints, remove_hints


@pytest.mark.parametrize("text", ["ภาษาไทย", "ພາສາລາວ", "မြန်မာ", "ខ្មែរ", "日本語", "Rujuk ครับ"])
def test_these_scripts_put_no_spaces_between_words(text: str) -> None:
    assert is_unspaced(text)


@pytest.mark.parametrize("text", ["", "words", "được tiếng Việt", "“quoted” – 5 €", "한국어 낱말", "العربية"])
def test_others_and_marks_do_not(text: str) -> None:
    assert not is_unspaced(text)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ភាសា\u200bខ្មែរ", "ភាសាខ្មែរ"),
        ("ខ្មែរ\u200b\u200b ASEAN\u200b\ufeff", "ខ្មែរ ASEAN\u200b"),
        ("co\u00adoperate", "cooperate"),
        ("zero\u200bwidth", "zero\u200bwidth"),
        ("می\u200cخواهم 👩\u200d🌾", "می\u200cخواهم 👩\u200d🌾"),
        ("will be de-\n  livered", "will be delivered"),
        ("สวน\u200bสาธารณะ de-\nlivered co\u00adop", "สวนสาธารณะ delivered coop"),
    ],
)
def test_hints_where_a_line_may_end_are_removed(text: str, shown: str) -> None:
    assert remove_hints(text) == shown


@given(st.text("aខ ສ\u00ad\u200b\u200d\ufeff-\n", max_size=30))
def test_what_is_left_keeps_its_places(text: str) -> None:
    *places, end = places_without_hints(text)
    assert "".join(text[place] for place in places) == remove_hints(text)
    assert end == len(text)


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
