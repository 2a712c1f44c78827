import pytest

from ingest.formats.docx.symbols import shown, symbol


@pytest.mark.parametrize(
    ("font", "code", "character"),
    [
        ("Symbol", 0xF0A3, "≤"),
        ("Symbol", 0xB3, "≥"),
        ("symbol", 0x6D, "μ"),
        ("Symbol", 0xB0, "°"),
        ("Symbol", 0xE5, "∑"),
        ("Symbol", 0xD6, "√"),
        ("Symbol", 0xF0, None),
        ("Wingdings", 0xF0FE, "☑"),
        ("Wingdings", 0xA8, "☐"),
        ("Wingdings", 0x78, "☒"),
        ("Wingdings", 0x4A, "☺"),
        ("Wingdings", 0x69, "♓"),
        ("Wingdings", 0x8A, "⑩"),
        ("Wingdings", 0xAB, "★"),
        ("Wingdings", 0x01, None),
        ("Wingdings 2", 0x52, "☑"),
        ("Times", 0x41, "A"),
        ("Times", 0xF0B1, "±"),
        ("Times", 0x01, None),
    ],
)
def test_a_code_is_what_the_font_shows(font: str, code: int, character: str | None) -> None:
    assert symbol(font, code) == character


def test_letters_in_a_symbol_font_are_what_it_shows() -> None:
    assert shown("Symbol", "m") == "μ"
    assert shown("Arial", "m\uf0a3") == "m≤"
    assert shown("Wingdings", "\x01") == "\x01"
