"""Lines of a page that are about the page or the site rather than say what it says, told by their words."""

import re
from functools import cache
from typing import Final

from corpus.lexicon import page_lines

_LONGEST: Final = 250
"""Code points of such a line at most."""
_LONGEST_NOTICE: Final = 600
"""Code points of a notice on cookies at most."""
_COUNT: Final = r"[\d.,\s]*\d[\d.,]*[kKmM]?"
_FIRM: Final = r"(?:\b(?:ltd|inc|corp|co|pte|sdn|bhd|tbk|pt|st|jsc)\.|[^.!?\d©])"
"""A code point of a name, or an abbreviation in one: no figure, and no end of a sentence."""
_YEARS: Final = r"(?:(?:[12]\d{3}|[๐-๙]{4})(?:\s*[-–—]\s*(?:[12]\d{3}|[๐-๙]{4}))?)"
_LONGEST_BYLINE: Final = 120
"""Code points."""
_ENDS: Final = " :：»›>→|…–—-"
"""What stands after a label."""


def is_furniture(text: str) -> bool:
    """Whether the whole line is a count of visitors, an invitation to share or to subscribe, a site's notice."""
    line = " ".join(text.split())
    if len(line) > _LONGEST:
        return False
    bare = line.rstrip(_ENDS)
    return _pattern("share", "counted", "site", "powered", "newsletter").fullmatch(bare) is not None or is_counted(line)


def is_counted(line: str) -> bool:
    """Whether a short line under a title says how often the page was seen, perhaps with its author and its date."""
    return len(line) <= _LONGEST_BYLINE and _pattern("seen").search(line) is not None


def is_of_comments(label: str) -> bool:
    """Whether a heading says how many comments of readers follow: `Comments (12)`."""
    return _pattern("comments").fullmatch(label.strip(_ENDS)) is not None


def is_counter(label: str) -> bool:
    """Whether a heading says that a count of visitors follows."""
    return _pattern("counter").fullmatch(label.strip(_ENDS)) is not None


def counts_today(text: str) -> bool:
    """Whether the words say a count of today, and no sentence: `Today: 311 Total: 4,201,556`."""
    return _today().search(text) is not None and not re.search(r"[.!?](?:\s|\Z)", text)


def is_footer_line(text: str) -> bool:
    """Whether a line is one that footers alone have, such as who holds the copyright."""
    return len(text) <= _LONGEST and _pattern("footer", "powered").fullmatch(text) is not None


def is_invitation(text: str) -> bool:
    """Whether the line invites to a newsletter."""
    return len(text) <= _LONGEST and _pattern("newsletter").fullmatch(" ".join(text.split())) is not None


def leads_elsewhere(text: str) -> bool:
    """Whether a heading or a label says that links to other pages follow: `Related articles`, `Baca juga:`"""
    return _pattern("elsewhere").fullmatch(" ".join(text.split()).strip(_ENDS)) is not None


def begins_elsewhere(text: str) -> bool:
    """Whether a line begins with such a label and its colon: `Read also: Ice house opens`."""
    line = text.lstrip("[(*•»>›→▶-– ")
    return _labels().match(line) is not None


def is_cookie_notice(text: str) -> bool:
    """Whether the text tells visitors that the site uses cookies."""
    return len(text) <= _LONGEST_NOTICE and _pattern("cookies").search(text) is not None


@cache
def _pattern(*kinds: str) -> re.Pattern[str]:
    """A regular expression of the lines of these kinds that the lexicons know."""
    known = "|".join(f"(?:{line})" for kind in kinds for line in page_lines(kind))
    rights = "|".join(page_lines("rights"))
    for name, shown in {"count": _COUNT, "firm": _FIRM, "years": _YEARS, "rights": f"(?:{rights})"}.items():
        known = known.replace(f"{{{name}}}", shown)
    return re.compile(known, re.IGNORECASE)


@cache
def _today() -> re.Pattern[str]:
    return re.compile(rf"(?:{'|'.join(page_lines('today'))})\s*:?\s*{_COUNT}(?=\s|\Z)", re.IGNORECASE)


@cache
def _labels() -> re.Pattern[str]:
    """A regular expression of what stands before links, with what ends it."""
    known = "|".join(line for kind in ("elsewhere", "filed", "share_label") for line in page_lines(kind))
    return re.compile(rf"(?:{known})\s*[:：»>|–-]", re.IGNORECASE)
