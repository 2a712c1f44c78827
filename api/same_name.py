"""Whether an upload is a new version of the document of that name, or another document that is called so too."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from corpus import provenance
from corpus.documents import DEFAULT_COLLECTION, Document
from corpus.library import Library
from corpus.origins import former_member_origin
from corpus.provenance import FromFile
from ingest import Refused

_APART: Final = "#"
"""What stands in an origin between the name that several documents have and what tells them apart."""
_WORD: Final = re.compile(r"\w+")
_SHINGLE: Final = 3
"""Words in a row that are compared."""
_SAME: Final = 0.5
"""Share of these that two versions of a document have in common, at least."""
_COMPARED: Final = 20
"""Documents of one name, the newest, that an upload is compared with."""
_MOST: Final = 200_000
"""Code points of each text that are compared."""


def origin_of_upload(name: str, collection: str | None) -> str:
    """The origin of an upload of that bare name: names are apart in each collection, as their authors are."""
    return f"upload:{name}" if collection in (None, DEFAULT_COLLECTION) else f"upload:{collection}/{name}"


def keep_apart(library: Library, items: Iterable[Document | Refused]) -> Iterator[Document | Refused]:
    """What was read from an upload, each document as `_apart` gives it. Raises LibraryError, LibraryBusy."""
    return (_apart(library, item) if isinstance(item, Document) else item for item in items)


def _apart(library: Library, document: Document) -> Document:
    """The document with an origin of its own where those of its name in the library are others; as it is elsewhere.

    A new version replaces the most similar one.
    """
    origin = document.origin
    if origin is None or not origin.startswith("upload:"):
        return document
    namesakes = _find_namesakes(library, origin)
    if not namesakes:
        return document
    with library.reading() as snapshot:
        newest = namesakes[-_COMPARED:]
        likeness, known, nearest = max((_likeness(snapshot.text(each), document.text), each, at) for each, at in newest)
    if likeness >= _SAME:
        return replace(document, origin=nearest)
    said = f"another document of this name is in the library as {known}; remove that if this one replaces it"
    return replace(document, origin=f"{origin}{_APART}{document.sha256[:16]}", remarks=(*document.remarks, said))


def _find_namesakes(library: Library, origin: str) -> list[tuple[str, str]]:
    """Find the ids and the origins of the documents of that name; an origin of earlier versions becomes one of now."""
    former = former_member_origin(origin)
    with library.reading() as snapshot:
        found = snapshot.origins_under([origin, former] if former else [origin], _APART)
    if former is None:
        return found
    namesakes = []
    for each, at in found:
        place = origin + at.removeprefix(former) if _has_name(at, former) else at
        moved = place == at or provenance.rename(library, FromFile(each, at, record=False), place)
        if moved and _has_name(place, origin):
            namesakes.append((each, place))
    return namesakes


def _has_name(at: str, origin: str) -> bool:
    return at == origin or at.startswith(f"{origin}{_APART}")


def _likeness(one: str, other: str) -> float:
    """The share of what both texts say that they say in the same words, from 0 to 1."""
    if one == other:
        return 1.0
    first, second = _shingles(one), _shingles(other)
    both = (first | second).total()
    return (first & second).total() / both if both else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text[:_MOST].casefold())
    return Counter(tuple(words[place : place + _SHINGLE]) for place in range(max(1, len(words) - _SHINGLE + 1)))
