"""The first library: made from the bundled release, so that the first command of a new user just works."""

import json
import os
import tempfile
from importlib import resources
from pathlib import Path

from corpus.documents import Document
from corpus.errors import LibraryError
from corpus.library import FILE, Library
from ingest import Refused, read_bytes
from retriever.models import Embedder
from retriever.retriever import Retriever

RELEASE = "asean-msme-green-transition"


def questions_path() -> Path:
    """The bundled questions that examine the bundled release."""
    return Path(str(resources.files("corpus.bundled") / "questions.jsonl"))


def release() -> Document:
    """The bundled release, read as any JSONL record is."""
    folder = resources.files("corpus.bundled")
    record = json.loads((folder / f"{RELEASE}.json").read_text("utf-8"))
    record["text"] = (folder / f"{RELEASE}.txt").read_text("utf-8")
    line = json.dumps(record, ensure_ascii=False).encode()
    (document,) = read_bytes(line, f"{RELEASE}.jsonl", origin=f"bundled:{RELEASE}", source=f"{RELEASE}.txt")
    if isinstance(document, Refused):
        raise TypeError(f"the bundled release cannot be read: {document.reason}")
    return document


def make(folder: Path, embedder: Embedder) -> None:
    """Make a library of the bundled release in `folder`, which has none.

    It is built aside and appears whole or not at all; where another process made one meanwhile, that one stays.
    Raises LibraryError where the folder cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder) as aside:
            library = Library.create(Path(aside))
            Retriever(library, embedder).add(release())
            library.close()
            _place(Path(aside) / FILE, folder / FILE)
    except OSError as error:
        raise LibraryError(f"cannot make a library in {folder}: {error.strerror}") from error


def _place(built: Path, final: Path) -> None:
    """Give the built file its name, never over a file that is there already."""
    try:
        os.link(built, final)
    except FileExistsError:
        pass
    except OSError:  # a file system without hard links: the moment between looking and renaming is all that is lost
        if not final.exists():
            built.rename(final)
