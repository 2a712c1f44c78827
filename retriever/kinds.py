"""What kind of thing a question asks for (a date, a number, a name), and whether a sentence holds one."""

import re
from collections.abc import Callable
from typing import Literal, get_args

Kind = Literal["date", "number", "person", "place", "name", "abbreviation"]

KINDS: tuple[Kind, ...] = get_args(Kind)

_ASKED: dict[Kind, re.Pattern[str]] = {
    "date": re.compile(
        r"\b(when|dates?|(what|which) (year|day|month|time|century|decade)"  # English
        r"|bila(kah)?|kapan(kah)?|tarikh|tanggal berapa|tahun berapa"  # Malay, Indonesian
        r"|khi nào|bao giờ|ngày nào|năm nào|kailan|anong (petsa|taon|araw))\b"  # Vietnamese, Filipino
        r"|เมื่อไ[หร]|วันที่เท่าไ[หร]|ปีใด|ปีไหน|วันใด"  # Thai
    ),
    "number": re.compile(
        r"\b(how (many|much|long|old|far|large|big|tall|high)|percent(age)?"
        r"|(what|which) (number|share|proportion|amount|rate)"
        r"|berapa(kah)?|bao nhiêu|mấy|ilan|ilang|magkano|gaano)\b"
        r"|กี่|เท่าไ[หร]|จำนวน"
    ),
    "person": re.compile(r"\b(who|whom|whose|siapa(kah)?|sino|kanino|nino)\b|ใคร|ผู้ใด"),
    "place": re.compile(
        r"\b(where|(what|which) (city|country|state|place|region|town|nation|continent|area|province|island)"
        r"|di ?mana|negara mana|kota mana|ở đâu|nước nào|thành phố nào|saan|nasaan)\b"
        r"|ที่ไหน|ประเทศใด|ประเทศไหน|เมืองใด|เมืองไหน"
    ),
    "name": re.compile(
        r"\b((name|title)s?|named|called|titled|nama(nya)?|judul(nya)?|tajuk(nya)?|tên|pangalan|pamagat)\b|ชื่อ"
    ),
    "abbreviation": re.compile(
        r"\b(stands? for|abbreviat\w+|acronym|short for|singkatan|kepanjangan|viết tắt)\b|ย่อมาจาก|ชื่อย่อ"
    ),
}
_VIETNAMESE_WHO = re.compile(r"\b[Aa]i\b")  # in capitals it is artificial intelligence
_DIGITS = re.compile(r"\d[\d.,]*")
_YEAR = re.compile(r"(?<!\d)(1\d{3}|2[0-5]\d{2})(?!\d)")  # to 2599: Thai years too
_MONTHS = re.compile(
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Januari|Februari|Mac|Maret|Mei|Juni|Jun|Juli|Julai|Agustus|Ogos|Oktober|Disember|Desember"
    r"|[Cc]entur(y|ies)|[Aa]bad)\b|[Tt]háng \d|\d0s\b"
)
_NUMBER_WORDS = re.compile(
    r"\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|hundred|thousand|million|billion"
    r"|half|third|quarter|first|second|both|twice|once"
    r"|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|juta|ribu)\b|ล้าน|พัน|ร้อย"
)
_NAME = re.compile(r"(?<=[\w,;:] )[^\W\d_][\w’'-]+")
_QUOTED = re.compile(r"[“\"«‘][^“”\"«»‘’]{2,}[”\"»’]")
_TITLE = re.compile(r"[^\W\d_][\w’'-]+ (?:(?:of|for|the|in|and|on|to) )?[^\W\d_][\w’'-]+")
_BRACKETED = re.compile(r"\(([^\W\d_]{2,10})\)")


def asked(question: str) -> frozenset[Kind]:
    """Tell the kinds that a question asks for, from its question words; none where they name no kind."""
    lowered = question.casefold()
    found = {kind for kind, pattern in _ASKED.items() if pattern.search(lowered)}
    return frozenset(found | {"person"} if _VIETNAMESE_WHO.search(question) else found)


def holds(kind: Kind, sentence: str, question: str) -> bool:
    """Whether a sentence holds a thing of that kind which the question itself does not name."""
    return _HOLDS[kind](sentence, question.casefold())


def _new(pattern: re.Pattern[str], sentence: str, question: str) -> bool:
    return any(found[0].strip(".,").casefold() not in question for found in pattern.finditer(sentence))


def _date(sentence: str, question: str) -> bool:
    return _new(_YEAR, sentence, question) or bool(_MONTHS.search(sentence))


def _number(sentence: str, question: str) -> bool:
    return _new(_DIGITS, sentence, question) or bool(_NUMBER_WORDS.search(sentence.casefold()))


def _name(sentence: str, question: str) -> bool:
    return any(found[0][0].isupper() and found[0].casefold() not in question for found in _NAME.finditer(sentence))


def _title(sentence: str, question: str) -> bool:
    """A sentence names a thing in quotation marks, or in a run of capitalised words."""
    return _new(_QUOTED, sentence, question) or any(
        found[0][0].isupper() and found[0].split()[-1][0].isupper() and found[0].casefold() not in question
        for found in _TITLE.finditer(sentence)
    )


def _abbreviation(sentence: str, question: str) -> bool:
    """A sentence explains an abbreviation where it gives it in brackets: its name (ITS ABBREVIATION)."""
    return any(found[1].casefold().rstrip("s") in question for found in _BRACKETED.finditer(sentence))


_HOLDS: dict[Kind, Callable[[str, str], bool]] = {
    "date": _date,
    "number": _number,
    "person": _name,
    "place": _name,
    "name": _title,
    "abbreviation": _abbreviation,
}
