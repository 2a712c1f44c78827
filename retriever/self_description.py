"""Recognise questions about a document itself, and find where it gives its title, date, author or topic."""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from datetime import date
from functools import cache
from typing import Final, Literal, cast

from corpus.documents import Document, DocumentRecord, Paragraph, Span
from corpus.lexicon import all_words, date_pattern, lexicons
from corpus.scripts import is_unspaced
from retriever.analysis import document_terms

Aspect = Literal["title", "date", "author", "publisher", "about"]

_LONGEST: Final = 200
"""Code points of a question about a document at the most."""
_MARKS: Final = " \t\n?!.,;:؟？。…“”\"'«»"
_BEFORE: Final = r"(?:(?:please|(?:can|could) you (?:please )?(?:tell me|say)|tell me|and|so|tolong|sila) )?"
_PLACE: Final = "{document}"
_LONGEST_SUMMARY: Final = 400
"""Code points of what is quoted of the first paragraph."""
_LEAST_SUMMARY: Final = 60
"""Code points from which a paragraph is one of prose, with a sentence of half as many; half of both in a script that
packs a word into few."""
_LONGEST_BYLINE: Final = 60
"""Code points that may stand around an author's name in a sentence that does no more than name the author."""
_DATELINE: Final = 80
"""Code points from the start of a paragraph within which a dateline ends."""
_FIRST: Final = 4
"""Paragraphs among which a dateline stands."""
_ZEROS: Final = (0x30, 0xE50, 0xED0, 0x17E0, 0x1040)
_DIGITS: Final = {str(n): f"[{''.join(chr(zero + n) for zero in _ZEROS)}]" for n in range(10)}


@dataclass(frozen=True, slots=True)
class DocumentQuestion:
    """What is asked of a document. `name`: how the question calls it; None for the one at hand ("this page")."""

    aspect: Aspect
    name: str | None


def find_document_question(question: str) -> DocumentQuestion | None:
    """Tell whether a question is about a document itself, in any language whose lexicon lists such questions."""
    if len(question) > _LONGEST:
        return None
    asked = " ".join(question.casefold().replace("’", "'").split()).strip(_MARKS)
    if not _any_pattern().fullmatch(asked):
        return None
    for aspect, pattern in _patterns():
        if match := pattern.fullmatch(asked):
            name = match["document"].strip(_MARKS)
            return DocumentQuestion(aspect, None if _this_document().fullmatch(name) else name)
    return None


def named_document(name: str, documents: Iterable[DocumentRecord]) -> DocumentRecord | None:
    """Give the only document whose title holds all words of a name but its article; None where none or several do."""
    found = [each for each in documents if _names(name, each)]
    return found[0] if len(found) == 1 else None


def _names(name: str, document: DocumentRecord) -> bool:
    said = re.sub(r"^(?:the|this|ang|si) | (?:ini|itu|tersebut|này|ito)$", "", name)
    words = set(document_terms(said, document.language))
    return bool(words) and words <= set(document_terms(document.title, document.language))


@cache
def _patterns() -> tuple[tuple[Aspect, re.Pattern[str]], ...]:
    return tuple(
        (aspect, re.compile(written.replace(_PLACE, "(?P<document>.+?)"))) for aspect, written in _written_questions()
    )


@cache
def _any_pattern() -> re.Pattern[str]:
    """All patterns in one: no question in a hundred matches one, and to try each by itself takes five times as long."""
    return re.compile("|".join(f"(?:{written.replace(_PLACE, '.+?')})" for _, written in _written_questions()))


def _written_questions() -> list[tuple[Aspect, str]]:
    return [
        (cast("Aspect", aspect), _BEFORE + written.casefold())
        for known in lexicons()
        for aspect, patterns in known.document_questions.items()
        for written in patterns
    ]


@cache
def _this_document() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{each})" for known in lexicons() for each in known.this_document))


@dataclass(frozen=True, slots=True)
class Place:
    """A paragraph, by its place in the document, the sentences to quote, and the words that answer, if any."""

    paragraph: int
    quote: Span
    words: Span | None


def find_place(document: Document, aspect: Aspect) -> Place | None:
    """Find where a document says it; None where it does not. What only its metadata says has no place."""
    finders: Mapping[Aspect, Callable[[Document], Place | None]] = {
        "title": _find_title,
        "date": _find_date,
        "author": _find_author,
        "publisher": lambda document: _find_labelled(document, "publisher"),
        "about": lambda document: _find_summary(document) or _find_title(document),
    }
    return finders[aspect](document)


def is_part(name: str) -> bool:
    """Tell whether a name, in small letters, is that of a numbered part: "article 2", "chapter iv"."""
    return _part().fullmatch(name) is not None


