import pytest

from ingest.formats.formulas import fraction, lowered, matrix, raised, root


@pytest.mark.parametrize(
    ("before", "text", "written"),
    [
        ("in 2023", "1", "¹"),
        ("10", "-6", "⁻⁶"),
        ("450 m", "2", "²"),
        ("in 2023", "a, b", "ᵃ,ᵇ"),
        ("the 1", "st", "st"),
        ("M", "lle", "lle"),
        ("n", "o", "o"),
        ("Brand", "TM", "TM"),
        ("in 2023", "[1]", "[1]"),
        ("10", "x/2", "^(x/2)"),
        ("e", "Q", "^Q"),
        ("price", "*", "*"),
    ],
)
def test_raised_text_never_joins_what_is_before_it(before: str, text: str, written: str) -> None:
    assert raised(before, text) == written


@pytest.mark.parametrize(
    ("before", "text", "written"), [("CO", "2", "2"), ("101", "2", "₂"), ("x", "i", "_i"), ("x", "i+1", "_(i+1)")]
)
def test_lowered_text_joins_letters_only(before: str, text: str, written: str) -> None:
    assert lowered(before, text) == written


def test_fractions_and_roots_are_written_in_a_line() -> None:
    assert fraction("votes of ", "3", "4") == "3/4"
    assert fraction("2", "3", "4") == " 3/4"
    assert fraction("", "a + b", "1/2") == "(a + b)/(1/2)"
    assert (root("x + 1"), root("8", "3")) == ("√(x + 1)", "³√8")
    assert matrix([["1", "0"], ["0", "1"]]) == "[1, 0; 0, 1]"
