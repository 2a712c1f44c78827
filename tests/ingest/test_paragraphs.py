from corpus.documents import Paragraph, Span
from ingest.content import Block, Kind, TextBuilder
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


def test_each_part_of_a_long_table_has_the_page_that_it_begins_on() -> None:
    builder = TextBuilder()
    for page in (1, 2, 3):
        for number in range(20):
            builder.add(f"Berth {number} | {page} | {'x' * 30}", "row", page=page)
    found = paragraphs(builder.text, builder.blocks, "en")
    assert len(found) > 2
    pages = {block.span.start: block.page for block in builder.blocks}
    assert [each.page for each in found] == [pages[each.span.start] for each in found]


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


def units(*blocks: tuple[str, Kind, int]) -> list[tuple[list[str], list[str]]]:
    """The introductions, each after its role, and the sentences of each paragraph that is no heading."""
    builder = TextBuilder()
    for text, kind, level in blocks:
        builder.add(text, kind, level=level)
    text = builder.text
    return [
        (
            [f"{each.role}: {each.span.of(text)}" for each in paragraph.introductions],
            [span.of(text) for span in paragraph.sentences],
        )
        for paragraph in paragraphs(text, builder.blocks, "en")
        if not paragraph.is_heading
    ]


def test_a_list_is_one_paragraph_with_its_lead_in() -> None:
    made = units(("Keep the rules. Do not:", "paragraph", 1), ("smoke", "item", 1), ("feed birds", "item", 1))
    assert made == [(["lead_in: Do not:"], ["Keep the rules.", "Do not:", "smoke", "feed birds"])]


def test_a_list_under_a_heading_needs_no_lead_in() -> None:
    assert units(("Bring", "heading", 1), ("a card", "item", 1), ("a photo", "item", 1)) == [
        (["heading: Bring"], ["a card", "a photo"])
    ]


def test_a_long_list_is_divided_between_items_each_part_introduced() -> None:
    made = units(("Do not:", "paragraph", 1), *[(f"do thing {n} " + "x" * 120, "item", 1) for n in range(18)])
    assert [told for told, _ in made] == [["lead_in: Do not:"]] * 3
    assert sum(len(sentences) for _, sentences in made) == 19


def test_an_item_introduces_only_the_items_below_it() -> None:
    made = units(
        ("Bring:", "paragraph", 1),
        ("a card", "item", 1),
        ("papers:", "item", 1),
        ("a deed", "item", 2),
        ("food", "item", 1),
    )
    assert made == [
        (["lead_in: Bring:"], ["Bring:", "a card"]),
        (["lead_in: Bring:", "lead_in: papers:"], ["papers:", "a deed"]),
        (["lead_in: Bring:"], ["food"]),
    ]


def test_a_long_item_is_a_paragraph_of_its_own() -> None:
    made = units(("Note:", "paragraph", 1), ("short", "item", 1), ("x" * 500, "item", 1), ("brief", "item", 1))
    assert [sentences for _, sentences in made] == [["Note:", "short"], ["x" * 500], ["brief"]]
    assert all(told == ["lead_in: Note:"] for told, _ in made)


def test_a_table_is_one_paragraph_with_its_head_and_lead_in() -> None:
    made = units(
        ("Fees:", "paragraph", 1), ("ship | fee", "row", 1), ("small | 5", "row", 1), ("Paid.", "paragraph", 1)
    )
    assert made == [
        (["lead_in: Fees:", "table_head: ship | fee"], ["Fees:", "ship | fee", "small | 5"]),
        ([], ["Paid."]),
    ]


def test_a_sentence_before_a_table_does_not_lead_in_to_it() -> None:
    made = units(("Pay here.", "paragraph", 1), ("ship | fee", "row", 1), ("small | 5", "row", 1))
    assert made == [([], ["Pay here."]), (["table_head: ship | fee"], ["ship | fee", "small | 5"])]


def test_a_second_head_begins_a_second_table() -> None:
    made = units(("a | b", "table_head", 1), ("c | d", "row", 1), ("e | f", "table_head", 1), ("g | h", "row", 1))
    assert made == [(["table_head: a | b"], ["a | b", "c | d"]), (["table_head: e | f"], ["e | f", "g | h"])]


def test_each_part_of_a_long_table_has_its_head() -> None:
    made = units(*[(f"place {n} | {'x' * 190} | {n}", "row", 1) for n in range(12)])
    assert len(made) == 3
    headed = units(
        ("name | place | count", "table_head", 1), *[(f"{'x' * 200} | y | {n}", "row", 1) for n in range(12)]
    )
    assert [told for told, _ in headed] == [["table_head: name | place | count"]] * 3


def test_a_question_introduces_its_answer_and_is_no_paragraph() -> None:
    text, found = build(("How long?", 2), ("A year.", 0), ("It may be renewed.", 0), ("Fees", 2), ("None.", 0))
    assert [(each.span.of(text), each.headings) for each in found] == [
        ("A year.", ("How long?",)),
        ("It may be renewed.", ("How long?",)),
        ("Fees", ()),
        ("None.", ("Fees",)),
    ]
    assert [each.role for each in found[0].introductions] == ["question"]


def test_a_question_is_cut_from_the_line_below_it() -> None:
    assert units(("How long?\nA year.\nOr two.", "paragraph", 1)) == [(["question: How long?"], ["A year.", "Or two."])]


def test_a_bare_label_introduces_its_text_and_is_no_paragraph() -> None:
    text, found = build(("Article 5", 1), ("All are free.", 0), ("Article 6", 1), ("Scope", 2), ("All of it.", 0))
    assert [each.span.of(text) for each in found] == ["All are free.", "Article 6", "Scope", "All of it."]
    assert found[0].headings == ("Article 5",)


def test_a_label_stays_with_the_sentence_after_it() -> None:
    assert units(("Article 5. All are free. All are equal.", "paragraph", 1)) == [
        ([], ["Article 5. All are free.", "All are equal."])
    ]


def test_a_heading_is_a_paragraph_introduced_by_those_above_it() -> None:
    text, found = build(("One", 1), ("Two", 2), ("a", 0))
    assert [(each.span.of(text), each.is_heading, each.headings) for each in found] == [
        ("One", True, ()),
        ("Two", True, ("One",)),
        ("a", False, ("One", "Two")),
    ]
