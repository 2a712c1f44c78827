import codecs
import json
import os
from pathlib import Path

import pytest

from corpus.documents import Document
from ingest import Refused, read, read_bytes


def one(path: Path, source: str | None = None) -> Document:
    (made,) = read(path, source=source)
    assert isinstance(made, Document), made
    return made


def refusal(path: Path) -> Refused:
    (made,) = read(path)
    assert isinstance(made, Refused), made
    return made


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_text_file_is_a_document(tmp_path: Path) -> None:
    made = one(write(tmp_path / "Asean-MSME.txt", "It was launched on Friday in Kuala Lumpur.\n"))
    assert (made.id, made.title, made.source) == ("asean-msme", "Asean MSME", "Asean-MSME.txt")
    assert (made.media_type, made.language, made.published) == ("text/plain", "en", None)
    assert made.origin == str((tmp_path / "Asean-MSME.txt").resolve())
    assert made.text == "It was launched on Friday in Kuala Lumpur.\n"


def test_a_markdown_file_is_a_document(tmp_path: Path) -> None:
    made = one(write(tmp_path / "page.md", "# The *Title*\n\nSatu dua tiga karena itu bisa."), source="folder/page.md")
    assert (made.id, made.title, made.source) == ("page", "The Title", "folder/page.md")
    assert (made.media_type, made.language) == ("text/markdown", "id")
    assert [paragraph.headings for paragraph in made.paragraphs] == [(), ("The Title",)]


def test_lines_of_json_are_documents_and_name_the_file_where_they_name_no_source(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jsonl", '{"text": "One."}\n{"text": "Two.", "source": "own"}\n{}')
    assert [item.where if isinstance(item, Refused) else item.source for item in read(path, source="x/a.jsonl")] == [
        "x/a.jsonl",
        "own",
        "x/a.jsonl:3",
    ]


def test_a_language_that_is_given_is_not_guessed(tmp_path: Path) -> None:
    assert one(write(tmp_path / "a.md", "---\nlanguage: fr\n---\nThese are English words.")).language == "fr"


def test_bytes_read_as_the_file_does(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", codecs.BOM_UTF8 + b"Title\r\n\r\nA longer line.")
    (made,) = read_bytes(path.read_bytes(), "C:\\folder\\a.txt", origin=str(path.resolve()))
    assert made == one(path)


def test_an_upload_without_a_name_has_an_id_and_a_title() -> None:
    (made,) = read_bytes(b"Words.", "", origin="upload")
    assert isinstance(made, Document)
    assert (made.id, made.title, made.source, made.origin) == ("document", "Document", "document", "upload")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.txt", b"", "holds no text"),
        ("a.txt", b" \n\t", "holds no text"),
        ("a.md", b"<!-- nothing -->", "holds no text"),
        ("a.txt", "cà phê".encode() + b"\xff", "not UTF-8"),
        ("a.txt", b"%PDF-1.4", "a damaged PDF"),
        ("a.ipynb", b"a;b", ".ipynb files cannot be read"),
        ("a.md", b"<html>", "holds no text"),
        ("a.jsonl", b"%PDF-1.4", "a damaged PDF"),
        ("a.zip", b"PK\x03\x04", "a damaged Word file or ZIP archive"),
        ("a.jsonl", b"\n", "holds no document"),
    ],
)
def test_a_file_that_cannot_be_read_gives_a_refusal(tmp_path: Path, name: str, content: bytes, words: str) -> None:
    made = refusal(write(tmp_path / name, content))
    assert made.where == name
    assert words in made.reason


def test_a_missing_file_a_folder_and_a_pipe_give_refusals(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert "No such file" in refusal(tmp_path / "missing.txt").reason
    assert "not a regular file" in refusal(tmp_path).reason
    assert "not a regular file" in refusal(tmp_path / "pipe").reason


def test_a_large_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.MAX_BYTES", 2**20)
    assert "larger than 1 MiB" in refusal(write(tmp_path / "a.txt", b"a" * (2**20 + 1))).reason


def test_a_file_name_that_is_no_text_can_be_shown(tmp_path: Path) -> None:
    made = one(write(tmp_path / os.fsdecode(b"caf\xe9.txt"), "Words."))
    assert made.source == "caf\ufffd.txt"
    assert made.id == "caf"
    assert (made.origin or "").encode()


@pytest.mark.parametrize("name", ["notes.txt", "notes.md", "notes.html", "notes.jsonl"])
def test_languages_are_told_by_the_detector_that_is_given(name: str) -> None:
    data = json.dumps({"text": "Words."}) if name.endswith(".jsonl") else "<p>Words.</p>"
    (made,) = read_bytes(data.encode(), name, origin="here", detect=lambda text: "th" if "Words." in text else None)
    assert isinstance(made, Document)
    assert made.language == "th"
