"""Choose what the reader reads of a paragraph: windows of its sentences, with their context."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from corpus.documents import Introduction, Span
from corpus.records import StoredParagraph
from corpus.scripts import is_unspaced

LONGEST: Final = 420
"""Code points that are read at a time; half as many of a script that packs a word into few of them."""


@dataclass(frozen=True, slots=True)
class Introduced:
    """A piece of a document that introduces what is read, and its words."""

    piece: Introduction
    text: str


@dataclass(frozen=True, slots=True)
class Window:
    """Sentences `first` to `last` (inclusive) of a paragraph: `text` is the document's at `span`."""

    first: int
    last: int
    span: Span
    text: str


def windows(paragraph: StoredParagraph, telling: npt.NDArray[np.floating], count: int) -> list[Window]:
    """Choose up to `count` windows to read, the most promising first.

    `telling`: float (sentences,), how much each sentence has to do with the question. A window grows around its most
    telling sentence for as long as it fits; what one has read, the next begins beyond.
    """
    sentences = paragraph.sentences
    longest = LONGEST // 2 if is_unspaced(paragraph.text) else LONGEST
    left = np.ones(len(sentences), dtype=np.bool_)
    found: list[Window] = []
    while left.any() and len(found) < count:
        anchor = int(np.where(left, telling, -np.inf).argmax())
        first, last = _grow(sentences, anchor, longest)
        left[first : last + 1] = False
        found.append(window_of(paragraph, first, last))
    return found


def window_of(paragraph: StoredParagraph, first: int, last: int) -> Window:
    """Give the window of sentences `first` to `last`, inclusive."""
    span = Span(paragraph.sentences[first].start, paragraph.sentences[last].end)
    shift = paragraph.span.start
    return Window(first, last, span, paragraph.text[span.start - shift : span.end - shift])


def introductions(window: Span, introduced: Sequence[Introduced]) -> list[Introduced]:
    """List the pieces that introduce a window and stand outside of it, in the order of the text."""
    return [each for each in introduced if each.piece.span.end <= window.start]


def _grow(sentences: Sequence[Span], anchor: int, longest: int) -> tuple[int, int]:
    """Add sentences around the anchor, the one after before the one before, while all together are short enough."""
    first = last = anchor
    while True:
        after = last + 1 < len(sentences) and sentences[last + 1].end - sentences[first].start <= longest
        before = first > 0 and sentences[last].end - sentences[first - 1].start <= longest
        if before and (not after or anchor - first < last - anchor):
            first -= 1
        elif after:
            last += 1
        else:
            return first, last
