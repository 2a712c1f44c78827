import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.errors import DocumentRefused
from ingest.formats.registry import FORMATS, UNREAD, Unread
from ingest.sniff import format_named, format_of, holds_records
from tests.ingest.making import archive, docx, paragraph


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("a.txt", "plain"),
        ("A.TXT", "plain"),
        ("README", "plain"),
        ("Report v1.2", "plain"),
        ("Notes of Dr. Lim", "plain"),
        ("a.b.md", "markdown"),
        ("a.markdown", "markdown"),
        ("a.jsonl", "jsonl"),
        ("a.ndjson", "jsonl"),
        ("a.htm", "html"),
    ],
)
def test_where_the_content_does_not_tell_the_name_does(name: str, kind: str) -> None:
    assert format_of(b"words", name).name == kind


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a", "a.pdf", "a.docx", "a.csv", "a.php"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\n\n%PDF-1.7", "pdf"),
        (docx(paragraph("Words.")), "docx"),
        (b"{\\rtf1 words}", "rtf"),
    ],
)
def test_the_content_goes_before_the_name(data: bytes, kind: str, name: str) -> None:
    assert format_of(data, name).name == kind


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE html><p>",
        b"\n <!-- saved --> <HTML lang=en>",
        b"\xef\xbb\xbf<html>",
        "<html>".encode("utf-16"),
        "<!DOCTYPE html><html>".encode("utf-16-le"),
        " <html lang='th'>".encode("utf-16-be"),
        b"<?xml version='1.0'?>\n<html xmlns='x'>",
    ],
)
def test_html_is_html_whatever_its_name(data: bytes) -> None:
    assert format_of(data, "a.txt").name == format_of(data, "a.aspx").name == "html"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<?xml version='1.0'?><a/>", "a.txt", "seems to be XML; save"),
        (b"<!DOCTYPE article PUBLIC>", "a.txt", "seems to be XML; save"),
        (b"a;b", "a.IPYNB", ".ipynb files cannot be read; export it as Markdown or HTML"),
        (b"{}", "a.json", ".json files cannot be read; write one object"),
        (b"words", "a.ods", ".ods files cannot be read; save it as .xlsx"),
        (b"words", "a.odp", ".odp files cannot be read; save it as .pptx or PDF"),
        (b"words", "a.xyz", ".xyz files cannot be read; Rujuk reads PDF"),
        (b"", "a.pdf", "it is empty;"),
        (b"", "a.docx", "it is empty;"),
        (b"GIF89a\x64\0\x32\0", "a.gif", "an image; recognise its text"),
        (b"words", "a.pdf", "called .pdf but is no such file"),
        (b"words", "a.docx", "called .docx but is no such file"),
        (b"\x89PNG\r\n\x1a\n\0", "a.png", "a PNG image; recognise its text"),
        (b"RIFF0000WEBP", "a.webp", "an image; recognise its text"),
        (b"\x1f\x8b0", "a.txt", "a gzip archive; unpack it"),
    ],
)
def test_what_cannot_be_read_is_named_with_what_to_do(data: bytes, name: str, words: str) -> None:
    with pytest.raises(DocumentRefused, match=re.escape(words)):
        format_of(data, name)


@pytest.mark.parametrize(
    ("stream", "words"),
    [
        ("WordDocument", "an old Word document (.doc); save it as .docx"),
        ("Workbook", "an old Excel workbook (.xls)"),
        ("PowerPoint Document", "an old PowerPoint presentation (.ppt)"),
        ("EncryptedPackage", "an Office file with a password; remove the password"),
        ("Else", "an old Microsoft Office file"),
    ],
)
def test_old_office_files_are_told_by_what_is_in_them(stream: str, words: str) -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5000) + stream.encode("utf-16-le")
    with pytest.raises(DocumentRefused, match=re.escape(words)):
        format_of(data, "a.bin")


