"""The file of a library: made once, written whole or not at all, kept small, and held still for who copies it."""

import logging
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus import metadata, sqlite_storage
from corpus.errors import LibraryError, LibraryNotFound
from corpus.library import Library
from corpus.memory import Memory
from corpus.metadata import Watermark, read_watermark
from corpus.sqlite_storage import FILE, SQLiteStorage
from tests.corpus.conftest import Add, document


@pytest.fixture
def storage(library: Library) -> Iterator[SQLiteStorage]:
    storage = SQLiteStorage(library.folder)
    storage.prepare(create=False)
    yield storage
    storage.close()


def generation(storage: SQLiteStorage) -> int:
    with storage.reading(Memory()) as snapshot:
        return snapshot.generation


def untidy(storage: SQLiteStorage) -> str | None:
    with storage.holding() as connection:
        return metadata.read(connection, "untidy")


def test_making_it_twice_keeps_the_first(tmp_path: Path) -> None:
    names = []
    for _ in range(2):
        with closing(SQLiteStorage(tmp_path / "new")) as storage:
            storage.prepare(create=True)
            with storage.holding() as connection:
                names.append(metadata.read(connection, "library"))
    assert names[0] is not None
    assert names[0] == names[1]


def test_a_folder_without_one_is_told_with_what_makes_one_and_left_alone(tmp_path: Path) -> None:
    storage = SQLiteStorage(tmp_path / "none")
    assert not storage.exists()
    with pytest.raises(LibraryNotFound, match="add PATH"):
        storage.prepare(create=False)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    with pytest.raises(LibraryError, match="cannot make the library's folder"):
        SQLiteStorage(tmp_path / "file" / "library").prepare(create=True)


def test_what_raises_writes_nothing_and_raises_no_watermark(storage: SQLiteStorage) -> None:
    with storage.writing() as connection:
        metadata.next_generation(connection)
    before = read_watermark(storage.folder)
    assert before is not None
    assert before.generation == generation(storage) == 1

    def fail() -> None:
        with storage.writing() as connection:
            metadata.next_generation(connection)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (generation(storage), read_watermark(storage.folder)) == (1, before)
    with storage.writing() as connection:  # nothing is held
        metadata.next_generation(connection)
    assert read_watermark(storage.folder) == Watermark(before.library, 2)


def test_a_library_that_lost_changes_says_so_when_it_is_opened(
    storage: SQLiteStorage, caplog: pytest.LogCaptureFixture
) -> None:
    with storage.writing() as connection:
        metadata.next_generation(connection)
    name = read_watermark(storage.folder)
    assert name is not None
    metadata.write_watermark(storage.folder, name.library, 7)
    caplog.set_level(logging.WARNING)
    with closing(SQLiteStorage(storage.folder)) as again:
        again.prepare(create=False)
    assert "`rujuk check` says more" in caplog.text


def test_who_holds_it_sees_one_moment_whatever_others_write(storage: SQLiteStorage) -> None:
    with storage.holding() as connection:
        with storage.writing() as writer:
            metadata.next_generation(writer)
        assert metadata.read(connection, "generation") == "0"
    with storage.holding() as connection:
        assert metadata.read(connection, "generation") == "1"


def test_a_reader_keeps_its_generation(storage: SQLiteStorage) -> None:
    with storage.reading(Memory()) as snapshot:
        with storage.writing() as writer:
            metadata.next_generation(writer)
        assert (snapshot.generation, snapshot.read_metadata("generation")) == (0, "0")
    assert generation(storage) == 1


def test_tidying_writes_the_file_anew_once_for_each_removal(storage: SQLiteStorage, library: Library, add: Add) -> None:
    for number in range(20):
        add(document(f"{number} " * 10_000, f"d{number}"))
    for number in range(19):
        with library.writing() as connection:  # as a removal leaves it before anything is tidied
            connection.execute("DELETE FROM documents WHERE id = ?", (f"d{number}",))
            metadata.write(connection, "untidy", str(metadata.next_generation(connection)))
    storage.settle()
    large = storage.file.stat().st_size
    storage.tidy()
    small = storage.file.stat().st_size
    assert small < large / 2
    assert untidy(storage) is None
    before = storage.file.read_bytes()
    storage.tidy()
    assert storage.file.read_bytes() == before


def test_settling_leaves_a_file_that_is_whole_without_its_log(storage: SQLiteStorage, add: Add, tmp_path: Path) -> None:
    add(document("One."))
    log = storage.file.with_name(f"{FILE}-wal")
    assert log.stat().st_size > 0
    storage.settle()
    assert log.stat().st_size == 0
    (tmp_path / "copy").mkdir()
    (tmp_path / "copy" / FILE).write_bytes(storage.file.read_bytes())
    with closing(Library.open(tmp_path / "copy")) as copied:
        assert [each.id for each in copied.documents()] == ["a"]


@pytest.mark.parametrize("small", [True, False])
def test_a_removal_takes_indexes_and_log_and_of_a_small_library_the_copies(
    small: bool, storage: SQLiteStorage, library: Library, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(document("One."))
    with library.writing() as connection:
        metadata.write(connection, "untidy", str(metadata.next_generation(connection)))
    kept = storage.file.with_name(f"{FILE}-index-1")
    kept.write_bytes(b"derived")
    if not small:
        monkeypatch.setattr(sqlite_storage, "_SMALL", 0)
    storage.erase_removed()
    assert not kept.exists()
    assert storage.file.with_name(f"{FILE}-wal").stat().st_size == 0
    assert (untidy(storage) is None) is small
