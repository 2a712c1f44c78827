"""Sentences: the spans that tile a paragraph, white space apart."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Final

import sentencex
from icu4py.breakers import BaseBreaker, CharacterBreaker, LineBreaker

from corpus.documents import Span
from corpus.languages import letters_of, primary
from corpus.lexicon import all_words, lexicon, lexicons
from ingest.text import BLANK, trimmed, word_set

MAX_SENTENCE: Final = 600
"""Code points; what is longer is cut, so that a quote stays a quote."""

# sentencex panics on some texts with white space beyond ASCII; plain spaces in its place keep the offsets.
_PLAIN_SPACES: Final = {ord(character): " " for character in BLANK if character.isspace() and character > "\x7f"}

_WORD: Final = re.compile(r"[^\W_]")
_ENUMERATOR: Final = re.compile(r"\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s*")
_CLOSED: Final = r"[”»\"')\]]*\s*"
_STOPPED: Final = re.compile(r"[.!?…][\"'”’»)\]]*\Z")
_WORD_STOPPED: Final = re.compile(r"[^\W\d]{4}[.!?…]+\Z")
"""Without a space after it, a full stop ends a sentence only between a word and a capital: not in `../a`, `H2A.Z`."""
_NAME_THEN_MORE: Final = re.compile(r"(?:^|[\s(])[A-Z][\w.]{0,5}\.[ \t]+\Z")
_SHORT: Final = re.compile(r"[^\W\d_]{1,4}")
"""A word before a full stop and a small letter that is an abbreviation: `dll. hadir`."""
_BEFORE_NUMBERS: Final = word_set(
    "no nos nr vol tel telp fig figs sec art arts ext p pp ch hlm hal ps rt rw tgl pkl bil ruj samb pnt approx ca para "
    "cl blk lt kav ay jil jld ref ver eq eqs tab ch para "
    "ene peb abr hun hul nob dis mac ogos okt agt agu des jan feb apr jun jul aug sep sept oct nov dec"
)
"""Abbreviations, of months too, that end no sentence before a figure, in whatever language."""
_NOTHING: Final = r"(?!)"
"""A pattern that matches nothing."""
_WINDOW: Final = 5000
"""Code points given to sentencex at a time: on some texts it takes time that grows with their square."""
_TAIL: Final = 16
"""Code points before a boundary that decide whether it is one."""

# Where writers end sentences with a space, as Thai and Lao do, they also pause so in clauses and names. Measured on two
# sets of Thai questions: pieces of at least 100 code points, cut at a space with none within 12 of it, hold the whole
# answer in 97 to 99 of 100 and are less than half as long as what full stops give.
_MIN_PIECE: Final = 100
_MIN_CLAUSE: Final = 12
_CONTEXT: Final = 64
"""Code points beyond the last possible cut that ICU sees, so that it does not take the window's end for a break."""


@dataclass(frozen=True, slots=True)
class _Rules:
    """What all lexicons say of sentences: they hold in any text, as languages stand side by side in one.

    `end` finds marks that end sentences, in its group 1; `space` finds spaces between letters of scripts whose writers
    end sentences with one; `abbreviation` finds a full stop that ends none; `no_ends` are marks that end none.
    """

    end: re.Pattern[str]
    space: re.Pattern[str]
    abbreviation: re.Pattern[str]
    no_ends: tuple[str, ...]


@cache
def _rules() -> _Rules:
    ends, no_ends = all_words("sentence_ends"), all_words("no_ends")
    pausing = {script for each in lexicons() if each.sentences_end_in_spaces for script in each.scripts}
    letters = letters_of(pausing)
    return _Rules(
        end=re.compile(f"{_any(no_ends)}|({_any(ends)}){_CLOSED}"),
        space=re.compile(rf"(?<=[{letters})”\"’»])[ \u00a0\n]+(?=[{letters}(“\"‘«])"),
        abbreviation=re.compile("|".join(all_words("abbreviation_patterns")) or _NOTHING),
        no_ends=tuple(mark for mark in no_ends if len(mark) == 1),
    )


def _any(words: tuple[str, ...]) -> str:
    return "|".join(map(re.escape, words)) or _NOTHING


def sentences(text: str, paragraph: Span, language: str | None) -> tuple[Span, ...]:
    """Give the sentences of `paragraph`, a span of `text` that begins and ends with something other than `BLANK`.

    They are in order, at most `MAX_SENTENCE` code points each, the first starts and the last ends with the paragraph,
    and nothing but `BLANK` stands between. `language` is an ISO 639 code and decides which abbreviations are known.
    """
    piece = paragraph.of(text)
    spans: list[Span] = []
    start = 0
    for end in _ends(piece, primary(language) or "en"):
        for cut in cut_points(piece, *trimmed(piece, start, end), MAX_SENTENCE):
            first, last = trimmed(piece, start, cut)
            if first < last:
                spans.append(Span(paragraph.start + first, paragraph.start + last))
            start = cut
        start = end
    return tuple(spans)


