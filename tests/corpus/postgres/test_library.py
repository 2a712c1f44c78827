"""What holds for a library in a file holds for one in a database: the same tests, and what is a database's own."""

import os
import threading
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from corpus import integrity
from corpus.backup import back_up
from corpus.documents import Original
from corpus.errors import (
    InputRefused,
    LibraryBusy,
    LibraryForeign,
    LibraryNotFound,
    LibraryReplaced,
    LibraryUnreachable,
)
from corpus.library import Library
from corpus.postgres import connection as postgres_connection
from corpus.reembedding import Reembedding
from corpus.storage import DatabaseURL
from tests.corpus.conftest import ENCODING, Add, document, encoded
from tests.corpus.test_filters import (  # noqa: F401  # collected here too, with the library of this folder
    test_the_same_file_in_another_collection_is_another_document,
)
from tests.corpus.test_library import (  # noqa: F401
    test_a_changed_document_replaces_its_old_version_in_one_step,
    test_a_copy_of_a_file_is_the_same_document,
    test_a_failed_add_leaves_the_old_state,
    test_a_file_finds_a_free_id,
    test_a_record_does_not_replace_a_file_of_the_same_id,
    test_a_snapshot_stays_at_its_generation,
    test_adding_again_changes_nothing,
    test_an_unknown_document_is_named,
    test_another_model_is_refused_with_what_to_do,
    test_documents_are_listed_oldest_first,
    test_each_change_raises_the_generation_by_one,
    test_records_with_ids_of_their_own_may_say_the_same,
    test_two_files_of_one_name_are_two_documents,
    test_what_was_added_is_read_back_exactly,
)
from tests.corpus.test_originals import (  # noqa: F401
    test_it_is_added_in_the_transaction_of_its_document,
    test_one_without_is_said_to_have_none,
)
from tests.corpus.test_provenance import (  # noqa: F401
    test_a_record_stands_in_the_file_that_claimed_it_last_until_it_is_replaced,
    test_a_twin_is_a_files_document_of_the_same_text,
    test_documents_of_files_are_told_and_uploads_are_not,
)
from tests.corpus.test_reembedding import (  # noqa: F401
    test_a_document_is_read_back_whole,
    test_of_two_for_other_models_the_later_one_wins,
    test_of_two_for_the_same_model_the_later_one_finds_it_done,
    test_the_library_changes_over_once_all_is_aside,
    test_what_came_or_changed_meanwhile_is_encoded_too,
    test_what_lies_aside_can_be_dropped,
    test_what_went_meanwhile_is_passed_over,
)
from tests.corpus.test_snapshot import test_a_large_document_that_changed_is_read_as_it_is_now  # noqa: F401
from tests.postgres import Server, soon


def test_no_library_is_said_so(database: DatabaseURL) -> None:
    assert not Library.exists(database)
    with pytest.raises(LibraryNotFound, match="add PATH"):
        Library.open(database)


def test_a_library_of_another_format_is_refused(library: Library, database: DatabaseURL, postgres: Server) -> None:
    postgres.query(database, "UPDATE rujuk.format SET version = 999")
    with pytest.raises(LibraryForeign, match="format 999"):
        Library.open(database)


def test_it_is_whole_and_damage_to_it_is_told(
    library: Library, add: Add, database: DatabaseURL, postgres: Server
) -> None:
    add(document("One."))
    damage = [each.what for each in integrity.check_library(library).damage]
    postgres.query(database, "UPDATE rujuk.paragraphs SET headings = '[]'")
    changed = [each.what for each in integrity.check_library(library).damage]
    assert set(changed) - set(damage) == {"damaged among its paragraphs: 1"}
    with library.reading() as snapshot, pytest.raises(LibraryForeign, match="'a' is damaged"):
        snapshot.paragraphs([1])


@pytest.mark.parametrize("isolation", ["read committed", "repeatable read"])
def test_two_writers_take_turns_and_readers_see_whole_generations(
    library: Library, database: DatabaseURL, isolation: str
) -> None:
    by_default = quote("-c default_transaction_isolation=" + isolation.replace(" ", "\\ "))
    database = DatabaseURL(f"{database.url}&options={by_default}")
    made = 8
    ended: list[BaseException | None] = []

    def write(writer: int) -> None:
        try:
            other = Library.open(database)
            for number in range(made):
                new = document(f"{writer} {number}.", f"w{writer}-{number}")
                other.add(new, encoded(new), ENCODING)
            other.close()
            ended.append(None)
        except BaseException as error:  # noqa: BLE001  # a thread's failure must reach the test
            ended.append(error)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(2)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        with library.reading() as snapshot:
            assert len(snapshot.documents()) == snapshot.generation == len(list(snapshot.added_since(0)))
    assert ended == [None, None]
    assert [record.generation for record in library.documents()] == list(range(1, 2 * made + 1))


def test_a_writer_that_is_kept_waiting_is_told(
    library: Library, add: Add, database: DatabaseURL, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_connection, "_SESSION", postgres_connection._SESSION.replace("'30s'", "'200ms'"))
    other = Library.open(database)
    with library.writing(), pytest.raises(LibraryBusy, match="try again"):
        other.add(document("One."), encoded(document("One.")), ENCODING)
    other.close()
    assert add(document("Two.")).status == "added"


