"""Which language a text is in: its script says, or else py3langid, among the languages of the region and beyond."""

import re
import threading
from bisect import bisect
from collections import Counter
from pathlib import Path
from typing import Any, Final

from corpus.identifier import identifier

SAMPLE: Final = 2000
"""Code points of a text that are looked at."""

_MIN_LETTERS: Final = 8
_MIN_PROBABILITY: Final = 0.4
_MIN_SHARE: Final = 0.2
"""Share of the letters that a script other than Latin needs: texts in it are full of Latin names and terms."""

_LATIN: Final = "en id ms vi tl jv fr de es pt it nl pl ro hu cs tr sv da no fi"
_RANGES: Final = (
    (0x0041, 0x024F, _LATIN),
    (0x0370, 0x03FF, "el"),
    (0x0400, 0x04FF, "ru uk bg sr mk"),
    (0x0530, 0x058F, "hy"),
    (0x0590, 0x05FF, "he"),
    (0x0600, 0x077F, "ar fa ur"),
    (0x0900, 0x097F, "hi mr ne"),
    (0x0980, 0x09FF, "bn as"),
    (0x0A00, 0x0A7F, "pa"),
    (0x0A80, 0x0AFF, "gu"),
    (0x0B80, 0x0BFF, "ta"),
    (0x0C00, 0x0C7F, "te"),
    (0x0C80, 0x0CFF, "kn"),
    (0x0D00, 0x0D7F, "ml"),
    (0x0D80, 0x0DFF, "si"),
    (0x0E00, 0x0E7F, "th"),
    (0x0E80, 0x0EFF, "lo"),
    (0x1000, 0x109F, "my"),
    (0x10A0, 0x10FF, "ka"),
    (0x1100, 0x11FF, "ko"),
    (0x1780, 0x17FF, "km"),
    (0x1E00, 0x1EFF, _LATIN),
    (0x1F00, 0x1FFF, "el"),
    (0x3040, 0x30FF, "ja"),
    (0x3400, 0x4DBF, "zh"),
    (0x4E00, 0x9FFF, "zh"),
    (0xA9E0, 0xA9FF, "my"),
    (0xAA60, 0xAA7F, "my"),
    (0xAC00, 0xD7AF, "ko"),
    (0xF900, 0xFAFF, "zh"),
    (0x20000, 0x3134F, "zh"),
)
"""Blocks of letters (first, last) and the languages written in them, of those that we tell apart."""
_STARTS: Final = [first for first, _, _ in _RANGES]


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split())


# Words that Indonesian spells or has and Malay does not, and the other way round: to a classifier that looks at letters
# the two are one language, so these decide between them where any stands.
_INDONESIAN: Final = _words(
    "bahwa karena kapan kapankah bisa sedangkan kantor uang mobil kota provinsi kabupaten kecamatan gubernur bupati "
    "perusahaan universitas kualitas aktivitas fakultas komunitas polisi kebutuhan berbagai berbeda maret mei juni "
    "juli agustus oktober desember kamis jumat senin inggris jepang prancis spanyol tiongkok serikat perserikatan "
    "dimana didirikan tanggal yaitu jenderal kebijakan manajemen bisnis ilmuwan sutradara warga terhadapnya"
)
_MALAY: Final = _words(
    "bahawa kerana bilakah ialah manakala wang syarikat universiti kualiti aktiviti fakulti komuniti polis bandaraya "
    "daripada sebarang hendaklah mestilah pelbagai berbeza mac jun julai ogos disember khamis jumaat isnin ahad "
    "inggeris jepun sepanyol sahaja iaitu kesihatan perkhidmatan tempatan ditubuhkan tarikh gabenor antarabangsa "
    "saintis perniagaan pengurusan kanak-kanak mana-mana tiap-tiap justeru"
)

_MALAY_ODDS: Final = 1.5
"""How many times likelier than Indonesian py3langid must find Malay: it leans to Malay where no such word stands."""

