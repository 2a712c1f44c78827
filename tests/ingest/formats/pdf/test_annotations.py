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


def words(*lines: tuple[int, int, bytes]) -> bytes:
    return b"".join(b"BT /F 11 Tf %d %d Td (%s) Tj ET " % line for line in lines)


def box(rect: bytes, state: bytes) -> bytes:
    name = rect.replace(b" ", b"_")
    shows = b"<</Yes 4 0 R/Off 4 0 R>>"
    more = (rect, state, state, shows)
    return b"<</Type/Annot/Subtype/Widget/FT/Btn/T(%s)" % name + b"/Rect[%s]/V/%s/AS/%s/AP<</N %s>>>>" % more


def test_boxes_that_can_be_ticked_stand_with_their_words() -> None:
    printed = words((80, 740, b"Sells food"), (80, 720, b"Needs electricity"), (60, 700, b"Is insured:"))
    boxes = (box(b"60 738 72 750", b"Yes"), box(b"60 718 72 730", b"Off"), box(b"160 698 172 710", b"Yes"))
    assert shown(read(page_with(printed, *boxes))) == ["☒ Sells food", "☐ Needs electricity", "Is insured: ☒"]


def test_chosen_entries_are_read_as_the_form_shows_them() -> None:
    chosen = (
        b"/FT/Ch/Ff 2097152/T(days)/Rect[240 700 440 754]/V[(a)(c)]/Opt[[(a)(Mondays)][(b)(Tuesdays)][(c)(Fridays)]]"
    )
    made = page_with(words((60, 740, b"Days:")), b"<</Type/Annot/Subtype/Widget%s>>" % chosen)
    assert shown(read(made)) == ["Days: Mondays, Fridays"]


def test_a_field_that_the_list_of_fields_leaves_out_is_read() -> None:
    made = page_with(LABELS, field(b"240 734 440 754", b"Melati"))
    assert shown(read(made.replace(b"/Fields[6 0 R]", b"/Fields[     ]")))[0] == "Name of the boat: Melati"


def test_what_is_written_on_a_line_of_dots_takes_its_place() -> None:
    printed = words((60, 740, b"Name  ______________________   Date ____________"))
    note = b"<</Type/Annot/Subtype/FreeText/Rect[%s]/DA(/F 10 Tf)/Contents(%s)>>"
    notes = (note % (b"110 736 240 752", b"Siti Rahman"), note % (b"280 736 340 752", b"3 March"))
    assert shown(read(page_with(printed, *notes))) == ["Name Siti Rahman Date 3 March"]


def test_a_value_that_is_printed_too_is_read_once() -> None:
    printed = words((60, 740, b"Name of the boat:"), (242, 740, b"Melati"))
    assert shown(read(page_with(printed, field(b"240 734 440 754", b"Melati")))) == ["Name of the boat: Melati"]


def test_a_note_that_holds_rich_text_alone_is_read() -> None:
    rich = b"/RC(<body><p>The gate is <b>shut</b> on Fridays &amp; Sundays.</p></body>)"
    note = b"<</Type/Annot/Subtype/FreeText/Rect[100 600 400 640]/DA(/F 12 Tf)%s>>" % rich
    assert shown(read(page_with(b"", note))) == ["The gate is shut on Fridays & Sundays."]
