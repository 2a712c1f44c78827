"""Metadata of the library as a whole, each entry with its digest; in the file its table is named `facts`.

library      a random name, which tells this library and its back-ups from any other
generation   raised by one with each change
keys         the last key that a document and that a paragraph got: no key is used twice
encoding     what made the vectors and terms (`records.Encoding` as JSON); none before the first document
encoded      the generation at which all of them were made anew; none where they never were
untidy       the generation of the last removal since the file was written anew; none where none was
copying      the name of the library that is being copied here; none in what is whole
re-encoding  the encoding for which vectors lie aside; none where none do
"""

import json

from corpus import digests
from corpus.errors import LibraryForeign
from corpus.sql import Connection


def read(connection: Connection, name: str) -> str | None:
    """Read an entry, None where there is none. Raises LibraryForeign where it is damaged."""
    row = connection.execute("SELECT value, digest FROM facts WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    value, digest = row
    if digest != digests.of_row(name, value):
        raise LibraryForeign(f"the library is damaged (its {name} is): run `rujuk check`, and restore a back-up")
    return str(value)


def write(connection: Connection, name: str, value: str) -> None:
    """Write an entry over what it was."""
    row = (name, value, digests.of_row(name, value))
    connection.execute(
        """INSERT INTO facts VALUES (?, ?, ?)
           ON CONFLICT (name) DO UPDATE SET value = excluded.value, digest = excluded.digest""",
        row,
    )


def next_generation(connection: Connection) -> int:
    """Raise the generation by one, and give it. Raises LibraryForeign where it is damaged."""
    generation = int(read(connection, "generation") or 0) + 1
    write(connection, "generation", str(generation))
    return generation


def next_keys(connection: Connection, paragraphs: int) -> tuple[int, int]:
    """Take a key for a document and one for each of its paragraphs; give the key of the document and of the first one.

    Raises LibraryForeign where the last keys are damaged.
    """
    document, paragraph = json.loads(read(connection, "keys") or "[0, 0]")
    write(connection, "keys", json.dumps([document + 1, paragraph + paragraphs]))
    return document + 1, paragraph + 1
