"""Candidates become ranked passages: the few that can win are read, and what was read decides."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.documents import DocumentRecord, Span
from corpus.records import StoredParagraph
from corpus.scripts import is_unspaced
from corpus.snapshot import Snapshot
from retriever.duplicates import Place, choose_places
from retriever.idf import Overlap
from retriever.index.index import Candidates
from retriever.index.legs import SentenceScores
from retriever.particulars import are_said, find_particulars
from retriever.quotes import asked_cell, quote_span
from retriever.reader.reader import Reading
from retriever.windows import Introduced, Window, introductions, windows

CONSIDERED: Final = 10
"""Candidates whose sentences are looked at, to choose those that are read."""
READ: Final = 7
"""Candidates that are read at first, at the most, but for those in another language (`_BEHIND`)."""
_WINDOWS: Final = 2
"""Windows of the most promising candidate that are read at the most; of another one the most telling is read."""
_PROMISE: Final = 0.3
"""What a candidate's promise weighs beside the reader's logit."""
_SURE: Final = 0.5
"""The reader's logit from which on only candidates are read that share as many of the question's words: they may say it
too, or something else. Reading all changes two answers in a hundred, as many for the worse as for the better, and takes
two thirds more time (near misses, SQuAD 2, XQuAD)."""
_REACHED: Final = 2.0
"""The logit that hardly a candidate reaches that promises so little: one that would need more to come first is not read
either. It is for those in another language, which may be however far behind."""
_DOUBTFUL: Final = -0.7
_MORE: Final = 3
"""The logit below which nothing that was read answers, so that what promises less is read too, and how many of it."""
_SAID: Final = 0.5
"""The logit from which on a heading says the answer by itself."""
_LESS: Final = 0.1
_HALF: Final = 0.5
"""How much smaller the share of words, by weight, may be to be as large, and how large it must be."""
_BEHIND: Final = 4.0
"""How far behind the most promising candidate another one may be to be read. One in another language than the question,
among others that are not, shares few words and promises too little: however far behind, it is read."""
_UNSAID: Final = 1.5
"""What the reader's logit loses where a number or letter that the question names stands neither in the paragraph nor
above it. Of 20 such questions among near misses and SQuAD 2's articles of odd number 3 have an answer."""
_MEANING: Final = 0.6
_SHARED: Final = 5.0
"""How much a sentence has to do with a question: for each standard deviation of the candidates' cosines, and for all
the question's words, by weight (fitted on SQuAD 2's articles of even number)."""
_AROUND: Final = " \n\t,;:.|–—•·"
"""Marks that are no part of an answer's words at its ends."""

_PAIRS: Final = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"), ('"', '"'))
_MATCHING: Final = {mark: other for pair in _PAIRS for mark, other in (pair, pair[::-1])}
_NEAR: Final = 20
"""Code points within which the other half of a bracket or quotation mark is looked for."""

Read = Callable[[str, Sequence[str], str], Reading]


