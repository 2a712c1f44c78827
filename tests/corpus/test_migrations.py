"""Libraries of earlier formats are brought to this one without loss."""

import multiprocessing
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from corpus import provenance, schema
from corpus.documents import Document, Paragraph, Span
from corpus.errors import LibraryError
from corpus.integrity import check
from corpus.library import FILE, Library
from corpus.reembedding import Reembedding
from tests.corpus.conftest import ENCODING, Add, document, encoded
from tests.corpus.format_1 import Format1
from tests.corpus.format_2 import Format2
from tests.corpus.format_3 import Format3

OTHER = replace(ENCODING, embedder="another-model")
LONG = Document(
    id="long",
    title="Sàn 😀",
    text="Một. Hai.\nสวัสดี. " + "Words. " * 2000,
    paragraphs=(
        Paragraph(Span(0, 9), (Span(0, 4), Span(5, 9)), ("Over it",)),
        Paragraph(Span(10, 14000), (Span(10, 17), Span(18, 14000)), ("Over it", "Below"), 2),
    ),
    media_type="text/plain",
    origin="/x/long.txt",
    published="2026",
)


Old = Format1 | Format2 | Format3


@pytest.fixture(params=[Format1, Format2, Format3])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Old:
    """Three documents, of which the second one was removed."""
    made: Old = request.param(tmp_path / "library", ENCODING)
    for each in (document("Kept."), document("Removed.", "gone"), LONG):
        made.add(each, encoded(each))
    made.remove(2)
    return made


def test_all_of_it_is_read_back_and_whole(old: Old) -> None:
    library = Library.open(old.file.parent)
    with library.reading() as snapshot:
        assert [snapshot.read_document(record.id) for record in snapshot.documents()] == [
            replace(document("Kept."), origin=None, collection="default"),
            replace(LONG, origin=None, collection="default"),
        ]
        assert (snapshot.generation, snapshot.encoding, snapshot.removed_since(0)) == (4, ENCODING, [2])
        assert snapshot.removed_since(4) == []
        assert [record.added for record in snapshot.documents()] == ["2026-11-24T08:00:00.000+00:00"] * 2
        made = [each.stored() for each in (*encoded(document("Kept.")), *encoded(LONG))]
        assert [(each.terms, each.vectors) for each in snapshot.added_since(0)] == made
    health = check(library.file)
    assert (health.damage, health.documents, health.paragraphs) == ([], 2, 3)
    library.close()


def test_it_goes_on_as_any_other(old: Old) -> None:
    library = Library.open(old.file.parent)
    assert library.add(LONG, encoded(LONG), ENCODING).status == "unchanged"
    library.remove("long")
    library.add(document("New.", "new"), encoded(document("New.")), ENCODING)
    assert [record.key for record in library.documents()] == [1, 4]  # 2 and 3 are not used again
    assert check(library.file).damage == []
    library.close()


def test_an_unfinished_re_embedding_goes_on(old: Old) -> None:
    old.re_encode([1], OTHER)
    library = Library.open(old.file.parent)
    assert check(library.file).damage == []
    work = Reembedding(library, OTHER)
    assert work.missing() == ["long"]
    assert work.put(LONG, encoded(LONG))
    assert work.finish()
    assert check(library.file).damage == []
    library.close()


@pytest.mark.parametrize("earlier", [Format1, Format2, Format3])
def test_an_empty_library_is_migrated(earlier: type[Old], tmp_path: Path) -> None:
    earlier(tmp_path / "library", ENCODING)
    library = Library.create(tmp_path / "library")
    assert library.documents() == []
    assert check(library.file).damage == []
    library.close()


def test_several_processes_at_once_migrate_it_once(old: Old) -> None:
    with multiprocessing.get_context("spawn").Pool(3) as pool:
        assert pool.map(_titles, [old.file.parent] * 6, chunksize=1) == [["A", "Sàn 😀"]] * 6
    assert check(old.file).damage == []


def test_what_was_damaged_before_is_still_told(old: Old) -> None:
    with closing(sqlite3.connect(old.file)) as connection:
        connection.execute("UPDATE documents SET text = 'Lost.' WHERE key = 1")
        connection.execute("""UPDATE paragraphs SET headings = '["Another"]' WHERE number = 2""")
        connection.commit()
    library = Library.open(old.file.parent)
    assert {damage.document for damage in check(library.file).damage} == {"a", "long"}
    library.close()


