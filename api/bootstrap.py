"""Opening: from settings to a retriever, with a library made where the command allows it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from api import first_library
from api.process import give_back
from api.settings import Settings
from corpus import languages
from corpus.library import Library
from retriever.idf import is_listed
from retriever.index.index import Index
from retriever.index.index_cache import index_of
from retriever.models import Embedder, load
from retriever.retriever import Retriever

Say = Callable[[str], None]


def open_or_make(settings: Settings, say: Say) -> Retriever:
    """The library to ask, with all that a question needs in memory; `say` is told what takes long. Takes seconds.

    Where there is no library, one is made of the bundled release. Raises LibraryError, ModelError.
    """
    embedder = None
    if not Library.exists(settings.library):
        say(f"there is no library in {settings.library} yet: making one of the bundled press release")
        embedder = _embedder(settings, say)
        first_library.make(settings.library, embedder)
    library = Library.open(settings.library)
    # Each waits for files, or works outside of Python's lock, for the greater part of its time.
    with ThreadPoolExecutor(3) as pool:
        indexing = pool.submit(_index, library)
        waking = pool.submit(_wake, library)
        embedder = embedder or _embedder(settings, say)
        index, _ = indexing.result(), waking.result()
    give_back()
    return Retriever(library, embedder, threshold=settings.threshold, index=index)


def open_or_create(settings: Settings, say: Say) -> Retriever:
    """The library to add to; where there is none, an empty one. Raises LibraryError, ModelError."""
    library = Library.create(settings.library)
    return Retriever(library, _embedder(settings, say), threshold=settings.threshold)


def _embedder(settings: Settings, say: Say) -> Embedder:
    return load(settings.embedder, cache=settings.cache, say=say, network=settings.network)


def _index(library: Library) -> Index | None:
    """The library's indexes; None while it holds nothing, and so does not say of what dimension its vectors are."""
    with library.reading() as snapshot:
        if snapshot.encoding is None:
            return None
        return index_of(library, snapshot, snapshot.encoding.dimension)


def _wake(library: Library) -> None:
    """Load what tells languages apart, and the everyday words of the library's."""
    languages.detect("Which language is this?")
    with library.reading() as snapshot:
        for language in snapshot.languages():
            is_listed(language or "")