def _ends(piece: str, language: str) -> Iterator[int]:
    """Tell where sentences end, in order, white space after them included; the last is the end of the piece.

    A sentence has a letter or a digit: marks without one go with the words after them, the last with those before.
    """
    start = 0
    word = word_after = _WORD.search(piece)
    for end in _candidates(piece, language):
        if word_after and word_after.start() < end:
            word_after = _WORD.search(piece, end)
        if word_after is None:
            break
        if word is not word_after and _is_end(piece, start, end, language):
            yield from _clause_ends(piece, start, end)
            yield end
            start, word = end, word_after
    yield from _clause_ends(piece, start, len(piece))
    yield len(piece)


def _candidates(piece: str, language: str) -> list[int]:
    """Tell where a sentence may end, in order: what sentencex finds, and the marks that it does not know."""
    plain = piece.translate(_PLAIN_SPACES)
    ends = {match.end() for match in _rules().end.finditer(piece) if match[1]}
    start = 0
    while start < len(plain):
        found = sentencex.get_sentence_boundaries(language, plain[start : start + _WINDOW])
        cuts = [start + boundary["end_index"] for boundary in found]
        if start + _WINDOW < len(plain) and len(cuts) > 1:
            cuts.pop()  # the window ends there, not the sentence
        ends.update(cuts)
        start = cuts[-1]
    return sorted(ends)


def _is_end(piece: str, start: int, end: int, language: str) -> bool:
    """Tell whether a boundary of words ends a sentence: no abbreviation, number in a list or comma before it."""
    if _ENUMERATOR.fullmatch(piece, start, end):
        return False
    before = piece[max(start, end - _TAIL) : end]
    stripped = before.rstrip()
    if stripped == before and _STOPPED.search(before) and not (piece[end].isupper() and _WORD_STOPPED.search(before)):
        return False
    if not stripped.endswith("."):
        return not stripped.endswith(_rules().no_ends)
    word = re.split(r"[\s(“\"']", stripped[:-1])[-1]
    continued = piece[end].islower() and (_NAME_THEN_MORE.search(before) or _SHORT.fullmatch(word))
    numbered = piece[end].isdigit() and word.casefold() in _BEFORE_NUMBERS
    known = [each for each in (lexicon(language), lexicon("en")) if each]
    short = any(word in each.abbreviations for each in known)
    return not (continued or numbered or short or _rules().abbreviation.search(before))


def _clause_ends(piece: str, start: int, end: int) -> Iterator[int]:
    """Give the spaces at which a long stretch is divided whose writers end sentences with a space, outside brackets."""
    for space in _rules().space.finditer(piece, start, end):
        before, after = space.span()
        if before - start < _MIN_PIECE or end - after < _MIN_PIECE // 2:
            continue
        lone = " " not in piece[before - _MIN_CLAUSE : before] and " " not in piece[after : after + _MIN_CLAUSE]
        since = max(start, before - MAX_SENTENCE)
        if lone and piece.count("(", since, before) <= piece.count(")", since, before):
            yield after
            start = after


def cut_points(text: str, start: int, end: int, limit: int) -> Iterator[int]:
    """Offsets that cut `text[start:end]` into nearly equal pieces of at most `limit` code points; the last is `end`."""
    while end - start > limit:
        pieces = -(-(end - start) // limit)
        start = _best_cut(text, start, start + (end - start) // pieces, start + limit)
        yield start
    yield end


def _best_cut(text: str, start: int, aim: int, latest: int) -> int:
    earliest = (start + aim) // 2 + 1
    window = text[start : latest + _CONTEXT]
    for places in (_after_spaces, _line_breaks, _graphemes):
        within = [start + place for place in places(window) if earliest <= start + place <= latest]
        if within:
            return min(within, key=lambda place: abs(place - aim))
    return latest


def _after_spaces(text: str) -> list[int]:
    return [index + 1 for index, character in enumerate(text) if character.isspace()]


def _line_breaks(text: str) -> list[int]:
    return _in_code_points(text, LineBreaker(text, "en"))


def _graphemes(text: str) -> list[int]:
    return _in_code_points(text, CharacterBreaker(text, "en"))


def _in_code_points(text: str, breaker: BaseBreaker) -> list[int]:
    """Tell where the breaker's segments end; ICU counts UTF-16 units, in which a character beyond U+FFFF takes two."""
    units = accumulate(2 if character > "\uffff" else 1 for character in text)
    index_at = {unit: index for index, unit in enumerate(units, start=1)}
    return [index_at[end] for _, end in breaker.segments()]