def test_a_record_keeps_its_file(tmp_path: Path) -> None:
    made = Format2(tmp_path / "library", ENCODING)
    made.add(document("Kept."), encoded(document("Kept.")))
    made.claim(1, "/x/records.jsonl")
    library = Library.open(made.file.parent)
    assert [(each.id, each.file) for each in provenance.from_files(library)] == [("a", "/x/records.jsonl")]
    assert check(library.file).damage == []
    library.close()


@pytest.mark.parametrize(
    "change",
    [
        "page = 9",
        "number = 'x'",
        "start = 'x'",
        "terms = 'x'",
        "vectors = zeroblob(16)",
        "digest = x'00'",
        "vectors_digest = digest",
        "sentences = '[[10, 15]]'",
    ],
)
def test_damage_that_a_digest_tells_is_told_after_migration(change: str, tmp_path: Path) -> None:
    made = Format2(tmp_path / "library", ENCODING)
    for each in (document("Kept."), LONG):
        made.add(each, encoded(each))
    made.re_encode([1, 2], OTHER)
    with closing(sqlite3.connect(made.file)) as connection:
        connection.execute(f"UPDATE paragraphs SET {change} WHERE key = 3")
        if change.startswith(("terms", "vec")):
            connection.execute(f"UPDATE re_encoded SET {change} WHERE paragraph = 2")
        connection.commit()
    library = Library.open(made.file.parent)
    told = [(each.document, each.what) for each in check(library.file).damage]
    assert ("made anew for paragraph number 2" in str(told)) is change.startswith(("terms", "vec")), told
    assert "long" in {document_id for document_id, _ in told}
    assert "a" not in {document_id for document_id, _ in told}
    library.remove("long")
    assert check(library.file).damage == []
    library.close()


@pytest.mark.parametrize("version", [1, 2, 3])
def test_a_damaged_number_of_the_format_migrates_nothing(version: int, library: Library, add: Add) -> None:
    add(document("Kept."))
    library.close()
    with closing(sqlite3.connect(library.file)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(library.folder)
    with closing(sqlite3.connect(library.file)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    assert check(library.file).damage == []


def test_what_cannot_be_migrated_stays_as_it_was(tmp_path: Path) -> None:
    old = Format1(tmp_path / "library", ENCODING)
    for each in (document("Kept."), LONG):
        old.add(each, encoded(each))
    with closing(sqlite3.connect(old.file)) as connection:
        connection.execute("UPDATE paragraphs SET start = 'nowhere' WHERE number = 2")
        connection.commit()
    with pytest.raises(LibraryError, match="damaged"):
        Library.open(old.file.parent)
    with closing(sqlite3.connect(old.file)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (1,)
        assert connection.execute("SELECT count(*) FROM documents").fetchone() == (2,)


@pytest.mark.parametrize("change", ["published = '1999'", "digest = zeroblob(16)"])
def test_a_damaged_row_of_format_3_is_told_after_migration(change: str, tmp_path: Path) -> None:
    made = Format3(tmp_path / "library", ENCODING)
    for each in (document("Kept."), LONG):
        made.add(each, encoded(each))
    with closing(sqlite3.connect(made.file)) as connection:
        connection.execute(f"UPDATE documents SET {change} WHERE key = 2")
        connection.commit()
    library = Library.open(made.file.parent)
    assert {damage.document for damage in check(library.file).damage} == {"long"}
    library.close()


def test_tables_are_those_of_a_new_library(old: Old, tmp_path: Path) -> None:
    Library.open(old.file.parent).close()
    Library.create(tmp_path / "new").close()
    tables = []
    for folder in (old.file.parent, tmp_path / "new"):
        with closing(sqlite3.connect(folder / FILE)) as connection:
            rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE name != 'sqlite_sequence'")
            tables.append({name: "".join((sql or "").split()) for name, sql in rows})
            assert schema.find_unexpected(connection) == []
    assert tables[0] == tables[1]


def _titles(folder: Path) -> list[str]:
    library = Library.open(folder)
    try:
        return [record.title for record in library.documents()]
    finally:
        library.close()
