"""Dify's external knowledge API."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from api.routes.compatible import examples
from tests.shown import assert_shows

QUESTION = "How many MSMEs are there in ASEAN?"


def retrieve(client: TestClient, **body: Any) -> list[dict[str, Any]]:
    wanted = {"knowledge_id": "any", "query": QUESTION, "retrieval_setting": {"top_k": 5, "score_threshold": 0.0}}
    response = client.post("/retrieval", json=wanted | body, headers={"Authorization": "Bearer none"})
    assert response.status_code == 200, response.text
    records: list[dict[str, Any]] = response.json()["records"]
    return records


def test_records_are_the_passages_of_the_answer(client: TestClient) -> None:
    records = retrieve(client)
    passages = client.post("/v1/ask", json={"question": QUESTION}).json()["passages"]
    assert [record["content"] for record in records] == [passage["text"] for passage in passages]
    assert [record["score"] for record in records] == [passage["score"] for passage in passages]
    for record in records:
        assert list(record) == ["content", "score", "title", "metadata"]
        assert None not in record["metadata"].values()
        assert record["metadata"]["url"].startswith("http://localhost/#doc=asean-msme-green-transition&start=")


def test_no_record_is_below_the_threshold_nor_beyond_top_k(client: TestClient) -> None:
    records = retrieve(client)
    between = (records[0]["score"] + records[1]["score"]) / 2
    assert retrieve(client, retrieval_setting={"top_k": 5, "score_threshold": between}) == records[:1]
    assert retrieve(client, retrieval_setting={"top_k": 2, "score_threshold": None}) == records[:2]
    assert retrieve(client, retrieval_setting={"top_k": 5, "score_threshold": 1.0}) == []


def test_what_newer_versions_send_does_no_harm(client: TestClient) -> None:
    condition = {"logical_operator": "and", "conditions": [{"name": ["a"], "comparison_operator": "is", "value": "b"}]}
    setting = {"top_k": 5, "score_threshold": 0, "score_threshold_enabled": False}
    assert retrieve(client, metadata_condition=condition, retrieval_setting=setting) == retrieve(client)
    assert retrieve(client, metadata_condition=None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"query": " "}, "query"),
        ({"retrieval_setting": {"top_k": 0}}, "retrieval_setting.top_k"),
        ({"retrieval_setting": {"top_k": 1_000}}, "top_k"),
    ],
)
def test_a_problem_says_so_in_difys_words_too(client: TestClient, body: dict[str, Any], field: str) -> None:
    response = client.post("/retrieval", json={"query": QUESTION, **body})
    problem = response.json()
    assert (response.status_code, problem["status"]) == (422, 422)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert (problem["error_code"], problem["error_msg"]) == (422, problem["detail"])


def test_the_example_is_true(client: TestClient) -> None:
    headers = {"Host": examples.BASE.removeprefix("http://")}
    assert_shows(examples.RETRIEVAL, client.post("/retrieval", json=examples.RETRIEVAL_REQUEST, headers=headers).json())
