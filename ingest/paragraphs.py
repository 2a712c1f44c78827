"""From blocks to paragraphs that make sense alone: a list with its lead-in, a table with its head, all introduced."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from corpus.documents import Introduction, Paragraph, Role, Span
from ingest.content import Block, Kind
from ingest.lines import ends_sentence, is_label
from ingest.questions import find_answers, split_asked
from ingest.sentences import MAX_SENTENCE, sentences
from ingest.tables import has_head
from ingest.text import one_line

MAX_PARAGRAPH: Final = 2000
"""Code points; a longer block becomes several paragraphs, divided between sentences."""
MAX_UNIT: Final = 1200
"""Code points of a list or a table with what leads in to it; a longer one is divided between items or rows."""
MAX_HEADING: Final = 300
"""Code points of a heading or a question, which each paragraph below it keeps; what is longer is a paragraph."""
MAX_HEADINGS: Final = 1000
"""Code points of all headings above a paragraph; of more, the outermost are left out."""
_MAX_HEADS: Final = 3
"""Rows of a table's head that introduce each of its parts."""
_LONG_LEAD: Final = 400
"""Code points of a paragraph that stays alone, but for its last sentence, where a divided list follows it."""
_LONG_ITEM: Final = 150
"""Code points of an item that is a paragraph of its own."""
_TABLE: Final[frozenset[Kind]] = frozenset({"row", "table_head"})
_MEMBERS: Final[frozenset[Kind]] = _TABLE | {"item", "line", "front_matter"}


def paragraphs(text: str, blocks: Sequence[Block], language: str | None) -> tuple[Paragraph, ...]:
    """Give the paragraphs of a document in the order of its text, at least one when there is a block.

    A heading of level n stands until the next of level n or less, a question until its answer ends. Items and rows
    are joined to one paragraph of at most `MAX_UNIT` code points, with the paragraph that leads in to them. Headings
    are paragraphs too, questions with an answer are not. Where every block is a heading, each is a plain paragraph.
    """
    blocks = [_without_length(block) for block in blocks]
    if all(block.kind in {"heading", "front_matter"} for block in blocks):
        blocks = [replace(block, kind="paragraph") if block.kind == "heading" else block for block in blocks]
    blocks = split_asked(text, blocks)
    return tuple(_Assembly(text, blocks, language).paragraphs())


def _without_length(block: Block) -> Block:
    """Give the block, a paragraph where it is a heading or a question too long to stand with all that is below it."""
    short = block.kind not in {"heading", "question"} or block.span.end - block.span.start <= MAX_HEADING
    return block if short else replace(block, kind="paragraph", level=1)


@dataclass(frozen=True, slots=True)
class _Above:
    """What stands above a block: a heading or a question; `end` is the index of the first block not below it."""

    block: Block
    role: Role
    end: int
    words: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """Sentences that stay together: an item, a row, the lead-in; and the page that they begin on."""

    sentences: tuple[Span, ...]
    page: int | None = None

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)


