"""Opening: from settings to a retriever, with a library made where the command allows it."""

from collections.abc import Callable

from api import first_library
from api.settings import Settings
from corpus.library import Library
from retriever.models import Embedder, load
from retriever.retriever import Retriever

Say = Callable[[str], None]


def open_or_make(settings: Settings, say: Say) -> Retriever:
    """The library to ask; where there is none, one is made of the bundled release, and `say` is told. Takes seconds.

    Raises LibraryError, ModelError.
    """
    if Library.exists(settings.library):
        return _retriever(settings, Library.open(settings.library), _embedder(settings, say))
    say(f"there is no library in {settings.library} yet: making one of the bundled press release")
    embedder = _embedder(settings, say)
    first_library.make(settings.library, embedder)
    return _retriever(settings, Library.open(settings.library), embedder)


def open_or_create(settings: Settings, say: Say) -> Retriever:
    """The library to add to; where there is none, an empty one. Raises LibraryError, ModelError."""
    return _retriever(settings, Library.create(settings.library), _embedder(settings, say))


def _embedder(settings: Settings, say: Say) -> Embedder:
    return load(settings.embedder, cache=settings.cache, say=say, network=settings.network)


def _retriever(settings: Settings, library: Library, embedder: Embedder) -> Retriever:
    return Retriever(library, embedder, threshold=settings.threshold)
