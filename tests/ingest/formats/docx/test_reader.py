import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import Refused, read_bytes
from ingest.content import Content
from ingest.formats.docx import package
from ingest.formats.docx.reader import read
from ingest.formats.docx.styles import Numbers
from tests.ingest.laws import assert_laws
from tests.ingest.making import STRICT, W, archive, docx, paragraph, table


def shown(content: Content) -> list[str]:
    """The blocks, headings with as many signs as their level."""
    return ["#" * block.level * (block.kind == "heading") + block.span.of(content.text) for block in content.blocks]


def blocks(body: str) -> list[str]:
    return shown(read(docx(body)))


def test_headings_stand_by_their_style_and_what_it_is_based_on() -> None:
    body = paragraph("One", "H1") + paragraph("Words.") + paragraph("Two", "H2") + paragraph("Three", "Mine")
    assert blocks(body) == ["#One", "Words.", "##Two", "##Three"]


def test_a_title_stands_above_all_headings() -> None:
    content = read(docx(paragraph("The report", "T") + paragraph("One", "H1") + paragraph("Words.")))
    assert content.title == "The report"
    assert shown(content) == ["#The report", "##One", "Words."]


def test_a_paragraph_may_say_its_own_level() -> None:
    leveled = '<w:p><w:pPr><w:outlineLvl w:val="2"/></w:pPr><w:r><w:t>Deep</w:t></w:r></w:p>'
    assert blocks(leveled + paragraph("Words.")) == ["###Deep", "Words."]


def test_numbers_that_word_only_shows_are_counted() -> None:
    second = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    deeper = f"<w:p>{second}<w:r><w:t>inner</w:t></w:r></w:p>"
    body = paragraph("first", "Item") + deeper + deeper + paragraph("second", "Item") + deeper
    assert blocks(body) == ["1. first", "1(a) inner", "1(b) inner", "2. second", "2(a) inner"]


def test_no_list_has_no_number() -> None:
    assert Numbers(None).next("1", 0) == ""


def test_tables_are_read_row_by_row_and_a_cell_over_rows_in_each() -> None:
    start = f'<w:tc><w:tcPr><w:vMerge w:val="restart"/></w:tcPr>{paragraph("Java")}</w:tc>'
    on = f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{paragraph('')}</w:tc>"
    body = table(["Island", "City"], [start, "Bandung"], [on, "Solo"])
    assert blocks(body) == [
        "Island | City",
        "Java | Bandung",
        "Java | Solo",
    ]


def test_a_table_of_one_column_only_places_its_text() -> None:
    assert blocks(table([f"<w:tc>{paragraph('One', 'H1')}{paragraph('Words.')}</w:tc>"])) == ["#One", "Words."]


def test_a_note_follows_the_paragraph_that_refers_to_it() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    assert blocks(paragraph("Words.", more=reference) + paragraph("More.")) == [
        "Words.",
        "What the note says.",
        "More.",
    ]


def test_a_text_box_is_read_once_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}</w:txbxContent>"
    both = f"<AlternateContent><Choice>{box}</Choice><Fallback>{box}</Fallback></AlternateContent>"
    assert blocks(paragraph("Words.", more=f"<w:r>{both}</w:r>")) == ["Words.", "In the box."]


def test_what_is_deleted_hidden_or_a_fields_code_is_left() -> None:
    more = (
        "<w:del><w:r><w:delText>gone</w:delText><w:t>gone</w:t></w:r></w:del><w:ins><w:r><w:t> new</w:t></w:r></w:ins>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:tab/><w:t>seen</w:t><w:br/><w:t>below</w:t></w:r>'
    )
    assert blocks(paragraph("Words", more=more)) == ["Words new seen\nbelow"]


def test_tables_of_contents_are_left() -> None:
    made = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
    made += f"<w:sdtContent>{paragraph('One 1')}</w:sdtContent></w:sdt>"
    assert blocks(made + paragraph("Two 2", "C1") + paragraph("Words.")) == ["Words."]


def test_strict_files_are_read_as_others_are() -> None:
    assert shown(read(docx(paragraph("One", "H1") + paragraph("Words."), namespace=STRICT))) == ["#One", "Words."]


def test_what_the_file_says_of_itself() -> None:
    core = (
        '<c xmlns:d="d"><d:title>Annual report</d:title><d:creator>Siti Aminah</d:creator>'
        "<d:language>ms-MY</d:language><d:created>2024-05-02T08:00:00Z</d:created></c>"
    )
    content = read(docx(paragraph("Words."), {"docProps/core.xml": core}))
    assert (content.title, content.published, content.language) == ("Annual report", None, "ms-MY")
    assert content.metadata == {"author": "Siti Aminah", "created": "2024-05-02"}


def test_a_word_file_is_one_whatever_its_name() -> None:
    (made,) = read_bytes(docx(paragraph("Words.")), "notes.txt", origin="here")
    assert isinstance(made, Document)
    assert made.media_type.endswith("wordprocessingml.document")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (docx(""), "without text"),
        (archive({"xl/workbook.xml": "x"}), "ZIP archive without a Word document"),
        (archive({"anything": "x"}), "ZIP archive without a Word document"),
        (docx(paragraph("Words."))[:-40], "damaged"),
        (b"PK\x03\x04" + bytes(100), "damaged"),
        (docx("<w:p>"), "damaged"),
        (docx(paragraph("Words."), {"word/document.xml": "<w/>"}), "without a document"),
    ],
)
def test_other_archives_and_damaged_files_are_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        read(data)


