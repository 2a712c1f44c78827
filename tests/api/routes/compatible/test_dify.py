"""Dify's external knowledge API."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from api.keys import Scope, add_key
from api.schemas.examples import BASE, RETRIEVAL, RETRIEVAL_REQUEST
from api.settings import Settings
from tests.conftest import Serving
from tests.shown import assert_shows

QUESTION = "How many MSMEs are there in ASEAN?"


def retrieve(client: TestClient, key: str = "none", **body: Any) -> list[dict[str, Any]]:
    wanted = {"knowledge_id": "any", "query": QUESTION, "retrieval_setting": {"top_k": 5, "score_threshold": 0.0}}
    response = client.post("/retrieval", json=wanted | body, headers={"Authorization": f"Bearer {key}"})
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


def test_the_id_of_a_knowledge_base_names_a_collection_and_any_other_the_library(serving: Serving) -> None:
    def titles(knowledge: str) -> set[str]:
        return {record["metadata"]["document_id"] for record in retrieve(client, knowledge_id=knowledge)}

    with serving() as client:
        for name in ("hr", "legal"):
            file = {"file": (f"{name}.txt", f"MSMEs are counted by the {name} office of ASEAN.")}
            assert client.post("/v1/documents", files=file, data={"collection": name}).status_code == 201
        assert (titles("hr"), titles("legal")) == ({"hr"}, {"legal"})
        assert titles("default") == {bootstrap.RELEASE}
        assert titles("") == titles("all") == titles("no such name/ *") == {"hr", "legal", bootstrap.RELEASE}


def test_a_key_reaches_no_further_by_the_id_of_a_knowledge_base(serving: Serving, shelf: Path) -> None:
    key = add_key(Settings.load(library=shelf).key_file, "dify", Scope.ASK, collections=["hr"])
    with serving() as client:
        for knowledge in ("default", "hr", "all"):
            assert retrieve(client, key, knowledge_id=knowledge) == []


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
    headers = {"Host": BASE.removeprefix("http://")}
    assert_shows(RETRIEVAL, client.post("/retrieval", json=RETRIEVAL_REQUEST, headers=headers).json())