class _Assembly:
    """Goes through a document's blocks."""

    def __init__(self, text: str, blocks: Sequence[Block], language: str | None) -> None:
        self._text = text
        self._blocks = blocks
        self._language = language
        self._answers = find_answers(text, blocks)
        self._above: list[_Above] = []

    def paragraphs(self) -> Iterator[Paragraph]:
        index = 0
        while index < len(self._blocks):
            self._above = [each for each in self._above if index < each.end]
            block = self._blocks[index]
            if block.kind == "front_matter":
                self._above = []
            if index in self._answers:
                self._enter(index, "question")
                index += 1
            elif block.kind == "heading":
                self._enter(index, "heading")
                if not self._labels(index):
                    yield from self._plain(block, is_heading=True)
                index += 1
            else:
                end = self._end_of_group(index)
                yield from self._group(index, end)
                index = end

    def _enter(self, index: int, role: Role) -> None:
        """Put the heading or question below those that stay above it."""
        block = self._blocks[index]
        if block.kind == "heading":
            self._above = [
                each for each in self._above if each.block.kind == "heading" and each.block.level < block.level
            ]
        else:
            self._above = [each for each in self._above if each.block.kind == "heading"]
        words = one_line(block.span.of(self._text))
        self._above.append(_Above(block, role, self._answers.get(index, len(self._blocks)), words))
        while sum(len(each.words) for each in self._above) > MAX_HEADINGS:
            del self._above[0]

    def _labels(self, index: int) -> bool:
        """Tell whether the heading is the bare label of what follows: `Article 5`."""
        after = self._blocks[index + 1 : index + 2]
        named = is_label(one_line(self._blocks[index].span.of(self._text)))
        return named and bool(after) and after[0].kind != "heading"

    def _end_of_group(self, index: int) -> int:
        """Tell where the paragraph ends with the list or table that it leads in to, or the list or table."""
        start = index + (self._blocks[index].kind not in _MEMBERS)
        end = start
        if start == index or self._leads(index):
            while end < len(self._blocks) and end not in self._answers and self._goes_on(start, end):
                end += 1
        ends = [each.end for each in self._above if index < each.end]
        return min([max(end, index + 1), *ends])

    def _goes_on(self, start: int, index: int) -> bool:
        first, block = self._blocks[start], self._blocks[index]
        if first.kind not in _TABLE:
            return block.kind == first.kind
        new = block.kind == "table_head" and self._blocks[index - 1].kind == "row" and index > start
        return block.kind in _TABLE and not new

    def _leads(self, index: int) -> bool:
        """Tell whether the paragraph leads in to what is below it: any to items, one without a full stop to rows."""
        after = self._blocks[index + 1 : index + 2]
        if not after or after[0].kind not in _MEMBERS - {"front_matter"} or index + 1 in self._answers:
            return False
        return after[0].kind == "item" or not ends_sentence(self._blocks[index].span.of(self._text))

    def _group(self, index: int, end: int) -> Iterator[Paragraph]:
        first = self._blocks[index]
        members = [block for block in self._blocks[index:end] if block.kind in _MEMBERS]
        lead = _Piece(self._sentences(first), first.page) if first.kind not in _MEMBERS else None
        if not members:
            yield from self._plain(first)
        elif members[0].kind in _TABLE:
            yield from self._table(lead, members)
        else:
            yield from self._list(lead, members)

    def _plain(self, block: Block, *, is_heading: bool = False) -> Iterator[Paragraph]:
        """One block, in nearly equal parts where it is long."""
        above = self._above[:-1] if is_heading else self._above
        pieces = [_Piece((sentence,)) for sentence in self._sentences(block)]
        for part in _parts(pieces, MAX_PARAGRAPH):
            made = self._paragraph(part, [], block.page, above)
            yield replace(made, is_heading=True) if is_heading else made

    def _list(self, lead: _Piece | None, items: Sequence[Block]) -> Iterator[Paragraph]:
        """Give a list; an item with others below it starts a paragraph, since it introduces only them."""
        told = [] if lead is None else [Introduction(lead.sentences[-1], "lead_in")]
        for segment in _segments(items):
            pieces = [_Piece(self._sentences(block), block.page) for block in segment]
            parent = len(segment) > 1 and segment[1].kind == "item" and segment[1].level > segment[0].level
            own = [Introduction(pieces[0].sentences[-1], "lead_in")] if parent else []
            yield from self._divided(lead, pieces, [*told, *own], segment[0].page)
            lead = None

    def _table(self, lead: _Piece | None, rows: Sequence[Block]) -> Iterator[Paragraph]:
        """Give a table; its head is one of its sentences, and introduces every part of a long one."""
        pieces = [_Piece(self._one(block.span), block.page) for block in rows]
        heads = next((index for index, block in enumerate(rows) if block.kind == "row"), len(rows))
        if not heads and len(rows) > 1 and has_head([block.span.of(self._text) for block in rows]):
            heads = 1
        told = [] if lead is None else [Introduction(lead.sentences[-1], "lead_in")]
        if heads < len(rows):
            told += [Introduction(piece.sentences[0], "table_head") for piece in pieces[: min(heads, _MAX_HEADS)]]
        yield from self._divided(lead, pieces, told, rows[0].page)

    def _divided(
        self, lead: _Piece | None, pieces: list[_Piece], told: Sequence[Introduction], page: int | None
    ) -> Iterator[Paragraph]:
        """Give the pieces with what leads in to them, in parts; of a long lead-in only the last sentence stays."""
        if lead is not None:
            whole = pieces[-1].span.end - lead.span.start <= MAX_UNIT
            if not whole and lead.span.end - lead.span.start > _LONG_LEAD and len(lead.sentences) > 1:
                before = [_Piece((sentence,)) for sentence in lead.sentences[:-1]]
                for part in _parts(before, MAX_PARAGRAPH):
                    yield self._paragraph(part, [], page, self._above)
                lead = _Piece(lead.sentences[-1:], lead.page)
            first = _Piece((*lead.sentences, *pieces[0].sentences), lead.page)
            pieces = [first, *pieces[1:]] if first.span.end - first.span.start <= MAX_UNIT else [lead, *pieces]
        for part in _parts([small for piece in pieces for small in _small(piece)], MAX_UNIT):
            yield self._paragraph(part, told, part[0].page or page, self._above)

    def _paragraph(
        self, part: Sequence[_Piece], told: Sequence[Introduction], page: int | None, above: Sequence[_Above]
    ) -> Paragraph:
        end = part[-1].span.end
        return Paragraph(
            Span(part[0].span.start, end),
            tuple(sentence for piece in part for sentence in piece.sentences),
            tuple(each.words for each in above),
            page,
            (
                *(Introduction(each.block.span, each.role) for each in above),
                *(each for each in told if each.span.end < end),
            ),
        )

    def _sentences(self, block: Block) -> tuple[Span, ...]:
        """Give the block's sentences; a heading, row or line is one, and a label (`Article 5.`) stays with its text."""
        if block.kind in {"heading", "row", "table_head", "line", "front_matter"}:
            return self._one(block.span)
        found = sentences(self._text, block.span, self._language)
        if len(found) > 1 and is_label(found[0].of(self._text)) and found[1].end - found[0].start <= MAX_SENTENCE:
            return (Span(found[0].start, found[1].end), *found[2:])
        return found

    def _one(self, span: Span) -> tuple[Span, ...]:
        short = span.end - span.start <= MAX_SENTENCE
        return (span,) if short else sentences(self._text, span, self._language)


