"""Archives of XML parts: what is read, and what is refused before it costs anything."""

import pytest

from corpus.errors import DocumentRefused
from ingest.formats.docx import package
from ingest.formats.docx.package import Archive, Package, child, local, number, value
from tests.ingest.making import archive, docx, paragraph


def test_parts_are_found_whatever_their_case_and_none_where_there_is_none() -> None:
    made = Archive(archive({"Word/A.xml": "<a/>"}))
    root = made.root("word/a.XML")
    assert root is not None
    assert local(root) == "a"
    assert made.bytes_of("word/a.xml") == b"<a/>"
    assert made.root("word/b.xml") is None
    assert made.bytes_of("word/b.xml") is None


def test_an_elements_parts_are_found_in_whatever_namespace() -> None:
    root = Archive(archive({"a": '<x:a xmlns:x="u"><x:b><c x:val="12" n="123456"/></x:b></x:a>'})).root("a")
    found = child(root, "b", "c")
    assert value(found) == "12"
    assert (number(found, 7), number(found, 7, "n"), number(found, 7, "none")) == (12, 7, 7)
    assert child(root, "b", "d", "e") is None
    assert value(None) == ""


@pytest.mark.parametrize("mark", ["<!DOCTYPE a>", '<!DOCTYPE a [<!ENTITY b "c">]>'])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_document_type_is_refused(mark: str, encoding: str) -> None:
    made = Archive(archive({"a": f'<?xml version="1.0" encoding="{encoding}"?>{mark}<a/>'.encode(encoding)}))
    with pytest.raises(DocumentRefused, match="a has a document type"):
        made.root("a")


@pytest.mark.parametrize("part", ["<a>", "", "<a/><b/>", b"\xff\xfe\x00", '<?xml version="1.0" encoding="no"?><a/>'])
def test_a_damaged_part_is_refused(part: str | bytes) -> None:
    with pytest.raises(DocumentRefused, match="damaged"):
        Archive(archive({"a": part})).root("a")


def test_what_unpacks_to_too_much_is_refused_part_by_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000)
    made = Archive(archive({"a": "x" * 600, "b": "x" * 300, "c": "x" * 101}))
    assert len(made.bytes_of("a") or b"") == 600
    assert len(made.bytes_of("b") or b"") == 300
    with pytest.raises(DocumentRefused, match="unpacks to more than"):
        made.bytes_of("c")


def test_too_many_parts_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_PARTS", 2)
    Archive(archive({"a": "", "b": ""}))
    with pytest.raises(DocumentRefused, match="more than 2 files"):
        Archive(archive({"a": "", "b": "", "c": ""}))


def test_a_part_whose_bytes_are_damaged_is_refused() -> None:
    data = bytearray(archive({"a": "One ferry leaves at nine, and another at ten."}))
    data[40] ^= 0xFF
    with pytest.raises(DocumentRefused, match="damaged"):
        Archive(bytes(data)).bytes_of("a")


def test_an_archive_of_another_kind_is_refused_by_what_it_should_hold() -> None:
    Package(docx(paragraph("One.")))
    with pytest.raises(DocumentRefused, match="without a workbook in it"):
        Package(docx(paragraph("One.")), "xl/")
    with pytest.raises(DocumentRefused, match="without a Word document in it"):
        Package(archive({"a": "b"}))


def test_parts_outside_of_the_file_are_not_referred_to() -> None:
    relations = (
        '<Relationships xmlns="p"><Relationship Id="1" Type="t/image" Target="../media/a.png"/>'
        '<Relationship Id="2" Type="t/image" Target="http://x.example/a" TargetMode="External"/>'
        '<Relationship Id="3" Type="t/image" Target="/word/b.xml"/></Relationships>'
    )
    made = Package(docx(paragraph("One."), {"word/_rels/document.xml.rels": relations, "word/b.xml": "<b/>"}))
    assert [name for _, name in made.relations(made.main)] == ["media/a.png", "word/b.xml"]
    assert (made.related_by_id("3"), made.related_by_id("2")) == ("word/b.xml", "")
    assert made.related("footer") is None
