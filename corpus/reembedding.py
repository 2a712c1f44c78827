"""Embed a library anew: store new vectors and terms in a second table, then switch over in one transaction.

The library answers with the old ones until then. The second table survives a crash or Ctrl-C, and the next run
resumes.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from corpus import metadata
from corpus.documents import Document
from corpus.errors import LibraryBusy, UnknownDocument
from corpus.library import Library
from corpus.records import EncodedParagraph, Encoding, ParagraphRow, name_columns
from corpus.snapshot import Snapshot
from corpus.sql import Connection

_AT_ONCE: Final = 1000
"""Paragraphs that one statement changes over."""
_MISSING = """
    SELECT DISTINCT document FROM paragraphs WHERE NOT EXISTS (SELECT 1 FROM re_encoded WHERE paragraph = key)
"""


class Reembedding:
    """Changes a library's encoding, or goes on with a change that was begun.

    What an earlier one for another encoding left aside is dropped. Raises LibraryBusy, LibraryError, as all methods do.
    """

    def __init__(self, library: Library, encoding: Encoding) -> None:
        self._library = library
        self._encoding = encoding
        self._wanted = encoding.to_json()
        with library.writing() as connection:
            if metadata.read(connection, "re-encoding") != self._wanted:
                connection.execute("DROP TABLE IF EXISTS re_encoded")
                library.storage.lay_aside(connection)
                metadata.write(connection, "re-encoding", self._wanted)

    def missing(self) -> list[str]:
        """List the ids of the documents that have nothing aside yet, oldest first."""
        with self._library.writing() as connection:
            if self._is_done(connection):
                return []
            rows = connection.execute(f"SELECT id FROM documents WHERE key IN ({_MISSING}) ORDER BY key").fetchall()
        return [document_id for (document_id,) in rows]

    def documents(self) -> Iterator[Document]:
        """Read the documents that have nothing aside yet, and are still here when their turn comes."""
        for document_id in self.missing():
            try:
                with self._library.reading() as snapshot:
                    document = snapshot.read_document(document_id)
            except UnknownDocument:
                continue
            yield document

    def put(self, document: Document, encoded: Sequence[EncodedParagraph]) -> bool:
        """Store a document's new vectors and terms aside; False where it changed or went meanwhile."""
        with self._library.writing() as connection:
            if self._is_done(connection):
                return False
            rows = connection.execute(
                f"""SELECT {name_columns(ParagraphRow, "p")} FROM paragraphs p JOIN documents d ON d.key = p.document
                    WHERE d.id = ? AND d.fingerprint = ? ORDER BY p.position""",
                (document.id, document.fingerprint),
            ).fetchall()
            for row, each in zip(map(ParagraphRow._make, rows), encoded, strict=bool(rows)):
                terms, vectors = each.stored()
                made = row.with_terms(terms, self._wanted, document.text)
                aside = (row.key, terms, made.digest, vectors, row.digest_vectors(self._wanted, vectors))
                connection.execute("DELETE FROM re_encoded WHERE paragraph = ?", aside[:1])
                connection.execute("INSERT INTO re_encoded VALUES (?, ?, ?, ?, ?)", aside)
        return bool(rows)

    def finish(self) -> bool:
        """Change over, if every paragraph has something aside: one transaction, one generation. Else False."""
        with self._library.writing() as connection:
            if self._is_done(connection):
                return True
            if connection.execute(_MISSING).fetchone() is not None:
                return False
            _change_over(connection)
            connection.execute("DROP TABLE re_encoded")
            connection.execute("DELETE FROM facts WHERE name = 're-encoding'")
            metadata.write(connection, "encoding", self._wanted)
            metadata.write(connection, "encoded", str(metadata.next_generation(connection)))
        self._library.erase_removed()
        return True

    @staticmethod
    def abandon(library: Library) -> None:
        """Drop what an unfinished one left aside, if there is one. Raises LibraryBusy, LibraryError."""
        with library.writing() as connection:
            connection.execute("DROP TABLE IF EXISTS re_encoded")
            connection.execute("DELETE FROM facts WHERE name = 're-encoding'")
        library.erase_removed()

    def _is_done(self, connection: Connection) -> bool:
        """Tell whether another process has finished the same. Raises LibraryBusy where one began for another model."""
        snapshot = Snapshot(connection)
        if snapshot.encoding == self._encoding:
            return True
        if snapshot.read_metadata("re-encoding") != self._wanted:
            raise LibraryBusy(
                f"the library in {self._library.location} is being re-embedded by another process for another model "
                f"than {self._encoding.embedder}; let it finish, and try again"
            )
        return False


def _change_over(connection: Connection) -> None:
    """Give the paragraphs what is aside, in many statements: a database lets one take half a minute only."""
    last = 0
    while True:
        (end,) = connection.execute(
            """SELECT max(paragraph) FROM
               (SELECT paragraph FROM re_encoded WHERE paragraph > ? ORDER BY paragraph LIMIT ?) AS these""",
            (last, _AT_ONCE),
        ).fetchone()
        if end is None:
            return
        connection.execute(
            """UPDATE paragraphs SET (terms, digest, vectors, vectors_digest) =
                      (aside.terms, aside.digest, aside.vectors, aside.vectors_digest)
               FROM re_encoded AS aside WHERE aside.paragraph = key AND aside.paragraph > ? AND aside.paragraph <= ?""",
            (last, end),
        )
        last = end
