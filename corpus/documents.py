"""Define spans, paragraphs and documents: frozen data classes that check their invariants."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Final, Literal

Role = Literal["heading", "question", "lead_in", "table_head"]
"""How a piece of a document introduces another: as the heading above it, the question that it answers, the sentence
that leads in to a list, the first row of a table."""

UNSURE_PAGES: Final = "unsure_pages"
"""The key of a document's metadata that names the pages whose letters could not all be read for certain: `3, 4`."""

DEFAULT_COLLECTION: Final = "default"
"""The collection of a document for which none was named."""
_MEMBER: Final = "!//"
"""What stands between an archive and a file in it: no absolute path holds it."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text: Unicode code points, `end` exclusive, never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"a span must satisfy 0 <= start < end, not {self.start}, {self.end}")

    def of(self, text: str) -> str:
        """Give the piece of `text` that this span names."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Introduction:
    """A piece of text that later text needs to be understood (heading, question, lead-in, table head), and its role."""

    span: Span
    role: Role


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its span in the document's text, and the sentences that tile it (white space apart).

    Items of a list and rows of a table are sentences too. `headings` are the headings that it stands under, outermost
    first; `page` counts from 1, where the format has pages. `introductions`, in the order of the text, give its
    sentences their sense: each applies to all sentences that start at or after its end. Those that stand before the
    paragraph apply to all of it; a lead-in or a table's head inside it is one of its sentences.
    `is_heading`: it is a heading itself, which can be found and quoted, but is not numbered.
    """

    span: Span
    sentences: tuple[Span, ...]
    headings: tuple[str, ...] = ()
    page: int | None = None
    introductions: tuple[Introduction, ...] = ()
    is_heading: bool = False

    def __post_init__(self) -> None:
        if not self.sentences:
            raise ValueError(f"paragraph {self.span} has no sentence")
        _require_ordered(self.sentences, within=self.span, what="sentence")


@dataclass(frozen=True)
class Original:
    """The file that a document was read from, to be kept with it.

    `name` is the file's own. `pages`, where the format has pages: where the document's words stand on each, as
    `corpus.places.pack` writes it.
    """

    name: str
    media_type: str
    data: bytes = field(repr=False)
    pages: tuple[bytes, ...] = field(default=(), repr=False)

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of its bytes, hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True)
class Document:
    """A document as a reader made it: one canonical text (NFC, line feeds) and where its paragraphs are.

    `origin` says where it was read from (an absolute path, an upload's name) and is never shown to a reader.
    Where it is None, `id` was given by the author and is the identity; else `origin` is, and `id` is a proposal.
    `collection`: None leaves it in that of its earlier version, or puts it into the default.
    `remarks` are for whoever adds it (what was left out of it) and are not kept. `original`: the file itself, where it
    is to be kept.
    """

    id: str
    title: str
    text: str
    paragraphs: tuple[Paragraph, ...]
    media_type: str
    source: str | None = None
    published: str | None = None
    language: str | None = None
    collection: str | None = None
    origin: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    remarks: tuple[str, ...] = field(default=(), compare=False)
    original: Original | None = field(default=None, compare=False)

    def __post_init__(self) -> None:
        if not self.paragraphs:
            raise ValueError(f"document {self.id!r} has no paragraph")
        _require_ordered(
            [paragraph.span for paragraph in self.paragraphs], within=Span(0, len(self.text)), what="paragraph"
        )

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the text in UTF-8, hexadecimal: the same words have the same digest."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 of everything that can be shown: if it is equal, adding the document again changes nothing."""
        digest = hashlib.sha256()
        for piece in self._shown():
            digest.update(piece.encode())
        return digest.hexdigest()

    def _shown(self) -> Iterator[str]:
        """What the fingerprint is of, as JSON, piece by piece: a book written in one go would hold up all threads."""
        shown = [self.sha256, self.title, self.media_type, self.source, self.published, self.language]
        yield f"[{_json(shown)}, {_json(dict(self.metadata))}, "
        yield from _listed(
            [p.span.start, p.span.end, list(p.headings), p.page, [[s.start, s.end] for s in p.sentences]]
            for p in self.paragraphs
        )
        # What was stored before there were introductions, or collections, keeps its fingerprint.
        if any(p.introductions or p.is_heading for p in self.paragraphs):
            yield ", "
            yield from _listed(
                [[[i.span.start, i.span.end, i.role] for i in p.introductions], p.is_heading] for p in self.paragraphs
            )
        if self.collection not in (None, DEFAULT_COLLECTION):
            yield f", {_json({'collection': self.collection})}"
        yield "]"


@dataclass(frozen=True, slots=True)
class DocumentRecord:
    """A document as the library lists it: everything about it but its text and its paragraphs.

    `length` is in code points; `md5` is of the text in UTF-8 (RFC 5147 wants it in a fragment's integrity check);
    `added` is when, in ISO 8601 UTC; `generation` is the library's generation that brought it.
    """

    key: int
    id: str
    title: str
    media_type: str
    source: str | None
    published: str | None
    language: str | None
    collection: str
    sha256: str
    md5: str
    length: int
    paragraphs: int
    added: str
    generation: int
    metadata: Mapping[str, Any]


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def _listed(values: Iterable[object]) -> Iterator[str]:
    """A list as `_json` writes it."""
    yield "["
    for number, value in enumerate(values):
        yield ", " * (number > 0) + _json(value)
    yield "]"


def _require_ordered(spans: "tuple[Span, ...] | list[Span]", *, within: Span, what: str) -> None:
    position = within.start
    for span in spans:
        if span.start < position or span.end > within.end:
            raise ValueError(f"{what} {span} overlaps the one before it or leaves {within}")
        position = span.end


def member_origin(archive: str, name: str) -> str:
    """Give the origin of a file in an archive of that origin."""
    return f"{archive}{_MEMBER}{name}"


def former_member_origin(origin: str) -> str | None:
    """Give what earlier versions wrote for the origin of a file in an archive; None where it is no such origin."""
    archive, mark, name = origin.partition(_MEMBER)
    return f"{archive}!/{name}" if mark else None


def file_of(origin: str) -> str:
    """Give the origin of the archive where it is that of a file in one, any other as it is."""
    return origin.partition(_MEMBER)[0]


def readable_path(origin: str) -> str:
    """Give an origin on the disk as people are shown it: an archive as if it were a folder."""
    return origin.replace(_MEMBER, "/", 1)


def is_file(origin: str | None) -> bool:
    """Tell whether an origin is on the disk, as a file or in one, rather than an upload."""
    return origin is not None and Path(origin).is_absolute()
