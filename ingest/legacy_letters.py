"""Letters that only an old font shows as what is meant, and UTF-8 that was taken for something else and encoded again.

Vietnamese in the fonts of VNI and TCVN3 (.Vn) and twice encoded text are restored where all of it says so.
"""

import re
import unicodedata
from collections.abc import Callable
from typing import Final

_ENOUGH: Final = 6
"""Words that it takes to tell."""
_TWICE: Final = 2
"""Runs of letters that it takes to tell that they were encoded twice."""
_CERTAIN: Final = 0.9
"""Share of words, or runs of letters, that must make sense once restored."""
_CHANGED: Final = 0.6
"""Share of them that change."""
_ASCII: Final = re.compile(r"[A-Za-z]")
_LETTERS: Final = re.compile(r"\w+")
_RUN: Final = re.compile(r"[^\x00-\x7f]+")
_WORD: Final = re.compile(r"[A-Za-z\u00a1-\u00ff]+")
_TONES: Final = {"ù": "\u0301", "ø": "\u0300", "û": "\u0309", "õ": "\u0303", "ï": "\u0323"}
_VNI_MARKS: Final = {
    **_TONES,
    "â": "\u0302",
    "á": "\u0302\u0301",
    "à": "\u0302\u0300",
    "å": "\u0302\u0309",
    "ã": "\u0302\u0303",
    "ä": "\u0302\u0323",
    "ê": "\u0306",
    "é": "\u0306\u0301",
    "è": "\u0306\u0300",
    "ú": "\u0306\u0309",
    "ü": "\u0306\u0303",
    "ë": "\u0306\u0323",
}
"""What the letter after a vowel stands for in fonts of VNI."""
_VNI_LETTERS: Final = {"ñ": "đ", "ö": "ư", "ô": "ơ", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
_VNI: Final = re.compile(
    f"([aeouyöôAEOUYÖÔ])([{''.join(_VNI_MARKS)}{''.join(_VNI_MARKS).upper()}])|"
    f"([{''.join(_VNI_LETTERS)}{''.join(_VNI_LETTERS).upper()}])"
)
_TCVN3: Final = str.maketrans(
    "¡¢£¤¥¦§¨©ª«¬\xad®µ¶·¸¹»¼½¾ÆÇÈÉÊËÌÎÏÐÑÒÓÔÕÖ×ØÜÝÞßáâãäåæçèéêëìíîïñòóôõö÷øùúûüýþ",
    "ĂÂÊÔƠƯĐăâêôơưđàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ",
)
_SYLLABLE: Final = re.compile(
    r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"(?:iêu|yêu|oai|oao|oay|oeo|uây|uôi|ươi|ươu|uya|uyê|uyu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi"
    r"|ua|uâ|uă|uê|ui|uô|uơ|ưa|ưi|ươ|ưu|uy|yê|[aăâeêioôơuưy])(?:ng|nh|ch|[cmnpt])?"
)
_TONE_MARKS: Final = frozenset("\u0300\u0301\u0303\u0309\u0323")
_ZAWGYI: Final = re.compile(
    r"(?<![\u1000-\u102a\u1039\u103b-\u103f\u104e\u1050-\u109f])\u1031|\u1039(?![\u1000-\u1021])"
)
"""A vowel sign of Burmese before any consonant, and the sign that stacks consonants before none: no Unicode."""
_BURMESE: Final = re.compile(r"[\u1031\u1039\u103a]")
_CONTROL: Final = re.compile(r"[\x80-\x9f]")
"""Control characters that no text holds: bytes that fit an encoding by chance become these."""
_ZAWGYI_ENOUGH: Final = 3
_ZAWGYI_SHARE: Final = 0.3


def restored(text: str) -> str:
    """Give the text with its letters restored; as it is where nothing says for certain that they are not its own."""
    found = restored_or_none(text)
    return text if found is None else found


def restored_or_none(text: str) -> str | None:
    """Give the text with its letters restored, None where they seem to be its own."""
    if text.isascii():
        return None
    once = _decoded_again(text)
    if once is not None and not _CONTROL.search(whole := restored(once)):
        return whole
    return next(
        (made for convert in (_from_vni, _from_tcvn3) if (made := _vietnamese(text, convert)) is not None), None
    )


def is_zawgyi(text: str) -> bool:
    """Tell whether its Burmese is in letters of the font Zawgyi, which Unicode reads as something else."""
    found = len(_ZAWGYI.findall(text))
    return found >= _ZAWGYI_ENOUGH and found > _ZAWGYI_SHARE * len(_BURMESE.findall(text))


def _decoded_again(text: str) -> str | None:
    """Text that was UTF-8, taken for Windows-1252 or 1251, and made UTF-8 again; None where it was not."""
    runs = _RUN.findall(text)
    for encoding in ("cp1252", "cp1251"):
        fitting = sum(_once(run, encoding) is not None for run in runs)
        if fitting >= _TWICE and fitting >= _CERTAIN * len(runs):
            return _RUN.sub(lambda run: _once(run[0], encoding) or run[0], text)  # noqa: B023 - it is called at once
    return None


def _once(run: str, encoding: str) -> str | None:
    try:
        data = b"".join(each.encode("latin-1" if "\x80" <= each <= "\x9f" else encoding) for each in run)
        return data.decode()
    except UnicodeError:
        return None


def _vietnamese(text: str, convert: Callable[[str], str]) -> str | None:
    """Give the text converted, None unless nearly all words with letters beyond ASCII become Vietnamese by that."""
    words = [word for word in _WORD.findall(text) if not word.isascii() and _ASCII.search(word)]
    beyond = sum(not letters.isascii() for letters in _LETTERS.findall(text))
    if len(words) < max(_ENOUGH, _CERTAIN * beyond):
        return None
    made = [convert(word) for word in words]
    changed = sum(before != after for before, after in zip(words, made, strict=True))
    right = sum(map(is_syllable, made))
    if right < _CERTAIN * len(words) or changed < _CHANGED * len(words) or 2 * sum(map(is_syllable, words)) > right:
        return None
    return unicodedata.normalize("NFC", _WORD.sub(lambda word: convert(word[0]), text))


def _from_vni(word: str) -> str:
    def letter(found: re.Match[str]) -> str:
        vowel, mark, alone = found.groups()
        if alone:
            return _cased(alone, _VNI_LETTERS[alone.lower()])
        base = _cased(vowel, _VNI_LETTERS.get(vowel.lower(), vowel.lower()))
        return unicodedata.normalize("NFC", base + _VNI_MARKS[mark.lower()])

    return _VNI.sub(letter, word)


def _from_tcvn3(word: str) -> str:
    return word.translate(_TCVN3)


def _cased(like: str, letter: str) -> str:
    return letter.upper() if like.isupper() else letter


def is_syllable(word: str) -> bool:
    """Tell whether a word is written as a syllable of Vietnamese, with at most one tone."""
    parts = unicodedata.normalize("NFD", word.lower())
    bare = unicodedata.normalize("NFC", "".join(each for each in parts if each not in _TONE_MARKS))
    return sum(each in _TONE_MARKS for each in parts) < 2 and bool(_SYLLABLE.fullmatch(bare))
