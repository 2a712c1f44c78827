from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from corpus.records import StoredParagraph
from retriever.quotes import LONGEST, NEARLY, asked_cell, context_of
from retriever.quotes import quote_span as quote_with
from retriever.windows import Introduced
from tests.retriever.stored import above, introducing, stored

LIST = stored("It is forbidden to:", "smoke in the hall;", "cross the line;", "feed the birds.")
LEAD = introducing(LIST, 0, "lead_in")
TABLE = stored("The fees are:", "berth | fee", "north | 90 ringgit", "south | 140 ringgit")
TABLE_INTRODUCED = (introducing(TABLE, 0, "lead_in"), introducing(TABLE, 1, "table_head"))


def quote_span(paragraph: StoredParagraph, introduced: Sequence[Introduced], words: Span) -> Span:
    """Quote where the sentences that hold the words are the only telling ones."""
    return quote_with(
        paragraph, introduced, words, np.array([5.0 * _meets(each, words) for each in paragraph.sentences])
    )


def _meets(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


def _text(paragraph: StoredParagraph, span: Span) -> str:
    return paragraph.text[span.start - paragraph.span.start : span.end - paragraph.span.start]


def _words(paragraph: StoredParagraph, words: str) -> Span:
    start = paragraph.span.start + paragraph.text.index(words)
    return Span(start, start + len(words))


def test_the_sentence_of_the_words_is_quoted() -> None:
    prose = stored("The hall opens at nine.", "It closes at five.", "Entry is free.", between=" ")
    assert _text(prose, quote_span(prose, (), _words(prose, "five"))) == "It closes at five."


def test_words_over_two_sentences_bring_both() -> None:
    prose = stored("The hall opens at nine.", "It closes at five.", "Entry is free.", between=" ")
    assert _text(prose, quote_span(prose, (), _words(prose, "nine. It closes"))).endswith("closes at five.")


def test_a_sentence_beside_it_that_is_as_telling_comes_too() -> None:
    prose = stored("The hall opens at nine.", "It closes at five.", "Entry is free.", between=" ")
    telling = np.array([3.0, 3.0 + NEARLY, 1.0])
    quoted = quote_with(prose, (), _words(prose, "five"), telling)
    assert _text(prose, quoted) == "The hall opens at nine. It closes at five."


def test_an_item_of_a_short_list_brings_all_of_it() -> None:
    assert quote_span(LIST, (LEAD,), _words(LIST, "cross")) == LIST.span


def test_words_from_the_lead_in_on_bring_all_of_a_short_list() -> None:
    assert quote_span(LIST, (LEAD,), _words(LIST, "forbidden to:\nsmoke")) == LIST.span


def test_an_item_of_a_long_list_brings_its_lead_in() -> None:
    long = stored("It is forbidden to:", "smoke in the hall;", "x" * LONGEST)
    quoted = quote_span(long, (introducing(long, 0, "lead_in"),), _words(long, "smoke"))
    assert _text(long, quoted) == "It is forbidden to:\nsmoke in the hall;"


def test_a_lead_in_brings_its_items() -> None:
    assert quote_span(LIST, (LEAD,), _words(LIST, "forbidden")) == LIST.span


def test_an_item_far_from_its_lead_in_stands_alone() -> None:
    long = stored("It is forbidden to:", "x" * LONGEST, "feed the birds.")
    assert _text(long, quote_span(long, (introducing(long, 0, "lead_in"),), _words(long, "birds"))) == "feed the birds."


def test_a_row_stands_alone_with_its_head_beside_it() -> None:
    quoted = quote_span(TABLE, TABLE_INTRODUCED, _words(TABLE, "140"))
    assert _text(TABLE, quoted) == "south | 140 ringgit"
    assert [each.text for each in context_of(quoted, TABLE_INTRODUCED)] == ["The fees are:", "berth | fee"]


def test_a_tables_head_brings_its_rows() -> None:
    quoted = quote_span(TABLE, TABLE_INTRODUCED, _words(TABLE, "berth"))
    assert _text(TABLE, quoted).endswith("south | 140 ringgit")


def test_the_question_that_a_quote_answers_is_given_and_a_heading_is_not() -> None:
    answer = stored("Three years.")
    introduced = (above("Cards", "heading"), above("How long is a card valid?", "question"))
    quoted = quote_span(answer, introduced, _words(answer, "Three"))
    assert [each.piece.role for each in context_of(quoted, introduced)] == ["question"]


@given(st.lists(st.text("ab c", min_size=1, max_size=30), min_size=1, max_size=8), st.data())
def test_a_quote_is_whole_sentences_and_holds_the_words(sentences: list[str], data: st.DataObject) -> None:
    paragraph = stored(*sentences)
    start = data.draw(st.integers(paragraph.span.start, paragraph.span.end - 1))
    words = Span(start, data.draw(st.integers(start + 1, paragraph.span.end)))
    lead = data.draw(st.none() | st.integers(0, len(sentences) - 1))
    introduced = () if lead is None else (introducing(paragraph, lead, "lead_in"),)
    quoted = quote_span(paragraph, introduced, words)
    assert quoted.start in {each.start for each in paragraph.sentences}
    assert quoted.end in {each.end for each in paragraph.sentences}
    held = [each for each in paragraph.sentences if each.start < words.end and words.start < each.end]
    assert all(quoted.start <= each.start and each.end <= quoted.end for each in held)


HEAD, ROW = "School | Gold medals | Silver medals | Coach", "Tanjong | 5 | 9 | Mei Lin"


@pytest.mark.parametrize(
    ("question", "read", "cell"),
    [
        ("How many gold medals did Tanjong win?", "9", "5"),
        ("How many silver medals did Tanjong win?", "5 | 9", "9"),
        ("Who is the coach of Tanjong?", "9", "Mei Lin"),
        ("Which school won 5 gold medals?", "Tanjong", None),  # the row's name is asked for
        ("Who coaches the school with 5 gold medals?", "Mei Lin", None),  # what was told is not asked for
        ("How many medals did Tanjong win?", "5", None),
        ("How many bronze trophies did Tanjong win?", "5", None),
    ],
)
def test_the_column_that_the_question_names(question: str, read: str, cell: str | None) -> None:
    found = asked_cell(question, "en", HEAD, ROW, ROW.index(read))
    assert (found.of(ROW) if found else None) == cell


@pytest.mark.parametrize(
    ("head", "row", "cell"),
    [
        ("ประเภท | วันธรรมดา | วันหยุด", "ผู้ใหญ่ | 50 บาท | 70 บาท", "70 บาท"),
        ("ประเภท\tวันธรรมดา\tวันหยุด", "ผู้ใหญ่\t50 บาท\t70 บาท", "70 บาท"),
        ("| ประเภท | วันธรรมดา | วันหยุด |", "| ผู้ใหญ่ | | 70 บาท |", "70 บาท"),
        ("ประเภท | วันธรรมดา | วันหยุด", "ผู้ใหญ่ | 50 บาท", None),
    ],
)
def test_cells_are_cut_as_readers_write_them(head: str, row: str, cell: str | None) -> None:
    found = asked_cell("ค่าเข้าของผู้ใหญ่วันหยุดเท่าไร", "th", head, row, len(row) - 2)
    assert (found.of(row) if found else None) == cell
