import pytest

from corpus.errors import DocumentRefused
from ingest.content import Content
from ingest.formats import rtf

FONTS = r"{\fonttbl{\f0\fcharset0 Times;}{\f1\fcharset222 Angsana;}{\f2\fcharset163 Arial;}{\f3\fcharset2 Symbol;}}"


def made(body: str, head: str = "") -> Content:
    return rtf.read(rf"{{\rtf1\ansi\ansicpg1252\deff0{FONTS}{head}{body}}}".encode("latin-1"))


def shown(body: str) -> list[str]:
    content = made(body)
    return [block.span.of(content.text) for block in content.blocks]


def kinds(body: str) -> list[tuple[str, int, str]]:
    content = made(body)
    return [(block.kind, block.level, block.span.of(content.text)) for block in content.blocks]


def test_paragraphs_stand_under_headings_at_their_levels() -> None:
    body = (
        r"{\pard\outlinelevel0 Fees\par}\pard\outlinelevel1 North\par\pard Ninety\line a day.\par\outlinelevel9 So.\par"
    )
    assert kinds(body) == [
        ("heading", 1, "Fees"),
        ("heading", 2, "North"),
        ("paragraph", 1, "Ninety\na day."),
        ("paragraph", 1, "So."),
    ]
    assert made(body).title == "Fees"


def test_items_have_the_numbers_that_are_shown_and_no_bullets() -> None:
    body = (
        r"\pard\ilvl0{\listtext\pard\plain 1.\tab}One\par\pard\ilvl1{\listtext\pard\plain\tab a)\tab}Two\par"
        r"\pard{\pntext\f3\'B7\tab}Three\par\pard Four\tab five\par"
    )
    assert kinds(body) == [
        ("item", 1, "1. One"),
        ("item", 2, "a) Two"),
        ("item", 1, "Three"),
        ("paragraph", 1, "Four\tfive"),
    ]


def test_a_table_is_read_row_by_row() -> None:
    body = (
        r"Before\par\trowd\trhdr\cellx1\cellx2\pard\intbl Berth\cell Fee\cell\row"
        r"\trowd\cellx1\cellx2\pard\intbl North\par side\cell 90\cell{\trowd\cellx1\cellx2\row}\pard After\par"
    )
    assert kinds(body) == [
        ("paragraph", 1, "Before"),
        ("table_head", 1, "Berth | Fee"),
        ("row", 1, "North side | 90"),
        ("paragraph", 1, "After"),
    ]


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (r"Caf\'e9", "Café"),
        ("Caf\xe9", "Café"),
        (r"\f1\'bb\'c3\'d0\'b5\'d9", "ประตู"),
        (r"\u3611?\u3619?", "ปร"),
        (r"\uc2\u3611\'3f?x", "ปx"),
        (r"\u-10179?\u-8704?", "😀"),
        (r"\u-10179?x", "\ufffdx"),
        (r"a\emdash b\~c\_d\{e\}\\", "a—b\xa0c\u2011d{e}\\"),
        (r"5 km{\super 2}", "5 km²"),
        (r"in 2023\super 1\nosupersub .", "in 2023¹."),
        (r"1010{\sub 2}", "1010₂"),
        (r"The fee is {\strike 80} {\striked1 85}\strike  88\strike0  90 baht.", "The fee is   90 baht."),
    ],
)
def test_words_are_those_that_are_shown(source: str, words: str) -> None:
    assert shown(source) == [words]


def test_notes_and_boxes_come_after_the_paragraph_that_they_hang_on() -> None:
    body = (
        r"Said{\super\chftn{\footnote\pard\plain A note.\par More.}} so."
        r"{\shp{\*\shpinst{\sp{\sn fLine}{\sv 0}}{\shptxt\pard In a box.\par}}{\shprslt again}}\par After.\par"
    )
    assert shown(body) == ["Said so.", "A note.\nMore.", "In a box.", "After."]


def test_what_is_left_out_is_said() -> None:
    body = (
        r"{\header Every page\par}{\footerf\u3611?\par}Said{\deleted\revauthdel1 gone}{\v unseen} so."
        r"{\*\annotation why?}\par{\field{\*\fldinst{ TOC \\o}}{\fldrslt One\tab 1\par Two\tab 2}}\par"
        r"{\field{\*\fldinst{ HYPERLINK x}}{\fldrslt A link}}{\pict\pngblip 89504e47}\deleted no\deleted0 .\par"
    )
    assert shown(body) == ["Said so.", "A link."]
    (said,) = made(body).remarks
    assert said.startswith("left out: header, footer, deleted text, hidden text, comments, table of contents (")


def test_a_paragraph_whose_end_is_deleted_goes_on() -> None:
    assert kinds(r"\pard\outlinelevel0 Fees{\deleted  of\par 2024{\b x}\par} of 2025\par\pard Said.\par") == [
        ("heading", 1, "Fees of 2025"),
        ("paragraph", 1, "Said."),
    ]


def test_a_line_feed_by_its_number_ends_no_paragraph() -> None:
    assert kinds(r"One\u10?more\'0aline\par\pard\outlinelevel0 Two\par") == [
        ("paragraph", 1, "One\nmore\nline"),
        ("heading", 1, "Two"),
    ]


def test_the_file_says_who_wrote_it_and_when() -> None:
    told = (
        r"{\info{\title Tides of the Strait}{\author Mary Kong}{\creatim\yr2025\mo3\dy4\hr9}{\revtim\yr2026\mo1\dy1}}"
    )
    content = made(r"Said.\par", told)
    assert content.title == "Tides of the Strait"
    assert content.metadata == {"author": "Mary Kong", "created": "2025-03-04"}
    assert content.text == "Said."


def test_a_picture_as_it_is_takes_nothing_with_it() -> None:
    data = b"{\\rtf1 Said{\\pict\\wmetafile8\\bin6 }}\\par} so.}"
    assert rtf.read(data).text == "Said so."


def test_the_name_of_a_folder_is_no_picture() -> None:
    assert rtf.read(rb"{\rtf1 Install to C:\\bin64\\tool and then run it.\par Next.}").text.startswith(
        r"Install to C:\bin64\tool and then run it."
    )


def test_what_stands_after_the_end_is_no_text() -> None:
    assert rtf.read(b"{\\rtf1 Said.}\0\0{x}").text == "Said."


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_file_that_is_cut_is_read_as_far_as_it_goes(cut: int) -> None:
    data = b"{\\rtf1\\ansi Said so.\\par {\\b More\\'e9} {\\footnote Note}\\u3611"
    assert rtf.read(data[:-cut]).text.startswith("Said so.")


def test_characters_that_fit_no_encoding_are_said() -> None:
    assert made(r"{\f1\'fc}x").remarks == ("characters that fit no encoding: 1",)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"{\\rtf1}", "without words"),
        (b"{\\rtf1{\\pict 00}}", "without words"),
        (b"{\\rtf1" + b"{" * 5000 + b"x", "nests too deep"),
        (b"{\\rtf1\\u99999999 x}", "damaged"),
        (b"{\\rtf1\\uc x}", "damaged"),
        (b"{\\rtf1{\\fonttbl{\\f0\\fcharset78 a;}}\\f0\\'83x}", "damaged"),
    ],
)
def test_what_is_no_sound_text_is_refused(data: bytes, words: str) -> None:
    with pytest.raises(DocumentRefused, match=words):
        rtf.read(data)
