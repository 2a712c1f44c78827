"""What every format reader returns: one canonical text, its blocks as spans, and what was left out of it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

from corpus.documents import Span
from corpus.errors import DocumentRefused
from ingest.text import BLANK, canonical, is_visible, one_line, word_set

MAX_BYTES: Final = 64 * 2**20
"""Size of a document, or of a line of JSON lines, beyond which it is refused."""
MAX_TEXT: Final = 10_000_000
"""Code points of a document: some ten books."""
MAX_BLOCKS: Final = 200_000
"""Headings and paragraphs of a document."""

MISFITS: Final = "characters that fit no encoding"
"""What a remark begins with that counts them."""

Kind = Literal["heading", "paragraph", "item", "line", "row", "table_head", "question", "front_matter"]
"""What a block is: an `item` of a list; a `line` of several that belong together, such as labels with their values; a
`row` of a table with its cells apart by ` | `, a `table_head` where the format marks it as one; a `question` that the
format marks as one; a line of `front_matter`, which is about the document and under none of its headings. Readers need
not tell table heads and questions by their words: `ingest.paragraphs` does."""
_COUNTED: Final = word_set("banner footer header sidebar form menu dialog button teaser symbol placeholder")
"""Kinds that are counted one by one; others, such as navigation, are named alone."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A file or record that could not be read; `where` names it (`file.jsonl:17`), `reason` says why and what to do."""

    where: str
    reason: str


@dataclass(frozen=True, slots=True)
class Block:
    """One block; `page` counts from 1 where there are pages.

    `level` is the depth of a heading or an item from 1; 0 of another block says that no question above is about it.
    """

    span: Span
    kind: Kind
    level: int = 1
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in one document: its blocks in order, and what the document says of itself.

    `remarks` say what whoever adds it should know: what was left out, what may be misread. `pages`: where the text
    stands on each page, where the format has pages: what `corpus.places.pack` makes, in base 64.
    """

    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    published: str | None = None
    language: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    remarks: Sequence[str] = ()
    id: str | None = None
    source: str | None = None
    collection: str | None = None
    pages: Sequence[str] = ()


class TextBuilder:
    """Builds a canonical text block by block, for formats whose own bytes are not the text.

    Blocks stand an empty line apart; each span is known when its block is added.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._blocks: list[Block] = []
        self._length = 0

    def add(self, text: str, kind: Kind = "paragraph", *, level: int = 1, page: int | None = None) -> None:
        """Append one block, without soft hyphens; a text that shows nothing is left out.

        Raises DocumentRefused as `refuse_much` does, so that no more is built than a document may hold.
        """
        text = canonical(text.replace("\xad", "")).strip(BLANK)
        if not is_visible(text):
            return
        if self._parts:
            self._parts.append("\n\n")
            self._length += 2
        span = Span(self._length, self._length + len(text))
        self._parts.append(text)
        self._blocks.append(Block(span, kind, level, page))
        self._length = span.end
        refuse_much(self._length, len(self._blocks))

    @property
    def blocks(self) -> tuple[Block, ...]:
        """The blocks so far, in order."""
        return tuple(self._blocks)

    @property
    def end(self) -> int:
        """Where the last block ends."""
        return self._length

    @property
    def last(self) -> str:
        """The words of the last block, "" where there is none."""
        return self._parts[-1] if self._parts else ""

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)


def refuse_much(length: int, blocks: int) -> None:
    """Raise DocumentRefused for more code points or blocks than a document may hold."""
    if length > MAX_TEXT:
        raise DocumentRefused(f"it holds more than {MAX_TEXT:,} characters of text; divide it")
    if blocks > MAX_BLOCKS:
        raise DocumentRefused(f"it holds more than {MAX_BLOCKS:,} paragraphs; divide it")


class LeftOut:
    """Counts what is left out, by its kind (`navigation`, `footer`), so that nothing goes without a word."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._length = 0

    def add(self, kind: str, text: str) -> None:
        """Count a piece of that kind; a text that shows nothing is none."""
        words = one_line(text)
        if is_visible(words):
            self._counts[kind] += 1
            self._length += len(words)

    def remarks(self) -> tuple[str, ...]:
        """Tell what is left out in one remark, such as `left out: navigation, 2 footers (340 characters)`; or none."""
        if not self._counts:
            return ()
        named = ", ".join(_named(kind, count) for kind, count in self._counts.items())
        return (f"left out: {named} ({self._length:,} character{'s' * (self._length > 1)})",)


def _named(kind: str, count: int) -> str:
    if kind.rsplit(maxsplit=1)[-1] not in _COUNTED:
        return kind
    return f"{count:,} {kind}s" if count > 1 else kind
