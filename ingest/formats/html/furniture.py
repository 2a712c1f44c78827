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
_NETWORKS: Final = (
    r"facebook|twitter|x|whats\s?app|telegram|line|linked\s?in|instagram|pinterest|pin\s+it|zalo|viber|messenger|reddit|"
    r"wechat|weibo|tiktok|threads|youtube|e-?mail|copy\s+link|tweet"
)
_SENTENCE: Final = re.compile(
    r"(?<=[^\W\d_]{3}[.!?])(?<!\b(?:ltd|inc|pte|sdn|bhd|tbk|reg)\.)\s+|(?<=\d\.)\s+", re.IGNORECASE
)
"""Where a sentence ends in a notice: behind a word or a figure, not behind the abbreviation of a firm."""
_SMALL: Final = re.compile(r"\b[^\W\d_A-Z][^\W\d_]*")
_SMALL_WORDS: Final = 2
"""Words without a capital that a sentence has at least, as names of pages have none."""
_LONGEST_LABEL: Final = 40
"""Code points of a label without a colon at most."""
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
    whole = _pattern("share", "counted", "site", "powered", "newsletter").fullmatch(bare) or _shared().fullmatch(line)
    if whole or is_counted(line):
        return True
    return _pattern("notice").fullmatch(bare) is not None and not _says_more(bare)


def _says_more(notice: str) -> bool:
    """Whether a sentence that is not about the site stands beside the notice on the rights in its line."""
    said = [words for words in _SENTENCE.split(notice) if len(_SMALL.findall(words)) >= _SMALL_WORDS]
    known = _pattern("site", "powered", "notice", "footer", "rights")
    return not all(known.fullmatch(words.rstrip(".")) for words in said)


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


def after_label(text: str) -> str | None:
    """What follows the label and its colon that a line begins with: `Read also: Ice house opens`; None without one."""
    line = text.lstrip("[(*•»>›→▶-– ")
    found = _labels().match(line)
    return line[found.end() :] if found else None


def is_label_of(text: str, linked: int) -> bool:
    """Whether a line is but such a label, without a colon, before links of so many code points."""
    words = len(text) - linked
    return 0 < words <= _LONGEST_LABEL and _pattern("elsewhere", "filed", "share_label").match(text[:words]) is not None


def is_home(words: str) -> bool:
    """Whether a link's words say that it leads to the first page of the site."""
    return _pattern("home").fullmatch(words.strip()) is not None


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


@cache
def _shared() -> re.Pattern[str]:
    """A regular expression of an invitation to share with networks and no more."""
    label = "|".join(page_lines("share_label"))
    return re.compile(rf"(?:{label})\s*[:：]?\s+(?:(?:{_NETWORKS})(?:[\s,|/·•]+|\Z))+", re.IGNORECASE)
