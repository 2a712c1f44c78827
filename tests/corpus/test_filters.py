"""A filter lets exactly the documents pass that meet all of it, in lists, pages and searches alike."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import DocumentRecord
from corpus.errors import UnknownDocument
from corpus.filters import EVERYTHING, DocumentFilter
from corpus.integrity import check
from corpus.library import Library
from corpus.snapshot import Snapshot
from tests.corpus.conftest import ENCODING, Add, document, encoded

COLLECTIONS = ["default", "hr", "law"]
LANGUAGES = [None, "en", "zh", "zh_Hant", "ZH", "fil"]
DATES = [None, "2024", "2025", "2025-06", "2025-06-30", "2025-07-01T08:00:00Z", "2026-01-01"]
METADATA: list[dict[str, object]] = [{}, {"a": "1"}, {"a": 1}, {"a": ["1", "x"]}, {"a": True}, {"a": None, "b": "1"}]

among = st.none() | st.frozensets(st.sampled_from(COLLECTIONS))
filters = st.builds(
    DocumentFilter,
    collections=among,
    languages=st.none() | st.frozensets(st.sampled_from(["en", "zh", "zh-hant", "fil", "fi"])),
    published_from=st.sampled_from([None, "2025", "2025-06", "2025-06-30", "2025-07-02"]),
    published_to=st.sampled_from([None, "2024", "2025", "2025-06", "2025-06-29"]),
    metadata=st.frozensets(st.tuples(st.sampled_from("ab"), st.sampled_from(["1", "x", "true"])), max_size=2),
    visible=among,
)


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A document of each combination of two or three of what a filter looks at."""
    library = Library.create(tmp_path_factory.mktemp("many") / "library")
    numbers = count()
    for collection, language, published, metadata in [
        *((each, LANGUAGES[1], date, {}) for each in COLLECTIONS for date in DATES),
        *((each, language, DATES[2], {}) for each in COLLECTIONS for language in LANGUAGES),
        *((COLLECTIONS[0], LANGUAGES[1], date, said) for date in DATES[:3] for said in METADATA),
    ]:
        number = next(numbers)
        made = replace(
            document(f"Text {number}.", f"d{number}"),
            collection=collection,
            language=language,
            published=published,
            metadata=metadata,
        )
        library.add(made, encoded(made), ENCODING)
    yield library
    library.close()


def _last(date: str) -> str:
    """The last day of a year or a month; of each month the 31st, which is as good."""
    return date + "-12-31"[len(date) - 4 :]


def _meets(record: DocumentRecord, asked: DocumentFilter) -> bool:
    """What the filter promises, told the slow way."""
    tag, day = (record.language or "").lower().replace("_", "-"), (record.published or "")[:10]
    said = {key: value if isinstance(value, list) else [value] for key, value in record.metadata.items()}
    values = {key: ["true" if each is True else str(each) for each in several] for key, several in said.items()}
    return all(
        [
            asked.collections is None or record.collection in asked.collections,
            asked.visible is None or record.collection in asked.visible,
            asked.languages is None
            or any(tag == each.lower() or tag.startswith(f"{each.lower()}-") for each in asked.languages),
            asked.published_from is None or (day and _last(day) >= asked.published_from),
            asked.published_to is None or (day and day <= _last(asked.published_to)),
            all(value in values.get(key, ()) for key, value in asked.metadata),
        ]
    )


@given(asked=filters)
def test_exactly_what_meets_all_of_it_passes(many: Library, asked: DocumentFilter) -> None:
    with many.reading() as snapshot:
        everything = snapshot.documents()
        expected = [record for record in everything if _meets(record, asked)]
        assert snapshot.documents(asked) == expected
        assert sorted(snapshot.find_keys(asked)) == [record.key for record in expected]
        assert snapshot.newest(3, asked) == expected[::-1][:3]
        assert len(everything) == 57


def _pages(snapshot: Snapshot, asked: DocumentFilter, limit: int, after: int = 0) -> Iterator[list[DocumentRecord]]:
    while page := snapshot.documents(asked, after=after, limit=limit):
        yield page
        after = page[-1].key


