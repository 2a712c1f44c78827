"""Check whether a citation still holds: look for its quote where it was, then elsewhere, then by its surroundings."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import Final, Literal

from corpus.documents import Span

MAX_QUOTE: Final = 20_000
"""Code points of a quote that `verify` looks for: the time that it takes grows with the quote's length."""
MAX_AROUND: Final = 1_000
"""Code points of a prefix and of a suffix."""

_MOST_PLACES = 10_000
"""Places looked at, the nearest to where the quote was first: a quote or a prefix of a letter stands everywhere."""
_MOST_COMPARED = 5_000_000
"""Code points compared at all these places together, which is how the places of long words are limited."""
_AROUND = (64, 16)
"""Code points of prefix and suffix by which a change is found: what our citations have (32) and more, else fewer."""
_PIECE = 1024
"""Code points that are gone through one by one where a place is looked up in a text without white space."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a citation claims: that `text` stands in `document` at [start, end), between `prefix` and `suffix`."""

    document: str
    text: str
    start: int
    end: int
    prefix: str = ""
    suffix: str = ""
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a claim.

    `found`: the quote stands where it was. `moved`: the same words stand at `span`. `changed`: prefix and suffix now
    surround other words, or only white space differs; `text` stands at `span`. `gone`: none of these; `span` and
    `text` are None.
    """

    status: Literal["found", "moved", "changed", "gone"]
    span: Span | None
    text: str | None
    detail: str


def verify(claim: Claim, text: str | None) -> Verdict:
    """Look for a claim in a document's current text; `None` as the text means that the document is gone.

    It takes time in proportion to the text's length, at most half a second for the longest; see `MAX_QUOTE`.
    """
    if text is None:
        return Verdict("gone", None, None, f"the library holds no document {claim.document!r}")
    if claim.text and claim.end - claim.start == len(claim.text) and text.startswith(claim.text, claim.start):
        return Verdict("found", Span(claim.start, claim.end), claim.text, "the quote stands where the citation says")
    moved = _nearest(claim, text)
    if moved is not None:
        return Verdict("moved", moved, claim.text, f"the same words now stand at {moved.start} to {moved.end}")
    squeezed = _Squeezed(text)
    respaced = _respaced(claim, text, squeezed)
    if respaced is not None:
        return Verdict("changed", respaced, respaced.of(text), "the same words stand there with other spaces or lines")
    between = next(filter(None, (_between(claim, squeezed, length) for length in _AROUND)), None)
    if between is not None:
        return Verdict("changed", between, between.of(text), "other words stand now where the quote stood")
    return Verdict("gone", None, None, "the document no longer holds the quote, nor what stood around it")


def _nearest(claim: Claim, text: str) -> Span | None:
    """Give the occurrence of the quote whose surroundings fit best, and of equals the one nearest to where it was."""
    if not claim.text:
        return None
    whole = claim.prefix + claim.text + claim.suffix  # where this stands nothing fits better
    for start in _outward(whole, text, claim.start - len(claim.prefix)):
        return Span(start + len(claim.prefix), start + len(claim.prefix) + len(claim.text))
    start = max(_places(claim.text, text, claim.start), key=lambda start: _fit(claim, text, start), default=-1)
    return None if start < 0 else Span(start, start + len(claim.text))  # of equals the first


def _places(words: str, text: str, near: int, work: int = 0) -> Iterator[int]:
    """Tell where the words stand, nearest first; in fewer places, the longer the words and the `work` at each."""
    return islice(_outward(words, text, near), min(_MOST_PLACES, _MOST_COMPARED // (len(words) + work) + 1))


def _outward(words: str, text: str, near: int) -> Iterator[int]:
    """Tell where the words stand, the places nearest to `near` first; of two as near the later one.

    It looks backward through the text turned round: `find` takes time in proportion to the text's length, `rfind` to
    that times the length of the words.
    """
    near = min(max(near, 0), len(text))
    last = len(text) - len(words)
    turned_text, turned_words = text[::-1], words[::-1]

    def find_before(place: int) -> int:
        found = turned_text.find(turned_words, max(last - place + 1, 0)) if place > 0 else -1
        return last - found if found >= 0 else -1

    after, before = text.find(words, near), find_before(near)
    while after >= 0 or before >= 0:
        if before < 0 or (after >= 0 and after - near <= near - before):
            yield after
            after = text.find(words, after + 1)
        else:
            yield before
            before = find_before(before)


def _fit(claim: Claim, text: str, start: int) -> int:
    """Tell how many code points of the prefix and of the suffix stand around the quote at `start`."""
    end = start + len(claim.text)
    before = text[max(start - len(claim.prefix), 0) : start]
    return _common(before[::-1], claim.prefix[::-1]) + _common(text[end : end + len(claim.suffix)], claim.suffix)


def _common(one: str, other: str) -> int:
    """Tell how many characters two texts have in common from their start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


