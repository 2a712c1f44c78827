from textwrap import dedent

import pytest

from ingest.formats.plain import read


def outline(text: str) -> list[str]:
    """The blocks as text, headings with as many # as their level."""
    content = read(dedent(text))
    return [
        "#" * block.level + " " + block.span.of(content.text)
        if block.kind == "heading"
        else block.span.of(content.text)
        for block in content.blocks
    ]


def test_empty_lines_separate_paragraphs() -> None:
    assert outline("One is here.\n\n \t\nTwo\nis here.") == ["One is here.", "Two", "is here."]


def test_each_line_is_a_paragraph_where_no_width_broke_it() -> None:
    long = "It is a paragraph on one line, longer than any width at which prose is broken, " * 2
    assert outline(f"{long}end.\n{long}stop.\nShort.") == [f"{long}end.", f"{long}stop.", "Short."]


def test_hard_wrapped_prose_is_one_paragraph() -> None:
    text = """\
        The new centre will help small and medium enterprises to navigate the shift
        to greener models. It was launched on the side of the summit, together with
        a report on technology and innovation in the region until the year 2035, as
        planned.
        """
    assert len(outline(text)) == 1
    assert len(outline(text + "\n" + text)) == 2


def test_prose_wrapped_unevenly_is_one_paragraph_where_small_letters_go_on() -> None:
    text = """\
        The new centre will help small and medium enterprises to navigate the shift
        to greener, more circular models of business. It
        was launched on the side of the summit, together with a report on technology.
        """
    assert len(outline(text)) == 1


def test_lines_that_are_sentences_are_not_wrapped_prose() -> None:
    text = """\
        The first of these lines is a sentence of its own, as can be seen.
        The second of these lines is a sentence of its own, as can be seen.
        The third of these lines is a sentence as well, as can also be seen.
        """
    assert len(outline(text)) == 3


def test_a_heading_without_an_empty_line_stands_before_wrapped_prose() -> None:
    text = """\
        Introduction
        The new centre will help small and medium enterprises to navigate the shift
        to greener models. It was launched on the side of the summit, together with
        a report.
        """
    assert outline(text)[0] == "# Introduction"
    assert len(outline(text)) == 2


@pytest.mark.parametrize("marker", ["-", "*", "•", "–"])
def test_an_item_is_a_block_without_its_bullet(marker: str) -> None:
    text = f"It has this:\n{marker} an item of it\n{marker} another"
    assert outline(text) == ["It has this:", "an item of it", "another"]
    assert [block.kind for block in read(text).blocks] == ["paragraph", "item", "item"]


@pytest.mark.parametrize("marker", ["1.", "2)", "(a)", "a)", "(iv)", "b.", "๓."])
def test_an_item_keeps_the_number_that_counts_it(marker: str) -> None:
    text = f"It has this:\n{marker} an item of it\n{marker} another"
    assert outline(text) == ["It has this:", f"{marker} an item of it", f"{marker} another"]
    assert [block.kind for block in read(text).blocks] == ["paragraph", "item", "item"]


def test_bullets_need_no_space_but_hyphens_do() -> None:
    assert outline("•One thing.\n-5 degrees it was.") == ["One thing.", "-5 degrees it was."]


def test_an_item_goes_on_in_indented_or_wrapped_lines() -> None:
    text = """\
        - Capacity-building and financing for the enterprises, in particular in the
          smaller states.
        - Aligning the national policies across the region with the regional goals,
        especially in the innovation domains.
        The last line stands alone.
        """
    assert [len(item.splitlines()) for item in outline(text)] == [2, 2, 1]


@pytest.mark.parametrize("rule", ["-----", "* * *", "=====", "———", "_ _ _", "...", "<>"])
def test_rules_separate_and_are_no_paragraphs(rule: str) -> None:
    assert outline(f"One is here.\n{rule}\nTwo is here.") == ["One is here.", "Two is here."]


def test_an_underlined_line_is_a_heading() -> None:
    assert outline("A long title of the text\n======\nShort.\n\nPart\n---\nIt.") == [
        "# A long title of the text",
        "Short.",
        "# Part",
        "It.",
    ]


@pytest.mark.parametrize(
    "heading",
    [
        "Why This Matters",
        "Outlooks & Considerations",
        "“Quoted” Words",
        "2025 in review",
        "ภาพรวม",
        "ទិដ្ឋភាពទូទៅ",
        "概要",
    ],
)
def test_a_short_line_over_a_longer_one_is_a_heading(heading: str) -> None:
    under = "This line is longer than the one above it, and it ends as a sentence does."
    assert outline(f"Before it stands this.\n{heading}\n{under}") == ["Before it stands this.", f"# {heading}", under]


