"""Keeps the file of a document that the library holds already, without its vectors and terms being made anew."""

from dataclasses import replace
from typing import Final

from corpus import metadata, originals
from corpus.documents import Document
from corpus.library import Added, Library

_KEPT: Final = "its words are the same; its file is kept with it now"


def keep_original(library: Library, document: Document) -> Added | None:
    """Keep the file of a document whose words are here as they are, in the place of an earlier file. Durable.

    None where it has no file to keep, or its words are not here. Raises LibraryBusy, LibraryError.
    """
    if document.original is None:
        return None
    with library.writing() as connection:
        known = "SELECT key, id, fingerprint, collection FROM documents WHERE origin = ?"
        found = connection.execute(known, (document.origin,)).fetchone()
        if found is None:
            return None
        key, document_id, fingerprint, collection = found
        if replace(document, collection=document.collection or collection).fingerprint != fingerprint:
            return None
        metadata.write(connection, "untidy", str(metadata.next_generation(connection)))
        originals.insert(connection, key, document.original)
    library.erase_removed()
    return Added(document_id, "updated", _KEPT)
