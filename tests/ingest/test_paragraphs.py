from corpus.documents import Paragraph, Span
from ingest.content import Block, TextBuilder
from ingest.paragraphs import MAX_PARAGRAPH, paragraphs


def build(*blocks: tuple[str, int]) -> tuple[str, tuple[Paragraph, ...]]:
    """Blocks given as (text, level); level 0 is a paragraph."""
    builder = TextBuilder()
    for text, level in blocks:
        builder.add(text, "heading" if level else "paragraph", level=level or 1)
    return builder.text, paragraphs(builder.text, builder.blocks, "en")


def test_a_paragraph_stands_under_the_headings_above_it() -> None:
    _, found = build(
        ("before", 0), ("One", 1), ("a", 0), ("Deep", 3), ("b", 0), ("Two", 2), ("c", 0), ("Next  one", 1), ("d", 0)
    )
    assert [paragraph.headings for paragraph in found if not paragraph.is_heading] == [
        (),
        ("One",),
        ("One", "Deep"),
        ("One", "Two"),
        ("Next one",),
    ]
    assert [paragraph.headings for paragraph in found if paragraph.is_heading] == [(), ("One",), ("One",), ()]


def test_headings_alone_become_paragraphs() -> None:
    text, found = build(("One", 1), ("Two", 2))
    assert [(paragraph.span.of(text), paragraph.headings) for paragraph in found] == [("One", ()), ("Two", ())]


def test_a_page_is_kept() -> None:
    text = "Here."
    assert paragraphs(text, [Block(Span(0, 5), "paragraph", page=4)], "en")[0].page == 4


def test_a_long_block_becomes_nearly_equal_paragraphs_between_sentences() -> None:
    sentence = "This sentence has exactly forty letters."
    text, found = build(("Heading", 1), (" ".join([sentence] * 60), 0))
    found = found[1:]
    lengths = [paragraph.span.end - paragraph.span.start for paragraph in found]
    assert len(found) == 2
    assert max(lengths) <= MAX_PARAGRAPH
    assert max(lengths) - min(lengths) <= len(sentence) + 1
    assert [len(paragraph.sentences) for paragraph in found] == [30, 30]
    assert all(paragraph.headings == ("Heading",) for paragraph in found)
    assert all(span.of(text) == sentence for paragraph in found for span in paragraph.sentences)


def test_the_longest_block_that_fits_stays_whole() -> None:
    _, found = build(("a" * 599 + " " + "b" * 599 + " " + "c" * 599 + " " + "d" * 200, 0))
    assert [paragraph.span for paragraph in found] == [Span(0, MAX_PARAGRAPH)]
