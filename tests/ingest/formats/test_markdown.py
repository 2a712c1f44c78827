import re

import pytest

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
    assert content.text == "text"


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
