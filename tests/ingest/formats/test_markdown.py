import re

import pytest

from corpus.documents import Document
from corpus.records import number_paragraphs
from ingest import read_bytes
from ingest.content import Kind
from ingest.formats.markdown import read

EVERYTHING = """\
---
title: "The Green Transition"
date: 2025-10-24
author: A. Writer
language: en
tags:
  - one
---
# The *launch* of a `centre` #

First, **strong** and _soft_ words with a [link](https://example.org "to it"), an ![image of it](a.png),
`some code` ~~an error~~, &amp; \\*stars\\*, <https://example.org/auto>, a [reference][r] and <b>HTML</b>.\\
A new line.<br>One more.<!-- unseen -->

[r]: https://example.org/r

## Lists

- one
  goes on

  and has a second part
  1. nested
- [x] done
* other

> A quotation
> # with no heading

Table
-----

| Land | *Share* |
|------|--------:|
| Laos | `97 %`  |
|      | 3       |

```python
print("# code")
```

    indented code

<div>kept</div><!-- unseen -->

***
End.
"""


def one(text: str) -> Document:
    (made,) = read_bytes(text.encode(), "a.md", origin="here")
    assert isinstance(made, Document)
    return made


def outline(text: str) -> list[str]:
    content = read(text)
    return [
        "#" * block.level + " " + block.span.of(content.text)
        if block.kind == "heading"
        else block.span.of(content.text)
        for block in content.blocks
    ]


def test_markup_is_rendered_away_and_each_piece_is_a_block() -> None:
    assert outline(EVERYTHING) == [
        "# The launch of a centre",
        "First, strong and soft words with a link, an image of it, some code, & *stars*, "
        "https://example.org/auto, a reference and HTML.\nA new line.\nOne more.",
        "## Lists",
        "one goes on",
        "and has a second part",
        "1. nested",
        "☑ done",
        "other",
        "A quotation",
        "with no heading",
        "## Table",
        "Land | Share",
        "Laos | 97 %",
        "3",
        'print("# code")',
        "indented code",
        "kept",
        "End.",
        "title: The Green Transition",
        "date: 2025-10-24",
        "author: A. Writer",
    ]


def test_the_front_matter_describes_the_document() -> None:
    content = read(EVERYTHING)
    assert content.title == "The Green Transition"
    assert content.published == "2025-10-24"
    assert content.language == "en"
    assert content.metadata == {"author": "A. Writer", "tags": "one"}


def test_the_first_heading_of_level_one_is_else_the_title() -> None:
    assert read("## Before\n\n# The *Title*\n\n# Other").title == "The Title"
    assert read("## Before\n\ntext").title is None
    assert read("---\ntitle: \u200b\n---\n# \u0301\n\n# Seen").title == "Seen"


def test_values_that_are_no_date_or_language_are_left() -> None:
    content = read("---\ndate: last week\nlang: English\n---\ntext")
    assert content.published is None
    assert content.language is None
    assert content.text == "text\n\ndate: last week"


def test_what_the_front_matter_tells_a_reader_stands_after_the_text() -> None:
    keys = "layout: post\ntitle: Words\nauthors:\n  - A. Writer\n  - B. Editor\nversion:\nissuer: [Board, Office]"
    front = f"---\n{keys}\n---\n"
    assert outline(front + "# Words\n\nText.") == [
        "# Words",
        "Text.",
        "authors: A. Writer, B. Editor",
        "issuer: Board, Office",
    ]
    assert read(front + "Text.").metadata == {"author": "A. Writer, B. Editor", "layout": "post"}
    assert read(front).blocks == ()


@pytest.mark.parametrize("body", ["# Words\n\nText.\n\n- one\n- two", "# Words", "See:", "## How?\n\nSo."])
def test_the_front_matter_is_one_paragraph_under_no_heading_and_moves_no_other(body: str) -> None:
    documents = [one(front + body) for front in ("", "---\nauthor: A. Writer\ndate: 2025-10-24\n---\n")]
    before, after = (document.paragraphs for document in documents)
    assert after[:-1] == before
    text = documents[1].text
    assert [sentence.of(text) for sentence in after[-1].sentences] == ["author: A. Writer", "date: 2025-10-24"]
    assert (after[-1].headings, after[-1].introductions) == ((), ())
    numbers = [number_paragraphs(document.paragraphs) for document in documents]
    assert numbers[1][:-1] == numbers[0]


