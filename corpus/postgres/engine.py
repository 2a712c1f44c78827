"""Finds candidates by the database's own indexes: pgvector's HNSW over vectors, and an inverted index over terms.

The tables are made of the library, brought up to date in the transaction of each change, and never a second truth.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from corpus import digests, metadata
from corpus import schema as of_file
from corpus.errors import LibraryBusy
from corpus.records import Encoding, IndexedParagraph, ParagraphRow, name_columns
from corpus.scripts import strip_accents
from corpus.sql import Connection
from corpus.to_index import read_added

Floats = npt.NDArray[np.float32]

_BATCH: Final = 256
_EF: Final = 600
"""How many neighbours HNSW keeps in sight: of the 200 nearest of 20,000 invented sentences 400 find 0.976, 600 0.986.
"""
_DAMPED: Final = "w.weight * 2.2 * p.count / (p.count + 1.2 * (0.25 + 0.75 * p.length / ?))"
"""BM25 of a term, with k1 = 1.2 and b = 0.75 (retriever/index/bm25.py); the parameter is the mean length."""
_AMONG: Final = "document IN (SELECT CAST(value AS BIGINT) FROM json_each(?))"
_TABLES: Final = """
CREATE TABLE engine (
    generation INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    length INTEGER NOT NULL
);
CREATE TABLE passages (
    paragraph INTEGER PRIMARY KEY,
    document INTEGER NOT NULL,
    length INTEGER NOT NULL,
    words BLOB NOT NULL
);
CREATE INDEX passages_by_document ON passages (document);
CREATE INDEX passages_by_words ON passages (words);
CREATE TABLE units (
    paragraph INTEGER NOT NULL,
    document INTEGER NOT NULL,
    language TEXT,
    sentence boolean NOT NULL,
    vector halfvec({dimension}) NOT NULL
);
ALTER TABLE units ALTER COLUMN vector SET STORAGE PLAIN;
CREATE INDEX units_by_document ON units (document);
CREATE TABLE postings (
    term TEXT NOT NULL,
    paragraph INTEGER NOT NULL,
    document INTEGER NOT NULL,
    count INTEGER NOT NULL,
    length INTEGER NOT NULL,
    PRIMARY KEY (term, paragraph)
);
CREATE INDEX postings_by_document ON postings (document);
CREATE TABLE term_counts (
    term TEXT PRIMARY KEY,
    paragraphs INTEGER NOT NULL,
    unaccented TEXT
);
CREATE INDEX term_counts_by_unaccented ON term_counts (unaccented) WHERE unaccented IS NOT NULL;
INSERT INTO engine VALUES (0, 0, 0);
"""
_OF_DOCUMENTS: Final = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_documents ON {table} USING (document IN (SELECT key FROM documents));
"""
"""Whoever is kept from a document's row by row-level security is kept from what is made of it: laid anew, too."""
_NEAREST: Final = """
CREATE INDEX units_near_own ON units USING hnsw (vector halfvec_ip_ops) WHERE NOT sentence;
CREATE INDEX units_near_sentence ON units USING hnsw (vector halfvec_ip_ops) WHERE sentence;
"""
_NAMES: Final = ("engine", "units", "postings", "passages", "term_counts")
"""As they are laid anew: who searches reads the first one first, so that neither waits for the other in a circle."""


class Copying(Connection, Protocol):
    """A connection to PostgreSQL, which takes many rows at a time."""

    def copy_rows(self, table: str, rows: Iterable[Sequence[Any]], /) -> None:
        """Insert rows into a table."""
        ...


@dataclass(frozen=True, slots=True)
class Counts:
    """What BM25 counts in all of the library: paragraphs, and terms in all of them."""

    paragraphs: int
    length: int

    @property
    def mean_length(self) -> float:
        """The mean length of a paragraph, in terms."""
        return max(self.length / max(self.paragraphs, 1), 1.0)


def is_there(connection: Connection) -> bool:
    """Tell whether the tables are there, as they are once a server searches by them."""
    (found,) = connection.execute("SELECT to_regclass('rujuk.engine') IS NOT NULL").fetchone()
    return bool(found)


def prepare(connection: Copying) -> None:
    """Make the tables of the library within the transaction, unless they are there. Takes as long as HNSW takes."""
    if is_there(connection):
        return
    connection.execute("CREATE EXTENSION IF NOT EXISTS vector SCHEMA public")
    _lay(connection)
    follow(connection)


def follow(connection: Copying) -> None:
    """Bring the tables, if they are there, to the library's generation, within the transaction that raised it."""
    if not is_there(connection):
        return
    (known,) = connection.execute("SELECT generation FROM engine").fetchone()
    generation = int(metadata.read(connection, "generation") or 0)
    if generation == known:
        return
    fresh = known == 0 or int(metadata.read(connection, "encoded") or 0) > known
    if fresh:
        connection.execute("SET LOCAL statement_timeout = 0")
        _lay(connection)
        known = 0
    else:
        _remove(connection, known)
    added = read_added(connection, metadata.read(connection, "encoding") or "", known, set())
    while batch := list(islice(added, _BATCH)):
        _add(connection, batch)
    if fresh:
        of_file.execute_each(connection, _NEAREST)
    connection.execute("UPDATE engine SET generation = ?", (generation,))


