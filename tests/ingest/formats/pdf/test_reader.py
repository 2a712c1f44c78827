import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import read_bytes
from ingest.content import Content
from ingest.formats.pdf import reader
from ingest.formats.pdf.reader import read
from tests.ingest.laws import assert_laws
from tests.ingest.making import Line, objects, pdf, raw_pdf, stream

LEADING = 13.0


def prose(left: float, top: float, text: str) -> list[Line]:
    """The lines of a text, one below the other."""
    return [(left, top - LEADING * index, line) for index, line in enumerate(text.strip().splitlines())]


def shown(content: Content) -> list[str]:
    """The blocks, headings with as many signs as their level."""
    return ["#" * block.level * (block.kind == "heading") + block.span.of(content.text) for block in content.blocks]


FIRST = """
The centre opened its doors in Kuala Lumpur on a Friday morning in the autumn of the
year, and more than two hundred guests from ten countries came to see it. The minister
said that it would serve small firms.
"""
SECOND = """
A second hall will follow in the spring, once the works on the roof are over and the
city has given leave; until then the smaller rooms are open to anyone who asks for it.
"""


def joined(text: str) -> str:
    return " ".join(text.split())


def test_lines_are_joined_to_paragraphs_and_an_indent_starts_one() -> None:
    second = [(left + 12 * (index == 0), top, words) for index, (left, top, words) in enumerate(prose(60, 711, SECOND))]
    assert shown(read(pdf(prose(60, 750, FIRST) + second))) == [joined(FIRST), joined(SECOND)]


def test_a_gap_starts_a_paragraph() -> None:
    assert shown(read(pdf(prose(60, 750, FIRST) + prose(60, 695, SECOND)))) == [joined(FIRST), joined(SECOND)]


def test_a_hyphen_at_a_lines_end_goes_or_stays_as_the_word_needs() -> None:
    text = """
The co-operation of the ministries went on for longer than was planned, and the co-
operation brought what the neighbours wanted, which are roads, bridges and the develop-
ment of the harbour; masing-masing anak belajar di rumah mereka sendiri dan anak-
anak itu pulang.
"""
    (block,) = shown(read(pdf(prose(60, 750, text))))
    assert "the co-operation brought" in block
    assert "the development of" in block
    assert "dan anak-anak itu" in block


def test_two_columns_are_read_one_after_the_other_whatever_order_they_were_drawn_in() -> None:
    left = [
        "The left column tells the first half of",
        "the story, as columns on the left side",
        "always do where people read from left",
        "to right and from top to bottom, and",
        "it ends here.",
    ]
    right = [
        "The right column tells what came after",
        "it, with other words in it, and it goes",
        "on for as many lines as the left one",
        "does so that the page looks even, and",
        "then it ends.",
    ]
    drawn: list[Line] = [(60, 790, "A heading that stands across both of the columns of this page, all of it", 10)]
    for index in range(5):
        drawn += [(60, 750 - 13 * index, left[index]), (310, 750 - 13 * index, right[index])]
    assert shown(read(pdf(drawn)))[1:] == [" ".join(left), " ".join(right)]


def test_tables_are_read_row_by_row() -> None:
    rows: list[Line] = []
    for index, cells in enumerate(
        [("Island", "City", "People"), ("Java", "Bandung", "2,506,603"), ("Sulawesi", "Palu", "373,218")]
    ):
        rows += [(60 + 140 * column, 750 - 16 * index, cell) for column, cell in enumerate(cells)]
    assert shown(read(pdf(rows))) == [
        "Island | City | People",
        "Java | Bandung | 2,506,603",
        "Sulawesi | Palu | 373,218",
    ]


def test_running_headers_footers_and_page_numbers_are_left_and_pages_kept() -> None:
    pages = [
        [
            (60, 810, "Annual report 2024"),
            *prose(60, 750, text),
            (290, 40, f"Page {number} of 3"),
            (60, 28, "Ministry of Works"),
        ]
        for number, text in enumerate([FIRST, SECOND, FIRST], start=1)
    ]
    content = read(pdf(*pages))
    assert shown(content) == [joined(FIRST), joined(SECOND), joined(FIRST)]
    assert [block.page for block in content.blocks] == [1, 2, 3]


def test_headings_that_differ_in_a_number_run_through_no_pages() -> None:
    pages = [[(60, 790, f"Chapter {number}", 18), *prose(60, 750, FIRST)] for number in (1, 5, 9)]
    assert [block for block in shown(read(pdf(*pages))) if block.startswith("#")] == [
        "#Chapter 1",
        "#Chapter 5",
        "#Chapter 9",
    ]


def test_a_paragraph_goes_on_over_the_page() -> None:
    before, after = SECOND.strip().splitlines()
    content = read(pdf(prose(60, 100, FIRST)[:2] + prose(60, 74, before), prose(60, 750, after)))
    assert shown(content)[-1].endswith(joined(SECOND))
    assert content.blocks[-1].page == 1


