"""Which id, which collection and which earlier version a document gets, and what taking one out writes down."""

from dataclasses import replace

import pytest

from corpus import adding, digests, metadata
from corpus.adding import Added
from corpus.documents import Document, Original
from corpus.errors import DocumentRefused, UnknownDocument
from corpus.library import Library
from tests.corpus.conftest import ENCODING, Add, document, encoded


def file(text: str, name: str = "a", collection: str | None = None) -> Document:
    return replace(document(text, name, f"/shelf/{name}.txt"), collection=collection)


def test_a_look_whether_it_would_change_anything_changes_nothing(library: Library, add: Add) -> None:
    add(file("One."))
    with library.writing() as connection:
        assert adding.find_unchanged(connection, file("One.")) == Added("a", "unchanged")
        assert adding.find_unchanged(connection, file("Two.")) is None
        assert adding.find_unchanged(connection, file("Two.", "b")) is None
    assert library.generation == 1


def test_the_text_of_a_file_is_another_document_in_another_collection_alone(library: Library, add: Add) -> None:
    add(file("One.", "a", "law"))
    assert add(file("One.", "b", "law")) == Added("a", "unchanged", "the same text is here as 'a'")
    assert add(file("One.", "b", "hr")) == Added("b", "added")
    assert add(file("One.", "c")) == Added("c", "added")
    assert [(each.id, each.collection) for each in library.documents()] == [("a", "law"), ("b", "hr"), ("c", "default")]


def test_a_new_version_that_names_no_collection_stays_where_it_is(library: Library, add: Add) -> None:
    add(file("One.", collection="law"))
    assert add(file("Two.")) == Added("a", "updated")
    assert library.document("a").collection == "law"
    assert add(file("Two.", collection="hr")) == Added("a", "updated")
    assert library.document("a").collection == "hr"


def test_a_record_without_an_origin_takes_no_id_of_a_file(library: Library, add: Add) -> None:
    add(file("One."))
    with library.writing() as connection:
        made = document("Two.")
        outcome = adding.add(connection, made, encoded(made), ENCODING)
        with pytest.raises(DocumentRefused, match="give the record another id"):
            adding.find_unchanged(connection, made)
    assert isinstance(outcome, DocumentRefused)
    assert (library.generation, library.text("a")) == (1, "One.")


def test_files_of_one_name_get_ids_that_tell_them_apart_and_keep_them(library: Library, add: Add) -> None:
    ids = [add(document(f"{shelf}.", "a", f"/{shelf}/a.txt")).id for shelf in ("one", "two", "three")]
    assert ids[0] == "a"
    assert all(each.startswith("a-") and len(each) == 10 for each in ids[1:])
    assert len(set(ids)) == 3
    assert add(document("other.", "a", "/two/a.txt")) == Added(ids[1], "updated")


def test_no_key_is_given_twice(library: Library, add: Add) -> None:
    keys = []
    for number in range(3):
        add(file(f"{number}."))
        keys.append(library.document("a").key)
        library.remove("a")
    assert keys == sorted(set(keys))


def test_a_removal_is_written_down_with_its_generation(library: Library, add: Add) -> None:
    add(file("One."))
    key = library.document("a").key
    with library.writing() as connection:
        adding.remove(connection, "a")
        rows = connection.execute("SELECT * FROM removals").fetchall()
        assert metadata.read(connection, "untidy") == "2"
        assert connection.execute("SELECT count(*) FROM paragraphs").fetchone() == (0,)
        with pytest.raises(UnknownDocument):
            adding.remove(connection, "a")
        assert metadata.read(connection, "generation") == "2"
    assert [tuple(row) for row in rows] == [(key, 2, digests.of_row(key, 2))]


def test_a_paragraph_without_vectors_is_refused_and_nothing_stays(library: Library, add: Add) -> None:
    add(file("One."))
    made = file("Two.", "b")

    def add_half() -> None:
        with library.writing() as connection:
            adding.add(connection, made, [], ENCODING)

    with pytest.raises(ValueError, match="zip"):
        add_half()
    assert (library.generation, [each.id for each in library.documents()]) == (1, ["a"])


def test_a_file_is_kept_with_the_words_that_are_here_and_no_others(library: Library, add: Add) -> None:
    add(file("One.", collection="law"))
    original = Original("a.txt", "text/plain", b"One.", ())
    with library.writing() as connection:
        for other in (file("Two."), file("One.", "b"), file("One.", collection="hr")):
            assert adding.keep_original(connection, other, original) is None
        assert metadata.read(connection, "generation") == "1"
        kept = adding.keep_original(connection, file("One."), original)
    assert kept is not None
    assert (kept.id, kept.status, library.generation) == ("a", "updated", 2)
    with library.reading() as snapshot:
        assert snapshot.read_original("a")[1] == b"One."