@pytest.mark.parametrize("text", ["---\nnot a front matter\n---\nwords", "---\ntitle: never closed\n\nwords"])
def test_a_rule_at_the_start_is_no_front_matter(text: str) -> None:
    content = read(text)
    assert content.title is None
    assert content.text.endswith("words")
    assert len(content.text) > len("words")


@pytest.mark.parametrize("text", ["", "<!-- only -->", "<script>html</script>", "***", "[r]: https://example.org"])
def test_markup_alone_gives_no_block(text: str) -> None:
    assert read(text).blocks == ()


def test_deep_nesting_keeps_its_words() -> None:
    assert outline("> " * 40 + "deep") == ["deep"]


def test_a_paragraph_of_many_brackets_is_read_in_time() -> None:
    text = "![" * 20_000 + "a"  # looking for links in it takes a minute
    assert outline(text) == [text]


def test_no_markup_stands_in_any_block() -> None:
    shown = re.sub(r"\*stars\*|# code", "", read(EVERYTHING).text)
    assert not re.search(r"[*_`~\[\]<>\\]|^#|^[-|]|&amp;", shown, re.MULTILINE)


def kinds(text: str) -> list[tuple[str, Kind, int]]:
    content = read(text)
    return [(block.span.of(content.text), block.kind, block.level) for block in content.blocks]


def test_lists_and_tables_are_told_as_such() -> None:
    text = "Do:\n\n2. rest\n3. eat\n   - fruit\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert kinds(text) == [
        ("Do:", "paragraph", 1),
        ("2. rest", "item", 1),
        ("3. eat", "item", 1),
        ("fruit", "item", 2),
        ("a | b", "table_head", 1),
        ("c | d", "row", 1),
    ]


def test_html_blocks_are_read_as_a_page_shows_them() -> None:
    text = """\
<p align="center">The office<br>is <b>open</b> &amp; free. <img src="a.png" alt="A map"></p>
<table><tr><th>Day<th>Hours</tr><tr><td>Monday<td>9 to 12</table>
<style>p {}</style><!-- unseen -->

<ol><li>one<ul><li>two</ul></ol>
<h2>End</h2>
"""
    assert kinds(text) == [
        ("The office\nis open & free. A map", "paragraph", 1),
        ("Day | Hours", "table_head", 1),
        ("Monday | 9 to 12", "row", 1),
        ("1. one", "item", 1),
        ("two", "item", 2),
        ("End", "heading", 2),
    ]


def test_a_summary_asks_until_its_details_end() -> None:
    text = "<details>\n<summary>Where?</summary>\n\nThere.\n\nYes.\n\n</details>\n\nMore.\n\nStill."
    assert kinds(text) == [
        ("Where?", "question", 1),
        ("There.", "paragraph", 1),
        ("Yes.", "paragraph", 1),
        ("More.", "paragraph", 0),
        ("Still.", "paragraph", 1),
    ]


@pytest.mark.parametrize("html", ["<div><![x", "<div><!-- a", "<div <b", "<div></", "<div>&#xFFFFFF;"])
def test_broken_html_is_read_as_far_as_it_goes(html: str) -> None:
    assert kinds(f"{html}\n\nwords")[-1] == ("words", "paragraph", 1)


def test_terms_stand_with_what_explains_them() -> None:
    assert kinds("Term\n: What it is\n\nHow long?\n: A year.") == [
        ("Term: What it is", "item", 1),
        ("How long?", "question", 1),
        ("A year.", "paragraph", 1),
    ]


def test_a_note_follows_what_refers_to_it() -> None:
    text = "Two days[^a].\n\n- one[^b]\n- two\n\nThe end.\n\n[^a]: Once one.\n[^b]: A note.\n[^c]: Unused.\n"
    assert outline(text) == ["Two days.", "Once one.", "one", "two", "A note.", "The end.", "Unused."]


def test_tasks_show_whether_they_are_done() -> None:
    assert outline("- [x] done\n- [ ] to do") == ["☑ done", "☐ to do"]


def test_words_in_bold_that_are_a_line_stay_one() -> None:
    assert outline("**How long?**\nA year.") == ["How long?\nA year."]
    assert outline("**Note** that\nit goes on.") == ["Note that it goes on."]