def _small(piece: _Piece) -> Iterator[_Piece]:
    """Give the piece, or its sentences where it is too long for a paragraph."""
    if piece.span.end - piece.span.start <= MAX_UNIT:
        yield piece
    else:
        yield from (_Piece((sentence,), piece.page) for sentence in piece.sentences)


def _segments(items: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Give the items in order: short ones in a row that have none below them, and each other with those below it."""
    start = 0
    while start < len(items):
        end = start + 1
        while end < len(items) and items[end].level > items[start].level:
            end += 1
        if end > start + 1:
            yield items[start:end]
        else:
            while end < len(items) and not (_stands_alone(items, end) or _stands_alone(items, end - 1)):
                end += 1
            yield items[start:end]
        start = end


def _stands_alone(items: Sequence[Block], place: int) -> bool:
    """Tell whether the item starts a paragraph: it has others below it, or is as long as one."""
    span = items[place].span
    parent = place + 1 < len(items) and items[place + 1].level > items[place].level
    return parent or span.end - span.start > _LONG_ITEM


def _parts(pieces: Sequence[_Piece], limit: int) -> Iterator[Sequence[_Piece]]:
    """Share out the pieces, among nearly equal parts of at most `limit` code points; a longer one is alone."""
    first = 0
    while first < len(pieces):
        start, left = pieces[first].span.start, pieces[-1].span.end - pieces[first].span.start
        aim = start + left / -(-left // limit)
        last = first + 1
        while (
            last < len(pieces)
            and pieces[last].span.end <= start + limit
            and abs(pieces[last].span.end - aim) <= abs(pieces[last - 1].span.end - aim)
        ):
            last += 1
        yield pieces[first:last]
        first = last
