"""What shows a kind of file for certain, also in files that are cut short or say of themselves what is not true."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.formats.signatures import OLE, Sample, Signs, is_html, is_image, is_pdf, is_xml
from tests.ingest.making import archive

ZIP = archive({"Word/Document.xml": "a", "media/b.png": "b"})


def text(data: bytes) -> Sample:
    return Sample(data, ".txt", "text")


def test_the_names_in_an_archive_are_told_in_lower_case() -> None:
    assert text(ZIP).members == ("word/document.xml", "media/b.png")


def test_names_are_told_without_the_end_of_the_directory_too() -> None:
    end = ZIP.rindex(b"PK\x05\x06")
    assert text(ZIP[:end]).members == text(ZIP + b"more behind it").members == text(ZIP).members


@given(st.binary(max_size=80), st.integers(0, len(ZIP)))
def test_a_damaged_directory_gives_fewer_names_and_no_error(noise: bytes, at: int) -> None:
    assert len(text(ZIP[:at] + noise + ZIP[at + len(noise) :]).members) <= 3


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("word/", True),
        ("word/doc*", True),
        ("*.png", True),
        ("media/b.png", True),
        ("media/b", False),
        ("*.gif", False),
    ],
)
def test_signs_name_members_whole_by_their_start_or_by_their_end(name: str, found: bool) -> None:
    assert Signs(members=(name,)).match(text(ZIP)) is found
    assert Signs(members=(name,), beside=("media/",)).match(text(ZIP)) is found
    assert not Signs(members=(name,), beside=("xl/",)).match(text(ZIP))


def test_a_stream_counts_in_an_ole_file_alone() -> None:
    signs = Signs(streams=("WordDocument",))
    assert signs.match(text(OLE + bytes(100) + "WordDocument".encode("utf-16-le")))
    assert not signs.match(text(b"x" + "WordDocument".encode("utf-16-le")))


@pytest.mark.parametrize(
    ("data", "extension", "named", "found"),
    [
        (b"%PDF-1.7\n", ".txt", "text", True),
        (b"\xef\xbb\xbf \n%PDF-1.7\n", "", "other", True),
        (b"The file begins with %PDF-1.7.", ".txt", "text", False),
        (b"HTTP 200\r\n%PDF-1.7\n", ".pdf", "other", True),
        (b"HTTP 200\r\n%PDF-1.7\n", "", "other", False),
        (b"\0\1%PDF-1.7\n", "", "other", True),
        (b" " * 1100 + b"%PDF-1.7", ".pdf", "other", False),
        (b"PK\x03\x04 %PDF-1.7", ".pdf", "other", False),
    ],
)
def test_a_pdf_is_told_from_a_text_about_one(data: bytes, extension: str, named: str, found: bool) -> None:
    assert is_pdf(Sample(data, extension, "text" if named == "text" else "other")) is found


@pytest.mark.parametrize(
    ("data", "html", "xml"),
    [
        (b"<!-- a --><!DOCTYPE HTML>", True, False),
        ("\ufeff<html lang=th>".encode("utf-16-le"), True, False),
        (b'<?xml version="1.0"?><!-- b --><html>', True, False),
        (b'<?xml version="1.0"?><rss>', False, True),
        (b"<htmlx>", False, False),
        (b"As <html> says", False, False),
    ],
)
def test_pages_and_xml_are_told_by_how_they_begin(data: bytes, html: bool, xml: bool) -> None:
    assert (is_html(text(data)), is_xml(text(data))) == (html, xml)


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b"GIF89a\x10\0\x10\0", True),
        (b"GIF89a is a format", False),
        (b"RIFF\0\0\0\0WEBPVP8 ", True),
        (b"RIFF\0\0\0\0WAVE", False),
        (b"\0\0\0\x18ftypheic", True),
    ],
)
def test_images_are_told_from_texts_that_name_their_formats(data: bytes, found: bool) -> None:
    assert is_image(text(data)) is found
