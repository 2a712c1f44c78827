"""Metadata of the library as a whole, each entry with its digest; and a watermark beside the library.

In the file the table of the metadata is named `facts`; its entries:

library      a random name, which tells this library and its back-ups from any other
generation   raised by one with each change
keys         the last key that a document and that a paragraph got: no key is used twice
encoding     what made the vectors and terms (`records.Encoding` as JSON); none before the first document
encoded      the generation at which all of them were made anew; none where they never were
untidy       the generation of the last removal since the file was written anew; none where none was
copying      the name of the library that is being copied here; none in what is whole
re-encoding  the encoding for which vectors lie aside; none where none do
"""

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from corpus import digests
from corpus.durable import PRIVATE
from corpus.errors import LibraryForeign
from corpus.sql import Connection

WATERMARK_FILE = "library.sqlite3-mark"


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


@dataclass(frozen=True, slots=True)
class Watermark:
    """A library, by its random name, and a generation that it has reached, written beside it after each change.

    SQLite takes a write-ahead log only as far as it is whole. Where one is damaged, or was not copied with its file,
    the library opens as it was some changes ago, and nothing in it tells. The watermark does.
    """

    library: str
    generation: int


def write_watermark(folder: Path, library: str, generation: int) -> None:
    """Note that this library has reached that generation. Where nothing can be written, there is no watermark."""
    line = f"{library} {generation} {digests.of_row(library, generation).hex()}\n"
    with contextlib.suppress(OSError):
        file = os.open(folder / WATERMARK_FILE, os.O_WRONLY | os.O_CREAT, PRIVATE)
        try:
            os.write(file, line.encode())  # over what was there: one write, which a killed process has made or not
        finally:
            os.close(file)


def read_watermark(folder: Path) -> Watermark | None:
    """Read the watermark; None where there is none that can be read.

    Read it before the library, which others may bring further meanwhile.
    """
    with contextlib.suppress(OSError, ValueError, IndexError):
        library, generation, digest = (folder / WATERMARK_FILE).read_text("utf-8").splitlines()[0].split(" ")
        if bytes.fromhex(digest) == digests.of_row(library, int(generation)):
            return Watermark(library, int(generation))
    return None
