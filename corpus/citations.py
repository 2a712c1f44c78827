"""Does a citation still hold? Its quote is looked for where it was, then elsewhere, then by what stood around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from corpus.documents import Span

_MOST_PLACES = 10_000
"""Places looked at, the nearest to where the quote was first: a quote or a prefix of a letter stands everywhere."""
_AROUND = (64, 16)
"""Code points of prefix and suffix by which a change is found: what our citations have (32) and more, else fewer."""
_LONGEST_QUOTE = 20_000
"""Code points up to which a quote is looked for with other white space in it."""


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

    `found`: the quote stands where it was. `moved`: the same words stand at `span`. `changed`: what stood around the
    quote stands at both sides of other words, or the same words have other white space between them, `text` at `span`.
    `gone`: neither; `span` and `text` are None.
    """

    status: Literal["found", "moved", "changed", "gone"]
    span: Span | None
    text: str | None
    detail: str


def verify(claim: Claim, text: str | None) -> Verdict:
    """Look for a claim in a document's text as it is now; None says that the document is not there."""
    if text is None:
        return Verdict("gone", None, None, f"the library holds no document {claim.document!r}")
    if claim.text and claim.end - claim.start == len(claim.text) and text.startswith(claim.text, claim.start):
        return Verdict("found", Span(claim.start, claim.end), claim.text, "the quote stands where the citation says")
    moved = _nearest(claim, text)
    if moved is not None:
        return Verdict("moved", moved, claim.text, f"the same words now stand at {moved.start} to {moved.end}")
    respaced = _respaced(claim, text)
    if respaced is not None:
        return Verdict("changed", respaced, respaced.of(text), "the same words stand there with other spaces or lines")
    between = next(filter(None, (_between(claim, text, length) for length in _AROUND)), None)
    if between is not None:
        return Verdict("changed", between, between.of(text), "other words stand now where the quote stood")
    return Verdict("gone", None, None, "the document no longer holds the quote, nor what stood around it")


def _nearest(claim: Claim, text: str) -> Span | None:
    """The occurrence of the quote whose surroundings fit best, and of equals the one nearest to where it was."""
    if not claim.text:
        return None
    whole = claim.prefix + claim.text + claim.suffix  # where this stands nothing fits better
    for start in _outward(whole, text, claim.start - len(claim.prefix)):
        return Span(start + len(claim.prefix), start + len(claim.prefix) + len(claim.text))
    places = islice(_outward(claim.text, text, claim.start), _MOST_PLACES)
    start = max(places, key=lambda start: _fit(claim, text, start), default=-1)  # of equals the first
    return None if start < 0 else Span(start, start + len(claim.text))


def _outward(words: str, text: str, near: int) -> Iterator[int]:
    """Where the words stand, the places nearest to `near` first; of two as near the later one."""
    near = min(max(near, 0), len(text))
    after = text.find(words, near)
    before = text.rfind(words, 0, near + len(words) - 1) if near else -1
    while after >= 0 or before >= 0:
        if before < 0 or (after >= 0 and after - near <= near - before):
            yield after
            after = text.find(words, after + 1)
        else:
            yield before
            before = text.rfind(words, 0, before + len(words) - 1) if before else -1


def _fit(claim: Claim, text: str, start: int) -> int:
    """How many code points of the prefix and of the suffix stand around the quote at `start`."""
    end = start + len(claim.text)
    before = text[max(start - len(claim.prefix), 0) : start]
    return _common(before[::-1], claim.prefix[::-1]) + _common(text[end : end + len(claim.suffix)], claim.suffix)


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common from their start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count


def _respaced(claim: Claim, text: str) -> Span | None:
    """Where the quote's words stand with other white space between them, nearest to where it was."""
    if not claim.text.strip() or len(claim.text) > _LONGEST_QUOTE:
        return None
    found = islice(_spaced(claim.text).finditer(text), _MOST_PLACES)
    nearest = min(found, key=lambda match: abs(match.start() - claim.start), default=None)
    return None if nearest is None else Span(*nearest.span())


def _between(claim: Claim, text: str, length: int) -> Span | None:
    """What stands between the ends of prefix and suffix, where both are near each other with words between.

    Of several the one whose length is nearest to the quote's. A document's start and end are what stands around a
    quote there.
    """
    prefix, suffix = claim.prefix[-length:], claim.suffix[:length]
    if not (prefix.strip() or suffix.strip()) or (claim.start and not prefix.strip()):
        return None
    longest = 4 * len(claim.text) + 200  # further apart, the two are not about one quote any more
    found = []
    for first in _ends(prefix, text):
        last = _start(suffix, text, first, longest)
        words = text[first : max(last, first)]
        if words.strip() and len(words) <= longest:
            start = first + len(words) - len(words.lstrip())
            found.append(Span(start, start + len(words.strip())))
    return min(found, key=lambda span: abs(span.end - span.start - len(claim.text)), default=None)


def _ends(prefix: str, text: str) -> list[int]:
    if not prefix.strip():
        return [0]
    return [match.end() for match in islice(_spaced(prefix).finditer(text), _MOST_PLACES)]


def _start(suffix: str, text: str, first: int, longest: int) -> int:
    """Where the suffix starts after `first`, -1 where it does not soon."""
    if not suffix.strip():
        return len(text)
    match = _spaced(suffix).search(text, first, first + longest + 2 * len(suffix))
    return match.start() if match else -1


def _spaced(words: str) -> re.Pattern[str]:
    """A pattern of the words with any white space between them."""
    return re.compile(r"\s+".join(map(re.escape, words.split())))