@dataclass(frozen=True, slots=True)
class Unit:
    """A candidate with its words: its paragraph, what introduces it, its document.

    `place`: among the candidates. `telling`: float (sentences,), how much each sentence has to do with the question.
    `promise`: its fused score, and how telling its best sentence is. `share`: of the question's words, by weight, that
    a sentence of it holds, [0, 1]. `foreign`: it is in a language that the question does not speak. `also_in`: other
    documents that say the same.
    """

    place: int
    paragraph: StoredParagraph
    introduced: tuple[Introduced, ...]
    document: DocumentRecord
    telling: npt.NDArray[np.floating]
    promise: float
    share: float = 0.0
    foreign: bool = False
    also_in: tuple[DocumentRecord, ...] = ()


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate in its place. `score`: higher is better, falls with the rank.

    `words` are those that answer, and `reading` is what the reader said of the window that holds them; None for a
    candidate that was not read, and words None where it holds none. `quote`: what to show.
    """

    unit: Unit
    score: float
    quote: Span
    reading: Reading | None = None
    words: Span | None = None


def rerank(
    snapshot: Snapshot,
    candidates: Candidates,
    question: str,
    count: int,
    read: Read | None,
    helper: Executor | None = None,
) -> list[Ranked]:
    """Rank candidates and give the `count` best.

    The legs' fused scores choose `CONSIDERED` of them, whose sentences are looked at. Up to `READ` of these are read,
    the most promising first, until a window surely answers and those that are left share fewer words. The others follow
    in their order, so that asking for more passages does not change the first ones. `read` is the reader's; None reads
    nothing. `helper` reads ahead in another thread, where a core is free; what is read in vain does not count.
    """
    fused = candidates.fused
    order = np.lexsort((candidates.keys, -fused))  # equals stand in the order in which they came
    places = choose_places(snapshot, candidates, order, max(count, CONSIDERED))
    units = _load_units(snapshot, candidates, fused, places)
    units[:CONSIDERED] = sorted(units[:CONSIDERED], key=lambda unit: -unit.promise)  # stable
    found = _read_units(units, question, read, helper) if read else {}
    ranked = [_read(units[number], question, *readings) for number, readings in found.items()]
    ranked.sort(key=lambda each: -each.score)  # stable: of equals the most promising one
    rest = [unit for number, unit in enumerate(units) if number not in found]
    least = ranked[-1].score - 1 if ranked else units[0].promise if units else 0.0
    return [*ranked, *(_unread(unit, least - number) for number, unit in enumerate(rest))][:count]


def _load_units(
    snapshot: Snapshot, candidates: Candidates, fused: npt.NDArray[np.float64], places: Sequence[Place]
) -> list[Unit]:
    """Load the words of what introduces the paragraphs at those places, in that order."""
    records = snapshot.records({key for each in places for key in (each.stored.document, *each.others)})
    nearness = _nearness(candidates.sentences)
    overlaps = {abroad: Overlap(candidates.words, foreign=abroad) for abroad in (False, True)}
    units = []
    for place in places:
        paragraph = place.stored
        foreign = bool(candidates.foreign[place.position])
        overlap = overlaps[foreign]
        shared = np.array([overlap.of(terms) for terms in paragraph.terms])
        telling = _MEANING * nearness.of(place.position) + _SHARED * shared
        promise = float(fused[place.position] + telling.max())
        introduced = tuple(map(Introduced, paragraph.introductions, paragraph.introduced))
        also_in = tuple(records[key] for key in place.others)
        document, share = records[paragraph.document], float(shared.max())
        units.append(Unit(place.position, paragraph, introduced, document, telling, promise, share, foreign, also_in))
    return units


def _nearness(sentences: SentenceScores) -> SentenceScores:
    """Give cosines as standard deviations from their mean, of six decimals: see `legs.standard`."""
    cosines = sentences.values
    mean, deviation = (float(cosines.mean()), max(float(cosines.std()), 1e-6)) if len(cosines) else (0.0, 1.0)
    return replace(sentences, values=(np.round(cosines.astype(np.float64), 6) - mean) / deviation)


def _read_units(
    units: Sequence[Unit], question: str, read: Read, helper: Executor | None
) -> dict[int, list[tuple[Reading, Window]]]:
    """Read those that promise enough, and where none of them seems to answer a few more."""
    found = _read_until_sure(_chosen_windows(units), question, read, helper)
    if all(reading.answers < _DOUBTFUL for readings in found.values() for reading, _ in readings):
        late = (
            (number, unit, window)
            for number, unit in enumerate(units[:CONSIDERED])
            if number not in found
            for window in windows(unit.paragraph, unit.telling, 1)
        )
        found |= _read_until_sure(islice(late, _MORE), question, read, helper)
    return _without_headings(units, found, question, read)


def _chosen_windows(units: Sequence[Unit]) -> Iterator[tuple[int, Unit, Window]]:
    """Give the windows to read, each with its candidate and that one's number, in the order of reading."""
    mixed = not all(unit.foreign for unit in units[:CONSIDERED])
    for number, unit in enumerate(units[:CONSIDERED]):
        behind = number >= READ or unit.promise < units[0].promise - _BEHIND
        if behind and not (mixed and unit.foreign) and not (number < READ and _shares_as_much(unit, units[0])):
            continue
        for window in windows(unit.paragraph, unit.telling, 1 if number else _WINDOWS):
            yield number, unit, window


def _read_until_sure(
    chosen: Iterator[tuple[int, Unit, Window]], question: str, read: Read, helper: Executor | None
) -> dict[int, list[tuple[Reading, Window]]]:
    """Read windows until one surely answers: what was read of each candidate, by its number."""

    def work(unit: Unit, window: Window) -> Reading:
        return read(question, _context(unit, window.span), window.text)

    found: dict[int, list[tuple[Reading, Window]]] = {}
    left, ahead, sure, leading = list(chosen), dict[int, Future[Reading]](), False, -np.inf
    for place, (number, unit, window) in enumerate(left):
        decided = sure or leading - _PROMISE * unit.promise > _REACHED
        if decided and (number in found or not _shares_as_much(unit, left[0][1])):
            continue
        if helper and place not in ahead and place + 1 < len(left):
            ahead[place + 1] = helper.submit(work, *left[place + 1][1:])
        reading = ahead[place].result() if place in ahead else work(unit, window)
        found.setdefault(number, []).append((reading, window))
        # A heading that seems to answer ("Fees") may only name what the paragraphs below it say.
        if not unit.paragraph.is_heading:
            sure = sure or reading.answers >= _SURE
            leading = max(leading, reading.answers + _PROMISE * unit.promise)
    return found


