"""The reference at /docs: the OpenAPI document as a page that needs neither script nor network."""

import json
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Any

from markdown_it import MarkdownIt

Schema = Mapping[str, Any]


def render(openapi: Schema) -> str:
    """The page's body for an OpenAPI document."""
    operations = [
        _operation(openapi, method, path, operation)
        for path, methods in openapi["paths"].items()
        for method, operation in methods.items()
    ]
    info = openapi["info"]
    head = f'<h1>{escape(info["title"])}: reference</h1>\n<p class="lead">{escape(info["summary"])}</p>'
    links = '<p><a href="/">What this is</a>, <a href="/openapi.json">the same as OpenAPI</a></p>'
    return f"<main>\n{head}\n{_markdown(info['description'])}{links}\n" + "\n".join(operations) + "\n</main>"


def _operation(openapi: Schema, method: str, path: str, operation: Schema) -> str:
    name = operation["operationId"]
    parts = [
        f'<section aria-labelledby="{name}">',
        f'<h2 id="{name}"><code><span class="method">{method.upper()}</span> {escape(path)}</code></h2>',
        f"<p><strong>{escape(operation['summary'])}</strong></p>",
        _markdown(operation.get("description", "")),
        *_parameters(operation),
        *_request(openapi, operation),
        *_responses(openapi, operation),
        "</section>",
    ]
    return "\n".join(parts)


def _parameters(operation: Schema) -> Iterator[str]:
    rows = [(parameter["name"], parameter.get("description", "")) for parameter in operation.get("parameters", [])]
    if rows:
        yield "<h3>Parameters</h3>" + _table(rows)


def _request(openapi: Schema, operation: Schema) -> Iterator[str]:
    for media_type, content in operation.get("requestBody", {}).get("content", {}).items():
        schema = _resolved(openapi, content["schema"])
        yield f"<h3>Body: <code>{escape(media_type)}</code></h3>"
        yield _table((name, part.get("description", "")) for name, part in _fields(openapi, schema))
        yield from (_example(example) for example in schema.get("examples", []))


def _responses(openapi: Schema, operation: Schema) -> Iterator[str]:
    responses = sorted(operation["responses"].items())
    yield "<h3>Answers</h3>" + _table((status, response["description"]) for status, response in responses)
    content = responses[0][1].get("content", {}).get("application/json", {})
    yield from (_example(example) for example in _resolved(openapi, content.get("schema", {})).get("examples", []))


def _fields(openapi: Schema, schema: Schema) -> Iterator[tuple[str, Schema]]:
    for name, part in schema.get("properties", {}).items():
        yield name, {**_resolved(openapi, part), **part}


def _resolved(openapi: Schema, schema: Schema) -> Schema:
    reference = schema.get("$ref", "").rpartition("/")[2]
    found: Schema = openapi["components"]["schemas"][reference] if reference else schema
    return found


def _table(rows: Iterable[tuple[str, str]]) -> str:
    cells = (
        f'<tr><th scope="row"><code>{escape(name)}</code></th><td>{_inline(text)}</td></tr>' for name, text in rows
    )
    return f"<table>{''.join(cells)}</table>"


def _example(example: Any) -> str:
    text = escape(json.dumps(example, indent=2, ensure_ascii=False), quote=False)
    return f'<pre tabindex="0" aria-label="Example"><code>{text}</code></pre>'


def _markdown(text: str) -> str:
    return str(MarkdownIt("js-default").render(text))


def _inline(text: str) -> str:
    return str(MarkdownIt("js-default").renderInline(text))
