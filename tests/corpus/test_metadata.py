import pytest

from corpus import metadata
from corpus.errors import LibraryForeign
from corpus.library import Library


def test_an_entry_is_read_as_it_was_written_last(library: Library) -> None:
    with library.writing() as connection:
        assert metadata.read(connection, "copying") is None
        metadata.write(connection, "copying", "one")
        metadata.write(connection, "copying", "đổi")
        assert metadata.read(connection, "copying") == "đổi"


@pytest.mark.parametrize("damage", ["value = value || 'x'", "value = 7", "digest = x'00'"])
def test_a_damaged_entry_is_refused_by_its_name(library: Library, damage: str) -> None:
    with library.writing() as connection:
        metadata.next_keys(connection, 1)
        connection.execute(f"UPDATE facts SET {damage} WHERE name = 'keys'")
        with pytest.raises(LibraryForeign, match="its keys is"):
            metadata.read(connection, "keys")
        with pytest.raises(LibraryForeign):
            metadata.next_keys(connection, 1)


def test_an_entry_under_another_s_name_is_refused(library: Library) -> None:
    with library.writing() as connection:
        metadata.write(connection, "copying", "one")
        connection.execute("UPDATE facts SET name = 'encoding' WHERE name = 'copying'")
        with pytest.raises(LibraryForeign):
            metadata.read(connection, "encoding")


def test_generations_go_up_by_one_and_no_key_is_given_twice(library: Library) -> None:
    with library.writing() as connection:
        before = int(metadata.read(connection, "generation") or 0)
        assert [metadata.next_generation(connection) for _ in range(2)] == [before + 1, before + 2]
        assert [metadata.next_keys(connection, count) for count in (3, 0, 2, 1)] == [(1, 1), (2, 4), (3, 4), (4, 6)]
