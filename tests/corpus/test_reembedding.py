from dataclasses import replace

import pytest

from corpus.errors import EmbedderMismatch, LibraryBusy
from corpus.library import Library
from corpus.records import Encoding
from corpus.reembedding import Reembedding
from tests.corpus.conftest import ENCODING, Add, document, encoded

OTHER = replace(ENCODING, embedder="another-model", digest="1" * 64)


def _encode_all(work: Reembedding) -> None:
    for each in work.documents():
        assert work.put(each, encoded(each))


def _encoding(library: Library) -> Encoding | None:
    with library.reading() as snapshot:
        return snapshot.encoding


def test_a_document_is_read_back_whole(library: Library, add: Add) -> None:
    added = document("Sàn 😀 สวัสดี.\nTwo lines.")
    add(added)
    with library.reading() as snapshot:
        whole = snapshot.read_document("a")
    assert whole == replace(added, origin=None, collection="default")
    assert whole.fingerprint == added.fingerprint


def test_the_library_changes_over_once_all_is_aside(library: Library, add: Add) -> None:
    add(document("One."))
    add(document("Two.", document_id="b"))
    generation = library.generation
    work = Reembedding(library, OTHER)
    _encode_all(work)
    assert _encoding(library) == ENCODING
    assert work.finish()
    assert _encoding(library) == OTHER
    with library.reading() as snapshot:
        assert snapshot.generation == snapshot.encoded == generation + 1
        assert [each.terms for each in snapshot.added_since(0)] == [encoded(document("x"))[0].stored()[0]] * 2
    with pytest.raises(EmbedderMismatch, match=r"another-model.*--re-embed"):
        library.require(ENCODING)


def test_another_process_goes_on_where_one_stopped(library: Library, add: Add) -> None:
    for name in ("a", "b", "c"):
        add(document("Words.", document_id=name))
    first = Reembedding(library, OTHER)
    stopped = next(first.documents())
    first.put(stopped, encoded(stopped))
    assert not first.finish()
    assert Reembedding(Library.open(library.folder), OTHER).missing() == ["b", "c"]


def test_what_came_or_changed_meanwhile_is_encoded_too(library: Library, add: Add) -> None:
    add(document("Old."))
    work = Reembedding(library, OTHER)
    (old,) = work.documents()
    add(document("New."))
    assert not work.put(old, encoded(old))
    assert not work.finish()
    _encode_all(work)
    add(document("Later.", document_id="b"))
    assert work.missing() == ["b"]
    assert not work.finish()


def test_what_went_meanwhile_is_passed_over(library: Library, add: Add) -> None:
    add(document("One."))
    add(document("Two.", document_id="b"))
    work = Reembedding(library, OTHER)
    documents = work.documents()
    work.put(first := next(documents), encoded(first))
    library.remove("b")
    assert list(documents) == []
    library.remove("a")
    with library.writing() as connection:
        assert connection.execute("SELECT count(*) FROM re_encoded").fetchone() == (0,)
    assert work.finish()


def test_of_two_for_the_same_model_the_later_one_finds_it_done(library: Library, add: Add) -> None:
    add(document("One."))
    add(document("Two.", document_id="b"))
    first, second = Reembedding(library, OTHER), Reembedding(library, OTHER)
    documents = second.documents()
    waiting = next(documents)
    _encode_all(first)
    assert first.finish()
    assert not second.put(waiting, encoded(waiting))
    assert second.missing() == []
    assert second.finish()
    assert _encoding(library) == OTHER


def test_of_two_for_other_models_the_later_one_wins(library: Library, add: Add) -> None:
    add(document("One."))
    first = Reembedding(library, OTHER)
    (one,) = first.documents()
    first.put(one, encoded(one))
    second = Reembedding(library, replace(OTHER, embedder="a-third"))
    with pytest.raises(LibraryBusy, match="another process"):
        first.finish()
    assert second.missing() == ["a"]


def test_what_lies_aside_can_be_dropped(library: Library, add: Add) -> None:
    add(document("One."))
    work = Reembedding(library, OTHER)
    _encode_all(work)
    Reembedding.abandon(library)
    Reembedding.abandon(library)
    assert _encoding(library) == ENCODING
    assert Reembedding(library, OTHER).missing() == ["a"]
