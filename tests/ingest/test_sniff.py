import io
import zipfile

import pytest

from corpus.errors import DocumentRefused
from ingest.sniff import format_of, refuse_foreign, refuse_markup, unreadable


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
        ("a.csv", None),
        ("a.json", None),
    ],
)
def test_the_name_says_the_format(name: str, kind: str | None) -> None:
    assert format_of(name) == kind


def test_the_refusal_of_a_name_says_what_can_be_read() -> None:
    assert str(unreadable("a.CSV")).startswith(".csv files cannot be read; Rujuk reads")


def archive(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7", "a PDF"),
        (b"\n\n%PDF-1.7", "a PDF"),
        (archive("word/document.xml"), "a Word document"),
        (archive("xl/workbook.xml"), "an Excel workbook"),
        (archive("anything"), "a ZIP archive"),
        (b"{\\rtf1 words}", "an RTF file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "an old Microsoft Office file"),
        (b"\x89PNG\r\n\x1a\n\0", "a PNG image"),
    ],
)
def test_other_kinds_of_file_are_named(data: bytes, kind: str) -> None:
    with pytest.raises(DocumentRefused, match=kind):
        refuse_foreign(data)


def test_text_is_no_other_kind() -> None:
    refuse_foreign(b"PK is a code; %PDF too, later: " + b" " * 2000 + b"%PDF-")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("<!DOCTYPE html><p>", "HTML"),
        ("\n <!-- saved --> <HTML lang=en>", "HTML"),
        ("<?xml version='1.0'?><a/>", "XML"),
        ("<!DOCTYPE article PUBLIC>", "XML"),
    ],
)
def test_markup_is_refused_whatever_its_name(text: str, kind: str) -> None:
    with pytest.raises(DocumentRefused, match=kind):
        refuse_markup(text)


@pytest.mark.parametrize("text", ["<p align=center> a Markdown page", "Use <html> so.", "<!---->" * 5000 + "x"])
def test_text_with_some_markup_is_text(text: str) -> None:
    refuse_markup(text)