def read_counts(connection: Connection) -> Counts:
    """Read what is counted in all of the library. Raises LibraryBusy where the tables were laid anew meanwhile."""
    row = connection.execute("SELECT paragraphs, length FROM engine").fetchone()
    if row is None:  # tables that are younger than the transaction's snapshot hold nothing for it
        raise LibraryBusy("the library's indexes in its database were just made anew; ask again in a moment")
    return Counts(*row)


def read_frequencies(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """Tell in how many paragraphs each of the terms stands; those that stand in none are left out."""
    among = "SELECT term, paragraphs FROM term_counts WHERE term IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(among, (json.dumps(sorted(terms)),)).fetchall())


def read_accented(connection: Connection, terms: Sequence[str]) -> dict[str, int]:
    """Give the terms that are one of these without their accents, and in how many paragraphs each stands."""
    among = "SELECT term, paragraphs FROM term_counts WHERE unaccented IN (SELECT value FROM json_each(?))"
    return dict(connection.execute(among, (json.dumps(sorted(terms)),)).fetchall())


def read_alike(connection: Connection, letter: str, shortest: int, longest: int) -> dict[str, int]:
    """Give the terms that begin with a letter and are so long, and in how many paragraphs each stands."""
    sql, values = alike(letter, shortest, longest)
    return dict(connection.execute(sql, values).fetchall())


def alike(letter: str, shortest: int, longest: int) -> tuple[str, list[object]]:
    """Give the statement for the terms that begin with a letter and are so long, in code points."""
    sql = """SELECT term, paragraphs FROM term_counts
             WHERE term >= ? AND term < ? AND length(term) BETWEEN CAST(? AS int) AND CAST(? AS int)"""
    return sql, [letter, chr(ord(letter) + 1), shortest, longest]


def set_up_search(connection: Connection) -> None:
    """Have the searches of the transaction keep enough in sight, and walk through no table."""
    connection.execute(f"SET LOCAL hnsw.ef_search = {_EF}")
    connection.execute("SET LOCAL hnsw.iterative_scan = 'strict_order'")
    connection.execute("SET LOCAL enable_seqscan = off")


def near(
    vector: Floats, count: int, *, sentences: bool, documents: Sequence[int] | None, languages: "Languages"
) -> tuple[str, list[object]]:
    """Give the statement for the paragraphs of the vectors nearest to one, float32 (d,), and its parameters.

    `sentences`: by sentences' vectors, else by their own. `documents`: keys of those to search in; None: all.
    """
    conditions, values = ["sentence" if sentences else "NOT sentence"], list[object]()
    if documents is not None:
        conditions.append(_AMONG)
        values.append(json.dumps(list(documents)))
    for condition, value in languages.conditions():
        conditions.append(condition)
        values.append(value)
    sql = f"SELECT paragraph FROM units WHERE {' AND '.join(conditions)} ORDER BY vector <#> ?::halfvec LIMIT ?"
    return sql, [*values, _write(vector), count]


def matching(
    terms: Mapping[str, float], count: int, mean_length: float, documents: Sequence[int] | None
) -> tuple[str, list[object]]:
    """Give the statement for the paragraphs of the greatest BM25, and its parameters. `terms`: with their weights."""
    weights = ", ".join("(?, CAST(? AS float8))" for _ in terms)
    where, values = ("", []) if documents is None else (f"WHERE {_AMONG}", [json.dumps(list(documents))])
    sql = f"""SELECT p.paragraph FROM (VALUES {weights}) AS w (term, weight) JOIN postings p ON p.term = w.term {where}
              GROUP BY p.paragraph ORDER BY sum({_DAMPED}) DESC, p.paragraph LIMIT ?"""
    return sql, [*(each for pair in terms.items() for each in pair), *values, mean_length, count]


def find(connection: Connection, statement: tuple[str, list[object]]) -> list[int]:
    """Execute such a statement: the keys of paragraphs."""
    return [key for (key,) in connection.execute(*statement)]


def with_copies(connection: Connection, keys: Sequence[int], documents: Sequence[int] | None) -> list[int]:
    """Give the keys with those of all paragraphs that have the same words, sorted."""
    where, values = ("", []) if documents is None else (f"AND other.{_AMONG}", [json.dumps(list(documents))])
    rows = connection.execute(
        f"""SELECT DISTINCT other.paragraph FROM passages one JOIN passages other ON other.words = one.words
            WHERE one.paragraph IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) {where} ORDER BY other.paragraph""",
        (json.dumps(sorted(set(keys))), *values),
    )
    return [key for (key,) in rows]


def read(connection: Connection, keys: Sequence[int]) -> Iterator[IndexedParagraph]:
    """Read paragraphs as indexes want them, in the order of their keys; one with damaged vectors is left out."""
    encoding = metadata.read(connection, "encoding") or ""
    rows = connection.execute(
        f"""SELECT d.language, p.vectors, p.vectors_digest, {name_columns(ParagraphRow, "p")}
            FROM paragraphs p JOIN documents d ON d.key = p.document
            WHERE p.key IN (SELECT CAST(value AS BIGINT) FROM json_each(?)) ORDER BY p.key""",
        (json.dumps(list(keys)),),
    )
    for language, vectors, digest, *columns in rows:
        row = ParagraphRow._make(columns)
        if row.has_vectors(encoding, vectors, digest):
            yield IndexedParagraph(row.key, row.document, language, row.terms, vectors)


@dataclass(frozen=True, slots=True)
class Languages:
    """Which languages to search in: those but some (`without`), or `only` one; None is one too."""

    without: tuple[str | None, ...] = ()
    only: tuple[str | None, ...] = ()

    def conditions(self) -> Iterator[tuple[str, str | None]]:
        """Give SQL conditions with a parameter each."""
        yield from (("language IS DISTINCT FROM CAST(? AS TEXT)", each) for each in self.without)
        yield from (("language IS NOT DISTINCT FROM CAST(? AS TEXT)", each) for each in self.only)


def _lay(connection: Connection) -> None:
    for name in _NAMES:
        connection.execute(f"DROP TABLE IF EXISTS {name}")
    encoding = metadata.read(connection, "encoding")
    dimension = 1 if encoding is None else Encoding.from_json(encoding).dimension
    of_file.execute_each(connection, _TABLES.format(dimension=dimension))
    for table in ("units", "postings", "passages"):
        of_file.execute_each(connection, _OF_DOCUMENTS.format(table=table))


def _remove(connection: Connection, known: int) -> None:
    """Take out what is of documents that went after the generation that is known."""
    rows = connection.execute("SELECT document FROM removals WHERE generation > ?", (known,)).fetchall()
    if not rows:
        return
    gone = (json.dumps([key for (key,) in rows]),)
    connection.execute(
        f"""UPDATE engine SET paragraphs = paragraphs - gone.count, length = engine.length - gone.length FROM
            (SELECT count(*) AS count, coalesce(CAST(sum(length) AS BIGINT), 0) AS length
             FROM passages WHERE {_AMONG}) AS gone""",
        gone,
    )
    connection.execute(
        f"""UPDATE term_counts SET paragraphs = paragraphs - gone.count FROM
            (SELECT term, count(*) AS count FROM postings WHERE {_AMONG} GROUP BY term) AS gone
            WHERE gone.term = term_counts.term""",
        gone,
    )
    connection.execute("DELETE FROM term_counts WHERE paragraphs = 0")
    for name in ("units", "postings", "passages"):
        connection.execute(f"DELETE FROM {name} WHERE {_AMONG}", gone)


def _add(connection: Copying, batch: Sequence[IndexedParagraph]) -> None:
    cut = [Counter(each.terms.split()) for each in batch]
    lengths = [counted.total() for counted in cut]
    connection.copy_rows(
        "passages",
        [
            (each.key, each.document, length, digests.of_row(*each.terms.partition("\n")[2].split()))
            for each, length in zip(batch, lengths, strict=True)
        ],
    )
    connection.copy_rows("units", [*_units(connection, batch)])
    connection.copy_rows(
        "postings",
        [
            (term, each.key, each.document, count, length)
            for each, counted, length in zip(batch, cut, lengths, strict=True)
            for term, count in counted.items()
        ],
    )
    connection.executemany(
        """INSERT INTO term_counts VALUES (?, ?, ?)
           ON CONFLICT (term) DO UPDATE SET paragraphs = term_counts.paragraphs + excluded.paragraphs""",
        [
            (term, count, _unaccented(term))
            for term, count in sorted(Counter(term for counted in cut for term in counted).items())
        ],
    )
    connection.execute("UPDATE engine SET paragraphs = paragraphs + ?, length = length + ?", (len(batch), sum(lengths)))


def _units(connection: Connection, batch: Sequence[IndexedParagraph]) -> Iterator[tuple[object, ...]]:
    encoding = Encoding.from_json(metadata.read(connection, "encoding") or "")
    for each in batch:
        vectors = np.frombuffer(each.vectors, dtype="<f4").reshape(-1, encoding.dimension)
        for place, vector in enumerate(vectors):
            yield each.key, each.document, each.language, place > 0, _write(vector)


def _unaccented(term: str) -> str | None:
    """Give a term as it is typed without accents, where that is another."""
    plain = strip_accents(term)
    return plain if plain.isascii() and plain != term else None


def _write(vector: Floats) -> str:
    return f"[{','.join(map(str, vector.astype(np.float16).tolist()))}]"