def test_entities_are_refused_whatever_they_grow_to() -> None:
    laughs = '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    with pytest.raises(DocumentRefused, match="document type"):
        read(docx(paragraph("&b;"), head=laughs))
    outside = archive({"_rels/.rels": '<!DOCTYPE l SYSTEM "file:///etc/passwd"><a/>'.encode("utf-16")})
    with pytest.raises(DocumentRefused, match="document type"):
        read(outside)


def test_an_archive_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 2**20)
    bomb = docx("<w:p/>" * 2**18)
    assert len(bomb) < 2**14
    with pytest.raises(DocumentRefused, match="unpacks to more than 1 MiB"):
        read(bomb)


@pytest.mark.parametrize("target", ["../../../../etc/passwd", "/etc/passwd", "word/../../../x", "file:///etc/passwd"])
def test_a_name_that_leads_out_of_the_archive_leads_nowhere(target: str) -> None:
    relations = f'<R><Relationship Type="x/officeDocument" Target="{target}"/></R>'
    with pytest.raises(DocumentRefused, match="ZIP archive"):
        read(archive({"_rels/.rels": relations, "../../evil": "x"}))


def test_a_password_is_named() -> None:
    data = bytearray(docx(paragraph("Words.")))
    for index in range(len(data) - 4):
        if data[index : index + 4] == b"PK\x01\x02":
            data[index + 8] |= 1  # the flag of an encrypted entry, in the archive's list
    with pytest.raises(DocumentRefused, match="password"):
        read(bytes(data))


def test_nesting_without_end_is_refused() -> None:
    deep = "<w:sdt>" * 5000 + "</w:sdt>" * 5000
    (made,) = read_bytes(docx(deep), "a.docx", origin="here")
    assert made == Refused("a.docx", "it nests too deep; simplify it")


SOUND = docx(
    paragraph("The report", "T")
    + paragraph("One", "H1")
    + paragraph("Words.", more='<w:r><w:footnoteReference w:id="2"/></w:r>')
    + table(["a", "b"], ["c", "d"])
    + paragraph("first", "Item")
)
PARTS = {name: zipfile.ZipFile(io.BytesIO(SOUND)).read(name) for name in zipfile.ZipFile(io.BytesIO(SOUND)).namelist()}


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 4000), st.binary(max_size=30), st.integers(0, 40))
def test_a_damaged_part_gives_a_document_or_a_refusal(name: str, at: int, new: bytes, old: int) -> None:
    part = PARTS[name]
    at %= len(part)
    data = archive({**PARTS, name: part[:at] + new + part[at + old :]})
    try:
        content = read(data)
    except DocumentRefused:
        return
    assert all(block.span.of(content.text).strip() for block in content.blocks)


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SOUND) - 1), st.binary(min_size=1, max_size=8))
def test_a_damaged_archive_gives_a_document_or_a_refusal(at: int, new: bytes) -> None:
    found = list(read_bytes(SOUND[:at] + new + SOUND[at + len(new) :], "a.docx", origin="here"))
    assert found
    for made in found:  # several where nothing tells any more that it is more than an archive
        if isinstance(made, Document):
            assert_laws(made)
        else:
            assert "our reader fails" not in made.reason


def test_a_text_box_in_a_cell_is_read_once_after_its_row() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{paragraph('In the box.')}</w:txbxContent></w:pict></w:r>"
    cell = f"<w:tc>{paragraph('Java', more=box)}</w:tc>"
    assert blocks(table([cell, "Bandung"], ["Bali", "Denpasar"])) == [
        "Java | Bandung",
        "Bali | Denpasar",
        "In the box.",
    ]


@pytest.mark.parametrize("odd", ["²", "๑", "9" * 5000, "-1", ""])
def test_a_number_that_is_none_costs_no_file(odd: str) -> None:
    properties = f'<w:outlineLvl w:val="{odd}"/><w:numPr><w:ilvl w:val="{odd}"/><w:numId w:val="1"/></w:numPr>'
    numbering = (
        f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="{odd}"/>'
        f'<w:lvl w:ilvl="0"><w:start w:val="{odd}"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    body = f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>Words.</w:t></w:r></w:p>"
    assert shown(read(docx(body, {"word/numbering.xml": numbering}))) == ["1. Words."]


def test_items_and_rows_are_told_as_such() -> None:
    second = '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr>'
    body = paragraph("Do:") + paragraph("first", "Item") + f"<w:p>{second}<w:r><w:t>inner</w:t></w:r></w:p>"
    content = read(docx(body + table(["Island", "City"], ["Java", "Bandung"])))
    assert [(block.kind, block.level) for block in content.blocks] == [
        ("paragraph", 1),
        ("item", 1),
        ("item", 2),
        ("row", 1),
        ("row", 1),
    ]
