from ingest.formats.pdf.reader import read
from tests.ingest.formats.pdf.pages import shown
from tests.ingest.making import objects, stream

FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def page_with(content: bytes, *annotations: bytes) -> bytes:
    """A PDF of one page with these annotations, fields of a form among them."""
    numbers = b" ".join(b"%d 0 R" % (6 + index) for index in range(len(annotations)))
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>/Annots[%s]>>"
    return objects(
        [
            b"<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[%s]/DR<</Font<</F 5 0 R>>>>/DA(/F 0 Tf)>>>>" % numbers,
            b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            page % numbers,
            stream(content),
            FONT,
            *annotations,
        ]
    )


def field(rect: bytes, value: bytes, more: bytes = b"") -> bytes:
    return b"<</Type/Annot/Subtype/Widget/FT/Tx/T(f%s)/Rect[%s]/V(%s)%s>>" % (rect[:3], rect, value, more)


LABELS = b"BT /F 12 Tf 60 740 Td (Name of the boat:) Tj 0 -30 Td (Berth asked for:) Tj ET"


def test_what_fields_hold_stands_with_their_labels() -> None:
    made = page_with(LABELS, field(b"240 734 440 754", b"Melati"), field(b"241 704 440 724", b"12 B"))
    assert shown(read(made)) == ["Name of the boat: Melati", "Berth asked for: 12 B"]


def test_what_is_hidden_or_secret_is_not_read() -> None:
    hidden = field(b"240 734 440 754", b"Melati", b"/F 2")
    secret = field(b"241 704 440 724", b"12 B", b"/Ff 8192")
    assert shown(read(page_with(LABELS, hidden, secret))) == ["Name of the boat:", "Berth asked for:"]


def test_a_page_of_free_text_alone_is_read() -> None:
    note = b"<</Type/Annot/Subtype/FreeText/Rect[100 600 400 640]/DA(/F 12 Tf)/Contents(The gate is shut on Fridays.)>>"
    assert shown(read(page_with(b"", note))) == ["The gate is shut on Fridays."]
