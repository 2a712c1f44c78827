"""What a document says of itself, and what of it can be taken: language, dates, authors, titles, ids."""

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from corpus.languages import Detect
from corpus.lexicon import lexicon, main_code
from ingest.text import BLANK, canonical, is_visible, one_line, shown

MAX_ID: Final = 512
"""Code points."""
MAX_COLLECTION: Final = 100
"""Code points."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
_DATETIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{1,8})*")
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_MONTH: Final = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)
_OLDEST: Final = "1500"
_NEWEST: Final = "2200"
"""Years of another calendar lie beyond."""
_LONGEST: Final = 300
_LONGEST_DATE: Final = 40
_LONGEST_TAG: Final = 35
"""Code points, as BCP 47 advises."""
_IMAGE: Final = re.compile(r"/pages/[^/]*\.png\Z")
_NOBODY: Final = frozenset({"anonymous", "unknown", "user", "admin", "administrator", "author", "python-docx", "none"})
_NO_TITLE: Final = re.compile(
    r"(?i:untitled.*|title|document\d*|no title|powerpoint presentation|presentation\d*|microsoft word - document\d*)"
    r"|\(?(?:anonymous|unspecified|unknown)\)?|[\d\W_]+"
)
_PRINTED: Final = re.compile(r"(?i)^microsoft (?:word|powerpoint|excel) - ")
_FILE: Final = re.compile(r"(?i)[\w .,()\[\]-]+\.(?:docx?|pdf|indd|pptx?|xlsx?|odt|rtf|tex|dvi|qxd|html?|pmd|p65)")


def language(declared: str | None, text: str, detect: Detect) -> str | None:
    """Give the language that the file declares where the text does not speak for another; None leaves it to the text.

    Templates declare English whatever the text is in, so a declaration counts only among languages close to each other,
    or where the text is too short to tell.
    """
    tag = (declared or "").strip().replace("_", "-")
    if not is_language(tag):
        return None
    told = detect(text)
    primary = tag.split("-")[0].lower()
    if told is None or main_code(told) == main_code(primary):
        return primary
    likely = lexicon(told)
    return primary if likely and main_code(primary) in likely.confused_with else None


def language_of(declared: str | None, sample: str, detect: Detect, *, trusted: bool) -> str | None:
    """The language of a text, of which `sample` is all that `detect` looks at.

    `trusted`: whoever wrote the text declared it, and no template did.
    """
    return (declared if trusted else language(declared, sample, detect)) or detect(sample)


def published(value: str | None) -> str | None:
    """Give the date that the value begins with (`2024-05-01T10:00`, `2024/5/1`, `2024`) as `YYYY-MM-DD`, or as is."""
    value = (value or "").strip()
    day = _DAY.match(value)
    if day:
        value = f"{int(day[1]):04}-{int(day[2]):02}-{int(day[3]):02}"
    elif not _MONTH.fullmatch(value):
        return None
    return value if is_published(value) and _OLDEST <= value < _NEWEST else None


def created(value: str | None) -> dict[str, str]:
    """Metadata with the date on which the file was made, empty where it says none: it was not published by that."""
    day = published(value)
    return {"created": day} if day else {}


def author(value: str | None) -> dict[str, str]:
    """Metadata with the author, empty for a name that programs put."""
    name = _line(value)
    return {"author": name} if name and name.lower() not in _NOBODY else {}


def title(value: str | None) -> str | None:
    """Give the title, None for one that programs put (`Untitled`, `Microsoft Word - report.doc`)."""
    words = _PRINTED.sub("", _line(value))
    return None if not words or _NO_TITLE.fullmatch(words) or _FILE.fullmatch(words) else words


def _line(value: str | None) -> str:
    words = one_line(shown(canonical((value or "").replace("\xad", ""))).replace("\ufffd", " ")).strip(BLANK)[:_LONGEST]
    return words if is_visible(words) else ""


def is_published(value: str) -> bool:
    """Tell whether it is a date that exists: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or an ISO 8601 date and time."""
    if len(value) > _LONGEST_DATE:
        return False
    try:
        if match := _DATE.fullmatch(value):
            date(int(match[1]), int(match[2] or 1), 1)
            return True
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return _DATETIME.fullmatch(value) is not None


def is_language(value: str) -> bool:
    """Tell whether it looks like a language tag: `en`, `fil`, `zh-Hant`."""
    return len(value) <= _LONGEST_TAG and _LANGUAGE.fullmatch(value) is not None


def collection_name(value: str) -> str:
    """Give a collection's name as the library keeps it, NFC. Raises ValueError, which says why, for what is none."""
    if len(value) > MAX_COLLECTION:
        raise ValueError(f"is longer than {MAX_COLLECTION} characters")
    name = canonical(value)
    if not is_visible(name):
        raise ValueError("is empty; name a collection")
    if shown(name) != name or one_line(name) != name:
        raise ValueError("holds a control character, or white space that does not show")
    return name


def fault_of_id(value: str) -> str | None:
    """Tell why the text cannot be a document's id, which must fit in a URL's path; None when it can."""
    if not is_visible(value):
        return "is empty"
    if len(value) > MAX_ID:
        return f"is longer than {MAX_ID} characters"
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in value):
        return "holds a control character"
    if value.endswith(("/text", "/original")) or _IMAGE.search(value):
        return "ends in /text, /original or /pages/1.png, which name a document's text, its file and its pages"
    if {".", ".."} & set(value.split("/")):
        return "has . or .. for a part, which no URL can hold"
    return None
