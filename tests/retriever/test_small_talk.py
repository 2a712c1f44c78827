"""What counts as a message that asks nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.lexicon import lexicons
from retriever.small_talk import SmallTalk, find_small_talk, hint


@pytest.mark.parametrize(
    ("said", "language"),
    [
        ("hello", "en"),
        ("Hi there! Thanks.", "en"),
        ("test", "en"),
        ("Selamat petang", "ms"),
        ("Selamat siang!", "id"),
        ("xin chào", "vi"),
        ("Xin chào bạn", None),
        ("สวัสดีครับ", "th"),
        ("Kumusta po?", "tl"),
        ("?", None),
        ("a", None),
        ("7", None),
        ("?!… 😀👍", None),
        ("😀" * 100, None),
        ("សួស្តី", "km"),
        ("မင်္ဂလာပါ", "my"),
        ("Hello, who are you?", "en"),
        ("Kamu siapa?", "id"),
        ("Bạn là ai?", "vi"),
        ("คุณทำอะไรได้บ้าง", "th"),
        ("Sino ka?", "tl"),
    ],
)
def test_greetings_and_signs_ask_nothing(said: str, language: str | None) -> None:
    expected = None if said == "Xin chào bạn" else SmallTalk(language)
    assert find_small_talk(said) == expected


@pytest.mark.parametrize(
    "asked",
    [
        "Hello, what is the fee?",
        "fee",
        "pH",
        "Who says hello?",
        "ค่าธรรมเนียม",
        "ล่ะ",
        "hit",
        "okapi",
        "費",
        "tests of the boat",
    ],
)
def test_what_names_something_is_asked(asked: str) -> None:
    found = find_small_talk(asked)
    assert found is None or sum(map(str.isalnum, asked)) < 2


@given(st.lists(st.sampled_from([each for known in lexicons() for each in known.greetings]), min_size=1, max_size=3))
def test_a_row_of_greetings_is_one(greetings: list[str]) -> None:
    said = ", ".join(greetings)
    assert len(said) > 60 or find_small_talk(said.upper() + "!") is not None


@given(st.text(max_size=200))
def test_any_text_is_told(text: str) -> None:
    found = find_small_talk(text)
    assert found is None or hint(found, "Rules").reason


@pytest.mark.parametrize("language", [None, *(known.code for known in lexicons() if known.greetings)])
def test_a_hint_names_a_document(language: str | None) -> None:
    assert "“Rules of the Ferry”" in hint(SmallTalk(language), "Rules of the Ferry").reason
    assert len(hint(SmallTalk(language), "x" * 1000).reason) < 250
