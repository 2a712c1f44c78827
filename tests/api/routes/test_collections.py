"""Collections and filters over HTTP: questions and lists keep to what is asked for."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from api.settings import Settings
from tests.conftest import Serving, serve

RECORDS = [
    {"id": "leave", "text": "A guide has 21 days of leave each year.", "collection": "hr", "language": "en",
     "published": "2024", "metadata": {"status": "draft", "tags": ["people", "time"]}},
    {"id": "cuti", "text": "Pemandu mendapat cuti 25 hari setiap tahun.", "collection": "hr", "language": "ms",
     "published": "2025-06-01", "metadata": {"status": "final", "version": 2}},
    {"id": "boats", "text": "A boat has 12 days of leave from the water each year.", "language": "en",
     "published": "2025-07-15", "metadata": {"status": "final"}},
]  # fmt: skip
QUESTION = "How many days of leave are there each year?"


@pytest.fixture(scope="module")
def filled(library_folder: Path, tmp_path_factory: pytest.TempPathFactory, _loaded_once: None) -> Iterator[TestClient]:
    """The bundled release, in "default"; two records in "hr"; one that names no collection, in that of the upload."""
    folder = shutil.copytree(library_folder, tmp_path_factory.mktemp("filled") / "shelf")
    with serve(Settings.load(library=folder)) as client:
        lines = "\n".join(map(json.dumps, RECORDS))
        add(client, "records.jsonl", lines, "harbour")
        yield client


def add(client: TestClient, name: str, content: str, collection: str | None = None) -> list[dict[str, Any]]:
    data = {} if collection is None else {"collection": collection}
    response = client.post("/v1/documents", files={"file": (name, content)}, data=data)
    assert response.status_code in {200, 201}, response.text
    documents: list[dict[str, Any]] = response.json()["documents"]
    return documents


def ids(client: TestClient, **query: Any) -> list[str]:
    response = client.get("/v1/documents", params=query)
    assert response.status_code == 200, response.text
    return [document["id"] for document in response.json()["documents"]]


def found(client: TestClient, **asked: Any) -> set[str]:
    response = client.post("/v1/ask", json={"question": QUESTION, "top_k": 50, **asked})
    assert response.status_code == 200, response.text
    return {passage["citation"]["document"]["id"] for passage in response.json()["passages"]}


def test_a_document_has_its_own_collection_or_that_of_the_upload_or_the_default(filled: TestClient) -> None:
    listed = {each["id"]: each["collection"] for each in filled.get("/v1/documents").json()["documents"]}
    assert listed == {bootstrap.RELEASE: "default", "leave": "hr", "cuti": "hr", "boats": "harbour"}
    body = filled.post("/v1/ask", json={"question": QUESTION, "documents": ["leave"]}).json()
    assert body["passages"][0]["citation"]["document"]["collection"] == "hr"


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({}, {bootstrap.RELEASE, "leave", "cuti", "boats"}),
        ({"collection": ["hr"]}, {"leave", "cuti"}),
        ({"collection": ["harbour", "hr"], "language": ["en"]}, {"leave", "boats"}),
        ({"collection": ["nowhere"]}, set()),
        ({"language": ["MS"]}, {"cuti"}),
        ({"published_from": "2025", "published_to": "2025-06"}, {"cuti"}),
        ({"published_to": "2024-02-01"}, {"leave"}),
        ({"published_from": "2025-07-15"}, {bootstrap.RELEASE, "boats"}),
        ({"metadata": {"status": "final"}}, {"cuti", "boats"}),
        ({"metadata": {"status": "final", "version": "2"}}, {"cuti"}),
        ({"metadata": {"tags": "time"}}, {"leave"}),
    ],
)
def test_questions_and_lists_keep_to_a_filter(filled: TestClient, asked: dict[str, Any], expected: set[str]) -> None:
    assert found(filled, filter=asked) == expected
    assert set(ids(filled, filter=json.dumps(asked))) == expected
    metadata = [f"{key}={value}" for key, value in asked.get("metadata", {}).items()]
    assert set(ids(filled, **asked | {"metadata": metadata})) == expected


def test_numbers_and_truth_are_values_of_metadata_too(filled: TestClient) -> None:
    assert found(filled, filter={"metadata": {"version": 2}}) == {"cuti"}
    assert found(filled, filter={"metadata": {"version": True}}) == set()


def test_a_filter_and_documents_hold_together(filled: TestClient) -> None:
    assert found(filled, filter={"collection": ["hr"]}, documents=["leave", "boats"]) == {"leave"}


def test_a_filter_that_leaves_nothing_is_told_as_such(filled: TestClient) -> None:
    for question in (QUESTION, "hello", "What is the title of this document?"):
        asked = {"question": question, "filter": {"collection": ["nowhere"]}}
        body = filled.post("/v1/ask", json=asked).json()
        assert (body["status"], body["confidence"], body["passages"]) == ("no_answer", 0, [])
        assert body["refusal"] == {"reason": "No document of the library passes the filter.", "missing_terms": []}


def test_who_greets_or_asks_about_the_document_hears_of_one_that_passes(filled: TestClient) -> None:
    asked = {"filter": {"collection": ["hr"], "language": ["en"]}}
    body = filled.post("/v1/ask", json={"question": "hello", **asked}).json()
    assert "A guide has 21 days" in body["refusal"]["reason"]
    body = filled.post("/v1/ask", json={"question": "When was this document published?", **asked}).json()
    assert {passage["citation"]["document"]["id"] for passage in body["passages"]} == {"leave"}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"colection": ["hr"]}, "colection"),
        ({"collection": []}, "collection"),
        ({"collection": "hr"}, "collection"),
        ({"collection": ["a\nb"]}, "collection.0"),
        ({"collection": [" "]}, "collection.0"),
        ({"language": ["english"]}, "language.0"),
        ({"published_from": "2025-02-30"}, "published_from"),
        ({"published_to": "yesterday"}, "published_to"),
        ({"published_to": "2025-01-01T00:00:00"}, "published_to"),
        ({"published_to": 2025}, "published_to"),
        ({"metadata": {"a": None}}, "metadata.a"),
        ({"metadata": {"a": ["b"]}}, "metadata.a"),
    ],
)
def test_what_is_wrong_with_a_filter_is_named(client: TestClient, asked: dict[str, Any], field: str) -> None:
    for response in (
        client.post("/v1/ask", json={"question": QUESTION, "filter": asked}),
        client.get("/v1/documents", params={"filter": json.dumps(asked)}),
    ):
        assert response.status_code == 422
        assert response.json()["errors"][0]["field"].startswith(f"filter.{field}"), response.text


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("limit=0", "limit"),
        ("limit=1001", "limit"),
        ("after=-1", "after"),
        ("after=99999999999999999999", "after"),
        ("colection=hr", "colection"),
        ("published_from=2025-13", "published_from"),
        ("language=english", "language.0"),
        ("metadata=draft", "metadata.0"),
        ("filter=hr", "filter"),
        ('filter={"collection":["hr"]}&language=en', "filter"),
    ],
)
def test_what_is_wrong_with_a_list_is_named(client: TestClient, query: str, field: str) -> None:
    response = client.get(f"/v1/documents?{query}")
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == [field]


@pytest.mark.parametrize("collection", ["a\tb", "x" * 101, "\u200b"])
def test_a_name_that_is_none_is_refused_with_the_upload(filled: TestClient, collection: str) -> None:
    files = {"file": ("a.txt", "A ferry.")}
    response = filled.post("/v1/documents", files=files, data={"collection": collection})
    assert response.status_code == 422
    assert [error["field"] for error in response.json()["errors"]] == ["collection"]
    record = json.dumps({"text": "A ferry.", "collection": collection})
    response = filled.post("/v1/documents", files={"file": ("a.jsonl", record)})
    assert response.status_code == 422
    assert '"collection"' in response.json()["detail"]


def test_pages_follow_each_other(filled: TestClient) -> None:
    whole = filled.get("/v1/documents").json()
    assert whole["next"] is None
    pages, after = [], dict[str, str]()
    while True:
        page = filled.get("/v1/documents", params={"limit": 3, **after}).json()
        pages.append(page["documents"])
        if page["next"] is None:
            break
        after = {"after": page["next"]}
    assert [len(page) for page in pages] == [3, 1]
    assert [document for page in pages for document in page] == whole["documents"]
    assert filled.get("/v1/documents?after=999").json()["documents"] == []


def test_a_page_ends_where_its_bytes_are_enough(serving: Serving) -> None:
    lines = [json.dumps({"id": str(n), "text": f"Ship {n}.", "metadata": {"notes": "x" * 5_000}}) for n in range(5)]
    with serving(max_answer_bytes=8_000) as client:
        assert client.post("/v1/documents", files={"file": ("a.jsonl", "\n".join(lines).encode())}).status_code == 201
        pages, after = list[dict[str, Any]](), dict[str, str]()
        while not pages or pages[-1]["next"]:
            pages.append(client.get("/v1/documents", params=after).json())
            after = {"after": pages[-1]["next"]}
    assert [len(page["documents"]) for page in pages] == [3, 2, 1]
    assert [each["id"] for page in pages for each in page["documents"]][1:] == list("01234")


def test_uploads_of_one_name_are_apart_in_each_collection(filled: TestClient) -> None:
    text = "The lighthouse keeper counted 412 ships in March."
    (first,), (second,) = (add(filled, "keeper.txt", text, collection) for collection in ("north", "south"))
    assert (first["status"], second["status"]) == ("added", "added")
    (again,) = add(filled, "keeper.txt", text, "south")
    assert (again["id"], again["status"]) == (second["id"], "unchanged")
    (updated,) = add(filled, "keeper.txt", f"{text} His dog is called Bulan.", "north")
    assert (updated["id"], updated["status"]) == (first["id"], "updated")
    assert ids(filled, collection="south") == [second["id"]]
    for document in (first, second):
        assert filled.delete(f"/v1/documents/{document['id']}").status_code == 204


def test_a_record_that_names_another_collection_moves_there(filled: TestClient) -> None:
    text = "The tide is high at noon."
    for collection, status in (("north", "added"), (None, "unchanged"), ("south", "updated"), ("south", "unchanged")):
        (document,) = add(filled, "tide.jsonl", json.dumps({"id": "tide", "text": text}), collection)
        assert document["status"] == status
    assert found(filled, filter={"collection": ["north"]}) == set()
    assert found(filled, filter={"collection": ["south"]}) == {"tide"}
    assert filled.delete("/v1/documents/tide").status_code == 204
