"""Which file a document came from is known, follows it under a new name, and goes with it."""

import hashlib

from corpus import integrity, provenance
from corpus.library import Library
from corpus.provenance import FromFile
from tests.corpus.conftest import Add, document


def test_documents_of_files_are_told_and_uploads_are_not(library: Library, add: Add) -> None:
    add(document("One.", "one", origin="/folder/one.txt"))
    add(document("Two.", "two", origin="upload:two.txt"))
    add(document("Three.", "three"))
    add(document("Four.", "four"))
    assert provenance.from_files(library) == [FromFile("one", "/folder/one.txt", record=False)]
    provenance.claim(library, "/folder/some.jsonl", ["three", "one", "unknown"])
    assert provenance.from_files(library)[1:] == [FromFile("three", "/folder/some.jsonl", record=True)]


def test_a_record_stands_in_the_file_that_claimed_it_last_until_it_is_replaced(library: Library, add: Add) -> None:
    add(document("One.", "one"))
    provenance.claim(library, "/a.jsonl", ["one"])
    provenance.claim(library, "/b.jsonl", ["one"])
    assert [each.file for each in provenance.from_files(library)] == ["/b.jsonl"]
    with library.reading() as snapshot:
        assert snapshot.record_files("/a.jsonl") == []
        assert snapshot.record_files("/b.jsonl") == [("one", "/b.jsonl")]
    add(document("Another.", "one"))
    assert provenance.from_files(library) == []


def test_a_claim_that_is_known_changes_nothing(library: Library, add: Add) -> None:
    add(document("One.", "one"))
    before = library.generation
    provenance.claim(library, "/a.jsonl", ["one"])
    written = (library.file.parent / "library.sqlite3-wal").read_bytes()
    provenance.claim(library, "/a.jsonl", ["one"])
    assert (library.file.parent / "library.sqlite3-wal").read_bytes() == written
    assert library.generation == before


def test_a_twin_is_a_files_document_of_the_same_text(library: Library, add: Add) -> None:
    add(document("One.", "one", origin="/folder/one.txt"))
    add(document("Two.", "two", origin="upload:two.txt"))
    assert provenance.twin(library, document("One.", origin="/other.txt")) == FromFile(
        "one", "/folder/one.txt", record=False
    )
    for other in (
        document("One.", origin="/folder/one.txt"),  # the same
        document("One."),
        document("Other.", origin="/other.txt"),
        document("Two.", origin="/other.txt"),
    ):
        assert provenance.twin(library, other) is None


def test_a_renamed_file_is_known_by_its_new_name_and_the_library_stays_whole(library: Library, add: Add) -> None:
    add(document("One.", "one", origin="/one.txt"))
    add(document("Two.", "two", origin="/two.txt"))
    one = FromFile("one", "/one.txt", record=False)
    assert not provenance.rename(library, one, "/two.txt")
    assert not provenance.rename(library, FromFile("one", "/elsewhere.txt", record=False), "/new.txt")
    assert provenance.rename(library, one, "/new.txt")
    assert [each.file for each in provenance.from_files(library)] == ["/new.txt", "/two.txt"]
    assert add(document("One.", "new", origin="/new.txt")).status == "unchanged"
    assert integrity.check(library.file).damage == []


def test_a_file_in_an_archive_adopts_the_record_that_an_earlier_version_made_of_it(library: Library, add: Add) -> None:
    archive, origin = "/x/port.zip", "/x/port.zip!//fees/quay.txt"
    known = "quay-" + hashlib.sha256(b"/x/port.zip!/fees/quay.txt").hexdigest()[:8]
    add(document("One.", known))
    add(document("Two.", "quay"))
    provenance.claim(library, archive, [known, "quay"])
    for other in (
        "/x/other.zip!//fees/quay.txt",
        "/x/port.zip!//quay.txt",
        "/x/port.zip",
        "upload:port.zip!//quay.txt",
    ):
        provenance.adopt(library, other, "quay")
    assert [each.origin for each in provenance.from_files(library)] == [archive, archive]
    generation = library.generation
    for _ in range(2):
        provenance.adopt(library, origin, "quay")
    assert provenance.from_files(library) == [
        FromFile(known, origin, record=False),
        FromFile("quay", archive, record=True),
    ]
    assert (library.generation, integrity.check(library.file).damage) == (generation, [])


def test_documents_of_one_name_are_looked_up_without_the_others(library: Library, add: Add) -> None:
    for number, origin in enumerate(
        ("upload:a.txt#2", "upload:a.txt", "upload:a.txt$", "upload:a.txt.old", "upload:b")
    ):
        add(document(f"Text {number}.", f"d{number}", origin=origin))
    with library.reading() as snapshot:
        assert provenance.origins_under(snapshot, ["upload:a.txt"], "#") == [
            ("d0", "upload:a.txt#2"),
            ("d1", "upload:a.txt"),
        ]
        assert [each for each, _ in provenance.origins_under(snapshot, ["upload:b", "upload:a.txt"], "#")] == [
            "d0",
            "d1",
            "d4",
        ]
        plan = snapshot.connection.execute(
            "EXPLAIN QUERY PLAN SELECT id FROM documents WHERE origin = ? OR (origin >= ? AND origin < ?)", ("a",) * 3
        ).fetchall()
    assert all("SCAN" not in str(step) for step in plan)
