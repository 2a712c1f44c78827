import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.documents import Span
from corpus.errors import DocumentRefused
from ingest import content
from ingest.content import Block, LeftOut, TextBuilder
from ingest.text import canonical, is_visible


def test_blocks_stand_an_empty_line_apart_and_know_their_places() -> None:
    builder = TextBuilder()
    builder.add("  Title\n", "heading", level=2)
    builder.add(" \u200b")
    builder.add("Cafe\u0301\r\nnext", page=3)
    assert builder.text == "Title\n\nCafé\nnext"
    assert builder.blocks == (Block(Span(0, 5), "heading", 2), Block(Span(7, 16), "paragraph", 1, 3))


@given(st.lists(st.text()))
def test_each_block_is_where_its_span_says(texts: list[str]) -> None:
    builder = TextBuilder()
    for text in texts:
        builder.add(text)
    shown = [text for text in texts if is_visible(text)]
    assert len(builder.blocks) == len(shown)
    assert canonical(builder.text) == builder.text
    for block, text in zip(builder.blocks, shown, strict=True):
        assert block.span.of(builder.text) in canonical(text.replace("\xad", ""))


def test_a_builder_stops_at_what_is_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content, "MAX_TEXT", 10)
    monkeypatch.setattr(content, "MAX_BLOCKS", 2)
    long, many = TextBuilder(), TextBuilder()
    long.add("0123456789")
    with pytest.raises(DocumentRefused, match="more than 10 characters"):
        long.add("0")
    many.add("0")
    many.add("1")
    with pytest.raises(DocumentRefused, match="more than 2 paragraphs"):
        many.add("2")


def test_what_is_left_out_is_named_counted_and_measured() -> None:
    left = LeftOut()
    for kind, text in [("navigation", "Home  News"), ("footer", "2024"), ("navigation", "Top"), ("footer", "Us")]:
        left.add(kind, text)
    assert left.remarks() == ("left out: navigation, 2 footers (18 characters)",)


def test_what_shows_nothing_is_no_loss() -> None:
    left = LeftOut()
    left.add("footer", " \n\u200b")
    assert left.remarks() == ()
