"""`reference.py`: what an OpenAPI document says is read whole, and shown as text."""

from typing import Any

import pytest

from api import html
from api.web import reference

OPENAPI: dict[str, Any] = {
    "info": {"title": "Title", "summary": "Summary <b>", "description": ""},
    "paths": {
        "/things/{id}": {
            "post": {
                "operationId": "make",
                "summary": "Make <i>",
                "description": "A `thing` <script>alert(1)</script>",
                "parameters": [{"name": "id", "description": "which <u>"}, {"name": "bare"}],
                "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}},
                "responses": {
                    "404": {"description": "None."},
                    "200": {
                        "description": "Made.",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}},
                    },
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Thing": {
                "properties": {"part": {"$ref": "#/components/schemas/Part"}, "own": {"description": "its *own*"}},
                "examples": [{"part": "</code><b>"}],
            },
            "Part": {"description": "a part"},
        }
    },
}


@pytest.fixture
def operation() -> reference.Operation:
    (found,) = reference.read_operations(OPENAPI)
    return found


def test_names_fields_and_statuses_are_read_in_order(operation: reference.Operation) -> None:
    assert (operation.method, operation.path, operation.id) == ("POST", "/things/{id}", "make")
    assert [(row.name, row.description) for row in operation.parameters] == [("id", "which &lt;u&gt;"), ("bare", "")]
    (body,) = operation.bodies
    assert [(row.name, row.description) for row in body.fields] == [("part", "a part"), ("own", "its <em>own</em>")]
    assert [row.name for row in operation.answers] == ["200", "404"]
    assert body.examples == operation.examples == ['{\n  "part": "</code><b>"\n}']


def test_nothing_that_it_says_becomes_html() -> None:
    page = html.render(
        "reference.html",
        language="en",
        title="",
        description="",
        style="",
        info=OPENAPI["info"],
        introduction="",
        operations=reference.read_operations(OPENAPI),
    )
    for element in ("<b>", "<i>", "<u>", "<script"):
        assert element not in page
    assert page.count("<pre") == page.count("</pre>") == 2
