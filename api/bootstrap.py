"""Opening: from settings to a retriever, with a library made where the command allows it."""

from collections.abc import Callable
from functools import cache, partial

from api import first_library
from api.process import give_back
from api.settings import Settings
from corpus import languages
from corpus.library import Library
from retriever.models import Embedder, load
from retriever.retriever import Retriever

Say = Callable[[str], None]


def open_or_make(settings: Settings, say: Say) -> Retriever:
    """The library to ask, with all that a question needs in memory; `say` is told what takes long. Takes seconds.

    Where there is no library, one is made of the bundled release. Raises LibraryError, ModelError.
    """
    load_embedder = cache(partial(_embedder, settings, say))
    if not Library.exists(settings.library):
        say(f"there is no library in {settings.library} yet: making one of the bundled press release")
        first_library.make(settings.library, load_embedder())
    retriever = Retriever.open(settings.library, load_embedder, threshold=settings.threshold, cache=settings.cache)
    give_back()
    return retriever


def open_or_create(settings: Settings, say: Say) -> Retriever:
    """The library to add to; where there is none, an empty one. Raises LibraryError, ModelError."""
    library = Library.create(settings.library)
    return Retriever(library, _embedder(settings, say), threshold=settings.threshold)


def _embedder(settings: Settings, say: Say) -> Embedder:
    return load(settings.embedder, cache=settings.cache, say=say, network=settings.network)
