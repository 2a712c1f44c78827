import contextlib
import io
import stat
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import Refused, Sandbox, read_bytes
from ingest.formats import bundle
from tests.ingest.making import archive, docx, paragraph


def named(data: bytes) -> list[tuple[str, bytes | str]]:
    return [(each.name, each.refused or each.data) for each in bundle.read(data)]


def with_raw_name(name: bytes) -> bytes:
    """An archive with a file whose name is in an encoding that nothing tells."""
    place = "x" * len(name)
    return archive({place: "Words."}).replace(place.encode(), name)


def test_files_are_given_in_order_without_folders_and_what_is_hidden() -> None:
    parts = {"b/": "", "b/two.txt": "Two.", "one.txt": "One.", "__MACOSX/b/._two.txt": "x", ".git/config": "x"}
    assert named(archive(parts)) == [("b/two.txt", b"Two."), ("one.txt", b"One.")]


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Gebühren der Häfen.txt", "cp437"),
        ("Gebühren der Häfen.txt", "cp1252"),
        ("Gebühren der Häfen.txt", "utf-8"),
        ("みなとの料金のお知らせと、ふとうのきまり.txt", "cp932"),
        ("ค่าธรรมเนียมท่าเรือและกฎของท่าเรือ.txt", "cp874"),
        ("ค่าธรรมเนียม.txt", "utf-8"),
    ],
)
def test_names_are_read_in_the_encoding_that_they_make_sense_in(name: str, encoding: str) -> None:
    assert named(with_raw_name(name.encode(encoding))) == [(name, b"Words.")]


def test_of_two_files_of_one_name_the_later_is_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("fees.txt", "Ten baht.")
        with pytest.warns(UserWarning, match="Duplicate name"):
            made.writestr("fees.txt", "Twelve baht.")
    assert named(file.getvalue()) == [("fees.txt", b"Twelve baht.")]


def test_names_that_windows_wrote_have_folders() -> None:
    assert named(with_raw_name(b"rules\\quay.txt")) == [("rules/quay.txt", b"Words.")]


@pytest.mark.parametrize("name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:/up.txt"])
def test_a_name_that_leads_out_of_the_archive_is_refused(name: str) -> None:
    (member,) = bundle.read(archive({name: "Words."}))
    assert (member.name, member.data) == (name, b"")
    assert "leads out" in (member.refused or "")


def test_links_and_files_with_a_password_are_refused_and_the_others_are_read() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        link = zipfile.ZipInfo("link.txt")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("secret.txt", "Words.")
        made.writestr("open.txt", "Words.")
    data = bytearray(file.getvalue())
    for start in (data.index(b"secret.txt") - 30 + 6, data.rindex(b"secret.txt") - 46 + 8):
        data[start] |= 1
    said = dict(named(bytes(data)))
    assert (said["link.txt"], said["open.txt"]) == ("it is a link", b"Words.")
    assert "password" in str(said["secret.txt"])


def test_a_damaged_file_stops_no_other() -> None:
    data = archive({"a.txt": "A" * 400, "b.txt": "B"})
    start = data.index(b"a.txt") + len("a.txt")
    said = dict(named(data[:start] + b"\xff\xff" + data[start + 2 :]))
    assert (said["a.txt"], said["b.txt"]) == ("it is damaged in the archive; pack it again", b"B")


def test_limits_on_files_and_bytes_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "MAX_MEMBERS", 1)
    with pytest.raises(DocumentRefused, match="more than 1 files; divide it"):
        named(archive({"a.txt": "A", "b.txt": "B"}))
    monkeypatch.setattr(bundle, "_SMALL", 2**20)
    with pytest.raises(DocumentRefused, match="unpacks to more than 1 MiB; divide it"):
        named(archive({"a.txt": bytes(2**20 + 1)}))


@pytest.mark.parametrize(("data", "said"), [(b"PK\x03\x04", "damaged"), (archive({"a/": ""}), "without a file")])
def test_an_archive_without_files_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(DocumentRefused, match=said):
        named(data)


@given(st.integers(0, 300), st.binary(min_size=1, max_size=8))
def test_whatever_bytes_an_archive_holds_it_is_read_or_refused(at: int, new: bytes) -> None:
    sound = archive({"é.txt": "Words.", "b.txt": "More words."})
    with contextlib.suppress(DocumentRefused):
        named(sound[:at] + new + sound[at + len(new) :])


def test_each_file_is_a_document_of_its_own_and_what_is_left_out_is_said(tmp_path: Path) -> None:
    parts: dict[str, str | bytes] = {
        "rules/quay.txt": "The quay closes at ten.",
        "fees.md": "# Fees\n\nTen baht.",
        "form.docx": docx(paragraph("Fill it in.")),
        "lines.jsonl": '{"id": "one", "text": "A record."}\n',
        "map.png": b"\x89PNG\r\n\x1a\n",
        "more.zip": archive({"a.txt": "Words."}),
    }
    origin = str(tmp_path / "port.zip")
    with Sandbox() as sandbox:
        made = list(read_bytes(archive(parts), "port.zip", origin=origin, sandbox=sandbox))
    documents = [each for each in made if isinstance(each, Document)]
    assert [each.source for each in documents[:3]] == [
        "port.zip/rules/quay.txt",
        "port.zip/fees.md",
        "port.zip/form.docx",
    ]
    assert [each.title for each in documents] == ["Quay", "Fees", "Form", "A record."]
    assert [each.origin for each in documents] == [
        *(f"{origin}!//{name}" for name in ("rules/quay.txt", "fees.md", "form.docx")),
        None,
    ]
    assert [each.id for each in documents] == ["quay", "fees", "form", "one"]
    refused = {each.where: each.reason for each in made if isinstance(each, Refused)}
    assert set(refused) == {"port.zip/map.png", "port.zip/more.zip"}
    assert "archive within an archive" in refused["port.zip/more.zip"]


def test_a_file_in_an_archive_that_is_uploaded_is_told_from_others_of_its_name() -> None:
    with Sandbox() as sandbox:
        (made,) = read_bytes(archive({"a/b.txt": "Words."}), "port.zip", origin="upload:port.zip", sandbox=sandbox)
    assert isinstance(made, Document)
    assert (made.id, made.origin) == ("b", "upload:port.zip!//a/b.txt")


def test_a_damaged_file_that_lzma_packed_leaves_the_others() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_LZMA) as made:
        made.writestr("a.txt", "Words. " * 200)
        made.writestr("b.txt", "More.", zipfile.ZIP_STORED)
    data = bytearray(file.getvalue())
    data[40:60] = b"\xff" * 20
    damaged, sound = bundle.read(bytes(data))
    assert ("damaged" in (damaged.refused or ""), sound.data) == (True, b"More.")
