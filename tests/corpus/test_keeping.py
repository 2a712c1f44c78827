from dataclasses import replace

from corpus.integrity import check
from corpus.keeping import keep_original
from corpus.library import Library
from tests.corpus.conftest import ENCODING, Add, document, encoded
from tests.corpus.test_originals import MARK, files_hold, kept


def test_adding_again_keeps_the_file_that_was_not_kept_without_new_vectors(library: Library, add: Add) -> None:
    add(document("One.", origin="/x/a.pdf"))
    assert library.unchanged(kept()) is None
    outcome = keep_original(library, kept())
    assert outcome is not None
    assert (outcome.status, library.generation) == ("updated", 2)
    assert library.unchanged(kept()) is not None
    assert add(kept()).status == add(document("One.", origin="/x/a.pdf")).status == "unchanged"
    assert keep_original(library, kept(data=b"another")) is not None
    assert not files_hold(library.folder, MARK)
    assert check(library.file).damage == []


def test_nothing_is_kept_where_there_is_no_file_or_its_words_are_not_here(library: Library, add: Add) -> None:
    assert keep_original(library, kept()) is None
    add(document("One.", origin="/x/a.pdf"))
    before = library.generation
    assert keep_original(library, document("One.", origin="/x/a.pdf")) is None
    assert keep_original(library, kept("Two.")) is None
    assert keep_original(library, replace(kept(), origin="/x/b.pdf")) is None
    assert keep_original(library, replace(kept(), collection="hr")) is None
    assert library.generation == before
    assert not files_hold(library.folder, MARK)


def test_a_file_is_kept_in_the_collection_that_its_document_is_in(library: Library) -> None:
    filed = replace(document("One.", origin="/x/a.pdf"), collection="hr")
    library.add(filed, encoded(filed), ENCODING)
    assert keep_original(library, kept()) is not None
    assert [record.collection for record in library.documents()] == ["hr"]
    assert files_hold(library.folder, MARK)
