"""When a document was published, by its own words: the dateline of a release, a line that is one, a label."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from typing import Final

from corpus.lexicon import date_pattern, lexicons
from ingest.content import Content
from ingest.text import one_line

_FIRST: Final = 12
"""Blocks at the start that may say it."""
_ALONE: Final = 5
"""Blocks at the start of which one may be a date and no more."""
_LAST: Final = 5
"""Blocks at the end that may say where and when it was signed."""
_LONGEST: Final = 300
"""Code points of a block that are looked at."""
_BUDDHIST: Final = 543
_YEARS: Final = range(1900, 2101)
_PLACE: Final = (
    r"\(?(?:[A-ZÀ-ÖØ-ÞĀ-ſƠƯĐ\u1ea0-\u1ef9][\w.'’-]*[\s,/]{1,2}){1,5}\(?"
    r"|\(?[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{2,25}[\s,၊]{1,2}\(?"
    r"|\(?(?:[\u0620-\u064a\u0671-\u06d3]{2,15}[\s,،/]{1,2}){1,4}\(?"
)
_CLOCK: Final = r"\d{1,2}[:.]\d{2}(?:\s*[ap]\.?m\.?)?[\s,|•·-]{1,3}"
"""A time before its date."""


def dated(content: Content) -> Content:
    """The content with the date that its words give, where it has none otherwise."""
    return content if content.published else replace(content, published=find_date(content))


def find_date(content: Content) -> str | None:
    """The day on which the text says that it was published (`2025-10-24`), None where it says none."""
    blocks = [block for block in content.blocks if block.kind not in {"row", "table_head", "front_matter", "question"}]
    lines = [one_line(block.span.of(content.text)[:_LONGEST]) for block in blocks]
    for line in lines[:_FIRST]:
        if found := _labelled(line) or _dateline(line):
            return found
    for line in lines[:_ALONE]:
        if found := _alone(line):
            return found
    signed = (_signed(line) for line in reversed(lines[max(_ALONE, len(lines) - _LAST) :]))
    return next(filter(None, signed), None)


def day_in(words: str) -> str | None:
    """The first date that the words hold (`14 March 2025`), None where they hold none."""
    return next((day for _, _, day in _days(one_line(words[:_LONGEST]))), None)


def _labelled(line: str) -> str | None:
    """The date behind a label: `Published on 24 October 2025`, `Tanggal: 24 Oktober 2025`."""
    label = _labels().search(line)
    if label is None:
        return None
    between = re.compile(rf"(?:{_CLOCK})?.{{0,{len('Thursday, ')}}}", re.IGNORECASE)
    return next((day for start, _, day in _days(line) if between.fullmatch(line, label.end(), start)), None)


def _dateline(line: str) -> str | None:
    """The date between the place and the dash with which a release begins, or before both."""
    for start, end, day in _days(line):
        head = re.fullmatch(rf"(?:{_PLACE})?(?i:{date_pattern('weekdays')})?[\s,]*\(?", line[:start])
        after = re.match(r"[\s)]*(?:\([^()]{1,40}\)\s*)?[,.]?\s*(?:[–—:៖|/]|-+\s|\()", line[end:])
        if head and after and len(line) - end > 20:
            return day
        break
    return None


def _alone(line: str) -> str | None:
    """The date of a line that holds nothing else but a place, a weekday and a time."""
    for start, end, day in _days(line):
        head = re.fullmatch(rf"(?:{_CLOCK}|{_PLACE})?(?i:{date_pattern('weekdays')})?[\s,(]*", line[:start])
        return day if head and re.fullmatch(rf"[\s.)]*(?i:{_time()})(?:\s*\(GMT[^)]{{0,6}}\))?", line[end:]) else None
    return None


def _signed(line: str) -> str | None:
    """The date of a line with a place and a date alone, as letters and laws end."""
    for start, _, day in _days(line):
        return day if re.match(_PLACE, line[:start]) and _alone(line) else None
    return None


def _days(line: str) -> Iterator[tuple[int, int, str]]:
    """Where each date begins and ends that the line holds, and which it is, in order."""
    found: list[tuple[int, int, str]] = []
    lower = line.lower()
    if len(lower) != len(line):
        return
    for form in _forms():
        for match in form.finditer(lower):
            day = _day(match, lower)
            if day:
                found.append((*match.span(), day))
    yield from sorted(found)


def _day(match: re.Match[str], line: str) -> str | None:
    told = match.groupdict()
    month = _months().get(told["name"]) if told.get("name") else int(told.get("month") or 0)
    day, year = int(told["day"]), int(told["year"])
    if told.get("either"):
        month, day = _in_order(int(told["either"]), day, line)
    if year < 100:  # Thai writers cut the year of their calendar to two figures
        year += 2500 if re.search(r"[\u0e00-\u0e7f]", told.get("name") or "") else -year
    year -= _BUDDHIST if year - _BUDDHIST in _YEARS and year not in _YEARS else 0
    try:
        return date(year, month or 0, day).isoformat() if year in _YEARS else None
    except ValueError:
        return None


def _in_order(first: int, second: int, line: str) -> tuple[int, int]:
    """The month and the day of two figures; 0 where nobody says which comes first."""
    if first > 12:
        return second, first
    if second > 12:
        return first, second
    local = re.search(rf"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u1ea0-\u1ef9đơư]|{date_pattern('day_first')}", line)
    return (second, first) if local or first == second else (0, 0)


def _time() -> str:
    return rf"(?:[\s,|•·-]*{date_pattern('times')}?\d{{1,2}}[:.]\d{{2}}.{{0,15}})?"


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    named = "|".join(map(re.escape, sorted(_months(), key=lambda name: (-len(name), name))))
    name = rf"(?P<name>{named})(?!\d)\.?"
    day = rf"(?<!\d)(?P<day>\d{{1,2}}){date_pattern('ordinals')}?"
    between = r"[\s,.\-/]{0,3}"
    of = rf"{between}(?:{date_pattern('months')}\s*)?"
    year = rf"{between}(?:{date_pattern('years')}\s*)?(?P<year>\d{{4}}|(?<=\.)\s?\d\d(?=\D|\Z))"

    def behind(part: str) -> str:
        return rf"(?:\s*{date_pattern(f'behind_{part}')})?"

    forms = (
        rf"{day}{of}{name}{year}(?!\d)",
        rf"(?<![^\W\d_]){name}\s*{day},?\s+(?P<year>\d{{4}})(?!\d)",
        rf"(?<!\d)(?P<year>\d{{4}}){behind('year')}[၊,\s]*{name}{behind('month')}[၊,\s]*(?P<day>\d{{1,2}})(?!\d){behind('day')}",
        r"(?<!\d)(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)",
        r"(?<!\d)(?P<year>\d{4})\s?[年년.]\s?(?P<month>\d{1,2})\s?[月월.]\s?(?P<day>\d{1,2})\s?(?:[日일]|\.?(?!\d))",
        r"(?<![\d/.-])(?P<either>\d{1,2})[/.-](?P<day>\d{1,2})[/.-](?P<year>\d{4})(?!\d)",
    )
    return tuple(map(re.compile, forms))


@cache
def _months() -> Mapping[str, int]:
    """The number of each month's names in every language."""
    return {
        name.lower(): number
        for each in lexicons()
        for number, names in enumerate(each.months, start=1)
        for name in names
    }


@cache
def _labels() -> re.Pattern[str]:
    """A label: one of a single word with a colon, or one of several."""
    known = {label for each in lexicons() for label in each.document_labels.get("date", ())}
    listed = sorted(known, key=lambda label: (-len(label), label))
    several = "|".join(re.escape(label) for label in listed if " " in label or len(label) > 9)
    one = "|".join(map(re.escape, listed))
    return re.compile(rf"(?<!\w)(?:(?:{several})\s*[:：]?|(?:{one})\s*[:：])\s*", re.IGNORECASE)
