"""Whatever happens to a document, what `verify` says of a citation of it is true."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.citations import Claim, verify
from corpus.documents import Span

AROUND = 32
WORDS = st.sampled_from(["fare", "ferry", "leaves", "nine", "ten", "and", "the", "at", "ringgit"])
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: " ".join(words).capitalize() + ".")
PARAGRAPHS = st.lists(st.lists(SENTENCES, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=8)


def cite(text: str, span: Span) -> Claim:
    prefix, suffix = text[max(span.start - AROUND, 0) : span.start], text[span.end : span.end + AROUND]
    return Claim("a", span.of(text), span.start, span.end, prefix, suffix)


def occurrences(quote: str, text: str) -> list[int]:
    return [match.start() for match in re.finditer(f"(?={re.escape(quote)})", text)]


def fit(claim: Claim, text: str, start: int) -> int:
    """Counted the slow way: the longest end of the prefix and start of the suffix that stand around the quote there."""
    end = start + len(claim.text)
    before = max(
        n for n in range(len(claim.prefix) + 1) if text[:start].endswith(claim.prefix[len(claim.prefix) - n :])
    )
    after = max(n for n in range(len(claim.suffix) + 1) if text[end:].startswith(claim.suffix[:n]))
    return before + after


def squeezed(text: str) -> str:
    return " ".join(text.split())


@st.composite
def _claims(draw: st.DrawFn) -> tuple[list[str], Claim]:
    """A document's paragraphs, and a citation of some of its words."""
    paragraphs = draw(PARAGRAPHS)
    text = "\n\n".join(paragraphs)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, min(len(text), start + 60)))
    return paragraphs, cite(text, Span(start, end))


@st.composite
def _edited(draw: st.DrawFn) -> tuple[Claim, str]:
    """A citation, and its document after some editing."""
    paragraphs, claim = draw(_claims())
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, len(paragraphs)))
        edit = draw(st.sampled_from(("insert", "delete", "move", "repeat", "respace", "quote", "word")))
        if edit == "insert":
            paragraphs.insert(place, draw(SENTENCES))
        elif edit == "quote":
            paragraphs.insert(place, f"{draw(WORDS)} {claim.text} {draw(WORDS)}")
        elif place < len(paragraphs):
            taken = paragraphs[place]
            if edit in ("delete", "move"):
                del paragraphs[place]
            if edit in ("move", "repeat"):
                paragraphs.insert(draw(st.integers(0, len(paragraphs))), taken)
            if edit == "respace":
                paragraphs[place] = taken.replace(" ", draw(st.sampled_from(("\n", "  "))))
            if edit == "word":
                paragraphs[place] = taken.replace(draw(WORDS), "tide")
    return claim, "\n\n".join(paragraphs)


@given(_edited())
def test_what_is_said_is_true(edited: tuple[Claim, str]) -> None:
    claim, text = edited
    verdict = verify(claim, text)
    places = occurrences(claim.text, text)
    if claim.start in places:
        assert (verdict.status, verdict.span) == ("found", Span(claim.start, claim.end))
    elif places:
        assert verdict.status == "moved"
        assert verdict.span is not None
        assert verdict.span.of(text) == claim.text == verdict.text
        best = max(fit(claim, text, start) for start in places)
        assert fit(claim, text, verdict.span.start) == best
        nearest = min(abs(start - claim.start) for start in places if fit(claim, text, start) == best)
        assert abs(verdict.span.start - claim.start) == nearest
    elif verdict.status == "changed":
        assert verdict.span is not None
        assert verdict.text == verdict.span.of(text) == verdict.span.of(text).strip() != claim.text
        same_words = squeezed(verdict.text) == squeezed(claim.text)
        assert same_words or stands_between(claim, text, verdict.span)
    else:
        assert (verdict.status, verdict.span, verdict.text) == ("gone", None, None)
        assert squeezed(claim.text) not in squeezed(text) or not claim.text.strip() or " " not in squeezed(claim.text)


