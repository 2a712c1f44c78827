"""What the reference at /docs shows: the OpenAPI document, read into what its template needs."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markdown_it import MarkdownIt
from markupsafe import Markup

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A name and what it is: a parameter, a field, a status."""

    name: str
    description: Markup


@dataclass(frozen=True, slots=True)
class Body:
    """What a request may send; the examples are JSON."""

    media_type: str
    fields: list[Row]
    examples: list[str]


@dataclass(frozen=True, slots=True)
class Operation:
    """A method of a path; the examples are those of its first answer, as JSON."""

    id: str
    method: str
    path: str
    summary: str
    description: Markup
    parameters: list[Row]
    bodies: list[Body]
    answers: list[Row]
    examples: list[str]


def render_markdown(text: str) -> Markup:
    """Render Markdown, in which HTML is text, as HTML paragraphs."""
    return Markup(MarkdownIt("js-default").render(text))  # noqa: S704 - js-default escapes HTML


def read_operations(openapi: Schema) -> Iterator[Operation]:
    """Read the operations of an OpenAPI document, in its order."""
    for path, methods in openapi["paths"].items():
        for method, operation in methods.items():
            answers = sorted(operation["responses"].items())
            first = answers[0][1].get("content", {}).get("application/json", {}).get("schema", {})
            yield Operation(
                id=operation["operationId"],
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                description=render_markdown(operation.get("description", "")),
                parameters=_rows((each["name"], each) for each in operation.get("parameters", [])),
                bodies=list(_read_bodies(openapi, operation)),
                answers=_rows(answers),
                examples=_examples(_resolve(openapi, first)),
            )


def _read_bodies(openapi: Schema, operation: Schema) -> Iterator[Body]:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolve(openapi, content["schema"])
        fields = {name: {**_resolve(openapi, part), **part} for name, part in schema.get("properties", {}).items()}
        yield Body(media_type, _rows(fields.items()), _examples(schema))


def _resolve(openapi: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref", "").rpartition("/")[2]
    found: Schema = openapi["components"]["schemas"][reference] if reference else schema
    return found


def _rows(described: Iterable[tuple[str, Schema]]) -> list[Row]:
    markdown = MarkdownIt("js-default")
    return [
        Row(name, Markup(markdown.renderInline(part.get("description", ""))))  # noqa: S704 - js-default escapes HTML
        for name, part in described
    ]


def _examples(schema: Schema) -> list[str]:
    return [json.dumps(example, indent=2, ensure_ascii=False) for example in schema.get("examples", [])]
