"""`rujuk add --sync`: what has left an archive leaves the library, and the same archive elsewhere adds nothing."""

import hashlib
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import ingest
from api.sync.sync import SyncPass
from corpus import provenance
from corpus.documents import Document
from corpus.library import Library
from retriever.retriever import Retriever
from tests.api.conftest import Rujuk
from tests.ingest.making import archive

PICTURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an archive of two files, one of them with two records, and of a picture; and a file beside it."""
    folder = tmp_path / "files"
    folder.mkdir()
    (folder / "stays.txt").write_text("It stays.")
    pack(folder / "port.zip", {"fees/quay.txt": "It costs ten baht.", "map.png": PICTURE, "r.jsonl": records("a", "b")})
    return folder


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return tmp_path / "library"


def pack(path: Path, parts: dict[str, str | bytes]) -> None:
    path.write_bytes(archive(parts))


def records(*names: str) -> str:
    return "".join(f'{{"id": "{name}", "text": "Record {name}."}}\n' for name in names)


def ids(shelf: Path) -> set[str]:
    return {document.id for document in Library.open(shelf).documents()}


def test_a_file_in_an_archive_has_the_id_that_its_name_makes(rujuk: Rujuk, folder: Path, shelf: Path) -> None:
    pack(folder / "rules.zip", {"quay.txt": "It closes at ten."})
    rujuk("--library", shelf, "add", folder)
    first, second = sorted(ids(shelf) - {"stays", "a", "b"})
    assert (first, second.removeprefix("quay-").isalnum()) == ("quay", True)


def test_the_same_archive_renamed_or_elsewhere_adds_nothing(
    rujuk: Rujuk, folder: Path, shelf: Path, tmp_path: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    before = ids(shelf)
    shutil.copy(folder / "port.zip", tmp_path / "port.zip")
    assert rujuk("--library", shelf, "add", tmp_path / "port.zip").err == "3 unchanged, 1 refused\n"
    shutil.copy(folder / "port.zip", folder / "again.zip")
    ran = rujuk("--library", shelf, "add", folder / "again.zip")
    assert ran.err == "2 updated, 1 unchanged, 1 refused\n"  # records say the name of their file
    assert ids(shelf) == before


def test_what_left_an_archive_goes_though_another_file_in_it_is_refused(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    pack(folder / "port.zip", {"map.png": PICTURE, "r.jsonl": records("b")})
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.lines[-2:] == [
        f"removed: {folder}/port.zip/fees/quay.txt as quay",
        f"removed: {folder}/port.zip/r.jsonl as a",
    ]
    assert ids(shelf) == {"stays", "b"}
    pack(folder / "port.zip", {"map.png": PICTURE})
    assert "1 removed" in rujuk("--library", shelf, "add", folder, "--sync").err
    assert ids(shelf) == {"stays"}


def test_a_file_in_an_archive_that_can_no_longer_be_read_keeps_its_last_version(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    pack(folder / "port.zip", {"fees/quay.txt": "", "r.jsonl": records("b") + "{"})
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert [line.rpartition("; ")[2] for line in ran.lines if line.startswith("refused")] == [
        "the library keeps its last version, quay",
        "what the library has from it stays",
    ]
    (folder / "port.zip").write_bytes(b"PK\x03\x04")
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert ran.lines[0].startswith(f"refused: {folder}/port.zip: ")
    assert ran.lines[0].endswith("; what the library has from it stays")
    assert ids(shelf) == {"stays", "quay", "a", "b"}


def test_an_archive_under_another_name_keeps_its_documents_and_what_left_it_goes(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    (folder / "port.zip").unlink()
    pack(folder / "harbour.zip", {"fees/quay.txt": "It costs ten baht.", "r.jsonl": records("a")})
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert f"updated: {folder}/harbour.zip as quay (it was {folder}/port.zip/fees/quay.txt)" in ran.lines
    assert ids(shelf) == {"stays", "quay", "a"}
    (folder / "harbour.zip").unlink()
    assert "2 removed" in rujuk("--library", shelf, "add", folder, "--sync").err
    assert ids(shelf) == {"stays"}


def test_a_file_that_moves_within_into_and_out_of_an_archive_keeps_its_id(
    rujuk: Rujuk, folder: Path, shelf: Path
) -> None:
    rujuk("--library", shelf, "add", folder)
    pack(folder / "port.zip", {"old/quay-fees.txt": "It costs ten baht.", "stays.txt": "It stays."})
    (folder / "stays.txt").unlink()
    (folder / "keeps.txt").write_text("It keeps the folder from being bare.")
    rujuk("--library", shelf, "add", folder, "--sync")
    assert ids(shelf) == {"stays", "quay", "keeps"}
    pack(folder / "port.zip", {"stays.txt": "It stays."})
    (folder / "fees.txt").write_text("It costs ten baht.")
    rujuk("--library", shelf, "add", folder, "--sync")
    assert ids(shelf) == {"stays", "quay", "keeps"}


def test_of_two_archives_of_one_text_the_other_takes_over_as_they_are_followed(
    folder: Path, shelf: Path, retriever: Retriever
) -> None:
    own = Retriever(Library.create(shelf), retriever.embedder)
    port, copy = folder / "port.zip", folder / "copy.zip"
    pack(port, {"quay.txt": "It costs ten baht.", "hours.txt": "It closes at ten."})
    pack(copy, {"quay.txt": "It costs ten baht."})
    twins = set[Path]()
    list(SyncPass(own, [folder], twins).take_changed([port]))
    list(SyncPass(own, [folder], twins).take_changed([copy]))
    assert (ids(shelf), twins) == ({"quay", "hours"}, {copy})
    pack(port, {"hours.txt": "It closes at ten."})
    list(SyncPass(own, [folder], twins).take_changed([port]))
    assert (ids(shelf), twins) == ({"quay", "hours"}, set())
    copy.unlink()
    list(SyncPass(own, [folder], twins).take_changed([copy]))
    assert ids(shelf) == {"hours"}


@pytest.fixture
def earlier(folder: Path, shelf: Path, retriever: Retriever) -> str:
    """A library as version 0.1 made it of the folder: the id of the document of `fees/quay.txt` there."""
    own = Retriever(Library.create(shelf), retriever.embedder)
    port = folder / "port.zip"
    made = []
    for item in ingest.read(port):
        if isinstance(item, Document):
            former = hashlib.sha256(f"{port}!/fees/quay.txt".encode()).hexdigest()[:8]
            made.append(replace(item, id=f"{item.id}-{former}" if item.origin else item.id, origin=None))
            own.add(made[-1])
    provenance.claim(own.library, str(port), [each.id for each in made])
    own.library.close()
    return next(each.id for each in made if each.id.startswith("quay-"))


def test_an_archive_of_an_earlier_version_is_known_and_its_files_keep_their_ids(
    rujuk: Rujuk, folder: Path, shelf: Path, earlier: str
) -> None:
    assert rujuk("--library", shelf, "add", folder / "port.zip").err == "3 unchanged, 1 refused\n"
    pack(folder / "port.zip", {"fees/quay.txt": "It costs twelve baht.", "r.jsonl": records("a")})
    assert f"updated: {folder}/port.zip as {earlier}" in rujuk("--library", shelf, "add", folder, "--sync").lines
    assert ids(shelf) == {"stays", earlier, "a"}
    pack(folder / "port.zip", {"r.jsonl": records("a")})
    rujuk("--library", shelf, "add", folder, "--sync")
    assert ids(shelf) == {"stays", "a"}


def test_what_changed_in_an_archive_of_an_earlier_version_replaces_and_what_left_it_goes(
    rujuk: Rujuk, folder: Path, shelf: Path, earlier: str
) -> None:
    pack(folder / "port.zip", {"fees/quay.txt": "It costs twelve baht.", "map.png": PICTURE})
    assert f"updated: {folder}/port.zip as {earlier}" in rujuk("--library", shelf, "add", folder).lines
    assert ids(shelf) == {"stays", earlier, "a", "b"}
    rujuk("--library", shelf, "add", folder, "--sync")
    assert ids(shelf) == {"stays", earlier}


def test_what_can_no_longer_be_read_in_an_archive_of_an_earlier_version_stays(
    rujuk: Rujuk, folder: Path, shelf: Path, earlier: str
) -> None:
    pack(folder / "port.zip", {"fees/quay.txt": "", "r.jsonl": records("b") + "{"})
    ran = rujuk("--library", shelf, "add", folder, "--sync")
    assert [line.rpartition("; ")[2] for line in ran.lines if "quay.txt" in line and line.startswith("refused")] == [
        f"the library keeps its last version, {earlier}"
    ]
    assert ids(shelf) == {"stays", earlier, "a", "b"}