def find_part(document: Document, name: str) -> Place | None:
    """Find what a part says, by its name (`is_part`): below its heading, behind it, or in it; None where none."""
    label = re.compile(rf"\W{{0,3}}{re.escape(name)}(?!\w|[.,-]\d)".replace(r"\ ", r"\s*"), re.IGNORECASE)
    begun: Place | None = None
    named: Place | None = None
    for number, paragraph in enumerate(document.paragraphs):
        place = Place(number, _beginning(paragraph), None)
        begins = label.match(document.text, paragraph.span.start)
        another = _part().match(paragraph.span.of(document.text).casefold())
        below = not another and bool(paragraph.headings) and label.match(paragraph.headings[-1])
        if below and not paragraph.is_heading:
            return place
        if begins and not paragraph.is_heading:
            begun = begun or place
        elif begins and begins.end() < paragraph.span.end:
            named = named or place
    return begun or named


def known_value(document: Document, aspect: Aspect) -> str | None:
    """Give what a document's metadata says, whether or not its text does."""
    author = document.metadata.get("author")
    written = author if isinstance(author, str) else None
    return {"title": document.title, "date": document.published, "author": written}.get(aspect) or None


def _find_title(document: Document) -> Place | None:
    title = document.title.rstrip("… ")
    pattern = re.compile(r"\s+".join(map(re.escape, title.split())), re.IGNORECASE)
    found = _find_all(pattern, document) if title else ()
    places = [place for match in found if (place := _place(document, Span(*match.span())))]
    headings = [each for each in places if document.paragraphs[each.paragraph].is_heading]
    return next(iter(headings or places), None)


def _find_date(document: Document) -> Place | None:
    written = _written(document.published) if document.published else _any_date()
    if written is None:
        return None
    spans = [Span(*match.span("date")) for match in _find_all(written, document)]
    places = [place for span in spans if (place := _place(document, span))]
    labelled = [each for each in places if _is_labelled(document, each, "date")]
    datelines = [each for each in places if _is_dateline(document, each)]
    told = document.published is not None and len(document.published) > len("2025")
    return next(iter(labelled or datelines or (places if told else [])), None)


def _find_author(document: Document) -> Place | None:
    author = known_value(document, "author")
    if author is None:
        return _find_labelled(document, "author")
    pattern = re.compile(rf"(?<!\w){re.escape(author)}(?!\w)", re.IGNORECASE)
    found = _find_all(pattern, document)
    places = [place for match in found if (place := _place(document, Span(*match.span())))]
    labelled = [each for each in places if _is_labelled(document, each, "author")]
    bylines = [each for each in places if each.quote.end - each.quote.start <= len(author) + _LONGEST_BYLINE]
    return next(iter(labelled or bylines), None)


def _find_labelled(document: Document, aspect: Aspect) -> Place | None:
    label = _label(aspect, r"\s*[:：]\s*")
    for number, paragraph in enumerate(document.paragraphs):
        for sentence in paragraph.sentences:
            match = label.match(document.text, sentence.start, sentence.end)
            if match and match.end() < sentence.end:
                return Place(number, sentence, Span(match.end(), sentence.end))
    return None


def _find_summary(document: Document) -> Place | None:
    for number, paragraph in enumerate(document.paragraphs):
        least = _LEAST_SUMMARY // 2 if is_unspaced(paragraph.span.of(document.text)) else _LEAST_SUMMARY
        longest = max(each.end - each.start for each in paragraph.sentences)
        listed = any(each.role in {"table_head", "lead_in"} for each in paragraph.introductions)
        short = paragraph.span.end - paragraph.span.start < least or longest < least // 2
        if paragraph.is_heading or listed or short or _is_imprint(document, paragraph):
            continue
        return Place(number, _beginning(paragraph), None)
    return None


def _beginning(paragraph: Paragraph) -> Span:
    """Give as many of a paragraph's first sentences as can be quoted."""
    first = paragraph.sentences[0]
    fitting = [each.end for each in paragraph.sentences if each.end - first.start <= _LONGEST_SUMMARY]
    return Span(first.start, max([first.end, *fitting]))


def _is_imprint(document: Document, paragraph: Paragraph) -> bool:
    """Tell whether a paragraph does no more than say when the document was published: "Published on 3 March by us"."""
    label = _label("date", r"\s*[:：]?\s*").match(document.text, *astuple(paragraph.sentences[0]))
    dated = label and _any_date().match(document.text, label.end(), paragraph.span.end)
    return bool(dated) and len(paragraph.sentences) == 1


