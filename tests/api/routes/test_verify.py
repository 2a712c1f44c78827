"""`POST /v1/verify`: a citation holds, has moved, has changed, or is gone."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from tests.conftest import Serving


def cite(client: TestClient, question: str = "How many MSMEs are there in ASEAN?") -> dict[str, Any]:
    answer = client.post("/v1/ask", json={"question": question}).json()
    citation: dict[str, Any] = answer["passages"][0]["citation"]
    return citation


def verify(client: TestClient, citation: dict[str, Any]) -> dict[str, Any]:
    response = client.post("/v1/verify", json=citation)
    assert response.status_code == 200, response.text
    verdict: dict[str, Any] = response.json()
    return verdict


def test_a_citation_as_an_answer_gave_it_is_found(client: TestClient) -> None:
    citation = cite(client)
    assert verify(client, citation) == {
        "status": "found",
        "detail": "the quote stands where the citation says",
        "document": bootstrap.RELEASE,
        "text": citation["quote"]["text"],
        "start": citation["quote"]["start"],
        "end": citation["quote"]["end"],
        "regions": [],
    }


def test_only_the_documents_id_and_the_quote_are_needed(client: TestClient) -> None:
    quote = cite(client)["quote"]
    needed = {name: quote[name] for name in ("text", "start", "end")}
    small = {"document": {"id": bootstrap.RELEASE}, "quote": needed}
    assert verify(client, small)["status"] == "found"


def test_moved_changed_gone(serving: Serving) -> None:
    text = "The ferry to Penang leaves at nine. It takes two hours to cross. The fare is ten ringgit."

    def put(client: TestClient, content: str) -> None:
        response = client.post("/v1/documents", files={"file": ("ferry.txt", content)})
        assert response.status_code == 201, response.text

    with serving() as client:
        put(client, text)
        citation = cite(client, "When does the ferry to Penang leave?")
        assert citation["quote"]["text"] == "The ferry to Penang leaves at nine."
        start = text.index("two hours")
        around = {"prefix": "leaves at nine. It takes ", "suffix": " to cross. The fare"}
        citation["quote"] = {"text": "two hours", "start": start, "end": start + 9, **around}
        put(client, "Timetable.\n\n" + text)
        moved = verify(client, citation)
        assert (moved["status"], moved["text"], moved["start"]) == ("moved", "two hours", start + 12)
        put(client, text.replace("two", "three"))
        changed = verify(client, citation)
        assert (changed["status"], changed["text"]) == ("changed", "three hours")
        client.delete(f"/v1/documents/{citation['document']['id']}")
        put(client, "Another text altogether.")  # under the same name: another document beside the first, were it there
        assert verify(client, citation)["status"] == "gone"
        client.delete(f"/v1/documents/{citation['document']['id']}")
        gone = verify(client, citation)
        assert (gone["status"], gone["text"], gone["start"], gone["end"]) == ("gone", None, None, None)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"document": None}, "document"),
        ({"document": {}}, "document.id"),
        ({"document": {"id": 5}}, "document.id"),
        ({"quote": None}, "quote"),
        ({"quote": {"text": "a", "start": 0}}, "quote.end"),
        ({"quote": {"text": "", "start": 0, "end": 1}}, "quote.text"),
        ({"quote": {"text": "a", "start": -1, "end": 1}}, "quote.start"),
        ({"quote": {"text": "a", "start": 0, "end": "1"}}, "quote.end"),
        ({"quote": {"text": "a", "start": 5, "end": 5}}, "quote"),
        ({"quote": {"text": "a" * 20_001, "start": 5, "end": 20_006}}, "quote.text"),
        ({"quote": {"text": "a", "start": 5, "end": 6, "prefix": "a" * 1_001}}, "quote.prefix"),
        ({"quote": {"text": "a", "start": 5, "end": 6, "suffix": "a" * 1_001}}, "quote.suffix"),
        ({"quote": {"text": "a", "start": 0, "end": 10**10}}, "quote.end"),
        ({"document": {"id": "a" * 2_000}}, "document.id"),
    ],
)
def test_what_is_no_citation_is_refused_by_field(client: TestClient, change: dict[str, Any], field: str) -> None:
    whole = {"document": {"id": "a"}, "quote": {"text": "a", "start": 0, "end": 1}}
    response = client.post("/v1/verify", json=whole | change)
    assert response.status_code == 422, response.text
    assert [error["field"] for error in response.json()["errors"]] == [field]
