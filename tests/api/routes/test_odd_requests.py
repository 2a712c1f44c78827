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
