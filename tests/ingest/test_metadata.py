import unicodedata
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.metadata import (
    MAX_COLLECTION,
    MAX_ID,
    author,
    collection_name,
    created,
    fault_of_id,
    is_language,
    is_published,
    language,
    language_of,
    published,
    title,
)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2024-05-01T10:00", "2024-05-01"),
        ("2024/5/1", "2024-05-01"),
        (" 2024.12.31 ", "2024-12-31"),
        ("2024-05", "2024-05"),
        ("2024", "2024"),
        ("2024-02-30", None),
        ("2024-13", None),
        ("2567-05-01", None),  # of the Buddhist calendar
        ("1499", None),
        ("1 May 2024", None),
        ("2024-05-011", None),
        ("", None),
        (None, None),
    ],
)
def test_a_date_is_taken_where_it_exists(value: str | None, day: str | None) -> None:
    assert published(value) == day
    assert created(value) == ({"created": day} if day else {})


@given(st.dates())
def test_every_day_of_the_years_in_between_is_taken_as_it_is(day: date) -> None:
    assert published(str(day)) == (str(day) if 1500 <= day.year < 2200 else None)


def test_a_date_and_time_is_one_and_digits_of_other_scripts_are_none() -> None:
    assert is_published("2024-05-01T10:00:00+07:00")
    assert not is_published("๒๐๒๔")
    assert not is_published("20240501")
    assert not is_published("2024-05-01" + " " * 40)


@pytest.mark.parametrize(
    ("value", "taken"),
    [
        ("Notice of sale", "Notice of sale"),
        (" Two\n lines ", "Two lines"),
        ("Untitled", None),
        ("a b.docx", None),
        ("\u200b", None),
    ],
)
def test_a_title_that_a_program_put_is_none(value: str, taken: str | None) -> None:
    assert title(value) == taken


def test_an_author_is_taken_where_somebody_is_named() -> None:
    assert author("  Dewi\u00ad Lestari ") == {"author": "Dewi Lestari"}
    assert author(None) == author(" ") == {}


def test_a_declared_language_counts_where_the_text_is_taken_for_one_close_to_it() -> None:
    assert language("ms_MY", "any", lambda _: "id") == "ms"
    assert language("en", "any", lambda _: "th") is None
    assert language("id-ID", "any", lambda _: None) == "id"
    assert language("fil", "any", lambda _: "tl") == "fil"
    assert language("not a tag", "any", lambda _: None) is None


def test_what_an_author_declares_counts_whatever_the_text_is_taken_for() -> None:
    assert language_of("en", "any", lambda _: "th", trusted=True) == "en"
    assert language_of("en", "any", lambda _: "th", trusted=False) == "th"
    assert language_of(None, "any", lambda _: "th", trusted=True) == "th"


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("en", True),
        ("fil", True),
        ("zh-Hant", True),
        ("pt_BR", True),
        ("e", False),
        ("English", False),
        ("en-", False),
        ("th ไทย", False),
    ],
)
def test_a_language_tag_is_told_by_its_look(value: str, fits: bool) -> None:
    assert is_language(value) is fits


def test_a_collection_s_name_is_composed_and_shows() -> None:
    assert collection_name(unicodedata.normalize("NFD", "Đà Nẵng")) == "Đà Nẵng"
    assert collection_name("x" * MAX_COLLECTION)
    for wrong in ("", "\u200b", "a\nb", "a\tb", "x" * (MAX_COLLECTION + 1)):
        with pytest.raises(ValueError, match=r"\w"):
            collection_name(wrong)


@pytest.mark.parametrize("good", ["a", "folder/notes.md", "ไทย", "a.b/..c", "text", "pages/1.png2", "x" * MAX_ID])
def test_an_id_that_fits_in_a_path_has_no_fault(good: str) -> None:
    assert fault_of_id(good) is None


@pytest.mark.parametrize(
    "bad",
    ["", " ", "a/../b", ".", "a/./b", "a/text", "a/original", "a/pages/1.png", "a\nb", "a\u2028b", "x" * (MAX_ID + 1)],
)
def test_an_id_that_no_path_can_hold_has_a_fault(bad: str) -> None:
    assert fault_of_id(bad)
