"""All vectors and terms of a library made anew by another embedder, or by this Rujuk's analysis."""

from collections.abc import Iterator

from corpus.documents import Document
from corpus.library import Library
from corpus.reembedding import Reembedding
from retriever.indexing import encode, encoding_of
from retriever.models import Embedder


def re_embed(library: Library, embedder: Embedder) -> Iterator[Document]:
    """Embed every document anew, giving each once that lies durably aside; the library changes over after the last.

    Stopped at any moment, the library is as before, and the next run goes on. A library that is so embedded already
    gives nothing. Raises LibraryBusy, LibraryError.
    """
    encoding = encoding_of(embedder)
    with library.reading() as snapshot:
        recorded = snapshot.encoding
    if recorded is None or recorded == encoding:
        Reembedding.abandon(library)
        return
    work = Reembedding(library, encoding)
    while not work.finish():  # others may add documents meanwhile
        for document in work.documents():
            if work.put(document, encode(document, embedder)):
                yield document