def test_a_change_is_told_to_others(library: Library, add: Add, database: DatabaseURL) -> None:
    other = Library.open(database)
    changes = other.changes()
    assert [changes.any(), changes.any()] == [True, False]
    add(document("One."))
    assert soon(changes.any)
    changes.close()
    other.close()


def test_a_change_of_which_nothing_is_heard_is_found(
    library: Library, add: Add, database: DatabaseURL, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.postgres.storage._NET_SECONDS", 0)
    monkeypatch.setattr("corpus.postgres.storage._CHANNEL", "nobody_listens")
    changes = library.changes()
    assert changes.any()
    monkeypatch.setattr("corpus.postgres.storage._CHANNEL", "another")
    add(document("One."))
    assert [changes.any(), changes.any()] == [True, False]
    changes.close()


def test_a_database_that_was_replaced_is_told_and_opened_anew(
    library: Library, add: Add, database: DatabaseURL, postgres: Server
) -> None:
    add(document("One."))
    postgres.query(database, "DROP SCHEMA rujuk CASCADE")
    with pytest.raises(LibraryReplaced):
        library.documents()
    Library.create(database).close()
    with pytest.raises(LibraryReplaced):
        library.documents()
    library.reopen()
    assert library.documents() == []
    with library.reading() as snapshot:
        assert snapshot.opened == 1


def test_another_library_in_its_place_is_neither_read_nor_written(
    library: Library, database: DatabaseURL, postgres: Server
) -> None:
    assert library.documents() == []  # its connection waits for the next one
    postgres.query(database, "DROP SCHEMA rujuk CASCADE")
    other = Library.create(database)
    other.add(document("Other."), encoded(document("Other.")), ENCODING)
    with pytest.raises(LibraryReplaced):
        library.documents()
    with pytest.raises(LibraryReplaced):
        library.add(document("One.", "one"), encoded(document("One.", "one")), ENCODING)
    with pytest.raises(LibraryReplaced):
        library.tidy()
    assert [record.id for record in other.documents()] == ["a"]
    other.close()


def test_what_was_removed_is_in_no_table_any_more(
    library: Library, add: Add, database: DatabaseURL, postgres: Server
) -> None:
    add(document("Confidential words."))
    add(document("Changed words."))
    add(document("Other."))
    library.remove("a")
    postgres.query(database, "CHECKPOINT")
    for path in postgres.files():
        assert b" words." not in path.read_bytes()


def test_only_a_library_that_is_small_in_all_is_written_anew(
    library: Library, add: Add, database: DatabaseURL, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def remove() -> bool:
        file = "SELECT pg_relation_filenode('rujuk.originals')"
        before = postgres.query(database, file)
        add(document("Words."))
        library.remove("a")
        return postgres.query(database, file) != before

    monkeypatch.setattr("corpus.postgres.storage._SMALL", 2**20)
    assert remove()
    kept = replace(document("Other.", "b"), original=Original("b.pdf", "application/pdf", os.urandom(2**20)))
    add(kept)
    assert not remove()


def test_paragraphs_change_over_a_few_at_a_time(
    library: Library, add: Add, database: DatabaseURL, postgres: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("corpus.reembedding._AT_ONCE", 2)
    for name in "abcde":
        add(document("Words.", name))
    postgres.query(
        database,
        """CREATE FUNCTION rujuk.refuse_many() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN IF (SELECT count(*) FROM changed) > 2 THEN RAISE 'too many'; END IF; RETURN NULL; END $$;
           CREATE TRIGGER refuse_many AFTER UPDATE ON rujuk.paragraphs REFERENCING NEW TABLE AS changed
           FOR EACH STATEMENT EXECUTE FUNCTION rujuk.refuse_many()""",
    )
    other = replace(ENCODING, embedder="another-model")
    work = Reembedding(library, other)
    for each in work.documents():
        work.put(each, encoded(each))
    assert work.finish()
    with library.reading() as snapshot:
        assert snapshot.encoding == other
        assert len(list(snapshot.added_since(0))) == 5  # with vectors of that model


def test_a_text_that_cannot_be_stored_is_refused(library: Library, add: Add) -> None:
    with pytest.raises(InputRefused, match=r"U\+0000"):
        add(document("One\0two."))
    with pytest.raises(InputRefused, match=r"U\+0000"):
        library.document("\0")
    assert library.generation == 0


def test_ids_and_paths_of_any_length_are_kept_apart(library: Library, add: Add) -> None:
    import random

    noise = random.Random(1)  # noqa: S311  # no secret; what repeats itself would be compressed
    long = "".join(chr(noise.randrange(0x4E00, 0x9FFF)) for _ in range(4000))
    assert add(document("One.", long)).status == "added"
    assert add(document("Two.", "b", origin=f"/{long}")).status == "added"
    assert add(document("Two.", "b", origin=f"/{long}")).status == "unchanged"
    assert library.text(long) == "One."


def test_a_back_up_is_the_servers_affair(library: Library, tmp_path: Path) -> None:
    with pytest.raises(InputRefused, match="pg_dump"):
        back_up(library, tmp_path / "backup")


def test_the_password_is_in_no_message() -> None:
    for url in (
        "postgresql://user:secret@127.0.0.1:1/nowhere",
        "postgresql://user@127.0.0.1:1/nowhere?password=secret",
    ):
        with pytest.raises(LibraryUnreachable) as caught:
            Library.exists(DatabaseURL(url))
        assert "secret" not in str(caught.value)
        assert "secret" not in repr(DatabaseURL(url))
