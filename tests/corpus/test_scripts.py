import pytest

from corpus.scripts import is_unspaced


@pytest.mark.parametrize("text", ["ภาษาไทย", "ພາສາລາວ", "မြန်မာ", "ខ្មែរ", "日本語", "Rujuk ครับ"])
def test_these_scripts_put_no_spaces_between_words(text: str) -> None:
    assert is_unspaced(text)


@pytest.mark.parametrize("text", ["", "words", "được tiếng Việt", "“quoted” – 5 €", "한국어 낱말", "العربية"])
def test_others_and_marks_do_not(text: str) -> None:
    assert not is_unspaced(text)
