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
`some code`, ~~an error~~, &amp; \\*stars\\*, <https://example.org/auto>, a [reference][r] and <b>HTML</b>.\\
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
        "First, strong and soft words with a link, an image of it, some code, an error, & *stars*, "
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
    assert content.metadata == {"author": "A. Writer"}


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
    assert read(front + "Text.").metadata == {"author": "A. Writer, B. Editor"}
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
        ("one", "item", 1),
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
        ("H~2~O, x^2^, 10<sup>6</sup>, a<sup>th</sup>", ["H2O, x², 10⁶, a^th"]),
        ("[TOC]\n\nWords", ["Words"]),
        ("`==code== {#id}`", ["==code== {#id}"]),
        ("```\n[[code]]\n```", ["[[code]]"]),
        ("a == b == c, {x}, 5 ~ 6 ~ 7", ["a == b == c, {x}, 5 ~ 6 ~ 7"]),
    ],
)
def test_marks_of_dialects_go_and_their_words_stay(text: str, shown: list[str]) -> None:
    assert outline(text) == shown
