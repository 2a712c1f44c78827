import json

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from ingest import Refused, read_bytes
from ingest.text import canonical, is_visible
from tests.ingest.laws import assert_laws, is_left_out, uncovered

SAMPLE = """
-----
* * *
Why This Matters
1. Scope
1.1 Aims
Article 5
- an item of it
  goes on
(a) b
A sentence that is quite long, as sentences are in prose, broken at
the width of a page.
Name   Age
# H1
> quoted *words*
| a | b |
|---|---|
```
    code
[a]: b
<div>
ภาพรวม
หัวข้อ ก็ำ
=====
\t•item
---
title: A
😀
How long is it valid?
Q: What is it?
A: It is this.
It must have:
1. Apples
2. Pears
work | premium
Driving | 96
  - nested
Place: here
Time: now
Name\tAge
Tan\t41
                         12
and goes on in small letters
ใครสมัครได้บ้าง"""
LONG = ["x" * 700 + ".", "e\u0301" * 900, "Ab. " * 900]
LINES = st.sampled_from([*SAMPLE.splitlines(), *LONG, "\u200b", "\ufeff", "\x0c\u2028"])
TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    st.lists(LINES, max_size=12).map("\n".join),
    st.lists(LINES, max_size=12).map("\r\n\r\n".join),
)


def read_as(name: str, text: str) -> Document | Refused:
    (made,) = read_bytes(text.encode(), name, origin="here")
    return made


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_text_is_a_lawful_document_or_refused(text: str) -> None:
    made = read_as("a.txt", text)
    assert made == read_as("a.txt", text)
    if isinstance(made, Document):
        assert_laws(made)
        assert made.text == canonical(text.removeprefix("\ufeff"))
    else:
        assert not is_visible(text) or "seems to be" in made.reason


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_any_markdown_is_a_lawful_document_or_refused(text: str) -> None:
    made = read_as("a.md", text)
    assert made == read_as("a.md", text)
    if isinstance(made, Document):
        assert_laws(made)
        assert made.text == made.text.strip()


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.text(st.characters(exclude_categories=["Cs"])))
def test_any_record_is_a_lawful_document_or_refused(text: str, title: str) -> None:
    made = read_as("a.jsonl", json.dumps({"text": text, "title": title}))
    if isinstance(made, Document):
        assert_laws(made)
        assert made.text == canonical(text)
    else:
        assert not is_visible(text) or "NUL" in made.reason


@settings(max_examples=200, deadline=None)
@given(TEXTS)
def test_what_neither_is_a_paragraph_nor_introduces_one_is_drawn(text: str) -> None:
    made = read_as("a.txt", text)
    if isinstance(made, Document):
        assert is_left_out(uncovered(made))


@settings(max_examples=100, deadline=None)
@given(TEXTS)
def test_nothing_of_a_markdown_text_as_rendered_is_lost(text: str) -> None:
    made = read_as("a.md", text)
    if isinstance(made, Document):
        assert not is_visible(uncovered(made)), uncovered(made)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(["a.txt", "a.md", "a.jsonl", "a.pdf", ""]))
def test_any_bytes_give_documents_or_refusals(data: bytes, name: str) -> None:
    made = list(read_bytes(data, name, origin="here"))
    assert made
    for item in made:
        if isinstance(item, Document):
            assert_laws(item)