@pytest.mark.parametrize(
    "line",
    [
        "It ends with a full stop.",
        "What comes next:",
        "a small letter starts it",
        "ท่านเป็นผู้แทนของประชาชนทุกคนในประเทศนี้",
        "One two three four five six seven eight nine ten eleven twelve thirteen",
        "Date: 24 October",
        "x = {y}",
        "Name   Age",
        "1234",
        "ជាប្រយោគ។",
        "“He went home.”",
    ],
)
def test_other_short_lines_are_no_headings(line: str) -> None:
    under = "This line is longer than the one above it, and it ends as a sentence does, of course."
    assert outline(f"{line}\n{under}") == [line, under]


def test_a_heading_has_something_longer_or_a_list_under_it() -> None:
    assert outline("A rather long line\nShort.") == ["A rather long line", "Short."]
    assert outline("A rather long line\n- short") == ["# A rather long line", "short"]
    assert outline("It is a sentence.\n\nThe End") == ["It is a sentence.", "The End"]


def test_a_title_may_stand_over_a_heading() -> None:
    assert outline("Annual Report\n\nOutlook\n\nIt was a good year for all of us.")[:2] == [
        "# Annual Report",
        "## Outlook",
    ]


def test_an_address_is_one_paragraph_and_no_heading() -> None:
    address = "Jalan Example 12\nKuala Lumpur\nMalaysia"
    assert outline(f"{address}\n\nA letter about what was decided.") == [address, "A letter about what was decided."]


def test_many_short_lines_apart_are_no_headings() -> None:
    assert outline("One\n\nTwo\n\nThree\n\nFour\n\nAnd then a longer line follows.")[:3] == ["# One", "Two", "Three"]


def test_a_text_of_one_line_is_a_paragraph() -> None:
    assert outline("Why This Matters") == ["Why This Matters"]


def test_numbers_give_levels() -> None:
    text = """\
        1. Introduction
        1.1 Scope of the rules
        1.1.1 Timing of payment
        Where a fee is payable for any application, it is paid in full at once.
        1.1.2 These rules apply to a person in relation to:
        (a) an application;
        2. Fees
        Fees are payable in the currency of the country.
        """
    assert outline(text) == [
        "# 1. Introduction",
        "## 1.1 Scope of the rules",
        "### 1.1.1 Timing of payment",
        "Where a fee is payable for any application, it is paid in full at once.",
        "1.1.2 These rules apply to a person in relation to:",
        "(a) an application;",
        "# 2. Fees",
        "Fees are payable in the currency of the country.",
    ]


def test_a_numbered_list_has_no_headings() -> None:
    text = "It takes:\n1. Apples\n2. Pears\n3. Plums\n\nThe fruit above is all that it takes."
    assert outline(text) == ["It takes:", "1. Apples", "2. Pears", "3. Plums", "The fruit above is all that it takes."]


@pytest.mark.parametrize(
    "heading",
    ["Article 5", "Pasal 5", "CHAPTER IV", "Perkara 3.", "Điều 3:", "มาตรา ๕", "មាត្រា១", "အပိုဒ် ၃", "Article 2: Scope"],
)
def test_a_division_is_a_heading_whatever_follows(heading: str) -> None:
    assert outline(f"{heading}\n\nFree.\n\n{heading}\n\nEqual.") == [f"# {heading}", "Free.", f"# {heading}", "Equal."]


@pytest.mark.parametrize(
    "line", ["Article 5 applies to it.", "Part of the deal", "Part civil suit", "Section 3 says so:"]
)
def test_a_sentence_about_a_division_is_none(line: str) -> None:
    assert outline(f"It is so.\n\n{line}\n\nFree.") == ["It is so.", line, "Free."]


def test_a_table_of_contents_has_no_headings() -> None:
    assert not [line for line in outline("Article 1\nArticle 2\nArticle 3") if line.startswith("#")]


def test_the_title_is_a_heading_before_all_else_without_a_number() -> None:
    assert read("Annual Report\n\nIt was a good year.").title == "Annual Report"
    assert read("1. Introduction\n\nIt was a good year for all.").title is None
    assert read("Article 1\n\nIt was a good year for all.").title is None
    assert read("It was a good year.\n\nOutlook\n\nIt will be another one.").title is None


def test_the_text_stays_as_it_is_given_but_for_composition_and_line_ends() -> None:
    content = read("\ufeff  A  b\r\n\r\n\t- e\u0301  \r- x\u2028y\x0b")
    assert content.text == "\ufeff  A  b\n\n\t- é  \n- x\u2028y\x0b"
    assert [block.span.of(content.text) for block in content.blocks] == ["A  b", "é", "x", "y"]


