"""From blocks to paragraphs: each under its headings, divided into sentences, none longer than a passage may be."""

from collections.abc import Iterator, Sequence
from typing import Final

from corpus.documents import Paragraph, Span
from ingest.content import Block
from ingest.sentences import sentences
from ingest.text import one_line

MAX_PARAGRAPH: Final = 2000
"""Code points; a longer block becomes several paragraphs, divided between sentences."""


def paragraphs(text: str, blocks: Sequence[Block], language: str | None) -> tuple[Paragraph, ...]:
    """The paragraphs of a document, at least one when there is a block.

    A heading of level n stands until the next of level n or less. Where every block is a heading, each is a paragraph.
    """
    if all(block.kind == "heading" for block in blocks):
        blocks = [Block(block.span, "paragraph", page=block.page) for block in blocks]
    found: list[Paragraph] = []
    above: list[tuple[int, str]] = []
    for block in blocks:
        if block.kind == "heading":
            above = [(level, heading) for level, heading in above if level < block.level]
            above.append((block.level, one_line(block.span.of(text))))
            continue
        headings = tuple(heading for _, heading in above)
        parts = _parts(sentences(text, block.span, language))
        found += [Paragraph(Span(part[0].start, part[-1].end), part, headings, block.page) for part in parts]
    return tuple(found)


def _parts(spans: tuple[Span, ...]) -> Iterator[tuple[Span, ...]]:
    """The sentences in order, in nearly equal parts of at most `MAX_PARAGRAPH` code points each."""
    first = 0
    while first < len(spans):
        start, left = spans[first].start, spans[-1].end - spans[first].start
        aim = start + left / -(-left // MAX_PARAGRAPH)
        last = first + 1
        while (
            last < len(spans)
            and spans[last].end <= start + MAX_PARAGRAPH
            and abs(spans[last].end - aim) <= abs(spans[last - 1].end - aim)
        ):
            last += 1
        yield spans[first:last]
        first = last
