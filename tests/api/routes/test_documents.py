"""`/v1/documents`: adding and removing count at the next question, and nothing that a client sends breaks it."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from api import bootstrap, service, uploads
from api.routes import documents
from tests.conftest import Serving

MOON = "The lighthouse keeper of Pulau Pisang counted 412 ships in March.\n\nHis dog is called Bulan.\n"


def post(client: TestClient, name: str, content: str | bytes) -> Any:
    return client.post("/v1/documents", files={"file": (name, content, "application/octet-stream")})


def test_the_list_shows_the_bundled_release(client: TestClient) -> None:
    body = client.get("/v1/documents").json()
    assert list(body) == ["documents", "next", "generation"]
    (document,) = body["documents"]
    assert list(document) == [
        *("id", "title", "source", "published", "language", "collection", "media_type"),
        *("sha256", "length", "paragraphs", "added", "metadata"),
    ]
    assert (document["id"], document["published"]) == (bootstrap.RELEASE, "2025-10-24")
    assert client.get(f"/v1/documents/{bootstrap.RELEASE}").json() == document


def test_the_text_is_exact_and_cached_by_its_digest(client: TestClient) -> None:
    document = bootstrap.read_release()
    url = f"/v1/documents/{bootstrap.RELEASE}/text"
    response = client.get(url)
    assert response.content.decode() == document.text
    assert response.headers["content-type"] == "text/plain; charset=utf-8"
    assert response.headers["etag"] == f'"{document.sha256}"'
    assert response.headers["x-content-type-options"] == "nosniff"
    again = client.get(url, headers={"If-None-Match": response.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(url, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["nothing", "nothing/text", "", "a%00b", "%ff", "a/b/text", "x" * 3000])
def test_an_unknown_id_is_a_404(client: TestClient, path: str) -> None:
    response = client.get(f"/v1/documents/{path}")
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


def test_what_is_added_counts_at_the_next_question_and_what_is_removed_is_gone(serving: Serving) -> None:
    with serving() as client:
        added = post(client, "keeper.txt", MOON)
        assert added.status_code == 201, added.text
        (document,) = added.json()["documents"]
        assert (document["path"], document["status"], document["detail"]) == ("keeper.txt", "added", None)
        assert added.headers["location"] == f"/v1/documents/{document['id']}"
        assert client.get(added.headers["location"] + "/text").text == MOON

        question = {"question": "How many ships did the lighthouse keeper count in March?"}
        answer = client.post("/v1/ask", json=question).json()
        assert answer["passages"][0]["citation"]["document"]["id"] == document["id"]
        assert answer["library"]["generation"] == added.json()["generation"]

        removed = client.delete(added.headers["location"])
        assert (removed.status_code, removed.content) == (204, b"")
        assert client.delete(added.headers["location"]).status_code == 404
        for passage in client.post("/v1/ask", json=question).json()["passages"]:
            assert passage["citation"]["document"]["id"] != document["id"]


def test_the_same_file_again_is_unchanged_and_another_of_its_name_updates(serving: Serving) -> None:
    with serving() as client:
        identity = post(client, "keeper.txt", MOON).json()["documents"][0]["id"]
        again = post(client, "keeper.txt", MOON)
        assert (again.status_code, again.json()["documents"][0]["status"]) == (200, "unchanged")
        assert "location" not in again.headers
        changed = post(client, "keeper.txt", MOON.replace("412", "413"))
        assert (changed.status_code, changed.json()["documents"][0]["status"]) == (201, "updated")
        assert changed.json()["documents"][0]["id"] == identity
        assert len(client.get("/v1/documents").json()["documents"]) == 2


def test_another_document_of_the_same_name_replaces_none(serving: Serving) -> None:
    other = "The bridge at Kuala Besut carries 90 lorries a day.\n\nIt was built in 1974.\n"
    with serving() as client:
        first = post(client, "report.txt", MOON).json()["documents"][0]
        second = post(client, "report.txt", other).json()["documents"][0]
        assert second["status"] == "added"
        assert second["id"] != first["id"]
        assert f"as {first['id']}" in second["detail"]
        changed = post(client, "report.txt", other.replace("90", "95")).json()["documents"][0]
        assert (changed["status"], changed["id"], changed["detail"]) == ("updated", second["id"], None)
        assert post(client, "report.txt", MOON).json()["documents"][0]["status"] == "unchanged"
        texts = [client.get(f"/v1/documents/{each['id']}/text").text for each in (first, second)]
        assert texts == [MOON, other.replace("90", "95")]


def test_a_jsonl_file_may_hold_many_documents_and_each_is_reported(serving: Serving) -> None:
    lines = [
        json.dumps({"id": "one", "text": "The first text."}),
        json.dumps({"id": "a/b ü?#%", "title": "T", "text": "The second text.", "metadata": {"k": [1]}}),
        '{"text": 5}',
    ]
    with serving() as client:
        response = post(client, "many.jsonl", "\n".join(lines))
        assert response.status_code == 201, response.text
        outcomes = response.json()["documents"]
        assert [outcome["status"] for outcome in outcomes] == ["added", "added", "refused"]
        assert "location" not in response.headers
        assert outcomes[2]["path"] == "many.jsonl:3"
        assert outcomes[2]["detail"]
        url = f"/v1/documents/{quote('a/b ü?#%', safe='')}"
        assert client.get(url).json()["metadata"] == {"k": [1]}
        assert client.get(url + "/text").text == "The second text."
        answer = client.post("/v1/ask", json={"question": "second text", "documents": ["a/b ü?#%"]}).json()
        href = answer["passages"][0]["citation"]["href"]
        assert href.startswith(url + "/text#")
        assert client.delete(url).status_code == 204


def test_a_file_of_very_many_documents_ends_where_the_answer_would_be_too_long(
    serving: Serving, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_MOST_DOCUMENTS", 3)
    lines = ['{"id": "one", "text": "The first text."}', *["bad"] * 1_000]
    with serving() as client:
        response = post(client, "many.jsonl", "\n".join(lines))
        assert response.status_code == 201
        outcomes = response.json()["documents"]
        assert [outcome["status"] for outcome in outcomes] == ["added", "refused", "refused", "refused"]
        assert "more than 3 documents; divide it; 1 documents of it were added" in outcomes[-1]["detail"]


def test_an_upload_is_compared_with_the_newest_of_its_name(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    other = "The bridge at Kuala Besut carries 90 lorries a day.\n\nIt was built in 1974.\n"
    monkeypatch.setattr(uploads, "_COMPARED", 1)
    with serving() as client:
        first, second = (post(client, "report.txt", text).json()["documents"][0] for text in (MOON, other))
        changed = post(client, "report.txt", other.replace("90", "95")).json()["documents"][0]
        assert (changed["status"], changed["id"]) == ("updated", second["id"])
        late = post(client, "report.txt", MOON.replace("412", "413")).json()["documents"][0]
        assert late["status"] == "added"
        assert late["id"] != first["id"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("blank.md", b" \n\n "),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("wrong.pdf", b"%PDF-1.7 and then nothing"),
        ("wrong.docx", b"PK\x03\x04 and then nothing"),
        ("broken.jsonl", b'{"text": '),
        ("zeros.txt", bytes(1000)),
    ],
)
def test_a_file_that_is_no_document_is_refused_with_a_reason(serving: Serving, name: str, content: bytes) -> None:
    with serving() as client:
        before = client.get("/v1/documents").json()
        response = post(client, name, content)
        assert response.status_code == 422, response.text
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["errors"][0]["field"] == "file"
        assert name in response.json()["errors"][0]["message"]
        assert client.get("/v1/documents").json() == before


def test_a_file_that_is_too_large_is_a_413(serving: Serving) -> None:
    with serving(max_upload_bytes=1000) as client:
        assert post(client, "fits.txt", b"word " * 200).status_code == 201
        for size in (1001, 1_000_000):
            response = post(client, "large.txt", b"x" * size)
            assert response.status_code == 413, size
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    "request_",
    [
        {"json": {"file": "a"}},
        {"data": {"file": "a field, not a file"}},
        {"files": {"other": ("a.txt", b"text")}},
        {"files": [("file", ("a.txt", b"text")), ("file", ("b.txt", b"text"))]},
        {"content": b"", "headers": {"Content-Type": "multipart/form-data"}},
        {"content": b"nonsense", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
        {"content": b"--x\r\n\r\n", "headers": {"Content-Type": "multipart/form-data; boundary=x"}},
    ],
)
def test_a_form_without_its_file_is_a_4xx_problem(serving: Serving, request_: dict[str, Any]) -> None:
    with serving() as client:
        response = client.post("/v1/documents", **request_)
        assert response.status_code in {400, 422}, response.text
        assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/v1/documents", "GET, POST"),
        ("/v1/documents/a", "GET, DELETE"),
        ("/v1/documents/a/text", "GET"),
        ("/v1/ask", "POST"),
        ("/", "GET"),
    ],
)
def test_a_method_that_is_not_taken_is_a_405_that_names_all_that_are(
    client: TestClient, path: str, methods: str
) -> None:
    response = client.put(path)
    assert (response.status_code, response.headers["allow"]) == (405, methods)


def test_a_read_only_service_refuses_to_change(client: TestClient) -> None:
    assert post(client, "keeper.txt", MOON).status_code == 403
    refused = client.delete(f"/v1/documents/{bootstrap.RELEASE}")
    assert refused.status_code == 403
    assert "RUJUK_READ_ONLY" in refused.json()["detail"]


def test_a_page_of_another_site_may_not_change_the_library(serving: Serving) -> None:
    with serving() as client:
        url = f"/v1/documents/{bootstrap.RELEASE}"
        assert client.delete(url, headers={"Origin": "https://elsewhere.example"}).status_code == 403
        assert client.delete(url, headers={"Origin": "null"}).status_code == 403
        assert client.delete(url, headers={"Origin": "http://localhost"}).status_code == 204


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\notes.txt", "notes.txt"),
        ("a\x00b\nc\u2028.txt", "abc.txt"),
        ("cafe\u0301.md", "café.md"),
        ("ภาษาไทย.txt", "ภาษาไทย.txt"),
        ("folder/", "upload"),
        ("", "upload"),
        (None, "upload"),
        ("x" * 300 + ".txt", "x" * 251 + ".txt"),
    ],
)
def test_a_files_name_is_bare(sent: str | None, kept: str) -> None:
    assert documents.bare_name(sent) == kept


def test_nothing_of_an_upload_touches_the_disk_beside_the_library(serving: Serving, shelf: Path) -> None:
    with serving() as client:
        assert post(client, "../../escaped.txt", MOON).status_code == 201
    assert [path.name for path in shelf.parent.rglob("*") if "escaped" in path.name] == []


NOTES = (
    b"# Notes \xf0\x9f\x8c\x99\n\nFirst of all.\n\n## Mornings\n\n- one\n- two\n\n## Evenings\n\n### Late\n\nThe end.\n"
)


def test_the_headings_of_the_release_are_where_the_outline_says(client: TestClient) -> None:
    outline = client.get(f"/v1/outlines/{bootstrap.RELEASE}").json()
    text = bootstrap.read_release().text
    assert [text[heading["start"] : heading["end"]] for heading in outline["headings"]] == [
        "Why This Matters",
        "Outlooks & Considerations",
    ]
    assert outline == client.get("/openapi.json").json()["components"]["schemas"]["Outline"]["examples"][0]


def test_levels_follow_the_document_and_offsets_count_code_points(serving: Serving) -> None:
    with serving() as client:
        client.post("/v1/documents", files={"file": ("notes.md", NOTES)})
        text = client.get("/v1/documents/notes/text").text
        headings = client.get("/v1/outlines/notes").json()["headings"]
    assert [(heading["level"], text[heading["start"] : heading["end"]]) for heading in headings] == [
        (1, "Notes 🌙"),
        (2, "Mornings"),
        (2, "Evenings"),
        (3, "Late"),
    ]


def test_an_unknown_document_is_a_404(client: TestClient) -> None:
    assert client.get("/v1/outlines/unknown").status_code == 404