def test_a_front_matter_may_be_in_toml() -> None:
    content = read('+++\ntitle = "Notes"\ndate = 2025-02-03\ntags = ["a"]\n+++\nwords')
    assert (content.title, content.published) == ("Notes", "2025-02-03")
    assert content.text == "words\n\ntitle: Notes\n\ndate: 2025-02-03"
    assert read("+++\nno toml\n+++\nwords").text.endswith("words")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("# Head {#id .class}", ["# Head"]),
        ("> [!NOTE]\n> Mind it.", ["Mind it."]),
        (":::warning\nDo not.\n:::", ["Do not."]),
        ('!!! tip "Parking"\n    Behind it.\n\nAfter.', ["Parking", "Behind it.", "After."]),
        ("==Closed.== See [[Rules|the rules]] and [[Fees]].", ["Closed. See the rules and Fees."]),
        ("H~2~O, x^2^, 10<sup>6</sup>, a<sup>th</sup>", ["H2O, x², 10⁶, aᵗʰ"]),
        ("[TOC]\n\nWords", ["Words"]),
        ("`==code== {#id}`", ["==code== {#id}"]),
        ("```\n[[code]]\n```", ["[[code]]"]),
        ("a == b == c, {x}, 5 ~ 6 ~ 7", ["a == b == c, {x}, 5 ~ 6 ~ 7"]),
        ("> [!TIP] Use the east gate\n> It opens at six.", ["Use the east gate", "It opens at six."]),
        (":::tip Berths\nDo not use 4.\n:::", ["Berths", "Do not use 4."]),
        ("```{admonition} Berths\n:class: tip\nDo not use **4**.\n```", ["Berths", "Do not use 4."]),
        ("```{code-block} sh\nrm x\n```", ["rm x\n".strip()]),
        ("It is {~~20~>25~~} baht{>>why<<}, {++now++}{--then--}.", ["It is 25 baht, now."]),
        ("Two days^[Or three in winter.] at most.", ["Two days (Or three in winter.) at most."]),
        ("{:toc}\n\n\\newpage\n\nA [word]{.underline}. ^block-1", ["A word."]),
        (":warning: Wait until 10:30:45.", ["Wait until 10:30:45."]),
        ("$10^6 \\times \\frac{3}{4}$ for $5 and $10", ["10⁶ × 3/4 for $5 and $10"]),
        ("~~5 baht~~ 7 baht, <del>old</del> new <s>x</s>.", ["7 baht, new."]),
        ("<p>10<sup>6</sup> at <del>5</del> 7 baht</p>", ["10⁶ at 7 baht"]),
        ('<ol start="3"><li>Pay</li><li>Go</li></ol>', ["3. Pay", "4. Go"]),
        (
            "<dl><dt>MSME</dt><dd>A firm.</dd><dt>Why?</dt><dd>So.</dd><dt>End</dt></dl>",
            ["MSME: A firm.", "Why?", "So.", "End"],
        ),
    ],
)
def test_marks_of_dialects_go_and_their_words_stay(text: str, shown: list[str]) -> None:
    assert outline(text) == shown


def test_tables_that_are_drawn_are_read_row_by_row() -> None:
    grid = (
        "+------+-------+\n| Day  | Hours |\n+======+=======+\n| Sat  | 9 to  |\n|      | 12    |\n+------+-------+\n"
    )
    assert kinds(grid) == [("Day | Hours", "table_head", 1), ("Sat | 9 to 12", "row", 1)]
    simple = "Day     Hours\n------  -------\nSat     9 to 12\nSun     shut\n"
    assert [text for text, _, _ in kinds(simple)] == ["Day | Hours", "Sat | 9 to 12", "Sun | shut"]
    assert outline(f"```\n{grid}```") == [grid.strip()]


def test_what_is_struck_is_said_to_be_left_out() -> None:
    assert read("~~5 baht~~ 7 baht").remarks == ("left out: struck text (6 characters)",)


@pytest.mark.parametrize("date", ["2025-02-03T10:00:00+07:00", "2025/2/3", "2025-02-03 10:00"])
def test_the_date_of_a_front_matter_is_a_day(date: str) -> None:
    assert read(f"---\npubDate: {date}\n---\nwords").published == "2025-02-03"


@pytest.mark.parametrize("table", ["<table>\n<tr><td>North<td>20 baht", "<table><tr><td>North</td><td>20 baht</tr>"])
def test_markdown_after_a_cell_that_nobody_closed_stands_below_the_table(table: str) -> None:
    below = "After it.\n\n- one\n- two\n\n```\ncode\n```"
    assert outline(f"{table}\n\n{below}") == ["North | 20 baht", "After it.", "one", "two", "code"]


def test_code_in_a_cell_belongs_to_its_row() -> None:
    text = "<table><tr><td>Run\n\n```\nstart.sh\n```\n\n</td><td>once</td></tr></table>"
    assert outline(text) == ["Run start.sh | once"]
