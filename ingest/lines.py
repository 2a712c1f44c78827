"""The lines of a plain text, and what each looks like by itself: a list's item, a rule, a heading perhaps."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from corpus.lexicon import all_words
from corpus.scripts import is_unspaced
from ingest.text import BLANK, is_visible, trimmed

_LINE: Final = re.compile(r"[^\n\v\f\x85\u2028\u2029]+|[\n\v\f\x85\u2028\u2029]")
_MARKER: Final = re.compile(
    r"(?:[-*+–—]|\(?\d{1,3}[.)]|\(?[a-zA-Z]\)|[a-z]\.|\(?[ivxIVX]{1,5}\))[ \t\u00a0\u3000]+"
    r"|[•●▪■◦○‣➢✓·][ \t\u00a0\u3000]*"
)
_NUMBER: Final = re.compile(r"(\d{1,3}(?:\.\d{1,3})+\.?|\d{1,3}\.)[ \t\u00a0]+")
_COUNT: Final = re.compile(r"\(?(\d{1,3})[.)]")
_MAX_WORDS: Final = 12
_MAX_LENGTH: Final = 80
_MAX_LENGTH_UNSPACED: Final = 30
"""Code points of about as many words in scripts that put no spaces between them."""
_MAX_LENGTH_UNSPACED_APART: Final = 45
_MAX_SYLLABLES: Final = 18
"""Words of Vietnamese, which writes each syllable apart."""
_SYLLABIC: Final = re.compile(r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9]")
_MAX_TITLE: Final = 200
_PAGE_NUMBER: Final = re.compile(r"[-–—\s]*\d{1,4}[-–—\s]*")
_PAGE_INDENT: Final = 10
_NO_HEADING: Final = re.compile(r"\t| {3}|[:：]\s|[{}\\=<>@]")
"""Columns, a label with its value, formulas, markup, addresses."""
_OPENING: Final = "\"'“‘«([「『"
_CLOSING: Final = "\"'”’»)]」』"
_FULL_STOPS: Final = tuple(".!?…。！？។៕။।॥؟۔")
_DRAWN: Final = frozenset({"Pc", "Pd", "Ps", "Pe", "Pi", "Pf", "Po", "Sm", "Sk", "Cf"})
_PAUSES: Final = tuple(":;,：；，、၊،؛")


@dataclass(frozen=True, slots=True)
class Line:
    """A line that shows something: its span without the white space around it, and its words.

    `indent` counts the code points of white space before it. `marker` is the length of the list marker that it
    begins with, its space included; `number` is (1, 2) of `1.2 Scope`, () of a line without.
    """

    start: int
    end: int
    text: str
    indent: int
    marker: int
    number: tuple[int, ...]

    @property
    def begins_item(self) -> bool:
        """Whether a list item or a numbered clause starts here."""
        return self.marker > 0 or bool(self.number)

    @property
    def is_bulleted(self) -> bool:
        """Whether it begins with a mark that counts nothing."""
        return self.marker > 0 and not self.text[: self.marker].strip("( \t\u00a0\u3000")[:1].isalnum()

    @property
    def count(self) -> int | None:
        """The number that it begins with where that may count items: 2 of `2. Pears`."""
        match = _COUNT.match(self.text)
        return int(match[1]) if match and self.begins_item else None

    @property
    def width(self) -> int:
        """Columns up to the end of what shows."""
        return self.indent + len(self.text)


def lines(text: str) -> Iterator[Line | None]:
    """Give the lines in order; None for one that shows nothing."""
    ended = True
    for match in _LINE.finditer(text):
        if match.group() in "\n\v\f\x85\u2028\u2029":
            if ended:
                yield None
            ended = True
            continue
        ended = False
        start, end = trimmed(text, *match.span())
        yield _line(text, start, end, start - match.start()) if is_visible(text[start:end]) else None


def _line(text: str, start: int, end: int, indent: int) -> Line:
    shown = text[start:end]
    marker = _MARKER.match(shown)
    number = _NUMBER.match(shown)
    return Line(
        start,
        end,
        shown,
        indent,
        marker.end() if marker and is_visible(shown[marker.end() :]) else 0,
        tuple(map(int, number[1].strip(".").split("."))) if number else (),
    )


def is_rule(shown: str) -> bool:
    """Tell whether the line is drawn, not written: only punctuation and mathematical signs (`-----`, `* * *`)."""
    return all(unicodedata.category(character) in _DRAWN for character in shown if character not in BLANK)


def ends_sentence(shown: str) -> bool:
    """Tell whether it ends as a sentence does, with or without a closing quote or bracket."""
    return shown.rstrip(_CLOSING).endswith(_FULL_STOPS)


def is_heading_like(shown: str, *, apart: bool = False) -> bool:
    """Tell whether the line could be a heading: short, no full stop or comma at its end, no small letter at its start.

    `apart`: an empty line stands before it, so that in a script without spaces it may be longer.
    """
    bare = shown.lstrip(_OPENING)
    unspaced = _MAX_LENGTH_UNSPACED_APART if apart else _MAX_LENGTH_UNSPACED
    return (
        len(shown) <= (unspaced if is_unspaced(shown) else _MAX_LENGTH)
        and len(shown.split()) <= (_MAX_SYLLABLES if _SYLLABIC.search(shown) else _MAX_WORDS)
        and not _NO_HEADING.search(shown)
        and not shown.rstrip(_CLOSING).endswith(_FULL_STOPS + _PAUSES + all_words("lead_ins"))
        and bare[:1].isalnum()
        and not bare[:1].islower()
        and any(character.isalpha() for character in shown)
    )


def leads_in(shown: str) -> bool:
    """Tell whether a list or a table is announced at its end, by a colon or by words that stand for one."""
    return shown.endswith((":", "：", *all_words("lead_ins")))


def is_page_number(line: Line) -> bool:
    """Tell whether nothing but a number stands in the line, away from its start."""
    return line.indent >= _PAGE_INDENT and _PAGE_NUMBER.fullmatch(line.text) is not None


def is_title_like(shown: str) -> bool:
    """Tell whether a first line that stands apart could be a title: it may be longer, with a colon in it."""
    bare = shown.lstrip(_OPENING)
    return (
        len(shown) <= _MAX_TITLE
        and not shown.rstrip(_CLOSING).endswith((".", "。", "။", "។", *_PAUSES))
        and bare[:1].isalnum()
        and not bare[:1].islower()
        and not re.search(r"\t| {3}|[{}\\=<>@]", shown)
        and any(character.isalpha() for character in shown)
    )


def division(shown: str) -> str | None:
    """Give the kind of division that the line opens, lower case: `article` of `Article 5: Scope`; or None."""
    match = _division_pattern().fullmatch(shown)
    if match is None:
        return None
    title = match["title"].strip(BLANK + "-–—:.")
    return match[1].lower() if not title or (is_heading_like(title) and not ends_sentence(shown)) else None


def is_label(shown: str) -> bool:
    """Tell whether the line names a division and says no more: `Article 5`, `Pasal 2.`"""
    match = _division_pattern().fullmatch(shown)
    return match is not None and not match["title"].strip(BLANK + "-–—:.")


@cache
def _division_pattern() -> re.Pattern[str]:
    words = "|".join(map(re.escape, all_words("divisions")))
    return re.compile(rf"(?i:({words}))\s*(?:\d{{1,4}}|[IVXLC]{{1,7}})(?!\w)[.:]?(?P<title>.*)")
