"""Requests that only a hostile or broken client sends: a clear refusal, never a 500."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import Serving


@pytest.mark.parametrize("origin", ["http://[", "null", "://", "http://elsewhere"])
def test_a_page_of_another_site_may_not_write_whatever_it_calls_itself(serving: Serving, origin: str) -> None:
    with serving() as client:
        refused = client.delete("/v1/documents/a", headers={"Origin": origin})
        assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
        same = client.delete("/v1/documents/a", headers={"Origin": "http://localhost"})
        assert same.status_code == 404


@pytest.mark.parametrize("path", ["/openapi.json", "/docs", "/", "/v1/ask", "/metrics"])
def test_a_method_that_a_path_does_not_take_is_refused_naming_those_it_does(client: TestClient, path: str) -> None:
    refused = client.request("PATCH", path)
    assert refused.status_code == 405
    assert refused.headers["allow"]
    assert refused.json()["status"] == 405


def test_an_earlier_question_has_the_same_limit_as_the_one_asked(client: TestClient) -> None:
    history = [{"role": "user", "content": "word " * 10_000}]
    refused = client.post("/v1/ask", json={"question": "And then?", "history": history})
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["field"] == "history"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"question": "\xff"}', "the body is not JSON: it is not UTF-8 at byte 14"),
        (b'{"question": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "the body is nested too deeply"),
        (b'{"question": 1' + b"0" * 5_000 + b"}", "a number in it has too many digits"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_saying_why(client: TestClient, body: bytes, said: str) -> None:
    for path in ("/v1/ask", "/v1/verify", "/v1/chat/completions", "/retrieval"):
        refused = client.post(path, content=body, headers={"Content-Type": "application/json"})
        assert (refused.status_code, refused.headers["content-type"]) == (400, "application/problem+json")
        assert said in refused.json()["detail"], path


def test_a_token_of_no_page_is_refused_saying_what_to_do(client: TestClient) -> None:
    refused = client.get("/v1/documents", params={"after": "the next"})
    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == "after"
    assert error["message"].startswith("is no token of a page")


def test_a_field_where_the_file_should_be_is_refused_saying_what_to_send(serving: Serving) -> None:
    with serving() as client:
        refused = client.post("/v1/documents", data={"file": "hello"})
    assert refused.status_code == 422
    assert refused.json()["errors"] == [{"field": "file", "message": "must be a file, sent as multipart/form-data"}]


def test_of_hundreds_of_faults_a_problem_names_the_first(client: TestClient) -> None:
    refused = client.get("/v1/documents", params={f"nobody-knows-{number}": "1" for number in range(300)})
    assert refused.status_code == 422
    assert len(refused.json()["errors"]) == 20


def test_a_conversation_of_too_many_messages_is_refused_in_one_sentence(client: TestClient) -> None:
    refused = client.post("/v1/chat/completions", json={"messages": [{}] * 300_000})
    assert refused.status_code == 422
    assert refused.json()["error"]["param"] == "messages.0.role"
    assert len(refused.content) < 1_000