def stands_between(claim: Claim, text: str, span: Span) -> bool:
    """Whether at least half of what stood around the quote stands at both sides, but for white space."""
    prefix, suffix = squeezed(claim.prefix[-AROUND // 2 :]), squeezed(claim.suffix[: AROUND // 2])
    before, after = squeezed(text[: span.start]), squeezed(text[span.end :])
    return (before.endswith(prefix) if prefix else not before) and (after.startswith(suffix) if suffix else not after)


@given(_claims(), st.lists(WORDS, min_size=1, max_size=8).map(" ".join))
def test_other_words_in_a_quotes_place_are_a_change(made: tuple[list[str], Claim], words: str) -> None:
    paragraphs, claim = made
    text = "\n\n".join(paragraphs)
    head, tail = text[: claim.start], text[claim.end :]
    numbered = f"Chapter one of this book. {head}", f"{tail} Here ends the last chapter."
    before = numbered[0] + claim.text + numbered[1]
    start = len(numbered[0])
    claim = cite(before, Span(start, start + len(claim.text)))
    edited = f"{numbered[0]}{words.upper()}{numbered[1]}"
    verdict = verify(claim, edited)
    if claim.text in edited:
        assert verdict.status in ("found", "moved")
    else:
        assert verdict.status == "changed"


@given(st.lists(st.integers(10, 10**9), min_size=3, max_size=12, unique=True), st.data())
def test_a_paragraph_that_moves_takes_its_citations_along(numbers: list[int], data: st.DataObject) -> None:
    paragraphs = [
        f"In the year {number} there were {number} ferries. All of {number} were counted." for number in numbers
    ]
    text = "\n\n".join(paragraphs)
    chosen = data.draw(st.integers(0, len(numbers) - 1))
    quote = f"All of {numbers[chosen]} were counted."
    claim = cite(text, Span(text.index(quote), text.index(quote) + len(quote)))
    moved = data.draw(st.permutations(paragraphs))
    verdict = verify(claim, "\n\n".join(moved))
    assert verdict.span is not None
    assert verdict.status in ("found", "moved")
    assert verdict.span.of("\n\n".join(moved)) == quote


@given(_claims())
def test_surroundings_that_were_not_given_do_not_make_a_quote_unfindable(made: tuple[list[str], Claim]) -> None:
    paragraphs, claim = made
    text = "Before it all. " + "\n\n".join(paragraphs)
    verdict = verify(replace(claim, prefix="", suffix=""), text)
    assert verdict.status in ("found", "moved")
    assert verdict.span is not None
    assert verdict.span.of(text) == claim.text


def test_a_documents_first_and_last_words_are_known_by_one_side() -> None:
    text = "The ferry leaves at nine. It costs ten ringgit. Bring water."
    first, last = cite(text, Span(0, 25)), cite(text, Span(48, 60))
    assert verify(first, text.replace("at nine", "at ten")).text == "The ferry leaves at ten."
    assert verify(last, text.replace("Bring water", "Bring a hat")).text == "Bring a hat."


def test_a_quote_that_was_taken_out_is_gone() -> None:
    text = "The ferry leaves at nine. It costs ten ringgit. Bring water, and something to read on the way."
    claim = cite(text, Span(26, 47))
    for edited in (text.replace(" It costs ten ringgit.", ""), text.replace("It costs ten ringgit.", "")):
        assert verify(claim, edited).status == "gone"


def test_line_breaks_that_went_elsewhere_are_a_change_with_the_same_words() -> None:
    text = "The ferry leaves at nine from the old pier."
    verdict = verify(cite(text, Span(4, 24)), text.replace("leaves at", "leaves\nat"))
    assert (verdict.status, verdict.text) == ("changed", "ferry leaves\nat nine")


def test_a_quote_that_stands_everywhere_is_looked_up_in_a_moment() -> None:
    text = "a" * 200_000
    assert verify(Claim("a", "aa", 300_000, 300_002, "b", "b"), text).span == Span(199_998, 200_000)


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("a" * 2_000_000, Claim("a", "a" * 10_000 + "b" + "a" * 9_999, 1_000_000, 1_020_000)),
        ("a" * 2_000_000, Claim("a", "a" * 20_000, 3_000_000, 3_020_000, "b" * 1_000, "b" * 1_000)),
        ("a " * 1_000_000, Claim("a", "a " * 9_999 + "b", 1_000_000, 1_020_000)),
        ("a " * 1_000_000, Claim("a", "b" * 20_000, 1_000_000, 1_020_000, "a " * 500, "a " * 499 + "b")),
        ("a" + " " * 2_000_000, Claim("a", "a " * 10_000, 1_000_000, 1_020_000, "a a", "b")),
        ("a\n" * 1_000_000, Claim("a", "a " * 10_000, 1_000_000, 1_020_000, "a a", "b")),
    ],
)
def test_no_text_makes_a_quote_take_more_time_than_its_length(text: str, claim: Claim) -> None:
    verdict = verify(claim, text)  # with time that grows with the product of both lengths, minutes
    assert verdict.span is None or verdict.span.of(text) == verdict.text
