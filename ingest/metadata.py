"""What a file says of itself, taken where it can be right: language, dates, authors, titles."""

import re
from typing import Final

from corpus.languages import detect
from ingest.fields import is_language, is_published
from ingest.text import BLANK, canonical, is_visible, one_line, shown

_CLOSE: Final = (
    frozenset({"id", "ms", "jv", "su"}),
    frozenset({"no", "nb", "nn", "da"}),
    frozenset({"tl", "fil", "ceb", "ilo"}),
)
"""Languages that a classifier confuses and an author does not."""
_DAY: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)", re.ASCII)
_MONTH: Final = re.compile(r"\d{4}(?:-\d{2})?", re.ASCII)
_LONGEST: Final = 300
_NOBODY: Final = frozenset({"anonymous", "unknown", "user", "admin", "administrator", "author", "python-docx", "none"})
_NO_TITLE: Final = re.compile(
    r"(?i:untitled.*|title|document\d*|no title|powerpoint presentation|presentation\d*|microsoft word - document\d*)"
    r"|\(?(?:anonymous|unspecified|unknown)\)?|[\d\W_]+"
)
_PRINTED: Final = re.compile(r"(?i)^microsoft (?:word|powerpoint|excel) - ")
_FILE: Final = re.compile(r"(?i)[\w .,()\[\]-]+\.(?:docx?|pdf|indd|pptx?|xlsx?|odt|rtf|tex|dvi|qxd|html?|pmd|p65)")


def language(declared: str | None, text: str) -> str | None:
    """The language that the file declares where the text does not speak for another; None leaves it to the text.

    Templates declare English whatever the text is in, so a declaration counts only among languages close to each other,
    or where the text is too short to tell.
    """
    tag = (declared or "").strip().replace("_", "-")
    if not is_language(tag):
        return None
    told = detect(text)
    primary = tag.split("-")[0].lower()
    if told is None or any({told, primary} <= family for family in _CLOSE):
        return primary
    return None


def published(value: str | None) -> str | None:
    """The date that the value begins with (`2024-05-01T10:00`, `2024/5/1`, `2024`) as `YYYY-MM-DD`, or as it is."""
    value = (value or "").strip()
    day = _DAY.match(value)
    if day:
        value = f"{day[1]}-{int(day[2]):02}-{int(day[3]):02}"
    elif not _MONTH.fullmatch(value):
        return None
    return value if is_published(value) and value >= "1500" else None


def created(value: str | None) -> dict[str, str]:
    """Metadata with the date on which the file was made, empty where it says none: it was not published by that."""
    date = published(value)
    return {"created": date} if date else {}


def author(value: str | None) -> dict[str, str]:
    """Metadata with the author, empty for a name that programs put."""
    name = _line(value)
    return {"author": name} if name and name.lower() not in _NOBODY else {}


def title(value: str | None) -> str | None:
    """The title, None for one that programs put (`Untitled`, `Microsoft Word - report.doc`)."""
    words = _PRINTED.sub("", _line(value))
    return None if not words or _NO_TITLE.fullmatch(words) or _FILE.fullmatch(words) else words


def _line(value: str | None) -> str:
    words = one_line(shown(canonical((value or "").replace("\xad", ""))).replace("\ufffd", " ")).strip(BLANK)[:_LONGEST]
    return words if is_visible(words) else ""
