import re

import pytest

from corpus.errors import DocumentRefused
from ingest.sniff import Format, format_of


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
def test_where_the_content_does_not_tell_the_name_does(name: str, kind: Format) -> None:
    assert format_of(b"words", name) == kind


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.jsonl", "a", "a.pdf", "a.docx", "a.csv", "a.php"])
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "pdf"),
        (b"\n\n%PDF-1.7", "pdf"),
        (b"PK\x03\x04", "docx"),
    ],
)
def test_the_content_goes_before_the_name(data: bytes, kind: Format, name: str) -> None:
    assert format_of(data, name) == kind


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
    assert format_of(data, "a.txt") == format_of(data, "a.aspx") == "html"


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"<?xml version='1.0'?><a/>", "a.txt", "seems to be XML; save"),
        (b"<!DOCTYPE article PUBLIC>", "a.txt", "seems to be XML; save"),
        (b"a;b", "a.CSV", ".csv files cannot be read; save it as text"),
        (b"{}", "a.json", ".json files cannot be read; write one object"),
        (b"words", "a.xyz", ".xyz files cannot be read; Rujuk reads PDF"),
        (b"", "a.pdf", "it is empty;"),
        (b"", "a.docx", "it is empty;"),
        (b"GIF89a\x64\0\x32\0", "a.gif", "an image; recognise its text"),
        (b"words", "a.pdf", "called .pdf but is no such file"),
        (b"words", "a.docx", "called .docx but is no such file"),
        (b"{\\rtf1 words}", "a.doc", "an RTF file; save it as .docx"),
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
        ("__substg1.0_0037001F", "an Outlook message (.msg)"),
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
    assert format_of(text.encode(), "a.txt") == "plain"


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
def test_a_signature_that_text_mentions_makes_it_no_such_file(data: bytes, name: str, kind: Format) -> None:
    assert format_of(data, name) == kind


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
    assert format_of(data, name) == "pdf"


def test_an_archive_that_begins_with_a_pdf_is_an_archive() -> None:
    assert format_of(b"PK\x03\x04\0\0report.pdf%PDF-1.4", "a.zip") == "docx"
