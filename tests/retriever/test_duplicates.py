"""Editions of one text share a place; what differs in a number, a name or a "not" does not."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from corpus.documents import Document, Paragraph, Span
from corpus.library import Library
from retriever.duplicates import Place, choose_places, group_copies, share_places
from retriever.index.index import Index
from retriever.index.legs import Doubles
from retriever.indexing import encode, encoding_of
from retriever.models import Embedder
from retriever.query import Query

LONG = (
    "The ferry to Langkawi leaves from the northern pier at nine in the morning on weekdays, and passengers who have "
    "bought a ticket at the counter beside the gate are asked to be there half an hour before it leaves, because the "
    "gate closes ten minutes before the ferry goes; those who come late may take the next one at no further cost, as "
    "long as there are seats left, and children below the age of six travel without a ticket of their own."
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.create(tmp_path)
    yield opened
    opened.close()


def _add(library: Library, embedder: Embedder, name: str, *paragraphs: str, published: str | None = None) -> None:
    text, spans = "\n\n".join(paragraphs), list[Span]()
    for paragraph in paragraphs:
        start = text.index(paragraph, spans[-1].end if spans else 0)
        spans.append(Span(start, start + len(paragraph)))
    made = tuple(Paragraph(span, (span,)) for span in spans)
    document = Document(name, name, text, made, "text/plain", published=published, language="en")
    library.add(document, encode(document, embedder), encoding_of(embedder))


def _shared(library: Library) -> list[tuple[str, tuple[str, ...]]]:
    """For each place the document shown there and the others, of all paragraphs in the order in which they came."""
    with library.reading() as snapshot:
        keys = [paragraph.key for paragraph in snapshot.added_since(0)]
        stored = snapshot.paragraphs(keys)
        records = {record.key: record for record in snapshot.documents()}
        places = share_places([stored[key] for key in keys], records, [0.0] * len(keys))
    return [(records[each.stored.document].id, tuple(records[key].id for key in each.others)) for each in places]


def test_the_newest_document_is_shown_and_the_others_are_named(library: Library, embedder: Embedder) -> None:
    for name, published in (("may", "2025-05-01"), ("june", "2025-06-01"), ("april", "2025-04")):
        _add(library, embedder, name, "Rice is  planted in May.", f"This is the {name} edition.", published=published)
    places = _shared(library)
    assert places[0] == ("june", ("may", "april"))
    assert [others for _, others in places[1:]] == [(), (), ()]


def test_without_a_date_the_one_that_was_added_last_is_newest(library: Library, embedder: Embedder) -> None:
    for name, published in (("first", None), ("last", "no date")):
        _add(library, embedder, name, "Rice is planted in May.", published=published)
    assert _shared(library) == [("last", ("first",))]


@pytest.mark.parametrize(
    ("old", "new", "asked", "shown"),
    [
        ("Notice of May 2024", "Notice of June 2025", "", "new"),
        ("Notice of May 2024", "Notice of June 2025", "in 2024", "old"),
        ("Notice of May 2024", "Notice of June 2025", "since may", "old"),
        ("Notice of Perak", "Notice of Kedah", "", "old"),
        ("2024年停车收费标准", "2025年图书馆规则", "停车费用", "old"),
        ("2024年停车收费标准", "2025年停车收费标准", "停车费用", "new"),
        ("2024年停车收费标准", "2025年停车收费标准", "2024年停车费用", "old"),
        ("1st district", "2nd district", "first district", "old"),
        ("ค่าธรรมเนียม 2567", "ค่าธรรมเนียม 2568", "ปี ๒๕๖๗", "old"),
        ("Fees ๒๕๖๗", "Fees ๒๕๖๘", "fees in 2024", "old"),
        ("Fees 2024", "Fees 2025", "fees in FY2024", "old"),
        ("Rules, March 2024", "Rules, June 2024", "since mar 2024", "old"),
        ("Rules of ม.ค. 2567", "Rules of ก.พ. 2567", "กุมภาพันธ์", "old"),
        ("Rules of ม.ค. 2567", "Rules of ก.พ. 2567", "", "new"),
        ("Rules of tháng một", "Rules of tháng hai", "", "new"),
    ],
)
def test_a_title_that_fits_clearly_better_is_shown_but_not_for_a_time_that_nobody_asked_for(
    library: Library, embedder: Embedder, old: str, new: str, asked: str, shown: str
) -> None:
    for name, published in ((old, "2024-05-01"), (new, "2025-06-01")):
        _add(library, embedder, name, "Rice is planted in May.", published=published)
    with library.reading() as snapshot:
        stored = list(snapshot.paragraphs([paragraph.key for paragraph in snapshot.added_since(0)]).values())
        records = {record.key: record for record in snapshot.documents()}
        (place,) = share_places(stored, records, [2.0, 0.0], asked)
    assert records[place.stored.document].id == {"old": old, "new": new}[shown]


def test_a_document_that_repeats_itself_has_one_place_and_names_no_other(library: Library, embedder: Embedder) -> None:
    _add(library, embedder, "one", "RICE is planted in May.", "Rice is planted\nin May.")
    assert _shared(library) == [("one", ())]


@pytest.mark.parametrize(
    ("old", "new", "same"),
    [
        ("at the counter", "from the counter", True),
        ("at nine", "at nine\n", True),
        ("Langkawi", "Penang", False),
        ("age of six", "age of 6", False),
        ("half an hour before", "30 minutes before", False),
        ("are asked", "are not asked", False),
        ("weekdays, and passengers", "weekends; travellers, drivers and their guests", False),
    ],
)
def test_texts_that_are_nearly_the_same_share_a_place(
    library: Library, embedder: Embedder, old: str, new: str, same: bool
) -> None:
    _add(library, embedder, "one", LONG)
    _add(library, embedder, "two", LONG.replace(old, new))
    assert len(_shared(library)) == (1 if same else 2)


def test_in_a_script_without_capitals_any_word_may_be_a_name(library: Library, embedder: Embedder) -> None:
    for name, place in (("one", "ลังกาวี"), ("two", "ภูเก็ต")):
        _add(library, embedder, name, f"{'เรือออกจากท่าเรือเวลาเก้าโมงเช้า ' * 20}{place}")
    assert len(_shared(library)) == 2


def test_editions_do_not_crowd_out_what_else_was_found(library: Library, embedder: Embedder) -> None:
    for number in range(6):
        texts = ("Rice is planted in May.", f"Edition {number} was printed in Ipoh.")
        _add(library, embedder, f"d{number}", *texts, published=f"2025-0{number + 1}-01")
    index = Index(embedder.dimension)
    with library.reading() as snapshot:
        index.refresh(snapshot)
        question = "When is rice planted?"
        query = Query.plain(question, index.languages, embedder.embed_question(question))
        found = index.search(snapshot, query, count=100)
        places = choose_places(snapshot, found, _best_first(found.fused), 3)
        newest = snapshot.document("d5").key
    index.close()
    assert [len(place.others) for place in places] == [5, 0, 0]
    assert places[0].stored.document == newest
    assert found.keys[places[0].position] == places[0].stored.key


def test_copies_are_grouped_in_the_order_of_their_best() -> None:
    copies = np.array([7, 8, 7, 9, 8], dtype=np.uint64)
    assert group_copies(np.array([4, 0, 3, 2, 1]), copies) == [[4, 3], [0, 1], [2]]
    assert share_places([], {}, []) == list[Place]()


def _best_first(fused: Doubles) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.argsort(-fused, kind="stable")
