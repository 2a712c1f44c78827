"""`POST /v1/ask`: the contract's shape, exact offsets, and a clear 4xx for everything that cannot be asked."""

import hashlib
import json
import re
from typing import Any
from urllib.parse import unquote

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from tests.conftest import Serving

QUESTION = "How many MSMEs are there in ASEAN?"


def ask(client: TestClient, **body: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", json={"question": QUESTION, **body})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def refused(client: TestClient, status: int, **request: Any) -> dict[str, Any]:
    response = client.post("/v1/ask", **request)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    problem: dict[str, Any] = response.json()
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == response.headers["x-request-id"]
    return problem


def test_an_answer_has_the_contracts_keys_in_the_contracts_order(client: TestClient) -> None:
    answer = ask(client)
    assert list(answer) == [
        *("question", "status", "confidence", "answer", "answers", "passages", "refusal", "context", "library"),
        "elapsed_ms",
    ]
    passage = answer["passages"][0]
    assert list(passage) == ["rank", "score", "scores", "text", "citation"]
    assert list(passage["scores"]) == ["dense", "sentence", "lexical"]
    citation = passage["citation"]
    assert list(citation) == [
        *("number", "document", "paragraph", "headings", "page", "unsure", "start", "end", "quote", "also_in"),
        *("also_in_documents", "href"),
    ]
    assert list(citation["document"]) == [
        *("id", "title", "source", "published", "language", "collection", "media_type", "sha256")
    ]
    assert list(citation["quote"]) == ["text", "start", "end", "prefix", "suffix", "context", "regions", "cells"]
    assert list(answer["answer"]) == ["text", "span", "citation"]
    assert list(answer["answers"][0]) == ["text", "span", "citation", "confidence", "differs_from"]
    assert list(answer["library"]) == ["generation", "embedder", "left_out"]


def test_a_question_that_the_release_answers_is_answered_with_its_words(client: TestClient) -> None:
    answer = ask(client)
    assert (answer["status"], answer["refusal"]) == ("answered", None)
    assert "70 million" in answer["answer"]["text"]
    first = answer["passages"][0]
    quote, words = first["citation"]["quote"], answer["answer"]["span"]
    assert answer["answer"] == {"text": quote["text"], "span": words, "citation": first["citation"]["number"]}
    assert answer["answers"][0] == answer["answer"] | {"confidence": answer["confidence"], "differs_from": []}
    assert quote["start"] <= words["start"] < words["end"] <= quote["end"]
    assert answer["confidence"] == first["score"]


def test_offsets_point_at_exactly_what_is_quoted(client: TestClient) -> None:
    document = bootstrap.read_release()
    for passage in ask(client, top_k=100)["passages"]:
        citation = passage["citation"]
        quote = citation["quote"]
        assert document.text[citation["start"] : citation["end"]] == passage["text"]
        assert document.text[quote["start"] : quote["end"]] == quote["text"]
        assert document.text[: quote["start"]].endswith(quote["prefix"])
        assert document.text[quote["end"] :].startswith(quote["suffix"])
        assert citation["document"]["sha256"] == hashlib.sha256(document.text.encode()).hexdigest()


def test_href_is_a_url_whose_fragment_names_the_quote_and_checks_the_text(client: TestClient) -> None:
    citation = ask(client)["passages"][0]["citation"]
    form = re.fullmatch(
        r"/v1/documents/([^/]+)/text#char=(\d+),(\d+);length=(\d+),UTF-8;md5=([0-9a-f]{32})", citation["href"]
    )
    assert form is not None
    text = client.get(citation["href"].partition("#")[0]).text
    assert unquote(form[1]) == citation["document"]["id"]
    assert text[int(form[2]) : int(form[3])] == citation["quote"]["text"]
    assert int(form[4]) == len(text)
    assert form[5] == hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def test_ranks_count_up_and_scores_fall(client: TestClient) -> None:
    passages = ask(client, top_k=7)["passages"]
    assert [passage["rank"] for passage in passages] == [1, 2, 3, 4, 5, 6, 7]
    scores = [passage["score"] for passage in passages]
    assert scores == sorted(scores, reverse=True)


def test_a_question_that_the_release_does_not_answer_says_so_and_shows_the_nearest(client: TestClient) -> None:
    answer = ask(client, question="What is the boiling point of mercury?")
    assert (answer["status"], answer["answer"]) == ("no_answer", None)
    assert answer["refusal"]["reason"]
    assert isinstance(answer["refusal"]["missing_terms"], list)
    assert len(answer["passages"]) == 5


def test_the_same_question_has_the_same_answer_but_for_the_time_it_took(client: TestClient) -> None:
    first, second = (ask(client) for _ in range(2))
    assert first.pop("elapsed_ms") >= 0
    second.pop("elapsed_ms")
    assert json.dumps(first) == json.dumps(second)


def test_history_is_taken(client: TestClient) -> None:
    history = [
        {"role": "user", "content": QUESTION},
        {"role": "assistant", "content": "There are about 70 million MSMEs."},
    ]
    assert ask(client, question="And what share of establishments is that?", history=history)["passages"]


def test_the_answer_says_which_earlier_questions_counted(client: TestClient) -> None:
    asked = ["What did ASEAN launch?", "Where is it?", "Who chairs ASEAN?"]
    history = [{"role": "user", "content": question} for question in asked]
    history.insert(1, {"role": "assistant", "content": "A Centre of Excellence."})
    assert ask(client, question="Since when?", history=history)["context"] == [asked[0], asked[2]]
    assert ask(client, question="Since when?", history=history[1:2])["context"] == []
    assert ask(client)["context"] == []


def test_a_question_is_asked_within_the_documents_that_it_names(client: TestClient) -> None:
    assert ask(client, documents=[bootstrap.RELEASE])["status"] == "answered"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"question": ""}, "question"),
        ({"question": " \n\t"}, "question"),
        ({"question": "\u3000\u2003"}, "question"),
        ({"question": "x" * 10_000}, "question"),
        ({"question": 5}, "question"),
        ({"question": None}, "question"),
        ({"question": ["a"]}, "question"),
        ({}, "question"),
        ({"question": "a", "top_k": 0}, "top_k"),
        ({"question": "a", "top_k": -1}, "top_k"),
        ({"question": "a", "top_k": 10_000}, "top_k"),
        ({"question": "a", "top_k": 10**30}, "top_k"),
        ({"question": "a", "top_k": "5"}, "top_k"),
        ({"question": "a", "top_k": 2.5}, "top_k"),
        ({"question": "a", "top_k": True}, "top_k"),
        ({"question": "a", "top_k": None}, "top_k"),
        ({"question": "a", "documents": []}, "documents"),
        ({"question": "a", "documents": "all"}, "documents"),
        ({"question": "a", "documents": [1]}, "documents.0"),
        ({"question": "a", "documents": ["unknown"]}, "documents"),
        ({"question": "a", "history": [{"role": "system", "content": "x"}]}, "history.0.role"),
        ({"question": "a", "history": [{"role": "user"}]}, "history.0.content"),
        ({"question": "a", "history": {}}, "history"),
        ({"question": "a", "topk": 3}, "topk"),
    ],
)
def test_a_field_that_is_wrong_is_named(client: TestClient, body: dict[str, Any], field: str) -> None:
    problem = refused(client, 422, json=body)
    assert [error["field"] for error in problem["errors"]] == [field]
    assert problem["errors"][0]["message"] in problem["detail"]


