"""Question sets on disk, as libraries that can be asked.

A set is a folder with `corpus.jsonl` (a document a line) and `questions.jsonl`, in one of the forms that `rujuk eval`
takes. Its library is kept in the work folder, so that a second run embeds nothing.
"""

import hashlib
import shutil
from pathlib import Path

from rich.progress import track

from corpus.library import Library
from ingest import Refused, read
from retriever.calibration import Calibration
from retriever.indexing import encoding_of
from retriever.models import Embedder
from retriever.reader.reader import Reader
from retriever.retriever import Retriever


def retriever_over(
    corpus: Path,
    work: Path,
    embedder: Embedder,
    *,
    reader: Reader | None = None,
    calibration: Calibration | None = None,
    fresh: bool = False,
) -> Retriever:
    """Open the library of a set's corpus in the work folder, and make it hold that corpus as it is now.

    `reader` reads the best candidates; None leaves them in the legs' order. What another embedder made, or another
    analysis of terms, stays in a folder of its own; `fresh` makes all anew.
    """
    encoding = encoding_of(embedder)
    made_by = hashlib.sha256(repr(encoding).encode()).hexdigest()[:8]
    folder = work / f"{embedder.name}-{made_by}" / corpus.parent.name
    if fresh and folder.exists():
        shutil.rmtree(folder)
    retriever = Retriever(Library.create(folder), embedder, reader=reader, calibration=calibration)
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
