import multiprocessing
import sqlite3
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus import schema
from corpus.documents import Document, Paragraph, Span
from corpus.errors import DocumentRefused, EmbedderMismatch, LibraryForeign, LibraryNotFound, UnknownDocument
from corpus.library import FILE, Library
from tests.corpus.conftest import ENCODING, Add, document, encoded


def test_what_was_added_is_read_back_exactly(library: Library, add: Add) -> None:
    text = "Sàn 😀 สวัสดี.\nTwo lines."
    assert add(document(text)).status == "added"
    record = library.document("a")
    assert library.text("a") == text
    assert (record.length, record.paragraphs, record.metadata) == (len(text), 1, {"place": "Đà Nẵng"})
    with library.reading() as snapshot:
        (indexed,) = snapshot.added_since(0)
        stored = snapshot.paragraphs([indexed.key])[indexed.key]
    assert indexed.vectors == encoded(document(text))[0].vectors.tobytes()
    assert indexed.terms == "over\none two"
    assert stored.terms == (frozenset({"one", "two"}),)
    assert (stored.text, stored.headings, stored.page) == (text, ("Over it",), 3)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=3, max_size=200), st.data())
def test_a_paragraph_is_read_with_what_stands_around_it(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    made = replace(document(text), paragraphs=(Paragraph(Span(start, end), (Span(start, end),)),))
    with _memory_library() as library:
        library.add(made, encoded(made), ENCODING)
        with library.reading() as snapshot:
            (stored,) = snapshot.paragraphs([1]).values()
    assert stored.text == text[start:end]
    assert stored.before == text[max(start - 32, 0) : start]
    assert stored.after == text[end : end + 32]


def test_adding_again_changes_nothing(library: Library, add: Add) -> None:
    add(document("Words."))
    generation = library.generation
    assert add(document("Words.")).status == "unchanged"
    assert library.unchanged(document("Words.")) is not None
    assert library.generation == generation


def test_a_changed_document_replaces_its_old_version_in_one_step(library: Library, add: Add) -> None:
    add(document("Old words.", origin="/somewhere/a.txt"))
    changed = add(document("New words.", origin="/somewhere/a.txt"))
    assert (changed.id, changed.status) == ("a", "updated")
    assert [record.generation for record in library.documents()] == [2]
    assert library.text("a") == "New words."
    with library.reading() as snapshot:
        assert snapshot.removed_since(1) == [1]
        assert snapshot.removed_since(2) == []


def test_two_files_of_one_name_are_two_documents(library: Library, add: Add) -> None:
    first = add(document("One.", origin="/x/a.txt"))
    second = add(document("Two.", origin="/y/a.txt"))
    assert first.id == "a"
    assert second.id.startswith("a-")
    assert {library.text(first.id), library.text(second.id)} == {"One.", "Two."}


def test_a_copy_of_a_file_is_the_same_document(library: Library, add: Add) -> None:
    add(document("One.", origin="/x/a.txt"))
    copy = add(document("One.", "copy", origin="/y/copy.txt"))
    assert (copy.id, copy.status) == ("a", "unchanged")
    assert "'a'" in (copy.detail or "")


def test_records_with_ids_of_their_own_may_say_the_same(library: Library, add: Add) -> None:
    assert add(document("Same.", "a")).status == add(document("Same.", "b")).status == "added"


def test_documents_are_listed_oldest_first(library: Library, add: Add) -> None:
    for name in ("c", "a", "b"):
        add(document(f"{name}.", name))
    assert [record.id for record in library.documents()] == ["c", "a", "b"]


def test_removal_leaves_nothing_in_the_file(library: Library, add: Add) -> None:
    add(document("Confidential words."))
    add(document("Changed words."))
    add(document("Other words."))
    library.remove("a")
    with pytest.raises(UnknownDocument, match="'a'"):
        library.text("a")
    for path in library.folder.iterdir():
        assert b" words." not in path.read_bytes()


def test_a_record_does_not_replace_a_file_of_the_same_id(library: Library, add: Add) -> None:
    add(document("A file.", "report", origin="/x/report.txt"))
    with pytest.raises(DocumentRefused, match="another id"):
        add(document("A record.", "report"))
    assert library.text("report") == "A file."


def test_a_file_finds_a_free_id(library: Library, add: Add) -> None:
    add(document("A record.", "report"))
    second = add(document("A file.", "report", origin="/x/report.txt"))
    add(document("In the way.", f"{second.id}0"))
    assert (library.text("report"), library.text(second.id)) == ("A record.", "A file.")


def test_an_unknown_document_is_named(library: Library) -> None:
    for call in (library.document, library.text, library.remove):
        with pytest.raises(UnknownDocument, match="'nowhere'"):
            call("nowhere")


def test_each_change_raises_the_generation_by_one(library: Library, add: Add) -> None:
    assert library.generation == 0
    add(document("One."))
    add(document("Two.", "b"))
    library.remove("a")
    assert library.generation == 3


def test_another_model_is_refused_with_what_to_do(library: Library, add: Add) -> None:
    add(document("One."))
    other = replace(ENCODING, embedder="another-model")
    with pytest.raises(EmbedderMismatch, match="RUJUK_EMBEDDER=a-model"):
        library.require(other)
    with pytest.raises(EmbedderMismatch):
        library.add(document("Two.", "b"), encoded(document("Two.")), other)
    assert [record.id for record in library.documents()] == ["a"]


def test_a_failed_add_leaves_the_old_state(library: Library, add: Add) -> None:
    add(document("One."))
    two = Document(
        id="a",
        title="A",
        text="One. Two.",
        paragraphs=(Paragraph(Span(0, 4), (Span(0, 4),)), Paragraph(Span(5, 9), (Span(5, 9),))),
        media_type="text/plain",
    )
    with pytest.raises(ValueError, match="shorter"):
        library.add(two, encoded(document("One.")), ENCODING)
    assert (library.text("a"), library.generation) == ("One.", 1)


def test_a_snapshot_stays_at_its_generation(library: Library, add: Add) -> None:
    add(document("One."))
    with library.reading() as snapshot:
        add(document("Two.", "b"))
        assert [record.id for record in snapshot.documents()] == ["a"]
    assert len(library.documents()) == 2


def test_no_library_is_said_so(tmp_path: Path) -> None:
    assert not Library.exists(tmp_path)
    with pytest.raises(LibraryNotFound, match="add PATH"):
        Library.open(tmp_path)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).write_bytes(b"not a database " * 100)
    with pytest.raises(LibraryForeign, match="not a Rujuk library"):
        Library.open(tmp_path)


