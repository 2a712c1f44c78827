import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.breaks import cut_points


def pieces(text: str, limit: int) -> list[str]:
    cuts = list(cut_points(text, 0, len(text), limit))
    return [text[start:end] for start, end in zip([0, *cuts], cuts, strict=False)]


def test_a_short_text_is_not_cut() -> None:
    assert pieces("short", 5) == ["short"]


def test_cuts_stand_after_white_space_and_leave_nearly_equal_pieces() -> None:
    assert pieces("one two three four", 10) == ["one two ", "three four"]


def test_thai_without_spaces_is_cut_between_words() -> None:
    assert pieces("ภาษาไทยเป็นภาษาที่สวยงาม", 13) == ["ภาษาไทยเป็น", "ภาษาที่สวยงาม"]


def test_a_family_of_emoji_is_not_cut() -> None:
    family = "👨\u200d👩\u200d👧"
    assert all(piece.replace(family, "") == "" for piece in pieces(family * 9, 12))


def test_characters_beyond_the_basic_plane_count_as_one() -> None:
    assert pieces("𝐀𝐁 " * 4, 6) == ["𝐀𝐁 𝐀𝐁 ", "𝐀𝐁 𝐀𝐁 "]


def test_one_endless_grapheme_is_cut_hard() -> None:
    assert [len(piece) for piece in pieces("e" + "\u0301" * 24, 10)] == [10, 10, 5]


@settings(deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(1, 40))
def test_the_pieces_are_the_text_and_none_is_too_long(text: str, limit: int) -> None:
    assert "".join(pieces(text, limit)) == text
    assert all(len(piece) <= limit for piece in pieces(text, limit))


@pytest.mark.parametrize("limit", [3, 7, 50])
def test_a_range_within_a_text_is_cut_within(limit: int) -> None:
    cuts = list(cut_points("x" * 100, 20, 90, limit))
    assert cuts[-1] == 90
    assert all(before < after for before, after in zip([20, *cuts], cuts, strict=False))
