"""What an author may say of a document, and how it must look: dates, languages, ids."""

import re
import unicodedata
from datetime import date, datetime
from typing import Final

from ingest.text import is_visible

MAX_ID: Final = 512
"""Code points."""

_DATE: Final = re.compile(r"(\d{4})(?:-(\d{2}))?", re.ASCII)
_DATETIME: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}.*)?", re.ASCII)
_LANGUAGE: Final = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{1,8})*")


def is_published(value: str) -> bool:
    """Whether it is a date that exists: `YYYY`, `YYYY-MM`, `YYYY-MM-DD`, or an ISO 8601 date and time."""
    try:
        if match := _DATE.fullmatch(value):
            date(int(match[1]), int(match[2] or 1), 1)
            return True
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return _DATETIME.fullmatch(value) is not None


def is_language(value: str) -> bool:
    """Whether it looks like a language tag: `en`, `fil`, `zh-Hant`."""
    return _LANGUAGE.fullmatch(value) is not None


def fault_of_id(value: str) -> str | None:
    """Why the text cannot be a document's id, which must fit in a URL's path; None when it can."""
    if not is_visible(value):
        return "is empty"
    if len(value) > MAX_ID:
        return f"is longer than {MAX_ID} characters"
    if any(unicodedata.category(character) in {"Cc", "Zl", "Zp"} for character in value):
        return "holds a control character"
    if value.endswith("/text"):
        return "ends in /text, which names a document's text"
    if {".", ".."} & set(value.split("/")):
        return "has . or .. for a part, which no URL can hold"
    return None