def _find_all(pattern: re.Pattern[str], document: Document) -> Iterator[re.Match[str]]:
    """Search each paragraph by itself: a search through a book in one step would hold up all threads for seconds."""
    for paragraph in document.paragraphs:
        yield from pattern.finditer(document.text, paragraph.span.start, paragraph.span.end)


def _place(document: Document, words: Span) -> Place | None:
    """Give the sentences that hold the words; None where they stand outside of paragraphs."""
    number = bisect_right(document.paragraphs, words.start, key=lambda paragraph: paragraph.span.start) - 1
    held = [
        each
        for each in (document.paragraphs[number].sentences if number >= 0 else ())
        if each.start < words.end and words.start < each.end
    ]
    if not held or words.start < held[0].start or held[-1].end < words.end:
        return None
    return Place(number, Span(held[0].start, held[-1].end), words)


def _is_labelled(document: Document, place: Place, aspect: Aspect) -> bool:
    """Tell whether a label stands right before the words, or begins their sentence and nothing but them follows."""
    if place.words is None:
        return False
    before = document.text[place.quote.start : place.words.start]
    return _label(aspect, r"\s*[:：]?\s*").fullmatch(before) is not None


def _is_dateline(document: Document, place: Place) -> bool:
    """Tell whether a date stands near a first paragraph's start, and a dash, a mark or nothing follows."""
    paragraph: Paragraph = document.paragraphs[place.paragraph]
    if place.words is None or place.words.end - paragraph.span.start > _DATELINE:
        return False
    prose = [number for number, each in enumerate(document.paragraphs) if not each.is_heading][:_FIRST]
    after = document.text[place.words.end : paragraph.span.end]
    return place.paragraph in prose and re.match(r"\s*(?:[-–—:|)]|\n|$)", after) is not None


@cache
def _part() -> re.Pattern[str]:
    divisions = "|".join(map(re.escape, all_words("divisions")))
    return re.compile(rf"(?:{divisions})(?:\s*\d+|\s+(?:[ivxlc]+|[a-z]))")


@cache
def _label(aspect: Aspect, then: str) -> re.Pattern[str]:
    labels = {label for known in lexicons() for label in known.document_labels.get(aspect, ())}
    listed = "|".join(map(re.escape, sorted(labels, key=lambda label: (-len(label), label))))
    return re.compile(rf"\W{{0,3}}(?:{listed}){then}", re.IGNORECASE)


def _written(published: str) -> re.Pattern[str] | None:
    """Give a date's usual forms: with digits in either order, with the month's name in any language, Buddhist years."""
    parts = [int(part) for part in re.split(r"\D", published)[:3] if part]
    try:
        day = date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except (ValueError, IndexError):
        return None
    year = f"(?:{_number(day.year)}|{_number(day.year + 543)})"
    if len(parts) == 1:
        return re.compile(rf"(?<!\d)(?P<date>{year})(?!\d)")
    return _forms(year, _number(day.month), _months(day.month), _number(day.day) if len(parts) > 2 else None)


@cache
def _any_date() -> re.Pattern[str]:
    return _forms(r"\d{4}", r"\d{1,2}", "|".join(_months(month) for month in range(1, 13)), r"\d{1,2}")


def _forms(year: str, month: str, months: str, day: str | None) -> re.Pattern[str]:
    gap = rf"[\s,.]{{0,3}}(?:{date_pattern('months', 'years')}\s?)?"
    ordinal = date_pattern("ordinals")
    year_end, month_end, day_end = (date_pattern(f"{part}_ends") for part in ("year", "month", "day"))
    if day is None:
        forms = [rf"(?:{months}){gap}{year}", rf"{year}[-/]{month}", rf"{month}/{year}"]
    else:
        forms = [
            rf"{day}{ordinal}?{gap}(?:{months}){gap}{year}",
            rf"(?:{months})\.?\s?{day}{ordinal}?{gap}{year}",
            rf"{year}(?:[-/.]|{year_end})\s?{month}(?:[-/.]|{month_end})\s?{day}{day_end}?",
            rf"{day}[-/.]{month}[-/.]{year}",
        ]
    return re.compile(rf"(?<!\d)(?P<date>{'|'.join(forms)})(?!\d)", re.IGNORECASE)


def _number(value: int) -> str:
    """Give a number in the region's digits, with or without a zero before one of a single digit."""
    written = "".join(_DIGITS[digit] for digit in str(value))
    return f"{_DIGITS['0']}?{written}" if value < 10 else written


@cache
def _months(month: int) -> str:
    names = {name for known in lexicons() if known.months for name in known.months[month - 1]}
    return "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
