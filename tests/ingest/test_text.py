import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text import BLANK, canonical, is_visible, one_line, readable, shortened, shown, slug, trimmed


@given(st.text())
def test_canonical_text_stays_as_it_is(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)
    assert "\r" not in canonical(text)


def test_canonical_composes_letters_and_keeps_all_else() -> None:
    assert canonical("e\u0301\r\n\r\n  x\ty\r\u2028") == "é\n\n  x\ty\n\u2028"


@pytest.mark.parametrize("text", ["", " \t\n", "\u200b\ufeff", "\u0301", "\x07", "\u3000"])
def test_what_shows_nothing_is_not_visible(text: str) -> None:
    assert not is_visible(text)


@pytest.mark.parametrize("text", ["a", "ก", "…", "👍", "  -  ", "\ue000"])
def test_what_shows_anything_is_visible(text: str) -> None:
    assert is_visible(text)


@given(st.text(), st.integers(0, 20), st.integers(0, 20))
def test_trimmed_keeps_what_is_not_blank(text: str, start: int, length: int) -> None:
    start = min(start, len(text))
    end = min(start + length, len(text))
    first, last = trimmed(text, start, end)
    assert start <= first <= last <= end
    assert text[first:last] == text[start:end].strip(BLANK)


@pytest.mark.parametrize(
    ("stem", "expected"),
    [
        ("asean-msme-green-transition", "asean-msme-green-transition"),
        ("Đà Nẵng (2025)", "da-nang-2025"),
        ("Straße", "strasse"),
        ("ปีงบประมาณ ๒๕๖๘", "ปีงบประมาณ-๒๕๖๘"),
        ("ខ្មែរ", "ខ្មែរ"),
        ("한국어 문서", "한국어-문서"),
        ("--", "document"),
        ("\u0301", "document"),
        ("", "document"),
    ],
)
def test_a_slug_folds_latin_letters_and_keeps_other_scripts(stem: str, expected: str) -> None:
    assert slug(stem) == expected


@given(st.text())
def test_a_slug_is_never_empty_and_fits_in_a_path(text: str) -> None:
    made = slug(text)
    assert 1 <= len(made) <= 80
    assert is_visible(made)
    assert not set(made) & set(" /?#%.\n")
    assert made == canonical(made)


@pytest.mark.parametrize(
    ("stem", "title"),
    [("asean-msme", "Asean msme"), ("Annual_Report  2024", "Annual Report 2024"), ("v1.2", "V1.2"), ("__", "Document")],
)
def test_a_stem_reads_as_a_title(stem: str, title: str) -> None:
    assert readable(stem) == title


def test_shortened_ends_between_words_where_it_can() -> None:
    assert shortened("one two three", 7) == "one two"
    assert shortened("one two three", 9) == "one two"
    assert shortened("onetwothree", 5) == "onetw"
    assert shortened(" short\n text ", 80) == "short text"


def test_one_line_has_single_spaces() -> None:
    assert one_line("\ufeff a \n\t b\u00a0c ") == "a b c"


def test_a_shown_name_can_be_stored() -> None:
    assert shown("caf\udce9\n.txt") == "caf\ufffd\ufffd.txt"
    assert shown("Đà Nẵng.txt") == "Đà Nẵng.txt"


@pytest.mark.parametrize("mark", ["\u0301", "\u0344", "\u0f73", "\U0001d165", "\u0301\u0316"])
def test_a_run_of_marks_is_divided_before_it_is_ordered(mark: str) -> None:
    text = canonical("a" + mark * 200_000)  # ordered as one run, it would take minutes
    assert canonical(text) == text
    assert unicodedata.is_normalized("NFC", text)
    assert max(len(run) for run in text.split("\u034f")) <= 31


def test_runs_that_names_and_scripts_need_stay_as_they_are() -> None:
    text = "q" + "\u0301" * 30 + " ก็\u0e48 " + "👍" * 100 + "\u1100" * 100
    assert canonical(text) == text


def test_a_long_text_is_the_same_in_pieces() -> None:
    text = ("e\u0301 漢\u0301 \u1100\u1161\u11a8 " * 20_000) + "e\u0301" * 100_000
    assert canonical(text) == unicodedata.normalize("NFC", text)