@pytest.mark.parametrize(
    "text",
    [
        "PK is a code; %PDF- too: " + " " * 2000 + "%PDF-1.7",
        "<p align=center> a Markdown page",
        "Use <html> so.",
        "<!---->" * 5000 + "x",
    ],
)
def test_text_that_speaks_of_formats_is_text(text: str) -> None:
    assert format_of(text.encode(), "a.txt").name == "plain"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"# PDF notes\n\nA PDF file starts with the header %PDF-1.7 ...", "notes.md", "markdown"),
        (b'{"text":"A PDF starts with %PDF-1.4 in its first line."}\n', "x.jsonl", "jsonl"),
        (b"It starts with %PDF-1.4.", "a.txt", "plain"),
        (b"It starts with %PDF-1.4.", "README", "plain"),
        (b"\0 starts with %PDF-1.4.", "a.txt", "plain"),
        (b"<html><p>It starts with %PDF-1.4.", "a.html", "html"),
        (b"<html><p>It starts with %PDF-1.4.", "a.php", "html"),
        (b"GIF87a and GIF89a are formats.", "a.txt", "plain"),
        (b"GIF8 is how they begin.", "a.txt", "plain"),
    ],
)
def test_a_signature_that_text_mentions_makes_it_no_such_file(data: bytes, name: str, kind: str) -> None:
    assert format_of(data, name).name == kind


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"\xef\xbb\xbf\r\n%PDF-1.4", "a.txt"),
        (b"Content-Type: application/pdf\r\n\r\n%PDF-1.4", "a.pdf"),
        (b"Content-Type: application/pdf\r\n\r\n%PDF-1.4", "a.bin"),
        (b"\0\x06report%PDF-1.4", "report"),
    ],
)
def test_a_pdf_may_have_something_before_its_header(data: bytes, name: str) -> None:
    assert format_of(data, name).name == "pdf"


def test_an_archive_that_begins_with_a_pdf_is_an_archive() -> None:
    assert format_of(archive({"report.pdf": "%PDF-1.4"}), "a.pdf").name == "zip"


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"[Content_Types].xml": "x", "xl/workbook.bin": "x"}, "an Excel workbook (.xlsb); save it as .xlsx"),
        ({"Index/Document.iwa": "x"}, "an Apple iWork file"),
        ({"AndroidManifest.xml": "x"}, "a program"),
    ],
)
@pytest.mark.parametrize("name", ["a.zip", "a.docx", "a.txt"])
def test_archives_are_told_by_the_names_in_them(parts: dict[str, str], words: str, name: str) -> None:
    with pytest.raises(DocumentRefused, match=re.escape(words)):
        format_of(archive(parts), name)


@pytest.mark.parametrize("data", [b"PK\x03\x04", b"PK\x03\x04" + bytes(5000)])
def test_an_archive_that_has_lost_its_directory_is_damaged(data: bytes) -> None:
    with pytest.raises(DocumentRefused, match="damaged Word file or ZIP archive; get or save it again"):
        format_of(data, "a.docx")


def test_a_word_file_in_an_archive_makes_it_no_word_file() -> None:
    made = archive({"inner.docx": docx(paragraph("Words.")), "notes/word.txt": "word/document.xml"})
    assert format_of(made, "a.zip").name == "zip"


@pytest.mark.parametrize("name", ["word/report.txt", "content.xml", "index.xml", "META-INF/container.xml"])
def test_one_name_alone_makes_an_archive_no_file_of_another_format(name: str) -> None:
    assert format_of(archive({name: "x", "a.txt": "Words."}), "a.zip").name == "zip"


@pytest.mark.parametrize(
    ("parts", "kind"),
    [
        (("[Content_Types].xml", "word/other.xml"), "docx"),
        (("word/document2.xml",), "docx"),
        (("mimetype", "content.xml"), "odt"),
        (("META-INF/container.xml", "OPS/a.opf"), "epub"),
    ],
)
def test_a_format_is_told_by_what_its_archive_holds_together(parts: tuple[str, ...], kind: str) -> None:
    assert format_of(archive(dict.fromkeys(parts, "x")), "a.zip").name == kind


@given(st.binary(max_size=200), st.integers(0, 200), st.binary(max_size=8))
def test_the_directory_of_an_archive_may_say_anything(before: bytes, at: int, new: bytes) -> None:
    sound = docx(paragraph("Words."))
    at = len(sound) - at
    for data in (b"PK\x03\x04" + before + sound, sound[:at] + new + sound[at + len(new) :], b"PK\x05\x06" + before):
        with contextlib.suppress(DocumentRefused):
            format_of(data, "a.docx")


def test_a_file_of_records_is_known_by_its_name() -> None:
    assert all(map(holds_records, ("a.jsonl", "A.NDJSON")))
    assert not any(map(holds_records, ("a.txt", "a", "a.json")))
    assert format_named("a.json") is None


@pytest.mark.parametrize("row", [row for row in UNREAD if row.extensions], ids=lambda row: row.extensions[0])
def test_a_kind_that_is_not_read_is_refused_by_its_name_too(row: Unread) -> None:
    for extension in row.extensions:
        with pytest.raises(DocumentRefused, match=re.escape(f"{extension} files cannot be read; {row.advice}")):
            format_of(b"words", f"a{extension}")


def test_no_two_rows_claim_one_ending() -> None:
    endings = [extension for row in (*FORMATS, *UNREAD) for extension in row.extensions]
    assert len(endings) == len(set(endings))
