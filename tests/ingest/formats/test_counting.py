from ingest.formats.counting import alphabetic, repeated, roman


def test_items_are_counted_in_letters_and_roman_numerals() -> None:
    assert [alphabetic(count) for count in (1, 26, 27, 53, 703)] == ["a", "z", "aa", "ba", "aaa"]
    assert [repeated(count) for count in (1, 26, 27, 53)] == ["a", "z", "aa", "aaa"]
    assert [roman(count) for count in (1, 4, 9, 14, 1994, 3999)] == ["i", "iv", "ix", "xiv", "mcmxciv", "mmmcmxcix"]
