"""A check names whatever is damaged, and reading refuses it."""

import json
import multiprocessing
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from corpus import provenance
from corpus.documents import Document, Introduction, Paragraph, Span
from corpus.errors import LibraryError, LibraryForeign
from corpus.integrity import Damage, Health, check
from corpus.library import FILE, Library
from corpus.reembedding import Reembedding
from tests.corpus.conftest import ENCODING, Add, document, encoded

OTHER = replace(ENCODING, embedder="another-model")
TWO = Document(
    id="two",
    title="Two",
    text="One. Two.\nThree.",
    paragraphs=(
        Paragraph(Span(0, 9), (Span(0, 4), Span(5, 9)), ("Over it",)),
        Paragraph(Span(10, 16), (Span(10, 16),), introductions=(Introduction(Span(5, 9), "lead_in"),)),
    ),
    media_type="text/plain",
    origin="/x/two.txt",
)


@pytest.fixture
def filled(library: Library, add: Add) -> Library:
    """Two documents, a removed one, the file of a record, and a re-embedding half way."""
    for each in (document("Whole."), TWO, document("Gone.", "gone")):
        add(each)
    library.remove("gone")
    provenance.claim(library, "/x/records.jsonl", ["a"])
    Reembedding(library, OTHER).put(TWO, encoded(TWO))
    return library


def _tamper(library: Library, *statements: str) -> None:
    with closing(sqlite3.connect(library.file)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def _read(library: Library, document_id: str, key: int) -> None:
    with library.reading() as snapshot:
        paragraphs = [each.key for each in snapshot.added_since(0) if each.document == key]
        snapshot.text(document_id)
        snapshot.read_document(document_id)
        snapshot.paragraphs(paragraphs)


def _damage(library: Library) -> list[Damage]:
    return check(library.file, beside=library.folder).damage


def test_a_whole_library_is_said_so(filled: Library) -> None:
    told: list[tuple[int, int]] = []
    health = check(filled.file, beside=filled.folder, progress=lambda done, of: told.append((done, of)))
    assert health == Health(generation=4, documents=2, paragraphs=3, damage=[])
    assert told == [(0, 2), (1, 2), (2, 2)]


@pytest.mark.parametrize(
    "statement",
    [
        *(
            f"UPDATE documents SET {change} WHERE id = 'two'"
            for change in (
                "title = 'Another'",
                "origin = '/y/two.txt'",
                "media_type = 'x'",
                "source = 'x'",
                "published = '2020'",
                "language = 'th'",
                "metadata = '{}x'",
                "text = 'One. Two.' || char(10) || 'Threa.'",
                "text = CAST(x'ff6f' AS TEXT)",
                "text = x'00'",
                "length = length + 1",
                "sha256 = md5",
                "md5 = sha256",
                "fingerprint = sha256",
                "added = ''",
                "generation = 1",
                "paragraphs = 3",
                "digest = x'00'",
            )
        ),
        *(
            f"UPDATE paragraphs SET {change} WHERE document = 2 AND position = 1"
            for change in (
                "start = 9",
                "start = 'x'",
                '"end" = 15',
                "headings = '[]x'",
                "page = 3",
                "sentences = '[[10, 15]]'",
                "terms = 'over' || char(10) || 'one'",
                "digest = x'00'",
                "vectors = zeroblob(16)",
                "vectors = 'x'",
                "vectors_digest = digest",
                "number = 3",
                "position = 2",
                "introductions = '[]'",
                "introductions = '[[0, 4, \"lead_in\"]]'",
                "is_heading = 1",
            )
        ),
        "DELETE FROM paragraphs WHERE document = 2 AND position = 0",
        "DELETE FROM paragraphs WHERE document = 2 AND position = 1",
        "DELETE FROM paragraphs WHERE document = 2",
        "UPDATE paragraphs SET terms = (SELECT terms || 'x' FROM paragraphs) WHERE document = 2 AND position = 0",
    ],
)
def test_a_damaged_document_is_named_and_refused(statement: str, filled: Library) -> None:
    before = filled.text("a")
    _tamper(filled, statement)
    assert {each.document for each in _damage(filled)} - {None} == {"two"}
    if "vectors" not in statement:  # which are read to be indexed, and never shown
        with pytest.raises(LibraryForeign, match="damaged"):
            _read(filled, "two", key=2)
    assert filled.text("a") == before
    filled.remove("two")
    assert {each.document for each in _damage(filled)} <= {None}


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("UPDATE facts SET value = '3' WHERE name = 'generation'", "'generation' is damaged"),
        ("UPDATE facts SET value = replace(value, 'model', 'modal') WHERE name = 'encoding'", "'encoding' is damaged"),
        ("DELETE FROM facts WHERE name = 'library'", "'library' is missing"),
        ("INSERT INTO facts VALUES ('x', 'y', x'00')", "'x' is missing, or should not be here"),
        ("UPDATE removals SET generation = 2", "removed is damaged"),
        ("DELETE FROM removals", "3 documents came, and 2 are here"),
        ("UPDATE record_files SET file = '/x'", "note of the file"),
        ("UPDATE re_encoded SET terms = ''", "made anew for paragraph number 2"),
        ("UPDATE re_encoded SET vectors = zeroblob(16)", "made anew for paragraph number 2"),
        ("DROP TABLE re_encoded", "unfinished re-embedding"),
        ("DROP INDEX documents_by_text", "documents_by_text is not"),
        ("CREATE TABLE theirs (x)", "theirs is not"),
        ("INSERT INTO re_encoded VALUES (77, '', x'', x'', x'')", "belongs to nothing in paragraphs"),
    ],
)
def test_damage_beside_the_documents_is_told(statement: str, what: str, filled: Library) -> None:
    _tamper(filled, statement)
    damage = _damage(filled)
    assert any(each.document is None and what in each.what for each in damage), damage


