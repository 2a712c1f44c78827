"""Make the quote of an answer span: whole sentences, with the context that they need."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.documents import Role, Span
from corpus.records import StoredParagraph
from retriever.analysis import document_terms
from retriever.windows import Introduced

LONGEST: Final = 400
"""Code points up to which a quote takes in the lead-in of its list, or the sentence that it goes on from."""
NEARLY: Final = 0.5
"""How much less telling a sentence beside the quoted one may be, to be quoted with it."""
LONGEST_LIST: Final = 1200
"""Code points up to which a quote that ends with a lead-in takes in the items that it leads in to."""
_BETWEEN_CELLS: Final = re.compile(r"\s*\|\s*|\t+| {2,}")
"""What stands between the cells of a row, as a reader wrote it."""


def quote_span(
    paragraph: StoredParagraph,
    introduced: Sequence[Introduced],
    words: Span,
    telling: npt.NDArray[np.floating],
) -> Span:
    """Give the quote: the sentences of a paragraph that hold the words.

    A lead-in or a table's head among them brings what it introduces. An item of a list brings its lead-in where they
    stand close enough together, and all of a short list. A row stands alone: its table's head is given beside it.
    Of prose, sentences beside them come too that have as much to do with the question. `telling`: float (sentences,).
    """
    sentences = paragraph.sentences
    held = [place for place, each in enumerate(sentences) if each.start < words.end and words.start < each.end]
    first, last = (held[0], held[-1]) if held else (0, 0)
    leads, heads = (_places(sentences, introduced, role) for role in ("lead_in", "table_head"))
    if last in leads | heads:
        last = _last_within(sentences, first, LONGEST_LIST)
    elif leads and not heads and max(leads) <= last:
        lead = min(first, max(leads))
        if sentences[last].end - sentences[lead].start <= LONGEST:
            first = lead
            last = len(sentences) - 1 if _fits(sentences, first) else last
    elif not leads | heads:
        first, last = _with_telling(sentences, first, last, telling)
    return Span(sentences[first].start, sentences[last].end)


def _with_telling(
    sentences: Sequence[Span], first: int, last: int, telling: npt.NDArray[np.floating]
) -> tuple[int, int]:
    """Take in sentences before and after, up to three in all, that are nearly as telling as what is quoted."""
    least = float(telling[first : last + 1].max()) - NEARLY
    while last - first < 2:
        beside = [
            place
            for place in (first - 1, last + 1)
            if 0 <= place < len(sentences)
            and telling[place] >= least
            and sentences[max(last, place)].end - sentences[min(first, place)].start <= LONGEST
        ]
        if not beside:
            break
        place = max(beside, key=lambda each: (telling[each], -each))
        first, last = min(first, place), max(last, place)
    return first, last


def _places(sentences: Sequence[Span], introduced: Sequence[Introduced], role: Role) -> set[int]:
    """Tell which of a paragraph's sentences introduce others in that role."""
    spans = [each.piece.span for each in introduced if each.piece.role == role]
    return {
        place
        for place, each in enumerate(sentences)
        if any(span.start < each.end and each.start < span.end for span in spans)
    }


def _fits(sentences: Sequence[Span], first: int) -> bool:
    """Tell whether all from `first` on is short enough to be quoted: what a list says is all of it."""
    return sentences[-1].end - sentences[first].start <= LONGEST


def _last_within(sentences: Sequence[Span], first: int, longest: int) -> int:
    """Give the last sentence up to which those from `first` on fit."""
    end = sentences[first].start + longest
    return max((place for place in range(first, len(sentences)) if sentences[place].end <= end), default=first)


def context_of(quoted: Span, introduced: Sequence[Introduced]) -> list[Introduced]:
    """Give what a quote needs beside it: its question, lead-in and table head that stand before it, not within it."""
    return [each for each in introduced if each.piece.span.end <= quoted.start and each.piece.role != "heading"]


def asked_cell(question: str, language: str | None, head: str, row: str, found: int) -> Span | None:
    """Give the cell of `row` in the column whose head shares the most words with the question, as a span of the row.

    `found`: where in the row the words begin that were read as the answer. None where they stand in the first cell,
    which names the row, where no column or several are named best, and where row and head are not cut alike. A column
    whose cell stands in the question was told and is not asked for. `language`: the document's.
    """
    titles, cells = _cells(head), _cells(row)
    if len(titles) != len(cells) or found <= cells[0][1]:
        return None
    asked = set(document_terms(question, language))
    shared = [0]
    for (begin, end), (start, stop) in zip(titles[1:], cells[1:], strict=True):
        told = set(document_terms(row[start:stop], language)) <= asked  # as an empty cell is
        shared.append(0 if told else len(asked.intersection(document_terms(head[begin:end], language))))
    most = max(shared)
    return Span(*cells[shared.index(most)]) if most and shared.count(most) == 1 else None


def _cells(row: str) -> list[tuple[int, int]]:
    """Tell where each cell starts and ends, empty ones too, without the marks at a row's own ends."""
    ends = [(0, 0), *(match.span() for match in _BETWEEN_CELLS.finditer(row)), (len(row), len(row))]
    cells = [(before[1], after[0]) for before, after in pairwise(ends)]
    return [(start, end) for start, end in cells if start < end or 0 < start < len(row)] or [(0, len(row))]
