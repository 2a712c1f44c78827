"""Access: what each request needs, who asks, and which collections are there for whoever asks."""

from collections.abc import Iterable, Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from typing import Final

from api.keys import Key, Scope
from api.problems import Refused
from api.settings import Settings
from corpus.documents import DEFAULT_COLLECTION, Document, DocumentRecord
from corpus.errors import SettingRefused, UnknownDocument, unknown_document
from corpus.filters import DocumentFilter
from corpus.library import Library
from ingest import Refused as Unread

_OPEN: Final = frozenset({"/", "/docs", "/embed.js", "/healthz", "/openapi.json", "/readyz"})
"""What needs no key, besides the page's own files: probes, and what holds nothing of the library."""
_ASKING: Final = frozenset({"/mcp", "/retrieval", "/v1/ask", "/v1/chat/completions", "/v1/verify"})
"""Where a POST changes nothing."""
_READING: Final = frozenset({"GET", "HEAD", "OPTIONS"})


def required_scope(method: str, path: str) -> Scope | None:
    """Tell which scope a request needs, None where it needs no key. A route that nobody has named needs a key."""
    if path in _OPEN or path.startswith("/assets/"):
        return None
    if path == "/metrics":
        return Scope.ADMIN
    return Scope.ASK if method in _READING or path in _ASKING else Scope.WRITE


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever asks. `name`: the key's, None without one; `collections`: those that are there for them, None: all."""

    name: str | None
    scope: Scope
    collections: frozenset[str] | None = None

    @classmethod
    def of(cls, key: Key) -> "Caller":
        """Whoever has this key."""
        return cls(key.name, key.scope, None if key.collections is None else frozenset(key.collections))

    def reaches(self, document: DocumentRecord) -> bool:
        """Tell whether the document is there for them."""
        return self.collections is None or document.collection in self.collections


ANYBODY: Final = Caller(None, Scope.ADMIN)
_caller: ContextVar[Caller] = ContextVar("caller", default=ANYBODY)


def begin(caller: Caller) -> None:
    """Have the rest of this request be done for the caller."""
    _caller.set(caller)


def current() -> Caller:
    """Whoever the request is answered for; outside of requests, as on the command line, somebody who may do all."""
    return _caller.get()


def narrow_collections(asked: Iterable[str] | None, reached: frozenset[str] | None) -> frozenset[str] | None:
    """Narrow the collections that a request names (None: all) to those that its key reaches (None: all).

    Raises Refused (403) where it names one that is out of the key's reach, whether there is one of that name or not.
    """
    if asked is None or reached is None:
        return reached if asked is None else frozenset(asked)
    named = frozenset(asked)
    if beyond := sorted(named - reached):
        raise Refused(HTTPStatus.FORBIDDEN, f"this key does not reach the collection {beyond[0]!r}")
    return named


def require_reached(document: DocumentRecord) -> DocumentRecord:
    """Give the document back. Raises UnknownDocument where it is not there for whoever asks."""
    if not current().reaches(document):
        raise unknown_document(document.id)
    return document


def narrow_filter(asked: DocumentFilter) -> DocumentFilter:
    """Narrow a filter to what is there for whoever asks. Raises Refused (403) as `narrow_collections` does."""
    reached = current().collections
    if reached is None:
        return asked
    narrow_collections(asked.collections, reached)
    return asked.narrow(reached)


def choose_collection(named: str | None) -> str | None:
    """Give the collection to add to: the one named, or where none is, the only one that a key reaches.

    Raises Refused (403) where the key does not reach it, or reaches several and not the default one.
    """
    reached = current().collections
    if named is None and reached is not None and len(reached) == 1:
        return next(iter(reached))
    narrow_collections([named or DEFAULT_COLLECTION], reached)
    return named


def refuse_unreached(library: Library, items: Iterable[Document | Unread], name: str) -> Iterator[Document | Unread]:
    """Pass on what was read of the file `name`; refuse a document out of reach, or one whose earlier version is."""
    for item in items:
        if isinstance(item, Document) and not _may_add(library, item):
            yield Unread(name, f"this key does not reach the collection of {item.id!r}, or of its earlier version")
        else:
            yield item


def _may_add(library: Library, document: Document) -> bool:
    reached = current().collections
    if reached is None:
        return True
    with library.reading() as snapshot:
        known = document.id if document.origin is None else snapshot.id_at(document.origin)
        try:
            earlier = None if known is None else snapshot.document(known)
        except UnknownDocument:
            earlier = None
    if earlier is not None and earlier.collection not in reached:
        return False
    kept = earlier.collection if earlier is not None else DEFAULT_COLLECTION
    return (document.collection or kept) in reached


def is_loopback(name: str) -> bool:
    """Tell whether a host, a name or an address, is this machine and nothing that others reach."""
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return name == "localhost" or name.endswith(".localhost")


def without_keys(settings: Settings) -> Caller | None:
    """Whoever asks a service that has no keys; None where it must have some, as others reach it."""
    if is_loopback(settings.host.lower()):
        return ANYBODY
    return Caller(None, Scope.WRITE) if settings.open or settings.read_only else None


def describe_opening(settings: Settings, keys: tuple[Key, ...] | None) -> str | None:
    """Say to whom a service that begins is open; None where it is to its own machine alone.

    Raises SettingRefused where it would be open to everybody, and nobody has said that it shall be.
    """
    where = settings.host
    if keys:
        return f"it answers those who have one of its {len(keys)} keys" if len(keys) > 1 else "it answers one key alone"
    if keys is not None and is_loopback(where):
        return "its last key was revoked: it answers nobody until another is made with `rujuk key add`"
    if is_loopback(where):
        return None
    if keys is None and settings.read_only:
        return f"whoever reaches {where} may ask it (RUJUK_READ_ONLY)"
    if keys is None and settings.open:
        return f"whoever reaches {where} may ask it, add to it and remove from it (RUJUK_OPEN)"
    raise SettingRefused(
        f"others reach {where}, and the library has no keys: make one with `rujuk key add NAME`, "
        "or say RUJUK_READ_ONLY=true to let everybody ask, or RUJUK_OPEN=true to let everybody add and remove too"
    )