def test_a_document_that_vanished_is_missed(filled: Library) -> None:
    _tamper(filled, "DELETE FROM paragraphs WHERE document = 1", "DELETE FROM documents WHERE key = 1")
    assert any("3 documents came, and 2 are here" in each.what for each in _damage(filled))


def test_what_was_written_wrongly_is_told_though_its_hashes_are_right(library: Library) -> None:
    long, wrong = encoded(TWO), encoded(TWO)
    long[0] = replace(long[0], vectors=np.full((3, 4), 0.6, dtype=np.float32))
    wrong[0] = replace(wrong[0], vectors=np.full((2, 4), 0.5, dtype=np.float32))
    wrong[1] = replace(wrong[1], vectors=np.full((1, 4), np.nan, dtype=np.float32), terms=())
    library.add(replace(TWO, id="long", origin=None), long, ENCODING)
    library.add(replace(TWO, id="wrong", origin=None), wrong, ENCODING)
    assert [(each.document, each.what) for each in _damage(library)] == [
        ("long", "its paragraph 1 has vectors that are not of unit length"),
        ("wrong", "its paragraph 1 has not as many vectors as sentences, of 4 dimensions"),
        ("wrong", "its paragraph 2 has not as many lines of terms as sentences"),
        ("wrong", "its paragraph 2 has vectors that are not of unit length"),
    ]


def test_a_check_sees_one_moment_while_others_write(filled: Library, add: Add) -> None:
    def adds(done: int, total: int) -> None:
        add(document(f"Later {done}.", f"later{done}"))

    health = check(filled.file, progress=adds)
    assert (health.generation, health.documents, health.damage) == (4, 2, [])
    assert _damage(filled) == []


@pytest.mark.parametrize("opening", [Library.open, Library.create])
def test_changes_that_were_lost_are_told(
    opening: Callable[[Path], Library], filled: Library, add: Add, caplog: pytest.LogCaptureFixture
) -> None:
    filled.close()
    before = filled.file.read_bytes()  # as it is where the log is lost, or an older file put in its place
    for number in range(3):
        add(document(f"Late {number}.", f"late{number}"))
    filled.close()
    filled.file.write_bytes(before)
    library = opening(filled.folder)
    assert ["generation 4, and had reached 7" in record.message for record in caplog.records] == [True]
    (damage,) = _damage(library)
    assert "changes are lost" in damage.what
    library.add(document("It goes on.", "on"), encoded(document("It goes on.")), ENCODING)
    assert _damage(library) == []


@pytest.mark.parametrize("line", ["", "\n", "x 7 y", "\xff", "{} 9 00"])
def test_a_mark_that_cannot_be_read_tells_nothing(line: str, filled: Library) -> None:
    (filled.folder / "library.sqlite3-mark").write_text(line, encoding="latin-1")
    assert _damage(filled) == []


def test_a_mark_of_another_library_tells_nothing(filled: Library, tmp_path: Path) -> None:
    other = Library.create(tmp_path / "other")
    for number in range(9):
        made = document(f"{number}.", f"n{number}")
        other.add(made, encoded(made), ENCODING)
    (other.folder / "library.sqlite3-mark").rename(filled.folder / "library.sqlite3-mark")
    assert _damage(filled) == []


def test_a_file_that_is_no_library_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"not a database " * 100)
    with pytest.raises(LibraryError, match="not a Rujuk library"):
        check(tmp_path / "x")


def test_text_that_is_no_utf_8_is_an_error_of_ours(filled: Library) -> None:
    _tamper(filled, "UPDATE documents SET title = CAST(x'ff' AS TEXT) WHERE id = 'a'")
    with pytest.raises(LibraryForeign, match="damaged"):
        filled.documents()


def test_the_id_of_a_damaged_document_can_be_shown(filled: Library) -> None:
    _tamper(filled, "UPDATE documents SET id = CAST(x'61ff' AS TEXT) WHERE id = 'two'")
    assert json.dumps([each.document for each in _damage(filled)])
    assert {each.document for each in _damage(filled)} - {None} == {"a\N{REPLACEMENT CHARACTER}"}


def test_damage_that_sqlite_tells_in_no_utf_8_is_an_error_of_ours(filled: Library) -> None:
    _tamper(
        filled,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET name = CAST(x'ff66' AS TEXT), sql = 'CREATE nothing' WHERE name = 'removals'",
    )
    filled.close()
    for read in (Library.open, lambda folder: check(folder / FILE)):
        with pytest.raises(LibraryForeign, match="damaged"):
            read(filled.folder)


def test_what_is_added_meanwhile_is_not_missed(filled: Library) -> None:
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        adding = pool.apply_async(_add_many, (filled.folder, 150))
        checks = 0
        while not adding.ready() or not checks:
            assert _damage(filled) == []
            Library.open(filled.folder).close()
            checks += 1
        adding.get()


def _add_many(folder: Path, count: int) -> None:
    with closing(Library.open(folder)) as other:
        for number in range(count):
            made = document(f"Late {number}.", f"late{number}")
            other.add(made, encoded(made), ENCODING)
