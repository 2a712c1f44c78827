"""No sentence is made of two columns, however they are set: nothing that Rujuk could do is worse."""

import random
from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Span
from ingest.formats.pdf.reader import read
from ingest.paragraphs import paragraphs
from tests.ingest.making import Line, pdf

WORDS = (
    *("boats", "ferry", "quay", "lamps", "under", "until", "harbour", "pilots", "of"),
    *("and", "in", "the", "a", "crane", "opens", "berth", "loans", "rope"),
)
WIDE = 5.6
"""Points that a letter of the test's font takes at most, on average."""


@st.composite
def _columns(draw: st.DrawFn) -> tuple[list[Line], int]:
    """The lines of two or three columns of prose, each word marked with its column's letter, and how many there are."""
    count = draw(st.integers(2, 3))
    gutter = draw(st.integers(14, 40))
    width = (515 - gutter * (count - 1)) // count
    top = draw(st.integers(600, 740))
    leading = draw(st.integers(12, 16))
    # Sentences of one length would begin on the same lines in all columns, as rows do.
    chance = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 -- words are no secret
    lines: list[Line] = []
    for place in range(count):
        left = 40 + place * (width + gutter)
        offset = draw(st.sampled_from([0, 0, 3, 7])) * bool(place)
        length = draw(st.integers(6, 20))
        lines += _set(_prose("abc"[place], chance), left, top - offset, width, leading, length)
    if draw(st.booleans()):
        lines.append((40, top + 40, "What the council of the harbour said in May"))
    return lines, count


def _prose(mark: str, chance: random.Random) -> Iterator[str]:
    """Words without end, in sentences."""
    while True:
        words = [f"{mark}{chance.choice(WORDS)}" for _ in range(chance.randint(4, 16))]
        yield from [words[0].capitalize(), *words[1:-1], f"{words[-1]}."]


def _set(words: Iterator[str], left: int, top: int, width: int, leading: int, most: int) -> list[Line]:
    """Words set in `most` lines of that width."""
    lines: list[str] = [""]
    while len(lines) <= most:
        word = next(words)
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) * WIDE > width and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return [(left, top - number * leading, line) for number, line in enumerate(lines[:most])]


@settings(max_examples=25, deadline=None)
@given(_columns())
def test_no_sentence_crosses_a_column_gap(page: tuple[list[Line], int]) -> None:
    lines, count = page
    content = read(pdf(lines))
    sentences: list[Span] = [each for made in paragraphs(content.text, content.blocks, "en") for each in made.sentences]
    marks = [
        {word[0].lower() for word in span.of(content.text).split() if word[1:].lower().rstrip(".") in WORDS}
        for span in sentences
    ]
    assert all(len(found & set("abc")) < 2 for found in marks), content.text
    assert set().union(*marks) >= set("abc"[:count])