def test_a_foreign_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / FILE) as connection:
        connection.execute("CREATE TABLE theirs (x)")
        connection.execute("PRAGMA user_version = 7")
    connection.close()
    for opener in (Library.open, Library.create):
        with pytest.raises(LibraryForeign, match="not a Rujuk library"):
            opener(tmp_path)
    with sqlite3.connect(tmp_path / FILE) as connection:
        assert [name for (name,) in connection.execute("SELECT name FROM sqlite_master")] == ["theirs"]
    connection.close()


def test_a_newer_library_is_refused(library: Library) -> None:
    with sqlite3.connect(library.folder / FILE) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    connection.close()
    with pytest.raises(LibraryForeign, match="newer Rujuk"):
        Library.open(library.folder)


def test_a_library_made_by_one_process_is_read_by_another(library: Library, add: Add) -> None:
    add(document("One."))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_text_of, (library.folder, "a")) == "One."


def test_one_process_writes_while_others_read(library: Library, add: Add) -> None:
    add(document("0."))
    failures: list[Exception] = []
    done = threading.Event()

    def read() -> None:
        while not done.is_set():
            try:
                with library.reading() as snapshot:
                    assert len(snapshot.documents()) == snapshot.generation
                    assert len(list(snapshot.added_since(0))) == snapshot.generation
            except Exception as error:  # noqa: BLE001  # a thread's failure must reach the test
                failures.append(error)
                return

    readers = [threading.Thread(target=read) for _ in range(4)]
    for reader in readers:
        reader.start()
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        pool.apply(_add_many, (library.folder, 40))
    done.set()
    for reader in readers:
        reader.join()
    assert not failures
    assert library.generation == 41


def _text_of(folder: Path, document_id: str) -> str:
    return Library.open(folder).text(document_id)


def _add_many(folder: Path, count: int) -> None:
    other = Library.open(folder)
    for number in range(1, count + 1):
        made = document(f"{number}.", f"n{number}")
        other.add(made, encoded(made), ENCODING)


class _memory_library:  # noqa: N801  # reads as a function: `with _memory_library() as library`
    """A library in a folder of its own; hypothesis does not renew fixtures for each example."""

    def __enter__(self) -> Library:
        import tempfile

        self._folder = tempfile.TemporaryDirectory()
        self._library = Library.create(Path(self._folder.name))
        return self._library

    def __exit__(self, *_: object) -> None:
        self._library.close()
        self._folder.cleanup()