@pytest.mark.parametrize("body", ["[]", '"text"', "3", "null"])
def test_a_body_that_is_no_object_is_refused(client: TestClient, body: str) -> None:
    refused(client, 422, content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    "body",
    [b"{", b'{"question": "a"', b"question=a", b'{"question": "\xff"}', b"[" * 100_000, b"1" * 10_000],
)
def test_broken_json_is_a_400(client: TestClient, body: bytes) -> None:
    refused(client, 400, content=body, headers={"Content-Type": "application/json"})


@pytest.mark.parametrize("body", [b"", b" "])
def test_no_body_is_refused(client: TestClient, body: bytes) -> None:
    response = client.post("/v1/ask", content=body, headers={"Content-Type": "application/json"})
    assert response.status_code in {400, 422}


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_body_that_does_not_call_itself_json_is_a_415(client: TestClient, kind: str | None) -> None:
    headers = {"Content-Type": kind} if kind else {}
    problem = refused(client, 415, content=b'{"question": "a"}', headers=headers)
    assert "application/json" in problem["detail"]


def test_what_utf_8_cannot_carry_is_refused_and_does_not_break_the_answer(client: TestClient) -> None:
    headers = {"Content-Type": "application/json"}
    refused(client, 422, content=b'{"question": "\\ud800"}', headers=headers)
    refused(client, 422, content=b'{"question": "a", "\\ud800": 1}', headers=headers)
    refused(client, 422, content=b'{"question": "a", "documents": ["\\ud800"]}', headers=headers)


def test_a_body_beyond_the_limit_is_a_413(client: TestClient) -> None:
    refused(client, 413, json={"question": "a", "history": [{"role": "user", "content": "x" * 2_000_000}]})


def test_the_longest_question_is_asked(client: TestClient) -> None:
    assert ask(client, question="x" * 2_000)["passages"]


@pytest.mark.parametrize("question", ["???", "\x00", "\U0001f600", "a\u0301" * 500, "' OR 1=1 --", '"AND ( NOT'])
def test_strange_questions_are_questions_too(client: TestClient, question: str) -> None:
    assert ask(client, question=question)["question"] == question


def test_limits_are_settings(serving: Serving) -> None:
    with serving(max_question_chars=10, max_top_k=2) as client:
        refused(client, 422, json={"question": "12345678901"})
        refused(client, 422, json={"question": "1234567890", "top_k": 3})
        assert client.post("/v1/ask", json={"question": "1234567890", "top_k": 2}).status_code == 200


def test_the_threshold_is_a_setting(serving: Serving) -> None:
    with serving(threshold=1.0) as client:
        assert ask(client)["status"] == "no_answer"
    with serving(threshold=0.0) as client:
        assert ask(client, question="What is the boiling point of mercury?")["status"] == "answered"


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
