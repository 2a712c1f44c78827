"""Text in one of the encodings from before Unicode: which one its letters fit, or none."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from ingest.legacy_letters import is_syllable, restored_or_none

_LATIN: Final = ("cp1252", "cp1250", "iso8859_2", "cp1254", "cp1257", "mac_roman")
_CYRILLIC: Final = ("cp1251", "koi8_r", "iso8859_5", "cp866", "mac_cyrillic")
_GREEK: Final = ("cp1253", "iso8859_7")
_HEBREW: Final = ("cp1255",)
_ARABIC: Final = ("cp1256", "iso8859_6")
_EASTERN: Final = ("cp874", "gb18030", "big5", "shift_jis", "euc_kr")
_SCRIPTS: Final = (("CYRILLIC", _CYRILLIC), ("GREEK", _GREEK), ("HEBREW", _HEBREW), ("ARABIC", _ARABIC))
"""Thai, Chinese (two), Japanese, Korean: among few, charset-normalizer seldom errs."""
_ALPHABETS: Final = tuple(
    frozenset(letters)
    for letters in (
        "àâæçèéêëîïôœùûüÿ",
        "äöüß",
        "áéíóúüñ",
        "àáâãçéêíóôõúü",
        "àèéìíîòóùú",
        "åäöæøéà",
        "áéíóúýþæöð",
        "éèëïöüáóíê",
        "àçèéíïòóúü",
        "äöõüšž",
        "ñáéíóúâêîôûàèìòù",
        "áčďéěíňóřšťúůýž",
        "áäčďéíĺľňóôŕšťúýž",
        "ąćęłńóśźż",
        "áéíóöőúüű",
        "ăâîșțşţ",
        "čćđšž",
        "çğıöşüâîû",
        "ąčęėįšųūž",
        "āčēģīķļņšūž",
    )
)
"""Letters beyond ASCII of languages in Latin letters."""
_SYMBOLS: Final = frozenset("“”‘’«»„‚‹›–—…•·°§©®™№€£¥¡¿ªº½¼¾²³×÷±µ‰†‡\xa0\xad´")
_NOT_BESIDE: Final = frozenset("£¥¼½¾×÷±ª´‰¡¿†‡")
"""Symbols that stand after no letter."""
_NOT_WITHIN: Final = frozenset("«»„“”‚•§©®™€°…¡¿º‹›²³ª¼½¾£¥×÷±µ")
"""Symbols that stand between no letters."""
_NO_TEXT: Final = frozenset(("Cc", "Co", "Cn"))
_CONTROLS: Final = frozenset("\t\n\r\f\0\x1a")
_WORD: Final = re.compile(r"[^\W\d_¹²³¼½¾ªº]+")
_ENOUGH: Final = 24
"""Bytes beyond ASCII that it takes to tell one of other letters than Latin: below, several of them give letters."""
_OF_WORDS: Final = 0.9
"""Share of the words with letters beyond ASCII that must be of one language, or fit their encoding."""
_OF_MOST: Final = 0.6
"""The same where the other words are of other languages each."""
_SPARSE: Final = 0.02
"""Share of letters beyond ASCII in a text that speaks of names in several languages."""
_VOWELS: Final = frozenset("аеёиіїоуыэюяєαειουηωάέήίόύώةاويىאהוי")
_VOWEL_SHARE: Final = 0.25
_MISPLACED: Final = re.compile(r"[ςךםןףץ]\w")
"""What Hebrew looks like that is taken for Greek, and other text for Hebrew: a last form within a word."""
_BALKAN: Final = frozenset("ђћљњџјѕѓќ")
_RUSSIAN: Final = frozenset("ёъыэщ")
"""Letters that no language has besides those of `_BALKAN`."""
_MISREAD: Final = re.compile(r"[À-ÖØ-öø-ÿ¸»¼¹º¡-¬®-¿]{4,}")
"""A word of letters beyond ASCII alone: no language in Latin letters has many."""
_INVERTED: Final = re.compile(r"[а-я][А-Я]{2,}")
"""A word in KOI8 that was taken for Windows-1251, where all others are in capitals."""
_MISREAD_ENOUGH: Final = 4
_LONG_WORD: Final = 4
_KANA: Final = 0.1
"""Share of characters of a text in Japanese that are kana, at least."""
_HANGUL: Final = 0.95
"""Share of letters of a text in Korean that are Hangul, at least: half of those of Chinese look so."""
_COMMON: Final = 0.8
"""Share of characters of a text in Chinese that the most common ones have."""


def old_text(data: bytes) -> str | None:
    """Give the text of bytes that are no Unicode, None where no encoding can be told for certain."""
    restored = restored_or_none(_decoded(data, "cp1252") or "")
    if restored is not None and _is_vietnamese(restored):
        return restored
    latin = [text for encoding in _LATIN if (text := _decoded(data, encoding)) is not None]
    best = max(latin, key=_latin_share, default="")
    if _latin_share(best):
        return best
    vietnamese = _decoded(data, "cp1258")
    if vietnamese is not None and _is_vietnamese(unicodedata.normalize("NFC", vietnamese)):
        return unicodedata.normalize("NFC", vietnamese)
    if sum(byte > 0x7F for byte in data) < _ENOUGH:
        return None
    return _other_script(data) or _eastern(data)


def read_anew(text: str) -> str | None:
    """Give a text in other letters than Latin that was once taken for Latin-1, or KOI8 that was for Windows-1251.

    None where it seems to be neither, "" where it seems to be and cannot be told.
    """
    if text.isascii():
        return None
    words = [word for word in _WORD.findall(text) if len(word) >= _LONG_WORD]
    inverted = sum(_INVERTED.fullmatch(word) is not None for word in words)
    if inverted and len(words) >= _MISREAD_ENOUGH and inverted == sum(not word.isupper() for word in words):
        data = _encoded(text, "cp1251")
        anew = "" if data is None else _decoded(data, "koi8_r") or ""
        if not anew or _vowel_share(anew) > _vowel_share(text):
            return anew
    misread = sum(_MISREAD.fullmatch(word) is not None for word in words)
    if misread < _MISREAD_ENOUGH or 2 * misread < len(words):
        return None
    encoded = (_encoded(text, encoding) for encoding in ("cp1252", "latin_1"))
    return next((found for data in encoded if data and (found := _other_script(data) or _eastern(data))), "")


def _vowel_share(text: str) -> float:
    letters = [each for each in text.lower() if each.isalpha()]
    return sum(each in _VOWELS for each in letters) / max(len(letters), 1)


def _encoded(text: str, encoding: str) -> bytes | None:
    try:
        return text.encode(encoding)
    except UnicodeEncodeError:
        return None


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if any(unicodedata.category(each) in _NO_TEXT and each not in _CONTROLS for each in text) else text


def _latin_share(text: str) -> float:
    """Give the share of words with letters beyond ASCII that one language writes so; 0 for what nobody writes so."""
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    if not _has_usual_symbols(text) or not all(map(_has_usual_case, words)):
        return 0
    if any(len(word) > 2 and not any(map(str.isascii, word)) for word in words):
        return 0
    letters = [frozenset(each for each in _lower(word) if not each.isascii()) for word in words]
    if not letters:
        return float(any(map(str.isalpha, text)))
    best = max(sum(word <= alphabet for word in letters) for alphabet in _ALPHABETS) / len(letters)
    if best >= _OF_WORDS:
        return best
    sparse = sum(map(len, letters)) <= _SPARSE * sum(map(str.isalpha, text))
    mixed = sparse or best >= _OF_MOST
    return best if mixed and all(any(word <= alphabet for alphabet in _ALPHABETS) for word in letters) else 0


def _lower(word: str) -> str:
    return word.replace("İ", "i").lower()


def _is_vietnamese(text: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    usual = all(map(_has_usual_case, words)) and _has_usual_symbols(text)
    return usual and sum(map(is_syllable, words)) >= _OF_WORDS * len(words)


def _has_usual_case(word: str) -> bool:
    return word.islower() or word.isupper() or (word[:1].isupper() and word[1:].islower()) or word.isascii()


def _has_usual_symbols(text: str) -> bool:
    """Tell whether the symbols beyond ASCII are those of running text, and stand where they do in it."""
    for place, each in enumerate(text):
        if each.isascii() or unicodedata.category(each)[0] in "LM":
            continue
        before, after = text[place - 1 : place].isalpha(), text[place + 1 : place + 2].isalpha()
        if each not in _SYMBOLS or (before and (each in _NOT_BESIDE or (after and each in _NOT_WITHIN))):
            return False
        if after and each in "£¥½¼¾":
            return False
    return True


def _other_script(data: bytes) -> str | None:
    """Decode Cyrillic, Greek, Hebrew or Arabic in the encoding in which the text has most small letters and vowels."""
    fitting = [
        text
        for name, encodings in _SCRIPTS
        for encoding in encodings
        if (text := _decoded(data, encoding)) is not None and _is_in_script(text, name)
    ]
    return max(fitting, key=lambda text: sum(each in _VOWELS for each in text), default=None)


def _is_in_script(text: str, name: str) -> bool:
    words = [word for word in _WORD.findall(text) if not word.isascii()]
    letters = [each for word in words for each in word]
    if not letters or not _has_usual_symbols(text) or _MISPLACED.search(text):
        return False
    if not all(unicodedata.name(each, "").startswith((name, "MODIFIER")) for each in letters):
        return False
    usual = sum(_has_usual_case(word) or name in {"ARABIC", "HEBREW"} for word in words)
    vowels = sum(each in _VOWELS for each in "".join(words).lower())
    if not (_BALKAN.isdisjoint(letters) or _RUSSIAN.isdisjoint(letters)):
        return False
    if sum(map(str.isupper, letters)) > 0.5 * len(letters):
        return False
    least = _VOWEL_SHARE / 2 if name == "HEBREW" else _VOWEL_SHARE  # whose vowels are seldom written
    return usual >= _OF_WORDS * len(words) and vowels >= least * len(letters)


def _eastern(data: bytes) -> str | None:
    from charset_normalizer import from_bytes

    japanese = _decoded(data, "euc_jp")  # which has its kana where two of the others have none
    if japanese is not None and dict(_shares(japanese))["kana"] > _KANA:
        return japanese
    korean = _decoded(data, "euc_kr")  # whose letters are letters of Thai too
    if korean is not None and dict(_shares(korean))["hangul"] > _HANGUL:
        return korean
    found = from_bytes(data, cp_isolation=list(_EASTERN)).best()
    if found is None:
        return None
    text = str(found)
    shares = dict(_shares(text))
    certain = {
        "cp874": shares["thai"] > _COMMON,
        "euc_kr": shares["hangul"] > _COMMON,
        "shift_jis": shares["kana"] > _KANA,
        "gb18030": shares["gb2312"] > _COMMON,
        "big5": shares["big5"] > _COMMON,
    }
    return text if certain.get(found.encoding, False) else None


def _shares(text: str) -> Iterator[tuple[str, float]]:
    """Of the letters beyond ASCII, the share in each script, and of the common ones of two encodings of Chinese."""
    letters = [each for each in text if each > "\x7f" and unicodedata.category(each)[0] in "LMN"] or [" "]
    ranges = {"thai": ("\u0e01", "\u0e4e"), "hangul": ("\uac00", "\ud7a3"), "kana": ("\u3040", "\u30ff")}
    for kind, (start, end) in ranges.items():
        yield kind, sum(start <= each <= end for each in letters) / len(letters)
    for kind, first, last in (("gb2312", 0xA1, 0xD7), ("big5", 0xA1, 0xC6)):
        leads = [each.encode(kind, "ignore")[:1] for each in letters]
        yield kind, sum(bool(lead) and first <= lead[0] <= last for lead in leads) / len(letters)
