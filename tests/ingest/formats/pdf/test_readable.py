import pytest

from ingest.formats.pdf.readable import is_readable
from tests.ingest.formats.pdf.pages import FERRY


@pytest.mark.parametrize("text", ["KEY INVESTOR INFORMATION", "Bandar udara ini dibuka pada tahun 1985.", "ท่าเรือปิดแล้ว"])
def test_words_of_a_language_are_readable(text: str) -> None:
    assert is_readable([text])


SHIFTED = "".join(chr(ord(letter) - 29) for letter in FERRY if letter.isalpha())


@pytest.mark.parametrize("text", [SHIFTED, "\ue001\ue002\ue003", "�������� ����", "❞❡♦❧♦❣②", ""])
def test_codes_in_place_of_letters_are_not(text: str) -> None:
    assert not is_readable([text])