def test_headings_show_by_their_size_their_weight_or_the_outline() -> None:
    page: list[Line] = [
        (60, 800, "The whole report", 22),
        (60, 770, "What we did", 14),
        *prose(60, 750, FIRST),
        (60, 690, "Where it happened", 10, True),
        *prose(60, 670, SECOND),
        (60, 620, "Outlook"),
        *prose(60, 600, FIRST),
    ]
    content = read(pdf(page, outline=[("Outlook", 1)]))
    headings = [block for block in shown(content) if block.startswith("#")]
    assert headings == ["#The whole report", "##What we did", "###Where it happened", "#Outlook"]


def test_what_stands_in_large_letters_above_nothing_is_text() -> None:
    page: list[Line] = [
        (60, 800, "Sales rose by 15.6%", 16),
        (60, 700, "Net income was 340 million", 16),
        *prose(60, 650, FIRST),
    ]
    assert shown(read(pdf(page))) == ["Sales rose by 15.6%", "#Net income was 340 million", joined(FIRST)]


def test_a_page_on_its_side_reads_as_one_upright() -> None:
    content = b"".join(
        b"BT /F 10 Tf 0 1 -1 0 %d 60 Tm (%s) Tj ET\n" % (100 + 13 * index, line.encode())
        for index, line in enumerate(FIRST.strip().splitlines())
    )
    assert shown(read(raw_pdf([content]))) == [joined(FIRST)]


def test_ligatures_are_taken_apart() -> None:
    cmap = b"1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <61> <FB01> endbfchar"
    font = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding/ToUnicode 6 0 R>>"
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
    text = stream(b"BT /F 10 Tf 60 700 Td (arst) Tj ET")
    made = objects(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", page, text, font, stream(cmap)]
    )
    assert shown(read(made)) == ["first"]


def test_what_the_file_says_of_itself() -> None:
    content = read(pdf(prose(60, 750, FIRST), title="Small firms", date="D:20240502080000+07'00'"))
    assert (content.title, content.published, content.metadata) == ("Small firms", None, {"created": "2024-05-02"})
    assert read(pdf(prose(60, 750, FIRST), title="Microsoft Word - draft3.docx", date="D:20249902")).title is None


def test_an_upload_keeps_its_pages_in_its_paragraphs() -> None:
    (made,) = read_bytes(pdf(prose(60, 750, FIRST), prose(60, 750, SECOND)), "report.bin", origin="here")
    assert isinstance(made, Document)
    assert made.media_type == "application/pdf"
    assert [paragraph.page for paragraph in made.paragraphs] == [1, 2]


ENCRYPTED = b"<</Filter/Standard/V 1/R 2/O(%s)/U(%s)/P -44>>" % (b"o" * 32, b"u" * 32)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (raw_pdf([b"0 0 100 100 re f"]), "recognise its text"),
        (b"%PDF-1.7", "damaged"),
        (b"%PDF-1.7\n" + b"[" * 100_000, "damaged"),
        (
            objects(
                [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids[3 0 R]>>", ENCRYPTED],
                b"/Encrypt 3 0 R/ID[(a)(a)]",
            ),
            "password",
        ),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_to_do(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        read(data)


def test_pages_without_end_are_refused() -> None:
    kids = b"3 0 R " * (reader.MAX_PAGES + 1)
    pages = b"<</Type/Pages/Count %d/Kids[%s]>>" % (reader.MAX_PAGES + 1, kids)
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
    with pytest.raises(DocumentRefused, match="pages, more than"):
        read(objects([b"<</Type/Catalog/Pages 2 0 R>>", pages, page]))


def test_pages_in_a_circle_end() -> None:
    with pytest.raises(DocumentRefused):
        read(objects([b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>"]))


SOUND = pdf(
    [(60, 800, "The report", 20), *prose(60, 750, FIRST)],
    prose(60, 750, SECOND),
    title="Sound",
    outline=[("The report", 1)],
)


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, len(SOUND) - 1), st.binary(max_size=12), st.integers(0, 12)), min_size=1, max_size=4
    )
)
def test_a_damaged_file_gives_a_document_or_a_refusal(changes: list[tuple[int, bytes, int]]) -> None:
    data = SOUND
    for at, new, old in changes:
        data = data[:at] + new + data[at + old :]
    for made in read_bytes(data, "a.pdf", origin="here"):
        if isinstance(made, Document):
            assert_laws(made)
        else:
            assert "our reader fails" not in made.reason


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(-50, 700),
            st.integers(-50, 900),
            st.text(st.characters(codec="cp1252"), max_size=30),
            st.sampled_from([1.0, 6.0, 10.0, 30.0]),
        ),
        max_size=40,
    )
)
def test_words_anywhere_give_a_lawful_document_or_a_refusal(lines: list[tuple[float, float, str, float]]) -> None:
    for made in read_bytes(pdf(lines), "a.pdf", origin="here"):
        if isinstance(made, Document):
            assert_laws(made)
        else:
            assert "our reader fails" not in made.reason
