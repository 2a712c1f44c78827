"""What stands in every paragraph and every list has a length: a small file makes no large library, nor long answers."""

import json
from typing import Any

import pytest

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import Refused, assembly, read_bytes
from ingest.assembly import MAX_METADATA, MAX_SOURCE, MAX_TITLE, divide
from ingest.formats import plain
from ingest.paragraphs import MAX_HEADING, MAX_HEADINGS


def read(text: str, name: str = "a.md") -> Document | Refused:
    (found,) = read_bytes(text.encode(), name, origin="upload:a")
    return found


def read_record(**record: Any) -> Document | Refused:
    return read(json.dumps({"text": "The ferry leaves at nine.", **record}), "a.jsonl")


def stored(document: Document | Refused) -> int:
    """How many code points stand with the paragraphs besides their own."""
    assert isinstance(document, Document)
    introduced = (
        each.span.end - each.span.start for paragraph in document.paragraphs for each in paragraph.introductions
    )
    return sum(len(heading) for paragraph in document.paragraphs for heading in paragraph.headings) + sum(introduced)


@pytest.mark.parametrize(
    "text",
    [
        f"# {'long ' * 20_000}\n\n" + "word\n\n" * 1_000,
        f"# {'x' * 100_000}\n\n" + "word\n\n" * 1_000,
        f"{'long ' * 20_000}\n===\n\n" + "word\n\n" * 1_000,
        "".join(f"{'#' * level} {'long ' * 55}\n\n" for level in range(1, 7)) + "word\n\n" * 1_000,
        f"{'long ' * 20_000}?\n\n" + "word\n\n" * 1_000,
        f"{'long ' * 20_000}:\n\n" + "- word\n" * 1_000,
        f"|{'long ' * 20_000}|\n|---|\n" + "|word|\n" * 1_000,
    ],
)
def test_what_stands_above_many_paragraphs_is_not_stored_at_length_with_each(text: str) -> None:
    document = read(text)
    assert isinstance(document, Document)
    assert stored(document) <= 4 * MAX_HEADINGS * len(document.paragraphs)
    for paragraph in document.paragraphs:
        assert sum(map(len, paragraph.headings)) <= MAX_HEADINGS
        assert all(len(heading) <= MAX_HEADING for heading in paragraph.headings)
    assert "word" in document.text


def test_a_heading_that_is_too_long_is_a_paragraph_that_can_be_found() -> None:
    document = read(f"# {'long ' * 100}end\n\nThe ferry leaves at nine.")
    assert isinstance(document, Document)
    assert [paragraph.is_heading for paragraph in document.paragraphs] == [False, False]
    assert document.paragraphs[0].span.of(document.text).endswith("long end")
    assert document.paragraphs[1].headings == ()


@pytest.mark.parametrize("title", ["word " * 50_000, "x" * 300_000])
def test_a_long_title_is_cut_and_says_so(title: str) -> None:
    for document in (read_record(title=title), read(f"---\ntitle: {title}\n---\n\nThe ferry leaves at nine.")):
        assert isinstance(document, Document)
        assert 0 < len(document.title) <= MAX_TITLE
    cut = read_record(title=title)
    assert isinstance(cut, Document)
    assert cut.title.endswith(("word…", "x…"))
    assert "title" in " ".join(cut.remarks)


@pytest.mark.parametrize(
    ("record", "said"),
    [
        ({"source": "x" * (MAX_SOURCE + 1)}, "source"),
        ({"metadata": {"notes": "x" * MAX_METADATA}}, "metadata"),
        ({"metadata": {"notes": ["x"] * MAX_METADATA}}, "metadata"),
        ({"other": "x" * MAX_METADATA}, "metadata"),
        ({"published": "2025-10-24T10:00:00." + "0" * 1_000}, "date"),
        ({"language": "en" + "-variant" * 1_000}, "language"),
        ({"id": "x" * 1_000}, "id"),
    ],
)
def test_what_every_list_would_show_at_length_is_refused(record: dict[str, Any], said: str) -> None:
    refused = read_record(**record)
    assert isinstance(refused, Refused)
    assert said in refused.reason


def test_more_sentences_than_a_document_may_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assembly, "MAX_SENTENCES", 3)
    assert len(divide(plain.read("One is. Two are. Three are."), "en").paragraphs) == 1
    with pytest.raises(DocumentRefused, match="more than 3 sentences; divide it"):
        divide(plain.read("One is. Two are.\n\nThree are. Four are."), "en")
