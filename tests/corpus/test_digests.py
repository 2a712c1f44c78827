import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.digests import AROUND, around, of_row, of_vectors

VALUE = st.none() | st.integers() | st.text(max_size=20)


@given(st.lists(VALUE, max_size=5), st.lists(VALUE, max_size=5))
def test_only_equal_rows_have_equal_digests(one: list[int | str | None], other: list[int | str | None]) -> None:
    assert (of_row(*one) == of_row(*other)) == (one == other)


@pytest.mark.parametrize(("one", "other"), [((1,), ("1",)), ((None,), ("",)), (("a", "b"), ("ab", "")), ((), (None,))])
def test_what_reads_alike_has_another_digest(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert of_row(*one) != of_row(*other)


def test_a_digest_is_of_the_format_that_files_have() -> None:
    """A change of it makes every library look damaged: it needs a migration."""
    assert of_row("name", 1, None).hex() == "c7bf5e71932dfdb1de7d68287a7d6fc0"
    assert of_vectors("e", 1, 2, b"\x00\x01").hex() == "f6bcfb5400488aaf38ae3ab6eae29e1f"


def test_what_is_damaged_has_a_digest_too() -> None:
    assert of_row("a\udcff") != of_row("a")
    assert of_row(b"bytes") != of_row("bytes")  # type: ignore[arg-type]  # SQLite gives a damaged column as any type


def test_vectors_count_with_whose_they_are() -> None:
    digests = {
        of_vectors(*each)
        for each in [("e", 1, 2, b"v"), ("f", 1, 2, b"v"), ("e", 2, 2, b"v"), ("e", 1, 3, b"v"), ("e", 1, 2, b"w")]
    }
    assert len(digests) == 5


@pytest.mark.parametrize("start", [0, AROUND - 1, AROUND, AROUND + 1, 52])
def test_words_come_with_those_around_them_as_far_as_there_are_any(start: int) -> None:
    text = string.ascii_letters * 2
    found = around(text, start, start + 2)
    assert found in text
    assert found.index(text[start : start + 2]) == min(start, AROUND)
    assert len(found) == min(start, AROUND) + 2 + min(len(text) - start - 2, AROUND)
