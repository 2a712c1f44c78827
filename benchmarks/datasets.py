"""Question sets on disk, as libraries that can be asked.

A set is a folder with `corpus.jsonl` (a document a line) and `questions.jsonl`, in one of the forms that `rujuk eval`
takes. Its library is kept in the work folder, so that a second run embeds nothing.
"""

import hashlib
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

from rich.progress import track

from corpus.documents import Document
from corpus.library import Library
from ingest import Refused, read
from retriever.calibration import Calibration
from retriever.indexing import encoding_of
from retriever.models import Embedder
from retriever.query import LanguageTools
from retriever.reader.reader import Reader
from retriever.retriever import Retriever

_AT_ONCE = 64
"""Documents that are embedded together, and added in one transaction."""


def retriever_over(
    corpus: Path,
    work: Path,
    embedder: Embedder,
    *,
    reader: Reader | None = None,
    calibration: Calibration | None = None,
    fresh: bool = False,
    tools: LanguageTools | None = None,
) -> Retriever:
    """Open the library of a set's corpus in the work folder, and make it hold that corpus as it is now.

    `reader` reads the best candidates; None leaves them in the legs' order. What another embedder made, or another
    analysis of terms, stays in a folder of its own; `fresh` makes all anew. `tools`: what is known of languages, if not
    all that there is.
    """
    encoding = encoding_of(embedder)
    made_by = hashlib.sha256(repr(encoding).encode()).hexdigest()[:8]
    folder = work / f"{embedder.name}-{made_by}" / corpus.parent.name
    if fresh and folder.exists():
        shutil.rmtree(folder)
    retriever = Retriever(Library.create(folder), embedder, reader=reader, calibration=calibration, tools=tools)
    held = set()
    for document in track(list(read(corpus)), description=f"{corpus.parent.name}, {embedder.name}"):
        if isinstance(document, Refused):
            raise SystemExit(f"{document.where}: {document.reason}")
        held.add(retriever.add(document).id)
    for record in retriever.library.documents():
        if record.id not in held:
            retriever.remove(record.id)
    retriever.refresh()
    return retriever


def library_of(sets: Sequence[Path], folder: Path, embedder: Embedder, seconds: float) -> Library:
    """Open the library in a folder, made to hold the corpora of several sets, as many documents as that time embeds.

    A document's id is its set's name, a slash and its own. What is there already is not embedded again.
    """
    retriever = Retriever(Library.create(folder), embedder)
    held = {record.id for record in retriever.library.documents()}
    waiting = (document for each in sets for document in _documents(each) if document.id not in held)
    until = time.monotonic() + seconds
    while time.monotonic() < until and (batch := list(islice(waiting, _AT_ONCE))):
        retriever.add_all(batch)
    return retriever.library


def _documents(folder: Path) -> Iterator[Document]:
    for document in read(folder / "corpus.jsonl"):
        if not isinstance(document, Refused):
            yield replace(document, id=f"{folder.name}/{document.id}")