def test_a_text_of_marks_alone_is_one_paragraph() -> None:
    assert outline("---\n\n???") == ["---\n\n???"]


def kinds(text: str) -> list[tuple[str, str]]:
    content = read(dedent(text))
    return [(block.kind, block.span.of(content.text)) for block in content.blocks]


@pytest.mark.parametrize(
    "title",
    [
        "Domestic work: questions and answers",
        "Sở Du lịch tỉnh Hải Thanh công bố kết quả mùa du lịch hè năm 2025",
        "ภาพรวม",
    ],
)
def test_a_first_line_that_stands_apart_is_the_title(title: str) -> None:
    text = f"{title}\n\nLabour Office, last updated 3 February 2025\n\nThe act came into force in January."
    assert read(text).title == title
    assert [kind for kind, _ in kinds(text)] == ["heading", "paragraph", "paragraph"]


def test_rows_are_rows_and_no_headings() -> None:
    assert kinds("Fees\n\nwork | fee\nDriving | 96\n\nThat is all of it.")[1:3] == [
        ("row", "work | fee"),
        ("row", "Driving | 96"),
    ]
    assert kinds("Fees are these\n\nwork   fee\nDriving   96\nCooking   48\n\nDone.")[1][0] == "row"
    assert kinds("Fees are these\n\nwork\tfee\nDriving\t96\n\nDone.")[1][0] == "row"
    assert not [
        kind for kind, _ in kinds("He said so.  She did not.\nHe went.  She stayed.\nAll.  Good.") if kind == "row"
    ]


def test_labels_with_their_values_belong_together() -> None:
    assert kinds("Notice of the day\n\nPlace: Hall\nTime: 9 o'clock\n\nAll may come.")[1:3] == [
        ("line", "Place: Hall"),
        ("line", "Time: 9 o'clock"),
    ]


def test_items_are_nested_by_indent_and_by_marker() -> None:
    content = read("Do:\n1. this\n(a) and\n(b) or\n2. that\n- one\n  - two\n- three")
    assert [block.level for block in content.blocks] == [1, 1, 2, 2, 1, 2, 3, 2]


def test_a_sentence_that_small_letters_or_a_hyphen_carry_on_is_whole_at_any_width() -> None:
    text = "The board will buy a ferry for the long-\nterm plan of the com-\npany. It comes in March\n2026. It is good."
    assert len(outline(text)) == 1


def test_the_number_of_a_page_divides_no_sentence() -> None:
    text = "The gate is moved to the\n\n                  12\nnorth side in spring.\n\n                  13\n"
    assert len(outline(text)) == 1


def test_a_date_or_an_amount_at_a_line_begins_no_item() -> None:
    assert len(outline("It will all be ready by the\n24. of May, so that it can be opened.")) == 1
    assert len(outline("It takes these things:\n1. Apples\n2. Pears")) == 3


def test_a_line_of_thai_that_leads_in_to_a_list_is_no_heading() -> None:
    assert kinds("ระเบียบ\n\nคุณสมบัติ\n\nนักกีฬาทุกคนต้อง\n- ขึ้นทะเบียน\n- มีใบรับรอง")[1:3] == [
        ("heading", "คุณสมบัติ"),
        ("paragraph", "นักกีฬาทุกคนต้อง"),
    ]


def test_a_line_that_asks_is_a_heading_only_where_all_stand_apart() -> None:
    apart = "Of cards\n\nHow long is it valid?\n\nIt is valid for three years from the day of issue."
    assert kinds(apart)[1][0] == "heading"
    below = "Of cards\n\nHow long is it valid?\nIt is valid for three years.\n\nWhat is the fee?\n\nfee | 80"
    assert [kind for kind, _ in kinds(below)] == ["heading", "paragraph", "paragraph", "paragraph", "row"]


@pytest.mark.parametrize(
    "text",
    [
        "Rapat berikutnya diadakan pada\n4 Mei di balai desa.",
        "Kapal itu dibeli dengan harga Rp\n40 miliar.",
        "The ferry will be delivered before\n15 March 2026 at the latest.",
    ],
)
def test_a_number_within_a_sentence_starts_no_paragraph(text: str) -> None:
    assert [block.span.of(text) for block in read(text).blocks] == [text]


def test_a_number_under_a_heading_or_in_a_list_does() -> None:
    for text in ("Opening hours\n9 to 12.", "Fees:\n40 ringgit."):
        assert len(read(text).blocks) == 2