# py3langid knows no Sundanese and calls it Javanese; these words are common in it and in no neighbour.
_SUNDANESE: Final = _words(
    "anu jeung nu teu dina tina kana sarta saha éta ieu eta henteu kudu geus boga ngeunaan sing bae boh oge ogé"
)
_MIN_SUNDANESE: Final = 0.1
"""Share of the words."""

_lock = threading.Lock()
_identifier: Any = None
_folder: Path | None = None


def primary(code: str | None) -> str | None:
    """The language in a tag, lower case: `en` of `en-GB`; None for None and for nothing."""
    return re.split("[-_]", code)[0].lower() or None if code else None


def detect(text: str) -> str | None:
    """The ISO 639-1 code of the language of the text's first `SAMPLE` code points; None where they do not tell.

    None for fewer than 8 letters of a script that several languages share, for a script that we do not know, and
    where the likeliest language has less than 0.4 of the probability. Indonesian and Malay are told apart by words
    that only one of them has; where none stands, by py3langid, which takes about one short question in twenty for the
    other. Cebuano and Ilocano come out as `tl`. Loads py3langid's model once, at the first text whose script does not
    decide (0.5 s, or 0.1 s where it was kept: `keep_in`). Safe to call from several threads.
    """
    sample = text[:SAMPLE]
    letters: Counter[str] = Counter()
    for character, count in Counter(sample).items():
        if character.isalpha():
            letters[_languages_of(character)] += count
    candidates = _written_in(letters).split()
    if len(candidates) < 2:
        return candidates[0] if candidates else None
    return _likeliest(sample, candidates) if letters.total() >= _MIN_LETTERS else None


def _languages_of(letter: str) -> str:
    first, last, languages = _RANGES[max(bisect(_STARTS, ord(letter)) - 1, 0)]
    return languages if first <= ord(letter) <= last else ""


def _written_in(letters: Counter[str]) -> str:
    """The languages of the script that the text is in, "" when it is none of ours; Japanese is Han with some kana."""
    if letters["ja"] * 10 >= letters["zh"]:
        letters["ja"] += letters.pop("zh", 0)
    enough = _MIN_SHARE * letters.total()
    others = [(count, languages) for languages, count in letters.items() if languages != _LATIN and count >= enough]
    if any(count for count, _ in others):
        return max(others)[1]
    return _LATIN if letters[_LATIN] else ""


def _likeliest(sample: str, candidates: list[str]) -> str | None:
    chances = {code: chance for code, chance in _load().rank(sample) if code in candidates}
    malay = {code: chances.pop(code, 0.0) for code in ("id", "ms")}
    chances["id"] = sum(malay.values())
    best = max(candidates, key=lambda code: chances.get(code, 0.0))
    if chances[best] < _MIN_PROBABILITY * sum(chances.values()):
        return None
    words = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", sample.lower()))
    if best in {"id", "jv"} and _count(words, _SUNDANESE) >= _MIN_SUNDANESE * words.total():
        return "su"
    if best != "id":
        return best
    lead = _count(words, _INDONESIAN) - _count(words, _MALAY) or _MALAY_ODDS * malay["id"] - malay["ms"]
    return "id" if lead >= 0 else "ms"


def _count(words: Counter[str], known: frozenset[str]) -> int:
    return sum(count for word, count in words.items() if word in known)


def keep_in(folder: Path) -> None:
    """Keep what telling languages apart needs in that folder, so that it is ready sooner from the second time on."""
    global _folder  # noqa: PLW0603 - one for the process, as the identifier is
    _folder = folder


def kept_at(name: str) -> Path | None:
    """Where something of that name about languages is kept; None where nothing is."""
    return None if _folder is None else _folder / "languages" / name


def _load() -> Any:
    """py3langid's identifier, kept to the languages in the table."""
    global _identifier  # noqa: PLW0603 - loaded once for the process
    with _lock:
        if _identifier is None:
            _identifier = identifier({code for _, _, languages in _RANGES for code in languages.split()}, _folder)
    return _identifier
