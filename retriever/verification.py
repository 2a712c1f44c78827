"""Does a citation still hold? Its quote is looked for where it was, then elsewhere, then by what stood around it."""

from dataclasses import dataclass
from typing import Literal

from corpus.documents import Span


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
    quote stands at both sides of other words, `text` at `span`. `gone`: neither; `span` and `text` are None.
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
    between = _between(claim, text)
    if between is not None:
        return Verdict("changed", between, between.of(text), "other words stand now where the quote stood")
    return Verdict("gone", None, None, "the document no longer holds the quote, nor what stood around it")


def _nearest(claim: Claim, text: str) -> Span | None:
    """The occurrence of the quote whose surroundings fit best, and of equals the one nearest to where it was."""
    if not claim.text:
        return None
    best: tuple[int, int, int] | None = None
    start = text.find(claim.text)
    while start >= 0:
        end = start + len(claim.text)
        before = text[max(start - len(claim.prefix), 0) : start]
        fit = _common(before[::-1], claim.prefix[::-1]) + _common(text[end : end + len(claim.suffix)], claim.suffix)
        best = max(best or (-1, 0, 0), (fit, -abs(start - claim.start), start))
        start = text.find(claim.text, start + 1)
    return None if best is None else Span(best[2], best[2] + len(claim.text))


def _between(claim: Claim, text: str) -> Span | None:
    """What stands between the prefix and the suffix, where both stand near each other and something is between."""
    if not claim.prefix.strip() or not claim.suffix.strip():
        return None
    longest = 4 * len(claim.text) + 200  # further apart, the two are not about one quote any more
    start = text.find(claim.prefix)
    while start >= 0:
        first = start + len(claim.prefix)
        last = text.find(claim.suffix, first, first + longest + len(claim.suffix))
        if last > first:
            return Span(first, last)
        start = text.find(claim.prefix, start + 1)
    return None


def _common(one: str, other: str) -> int:
    """How many characters two texts have in common from their start."""
    count = 0
    for left, right in zip(one, other, strict=False):
        if left != right:
            break
        count += 1
    return count
