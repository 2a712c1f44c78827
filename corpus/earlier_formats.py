"""Tables as earlier formats of the library's file had them: for its migrations, and never changed."""

from types import MappingProxyType
from typing import Final

FACTS_2: Final = """
CREATE TABLE facts (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    digest BLOB NOT NULL
) WITHOUT ROWID;
"""
DOCUMENTS_2: Final = """
CREATE TABLE documents (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    origin TEXT UNIQUE,
    title TEXT NOT NULL,
    media_type TEXT NOT NULL,
    source TEXT,
    published TEXT,
    language TEXT,
    metadata TEXT NOT NULL,
    text TEXT NOT NULL,
    length INTEGER NOT NULL,
    sha256 TEXT NOT NULL,
    md5 TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    added TEXT NOT NULL,
    generation INTEGER NOT NULL,
    paragraphs INTEGER NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX documents_by_text ON documents (sha256);
CREATE INDEX documents_by_generation ON documents (generation);
"""
PARAGRAPHS_2: Final = """
CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    headings TEXT NOT NULL,
    page INTEGER,
    sentences TEXT NOT NULL,
    terms TEXT NOT NULL,
    digest BLOB NOT NULL,
    vectors BLOB NOT NULL,
    vectors_digest BLOB NOT NULL,
    UNIQUE (document, number)
);
"""
REMOVALS_2: Final = """
CREATE TABLE removals (
    document INTEGER PRIMARY KEY,
    generation INTEGER NOT NULL,
    digest BLOB NOT NULL
);
CREATE INDEX removals_by_generation ON removals (generation);
"""
RECORD_FILES_2: Final = """
CREATE TABLE record_files (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    file TEXT NOT NULL,
    digest BLOB NOT NULL
);
"""
RE_ENCODED_2: Final = """
CREATE TABLE re_encoded (
    paragraph INTEGER PRIMARY KEY REFERENCES paragraphs (key) ON DELETE CASCADE,
    terms TEXT NOT NULL,
    digest BLOB NOT NULL,
    vectors BLOB NOT NULL,
    vectors_digest BLOB NOT NULL
);
"""
PARAGRAPHS_3: Final = """
CREATE TABLE paragraphs (
    key INTEGER PRIMARY KEY,
    document INTEGER NOT NULL REFERENCES documents (key) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    number INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    headings TEXT NOT NULL,
    page INTEGER,
    sentences TEXT NOT NULL,
    introductions TEXT NOT NULL,
    is_heading INTEGER NOT NULL,
    terms TEXT NOT NULL,
    digest BLOB NOT NULL,
    vectors BLOB NOT NULL,
    vectors_digest BLOB NOT NULL,
    UNIQUE (document, position)
);
"""
ORIGINALS_5: Final = """
CREATE TABLE originals (
    document INTEGER PRIMARY KEY REFERENCES documents (key) ON DELETE CASCADE,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size INTEGER NOT NULL,
    pages INTEGER,
    sha256 TEXT NOT NULL,
    digest BLOB NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE pages (
    document INTEGER NOT NULL REFERENCES originals (document) ON DELETE CASCADE,
    page INTEGER NOT NULL,
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    places BLOB NOT NULL,
    digest BLOB NOT NULL,
    PRIMARY KEY (document, page)
) WITHOUT ROWID;
"""
COLUMNS: Final = MappingProxyType(
    {
        1: {"paragraphs": "key, document, number, start, end, headings, page, sentences, terms, vectors"},
        2: {
            "paragraphs": "key, document, number, start, end, headings, page, sentences, terms, digest, vectors, "
            "vectors_digest"
        },
        3: {
            "paragraphs": "key, document, position, number, start, end, headings, page, sentences, introductions, "
            "is_heading, terms, digest, vectors, vectors_digest",
            "documents": "key, id, origin, title, media_type, source, published, language, metadata, text, length, "
            "sha256, md5, fingerprint, added, generation, paragraphs, digest",
        },
        4: {
            "documents": "key, id, origin, title, media_type, source, published, language, metadata, text, length, "
            "sha256, md5, fingerprint, added, generation, paragraphs, digest, collection",
            "originals": "",  # which is not there yet
        },
    }
)
"""The columns by which each earlier format is known."""
