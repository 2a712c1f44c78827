"""Making all vectors and terms of a library anew: kept aside until every paragraph has some, then changed over at once.

Until then the library answers with those it has, and what is aside outlives a crash or a Ctrl-C: the next run goes on.
"""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from corpus.documents import Document
from corpus.errors import LibraryBusy, UnknownDocument
from corpus.library import Library
from corpus.snapshot import EncodedParagraph, Encoding, Snapshot

# A document that goes takes with it what lies aside for it.
_ASIDE = """
CREATE TABLE IF NOT EXISTS re_encoded (
    paragraph INTEGER PRIMARY KEY REFERENCES paragraphs (key) ON DELETE CASCADE,
    terms TEXT NOT NULL,
    vectors BLOB NOT NULL
)
"""
_MISSING = """
    SELECT DISTINCT document FROM paragraphs WHERE NOT EXISTS (SELECT 1 FROM re_encoded WHERE paragraph = key)
"""


class ReEncoding:
    """One change of a library's encoding, begun or gone on with.

    What an earlier one for another encoding left aside is dropped. Raises LibraryBusy, LibraryError, as all methods do.
    """

    def __init__(self, library: Library, encoding: Encoding) -> None:
        self._library = library
        self._encoding = encoding
        self._wanted = json.dumps(asdict(encoding))
        with library.writing() as connection:
            connection.execute(_ASIDE)
            if Snapshot(connection).fact("re-encoding") != self._wanted:
                connection.execute("DELETE FROM re_encoded")
                connection.execute("INSERT OR REPLACE INTO facts VALUES ('re-encoding', ?)", (self._wanted,))

    def missing(self) -> list[str]:
        """The ids of the documents that have nothing aside yet, oldest first."""
        with self._library.writing() as connection:
            if self._is_done(connection):
                return []
            rows = connection.execute(f"SELECT id FROM documents WHERE key IN ({_MISSING}) ORDER BY key").fetchall()
        return [document_id for (document_id,) in rows]

    def documents(self) -> Iterator[Document]:
        """Those that have nothing aside yet and are still here when their turn comes."""
        for document_id in self.missing():
            try:
                with self._library.reading() as snapshot:
                    document = snapshot.whole(document_id)
            except UnknownDocument:
                continue
            yield document

    def put(self, document: Document, encoded: Sequence[EncodedParagraph]) -> bool:
        """Keep a document's new vectors and terms aside; False where it changed or went meanwhile."""
        with self._library.writing() as connection:
            if self._is_done(connection):
                return False
            keys = connection.execute(
                """SELECT p.key FROM paragraphs p JOIN documents d ON d.key = p.document
                   WHERE d.id = ? AND d.fingerprint = ? ORDER BY p.number""",
                (document.id, document.fingerprint),
            ).fetchall()
            connection.executemany(
                "INSERT OR REPLACE INTO re_encoded VALUES (?, ?, ?)",
                ((key, *each.stored()) for (key,), each in zip(keys, encoded, strict=bool(keys))),
            )
        return bool(keys)

    def finish(self) -> bool:
        """Change over, if every paragraph has something aside: one transaction, one generation. Else False."""
        with self._library.writing() as connection:
            if self._is_done(connection):
                return True
            if connection.execute(_MISSING).fetchone() is not None:
                return False
            connection.execute(
                """UPDATE paragraphs SET terms = aside.terms, vectors = aside.vectors
                   FROM re_encoded AS aside WHERE aside.paragraph = key"""
            )
            connection.execute("DROP TABLE re_encoded")
            connection.execute("DELETE FROM facts WHERE name = 're-encoding'")
            connection.execute("UPDATE facts SET value = CAST(value AS INTEGER) + 1 WHERE name = 'generation'")
            connection.execute("INSERT OR REPLACE INTO facts VALUES ('encoding', ?)", (self._wanted,))
            connection.execute(
                "INSERT OR REPLACE INTO facts SELECT 'encoded', value FROM facts WHERE name = 'generation'"
            )
        self._library.forget()
        return True

    @staticmethod
    def abandon(library: Library) -> None:
        """Drop what an unfinished one left aside, if there is one."""
        with library.writing() as connection:
            connection.execute("DROP TABLE IF EXISTS re_encoded")
            connection.execute("DELETE FROM facts WHERE name = 're-encoding'")
        library.forget()

    def _is_done(self, connection: sqlite3.Connection) -> bool:
        """Whether another process has finished the same. Raises LibraryBusy where one has begun for another model."""
        snapshot = Snapshot(connection)
        if snapshot.encoding == self._encoding:
            return True
        if snapshot.fact("re-encoding") != self._wanted:
            raise LibraryBusy(
                f"the library in {self._library.folder} is being re-embedded by another process for another model than "
                f"{self._encoding.embedder}; let it finish, and try again"
            )
        return False