def _without_headings(
    units: Sequence[Unit], found: Mapping[int, list[tuple[Reading, Window]]], question: str, read: Read
) -> dict[int, list[tuple[Reading, Window]]]:
    """Read what stands below a heading that surely answers without it: whatever stood there would seem to answer.

    Without "Opened on 9 August" above it, the logit of "The money came from bonds." to answer when falls by nine.
    """
    said = {units[number].paragraph.text for number, readings in found.items() if _is_said(units[number], readings)}

    def reread(unit: Unit, reading: Reading, window: Window) -> Reading:
        context = _context(unit, window.span)
        left = [line for line in context if line not in said]
        if reading.answers < 0 or len(left) == len(context):
            return reading
        alone = read(question, left, window.text)
        return alone if alone.answers < 0 else reading

    return {
        number: [(reread(units[number], reading, window), window) for reading, window in readings] if said else readings
        for number, readings in found.items()
    }


def _is_said(unit: Unit, readings: Sequence[tuple[Reading, Window]]) -> bool:
    return unit.paragraph.is_heading and any(reading.answers >= _SAID for reading, _ in readings)


def _shares_as_much(unit: Unit, first: Unit) -> bool:
    return unit.share >= max(_HALF, first.share - _LESS)


def _said_above(unit: Unit) -> list[str]:
    return [unit.document.title, *unit.paragraph.headings, *(each.text for each in unit.introduced)]


def _read(unit: Unit, question: str, *readings: tuple[Reading, Window]) -> Ranked:
    """Rank a candidate by what was read of it; the window that most likely answers counts."""
    reading, window = max(readings, key=lambda each: each[0].answers)  # of equals the first
    if not are_said(find_particulars(question), [*_said_above(unit), unit.paragraph.text]):
        reading = replace(reading, answers=reading.answers - _UNSAID)
    words = _words(reading, window.span, window.text)
    words = words and (_cell(unit, question, words) or words)
    quote = quote_span(unit.paragraph, unit.introduced, words or _best(unit), unit.telling)
    return Ranked(unit, reading.answers + _PROMISE * unit.promise, quote, reading, words)


def _cell(unit: Unit, question: str, words: Span) -> Span | None:
    """Give the cell that is asked for where the words stand in a table's row, as a span of the document."""
    row = next((each for each in unit.paragraph.sentences if each.start <= words.start < each.end), None)
    heads = [each for each in unit.introduced if each.piece.role == "table_head"]
    if row is None or not heads or row.start <= heads[-1].piece.span.start:
        return None
    shift = unit.paragraph.span.start
    text = unit.paragraph.text[row.start - shift : row.end - shift]
    cell = asked_cell(question, unit.document.language, heads[-1].text, text, words.start - row.start)
    return cell and Span(row.start + cell.start, row.start + cell.end)


def _context(unit: Unit, window: Span) -> list[str]:
    """Give the words of what introduces a window: title, headings, and the rest in the order of the text."""
    headings = unit.paragraph.headings
    title = unit.document.title
    outside = [each for each in introductions(window, unit.introduced) if each.piece.role != "heading"]
    said = [*(() if title in headings else (title,)), *headings, *(each.text for each in outside)]
    return [line for line in dict.fromkeys(said) if line != unit.paragraph.text]


def _words(reading: Reading, window: Span, text: str) -> Span | None:
    """Give the words that answer, as a span of the document, whole words without the marks around them."""
    start, end = reading.start, reading.end
    while 0 < start < end and _is_within_word(text, start):
        start -= 1
    while start < end < len(text) and _is_within_word(text, end):
        end += 1
    while start < end and (text[start] in _AROUND or _is_unmatched(text[start], text[start + 1 : end])):
        start += 1
    while end > start and (text[end - 1] in _AROUND or _is_unmatched(text[end - 1], text[start : end - 1])):
        end -= 1
    start, end = _with_other_halves(text, start, end)
    return Span(window.start + start, window.start + end) if start < end else None


def _with_other_halves(text: str, start: int, end: int) -> tuple[int, int]:
    """Take in the end of what is bracketed or quoted from within an answer's words on, or its beginning."""
    for opening, closing in _PAIRS:
        said = text[start:end]
        more = said.count(opening) % 2 if opening == closing else said.count(opening) - said.count(closing)
        ends, begins = text.find(closing, end, end + _NEAR), text.rfind(opening, max(start - _NEAR, 0), start)
        if more > 0 and ends >= 0:
            end = ends + 1
        elif more < 0 and begins >= 0:
            start = begins
    return start, end


def _is_unmatched(mark: str, rest: str) -> bool:
    """Tell whether a quotation mark or bracket at an end of an answer's words has its other half outside of them."""
    other = _MATCHING.get(mark)
    return other is not None and other not in rest


def _is_within_word(text: str, place: int) -> bool:
    """Tell whether a place is within a word of a script that puts spaces between words."""
    before, after = text[place - 1], text[place]
    return before.isalnum() and after.isalnum() and not is_unspaced(before + after)


def _best(unit: Unit) -> Span:
    return unit.paragraph.sentences[int(unit.telling.argmax())]


def _unread(unit: Unit, score: float) -> Ranked:
    return Ranked(unit, score, quote_span(unit.paragraph, unit.introduced, _best(unit), unit.telling))
