"""An origin in an archive is told from that of a file."""

import pytest

from corpus.origins import file_of, former_member_origin, is_file, member_origin, readable_path


@pytest.mark.parametrize("archive", ["/x/port.zip", "/x/port!/a.zip", "/x/what!", "upload:port.zip"])
@pytest.mark.parametrize("name", ["a.txt", "b/a.txt", "b!//a.txt"])
def test_the_archive_of_a_file_in_it_is_found(archive: str, name: str) -> None:
    origin = member_origin(archive, name)
    assert (file_of(origin), readable_path(origin)) == (archive, f"{archive}/{name}")
    assert (file_of(archive), readable_path(archive)) == (archive, archive)
    assert (former_member_origin(origin), former_member_origin(archive)) == (f"{archive}!/{name}", None)


def test_what_lies_on_the_disk_is_told_from_uploads() -> None:
    assert is_file("/x/port.zip!//a.txt")
    assert not is_file("upload:port.zip!//a.txt")
    assert not is_file(None)