@given(asked=filters, limit=st.integers(1, 60))
def test_pages_put_together_are_the_whole(many: Library, asked: DocumentFilter, limit: int) -> None:
    with many.reading() as snapshot:
        pages = list(_pages(snapshot, asked, limit))
        assert [record for page in pages for record in page] == snapshot.documents(asked)
        assert all(len(page) == limit for page in pages[:-1])


@settings(max_examples=20)
@given(steps=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=4))
def test_nothing_comes_twice_or_is_missed_when_documents_are_added_between_pages(
    steps: list[tuple[int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = Library.create(tmp_path_factory.mktemp("pages") / "library")
    numbers, seen, after = count(), list[str](), 0

    def add(several: int) -> None:
        for number in [next(numbers) for _ in range(several)]:
            made = document(f"Text {number}.", f"d{number}")
            library.add(made, encoded(made), ENCODING)

    add(3)
    for limit, added in [*steps, (100, 0)]:
        with library.reading() as snapshot:
            page = snapshot.documents(after=after, limit=limit)
        seen += [record.id for record in page]
        after = page[-1].key if page else after
        add(added)
    assert seen == [f"d{number}" for number in range(len(seen))]
    assert {record.id for record in library.documents()} >= set(seen) >= {"d0", "d1", "d2"}
    library.close()


def test_an_id_outside_of_what_is_visible_is_unknown(many: Library) -> None:
    asked = DocumentFilter(ids=frozenset({"d0"}))
    with many.reading() as snapshot:
        assert snapshot.document("d0").collection == "default"
        assert snapshot.find_keys(asked.narrow(["default", "hr"])) == [1]
        assert snapshot.find_keys(replace(asked, collections=frozenset({"hr"}))) == []
        for hidden in (asked.narrow(["hr"]), asked.narrow(["default"]).narrow(["hr"]), asked.narrow([])):
            with pytest.raises(UnknownDocument, match="'d0'"):
                snapshot.find_keys(hidden)
            with pytest.raises(UnknownDocument, match="'d0'"):
                snapshot.documents(hidden)
    assert EVERYTHING.narrow(["hr"]).narrow(["hr", "law"]) == DocumentFilter(visible=frozenset({"hr"}))


def test_a_document_stays_in_its_collection_unless_another_one_is_named(library: Library, add: Add) -> None:
    made = document("The ferry leaves at nine.")
    assert add(replace(made, collection="hr")).status == "added"
    assert add(made).status == "unchanged"
    assert add(document("The ferry leaves at ten.")).status == "updated"
    assert library.document("a").collection == "hr"
    assert add(replace(document("The ferry leaves at ten."), collection="default")).status == "updated"
    assert [record.collection for record in library.documents()] == ["default"]
    assert check(library.file).damage == []


def test_the_same_file_in_another_collection_is_another_document(library: Library, add: Add) -> None:
    made = document("The ferry leaves at nine.", "ferry", origin="/a/ferry.txt")
    assert add(made).status == "added"
    assert add(replace(made, origin="/b/ferry.txt")).status == "unchanged"
    assert add(replace(made, origin="/b/ferry.txt", collection="hr")).status == "added"
    with library.reading() as snapshot:
        assert [(each.id[:5], each.collection) for each in snapshot.documents()] == [
            ("ferry", "default"),
            ("ferry", "hr"),
        ]


def test_no_list_walks_through_documents_that_are_not_asked_for(many: Library) -> None:
    condition, values = DocumentFilter(collections=frozenset({"hr"})).condition()
    with many.writing() as connection:
        plan = str(
            connection.execute(f"EXPLAIN QUERY PLAN SELECT key FROM documents WHERE {condition}", values).fetchall()
        )
    assert "USING COVERING INDEX documents_by_collection" in plan


def test_a_fingerprint_tells_the_collection_and_is_as_before_for_the_default(tmp_path: Path) -> None:
    made = document("Kept.")
    assert made.fingerprint == replace(made, collection="default").fingerprint
    assert (
        len({made.fingerprint, replace(made, collection="hr").fingerprint, replace(made, collection="law").fingerprint})
        == 3
    )
