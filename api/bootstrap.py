"""From settings to a retriever; where there is no library yet, one is made of the bundled release or left empty."""

import json
import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from functools import cache, partial
from importlib import resources
from pathlib import Path

from api.process import release_memory
from api.settings import Settings
from corpus.documents import Document
from corpus.errors import LibraryError, SettingRefused
from corpus.languages import LanguageDetector
from corpus.library import FILE, Library
from corpus.storage import Location
from ingest import Refused, read_bytes
from retriever.models import Embedder, load
from retriever.models.registry import PACKAGED, STANDARD
from retriever.query import LanguageTools
from retriever.reader.reader import load_reader
from retriever.retriever import Retriever

Say = Callable[[str], None]

RELEASE = "asean-msme-green-transition"
"""The bundled release's id."""


def open_or_make(settings: Settings, say: Say) -> Retriever:
    """Open the library to ask, with all that a question needs in memory; `say` is told what takes long. Takes seconds.

    Where there is no library, make one of the bundled release. Raises LibraryError, ModelError,
    and SettingRefused where the database is to search and there is none.
    """
    if settings.search == "engine" and isinstance(settings.library, Path):
        raise SettingRefused(f"RUJUK_SEARCH=engine needs a library in PostgreSQL, not one in {settings.library}")
    name = embedder_name(settings)
    embedder = cache(partial(_load, settings, say, name))
    if not Library.exists(settings.library):
        say(f"there is no library in {settings.library} yet: making one of the bundled press release")
        make_first_library(settings.library, embedder())
    retriever = Retriever.open(
        settings.library,
        embedder,
        load_reader=partial(load_reader, settings.cache, say, name) if settings.reader == "on" else None,
        threshold=settings.threshold,
        cache=settings.cache,
        engine=settings.search == "engine",
    )
    release_memory()
    return retriever


def open_or_create(settings: Settings, say: Say) -> Retriever:
    """Open the library to add to; where there is none, create an empty one. Raises LibraryError, ModelError."""
    library = Library.create(settings.library)
    detect = LanguageDetector(settings.cache).detect
    return Retriever(
        library,
        _load(settings, say, embedder_name(settings)),
        threshold=settings.threshold,
        tools=LanguageTools(detect=detect),
    )


def questions_path() -> Path:
    """Where the bundled questions are, which examine the bundled release."""
    return Path(str(resources.files("corpus.bundled") / "questions.jsonl"))


def read_release() -> Document:
    """Read the bundled release as any JSONL record is read. Raises TypeError where its files are damaged."""
    folder = resources.files("corpus.bundled")
    record = json.loads((folder / f"{RELEASE}.json").read_text("utf-8"))
    record["text"] = (folder / f"{RELEASE}.txt").read_text("utf-8")
    line = json.dumps(record, ensure_ascii=False).encode()
    (document,) = read_bytes(line, f"{RELEASE}.jsonl", origin=f"bundled:{RELEASE}", source=f"{RELEASE}.txt")
    if isinstance(document, Refused):
        raise TypeError(f"the bundled release cannot be read: {document.reason}")
    return document


def make_first_library(location: Location, embedder: Embedder) -> None:
    """Make a library of the bundled release where there is none.

    In a folder it is built aside and appears whole or not at all; where another process made one meanwhile, that one
    stays. Raises LibraryError where the folder cannot be written.
    """
    if isinstance(location, Path):
        _make_in_folder(location, embedder)
        return
    with closing(Library.create(location)) as library:
        Retriever(library, embedder).add(read_release())


def _make_in_folder(folder: Path, embedder: Embedder) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as aside:
            library = Library.create(Path(aside))
            Retriever(library, embedder).add(read_release())
            library.close()
            _publish(Path(aside) / FILE, folder / FILE)
    except OSError as error:
        raise LibraryError(f"cannot make a library in {folder}: {error.strerror}") from error


def embedder_name(settings: Settings) -> str:
    """Name the embedder that is set; else that of the library's vectors, or of a new library. Raises LibraryError."""
    if settings.embedder:
        return settings.embedder
    if not Library.exists(settings.library):
        return STANDARD
    with closing(Library.open(settings.library)) as library, library.reading() as snapshot:
        recorded = snapshot.encoding.embedder if snapshot.encoding else STANDARD
    return recorded if recorded in PACKAGED else STANDARD  # another one is not found by its name alone


def _load(settings: Settings, say: Say, name: str) -> Embedder:
    return load(name, cache=settings.cache, say=say, network=settings.network)


def _publish(built: Path, final: Path) -> None:
    """Give the built file its name, never over a file that is there already."""
    try:
        os.link(built, final)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links: the moment between looking and renaming is all that is lost
        if not final.exists():
            built.rename(final)