class _Squeezed:
    """A text without its white space, and where its characters stand in the text."""

    def __init__(self, text: str) -> None:
        self._pieces = [text[start : start + _PIECE] for start in range(0, len(text), _PIECE)]
        squeezed = list(map(_squeeze, self._pieces))
        self._starts = [0, *accumulate(map(len, squeezed))]
        self.text = "".join(squeezed)

    def place_of(self, offset: int) -> int:
        """Tell how many characters stand here before an offset of the whole text."""
        piece = min(max(offset, 0) // _PIECE, len(self._pieces))
        inside = _squeeze(self._pieces[piece][: offset - piece * _PIECE]) if piece < len(self._pieces) else ""
        return self._starts[piece] + len(inside)

    def span(self, start: int, end: int) -> Span:
        """Tell where the characters [start, end) stand in the whole text."""
        return Span(self._offset(start), self._offset(end - 1) + 1)

    def _offset(self, place: int) -> int:
        piece = bisect_right(self._starts, place) - 1
        shown = (offset for offset, character in enumerate(self._pieces[piece]) if not character.isspace())
        return piece * _PIECE + next(islice(shown, place - self._starts[piece], None))


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _longest(claim: Claim) -> int:
    """Code points beyond which what stands between two places is not about one quote any more."""
    return 4 * len(claim.text) + 200


def _respaced(claim: Claim, text: str, squeezed: _Squeezed) -> Span | None:
    """Tell where the quote's words stand with other white space between them, nearest to where it was."""
    quote, words = _squeeze(claim.text), claim.text.split()
    if not quote:
        return None
    for start in _places(quote, squeezed.text, squeezed.place_of(claim.start), 4 * _PIECE):
        span = squeezed.span(start, start + len(quote))
        if span.end - span.start <= _longest(claim) and span.of(text).split() == words:
            return span
    return None


def _between(claim: Claim, squeezed: _Squeezed, length: int) -> Span | None:
    """Tell what stands between the ends of prefix and suffix, where both are near each other with words between.

    Of several places it takes the one whose length is nearest to that of the quote. An empty prefix stands for the
    start of the document, an empty suffix for its end.
    """
    prefix, suffix = _squeeze(claim.prefix[-length:]), _squeeze(claim.suffix[:length])
    if not (prefix or suffix) or (claim.start and not prefix):
        return None
    text, longest = squeezed.text, _longest(claim)
    near = squeezed.place_of(claim.start) - len(prefix)
    found = []
    for before in _places(prefix, text, near, longest) if prefix else [0]:
        first = before + len(prefix)
        last = text.find(suffix, first, first + longest + len(suffix)) if suffix else len(text)
        if first < last <= first + longest:
            found.append((first, last))
    size = len(_squeeze(claim.text))
    best = min(found, key=lambda place: abs(place[1] - place[0] - size), default=None)
    return squeezed.span(*best) if best else None
