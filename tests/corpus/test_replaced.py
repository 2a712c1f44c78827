"""Another library in the place of one that is open, or none, is told: nothing is read from the two, none is written."""

import shutil
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

import pytest

from corpus.connection import connect
from corpus.errors import LibraryBusy, LibraryNotFound, LibraryReplaced
from corpus.library import FILE, Library
from tests.corpus.conftest import ENCODING, document, encoded

Replacing = Callable[[Path, Path], object]


def put(library: Library, document_id: str, text: str) -> None:
    made = document(text, document_id)
    library.add(made, encoded(made), ENCODING)


def rename_over(folder: Path, other: Path) -> None:
    (other / FILE).replace(folder / FILE)


def copy_over(folder: Path, other: Path) -> None:
    shutil.copyfile(other / FILE, folder / FILE)


def swap_folders(folder: Path, other: Path) -> None:
    folder.rename(folder.with_name("before"))
    other.rename(folder)


WAYS = (rename_over, copy_over, swap_folders)


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A library of another name, at rest."""
    library = Library.create(tmp_path / "other")
    put(library, "theirs", "The museum opens late.")
    library.settle()
    library.close()
    return library.folder


@pytest.mark.parametrize("replace", WAYS)
def test_what_lies_there_now_is_told_and_opened_anew(replace: Replacing, library: Library, other: Path) -> None:
    put(library, "ours", "The ferry leaves at nine.")
    library.settle()
    replace(library.folder, other)
    for look in (library.documents, lambda: put(library, "late", "The market is open.")):
        with pytest.raises(LibraryReplaced, match="another library"):
            look()
    library.reopen()
    assert [record.id for record in library.documents()] == ["theirs"]
    put(library, "late", "The market is open.")
    assert [record.id for record in Library.open(library.folder).documents()] == ["theirs", "late"]


def test_an_earlier_state_of_it_is_another_library_too(library: Library, tmp_path: Path) -> None:
    put(library, "ours", "The ferry leaves at nine.")
    library.settle()
    shutil.copyfile(library.file, tmp_path / "earlier")
    put(library, "late", "The market is open.")
    library.settle()
    shutil.copyfile(tmp_path / "earlier", library.file)
    with pytest.raises(LibraryReplaced):
        library.documents()
    library.reopen()
    assert [record.id for record in library.documents()] == ["ours"]


def test_one_that_is_gone_is_told_until_it_is_back(library: Library) -> None:
    put(library, "ours", "The ferry leaves at nine.")
    away = library.folder.rename(library.folder.with_name("away"))
    with pytest.raises(LibraryReplaced, match=r"no library at .* any more"):
        library.documents()
    with pytest.raises(LibraryNotFound):
        library.reopen()
    away.rename(library.folder)
    assert [record.id for record in library.documents()] == ["ours"]


def test_what_sqlite_says_of_one_that_is_taken_away_is_that_it_is_gone(library: Library) -> None:
    def open_it_meanwhile() -> None:
        with library.watched():
            shutil.rmtree(library.folder)
            connect(library.file)

    with pytest.raises(LibraryReplaced, match=r"no library at .* any more"):
        open_it_meanwhile()


def test_what_was_written_while_it_was_replaced_is_not_said_to_be_there(library: Library, other: Path) -> None:
    put(library, "ours", "The ferry leaves at nine.")
    with pytest.raises(LibraryReplaced), library.writing():
        rename_over(library.folder, other)
    library.reopen()
    assert [record.id for record in library.documents()] == ["theirs"]


def test_the_log_of_the_one_is_not_read_as_the_others(library: Library, other: Path) -> None:
    for number in range(20):
        put(library, f"ours-{number}", f"The ferry {number} leaves at nine.")
    assert library.file.with_name(f"{FILE}-wal").stat().st_size
    rename_over(library.folder, other)
    with pytest.raises(LibraryReplaced):
        library.documents()
    assert [record.id for record in Library.open(library.folder).documents()] == ["theirs"]


def test_while_one_is_being_read_no_other_is_opened(library: Library, other: Path) -> None:
    put(library, "ours", "The ferry leaves at nine.")
    with ExitStack() as stack:
        snapshot = stack.enter_context(library.reading())
        rename_over(library.folder, other)
        with pytest.raises(LibraryBusy):
            library.reopen()
        assert snapshot.text("ours") == "The ferry leaves at nine."
        with pytest.raises(LibraryReplaced):
            stack.close()
    library.reopen()
    assert library.text("theirs") == "The museum opens late."


def test_changes_by_others_are_no_replacement(library: Library) -> None:
    put(library, "ours", "The ferry leaves at nine.")
    connection = connect(library.file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.execute("VACUUM")
    connection.close()
    assert [record.id for record in library.documents()] == ["ours"]
