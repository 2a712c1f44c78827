"""A change is told once, whoever makes it, and nothing else is."""

from corpus.connection import Changes
from corpus.library import Library
from tests.corpus.conftest import Add, document


def test_changes_of_this_and_of_other_connections_are_told_once(library: Library, add: Add) -> None:
    changes = Changes(library.file)
    assert [changes.any() for _ in range(2)] == [True, False]
    add(document("One.", "one"))
    assert [changes.any() for _ in range(2)] == [True, False]
    other = Library.open(library.folder)
    assert other.documents()
    assert not changes.any()
    other.remove("one")
    other.close()
    assert changes.any()
    changes.close()
