"""Answers of both sides are read for the places that they name, and a place is right inside the right paragraph."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from benchmarks.generated import Question
from benchmarks.sides import Side, cited, found

QUESTION = Question("Where?", "b", 100, 200)
SIDE = Side("either", lambda port: [str(port)], found)


@pytest.mark.parametrize(
    ("places", "count", "right"),
    [
        ([("b", 100)], 1, True),
        ([("b", 199)], 1, True),
        ([("b", 200)], 1, False),
        ([("a", 100)], 1, False),
        ([("a", 0), ("b", 150)], 1, False),
        ([("a", 0), ("b", 150)], 2, True),
    ],
)
def test_a_right_passage_is_of_the_document_and_inside_the_paragraph(
    places: list[tuple[str, int]], count: int, right: bool
) -> None:
    answer = {"passages": [{"document": document, "start": start} for document, start in places]}
    assert SIDE.finds(answer, QUESTION, count) is right


def test_no_answer_has_no_right_passage() -> None:
    assert not SIDE.finds(None, QUESTION, 5)
    assert cited(None) == []


def test_the_places_of_rujuks_answer_are_those_of_its_citations(client: TestClient) -> None:
    answer: dict[str, Any] = client.post("/v1/ask", json={"question": "How many MSMEs are there in ASEAN?"}).json()
    places = cited(answer)
    assert len(places) == 5
    for (document, start), passage in zip(places, answer["passages"], strict=True):
        text = client.get(f"/v1/documents/{document}/text").text
        assert text[start:].startswith(passage["text"])
