import pytest

from corpus.lexicon import all_words
from ingest.lines import Line, is_heading_like, is_label, is_page_number, is_rule, leads_in, lines


def only(text: str) -> Line:
    (line,) = lines(text)
    assert line is not None
    return line


def test_lines_end_as_unicode_says_and_empty_ones_show_nothing() -> None:
    text = "one\n\n  two \u2028three\x85\n"
    assert [line and (line.text, text[line.start : line.end]) for line in lines(text)] == [
        ("one", "one"),
        None,
        ("two", "two"),
        ("three", "three"),
        None,
    ]


@pytest.mark.parametrize(
    ("text", "bulleted", "count"),
    [("- pears", True, None), ("• pears", True, None), ("2. pears", False, 2), ("(b) pears", False, None)],
)
def test_an_item_is_bulleted_or_counted(text: str, bulleted: bool, count: int | None) -> None:
    line = only(text)
    assert (line.marker > 0, line.is_bulleted, line.count) == (True, bulleted, count)


@pytest.mark.parametrize("text", ["pears", "2.5 million", "-", "a) "])
def test_what_begins_no_item(text: str) -> None:
    assert only(text).marker == 0


def test_the_number_of_a_heading() -> None:
    assert only("1.2 Scope").number == (1, 2)
    assert only("1,200 ships").number == ()


@pytest.mark.parametrize("shown", ["-----", "* * *", "———"])
def test_a_rule_is_drawn(shown: str) -> None:
    assert is_rule(shown)
    assert not is_rule(shown + "a")


@pytest.mark.parametrize("shown", ["Opening hours", "เวลาเปิด", "Điều kiện tham gia"])
def test_a_short_line_may_be_a_heading(shown: str) -> None:
    assert is_heading_like(shown)


@pytest.mark.parametrize("shown", ["It opens at nine.", "and so on", "Tel.: 123", "name = value", "word " * 20])
def test_these_are_no_headings(shown: str) -> None:
    assert not is_heading_like(shown)


@pytest.mark.parametrize("shown", ["Bring these:", "请带：", *(f"x{words}" for words in all_words("lead_ins"))])
def test_a_colon_or_words_that_stand_for_one_lead_in(shown: str) -> None:
    assert leads_in(shown)
    assert not is_heading_like(shown)
    assert not leads_in(shown + "x")


def test_labels_name_a_division_and_no_more() -> None:
    assert is_label("Article 5")
    assert is_label("Pasal 2.")
    assert not is_label("Article 5 Scope")
    assert not is_label("Article")


def test_a_page_number_stands_away_from_the_start() -> None:
    assert is_page_number(only(" " * 20 + "- 7 -"))
    assert not is_page_number(only("7"))
