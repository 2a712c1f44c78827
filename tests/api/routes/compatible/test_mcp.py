"""MCP, spoken by its official client: over HTTP on a real port, and over the program's standard input and output."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import jsonschema_rs
import pytest
from mcp import Client, StdioServerParameters
from mcp.shared.exceptions import MCPError
from mcp.types import CallToolResult, TextContent, TextResourceContents
from starlette.testclient import TestClient

from api import bootstrap
from tests.conftest import Serving
from tests.test_readme import CONFIGURATION

QUESTION = "How many MSMEs are there in ASEAN?"
PAGE = "/#doc=asean-msme-green-transition"
LIST = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}

Work = Callable[[Client], Awaitable[None]]
Connected = Callable[[Work], None]


def run(server: Any, work: Work, mode: Any = "auto") -> None:
    """Do the work with a connected client."""

    async def connect() -> None:
        async with Client(server, mode=mode) as client:
            await work(client)

    anyio.run(connect)


@pytest.fixture(params=["auto", "legacy"])
def over_http(request: pytest.FixtureRequest, address: str) -> Connected:
    """Work with a client of this year's protocol, and of the years before."""
    return lambda work: run(f"{address}/mcp", work, request.param)


def text(result: CallToolResult) -> str:
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text


def test_tools_only_read_and_say_what_they_take_and_give(over_http: Connected) -> None:
    async def look(client: Client) -> None:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        assert list(tools) == ["ask", "verify", "search", "fetch"]
        for tool in tools.values():
            assert tool.annotations is not None
            assert tool.annotations.read_only_hint
            assert tool.output_schema is not None
            jsonschema_rs.meta.validate(tool.input_schema)
            jsonschema_rs.meta.validate(tool.output_schema)
        assert list(tools["search"].input_schema["properties"]) == ["query"]
        assert list(tools["fetch"].input_schema["properties"]) == ["id"]

    over_http(look)


def test_an_answer_is_that_of_http_and_its_citation_can_be_verified(over_http: Connected, client: TestClient) -> None:
    expected = client.post("/v1/ask", json={"question": QUESTION, "top_k": 2}).json() | {"elapsed_ms": 0}

    async def ask(assistant: Client) -> None:
        answered = await assistant.call_tool("ask", {"question": QUESTION, "top_k": 2})
        assert not answered.is_error
        assert answered.structured_content | {"elapsed_ms": 0} == expected
        assert json.loads(text(answered)) == answered.structured_content
        citation = answered.structured_content["passages"][0]["citation"]
        verified = await assistant.call_tool("verify", citation)
        assert verified.structured_content["status"] == "found"

    over_http(ask)


def test_search_and_fetch_have_the_shape_of_connectors(over_http: Connected, address: str) -> None:
    async def search(client: Client) -> None:
        found = json.loads(text(await client.call_tool("search", {"query": "green transition"})))
        (result,) = found["results"]
        assert list(result) == ["id", "title", "url"]
        assert result["url"].startswith(f"{address}{PAGE}&start=")
        fetched = json.loads(text(await client.call_tool("fetch", {"id": result["id"]})))
        assert list(fetched) == ["id", "title", "url", "text", "metadata"]
        assert fetched["url"] == f"{address}{PAGE}"
        assert fetched["text"] == bootstrap.read_release().text
        assert fetched["metadata"]["published"] == "2025-10-24"
        assert all(isinstance(value, str) for value in fetched["metadata"].values())

    over_http(search)


@pytest.mark.parametrize(
    ("tool", "arguments", "advice"),
    [
        ("ask", {"question": " "}, "question: is empty; write what you want to know"),
        ("ask", {"question": "x" * 2_001}, "the question has 2,001 characters; the most is 2,000"),
        ("ask", {"question": "a", "top_k": 1_000}, "top_k is 1,000; the most is 100"),
        ("ask", {"question": "a", "documents": ["nothing"]}, "the library holds no document 'nothing'"),
        ("ask", {}, "question: Field required"),
        (
            "ask",
            {"question": "a", "filter": {"metadata": {"city": None}}},
            "filter.metadata.city: must be text, a number, true or false",
        ),
        ("verify", {"document": {"id": "a"}}, "quote: Field required"),
        ("search", {"query": ""}, "query: is empty"),
        ("search", {"query": "a", "other": 1}, "other: Extra inputs are not permitted"),
        ("fetch", {"id": "nothing"}, "the library holds no document 'nothing'"),
        ("fetch", {"id": 5}, "id: Input should be a valid string"),
    ],
)
def test_bad_input_is_told_with_advice(address: str, tool: str, arguments: dict[str, Any], advice: str) -> None:
    async def call(client: Client) -> None:
        result = await client.call_tool(tool, arguments)
        assert result.is_error
        assert advice in text(result)

    run(f"{address}/mcp", call)


def test_of_many_faults_the_first_are_told(address: str) -> None:
    async def call(client: Client) -> None:
        result = await client.call_tool("search", {"query": "a"} | {f"other-{number}": 1 for number in range(90)})
        assert result.is_error
        assert text(result).count("Extra inputs are not permitted") == 20

    run(f"{address}/mcp", call)


def test_documents_are_resources(over_http: Connected) -> None:
    async def read(client: Client) -> None:
        (resource,) = (await client.list_resources()).resources
        assert (resource.uri, resource.mime_type) == ("rujuk://documents/asean-msme-green-transition", "text/plain")
        (contents,) = (await client.read_resource(resource.uri)).contents
        assert isinstance(contents, TextResourceContents)
        assert contents.text == bootstrap.read_release().text
        (template,) = (await client.list_resource_templates()).resource_templates
        assert template.uri_template == "rujuk://documents/{id}"
        for uri in ("rujuk://documents/nothing", "file:///etc/passwd"):
            with pytest.raises(MCPError, match=r"holds no document|resources are rujuk://documents/ID"):
                await client.read_resource(uri)
        with pytest.raises(MCPError, match="there is no tool 'remove'"):
            await client.call_tool("remove", {})

    over_http(read)


def send(client: TestClient, message: dict[str, Any], **headers: str) -> Any:
    return client.post("/mcp", json=message, headers={"Accept": "application/json, text/event-stream", **headers})


def test_resources_come_in_pages_and_any_id_is_a_uri(serving: Serving) -> None:
    lines = [json.dumps({"id": f"a/b?#{number} é", "title": "T", "text": f"Line {number}."}) for number in range(120)]
    with serving() as client:
        assert (
            client.post("/v1/documents", files={"file": ("many.jsonl", "\n".join(lines).encode())}).status_code == 201
        )
        listed: list[dict[str, Any]] = []
        cursor = None
        while cursor is not None or not listed:
            asked: dict[str, Any] = {"method": "resources/list", "params": {"cursor": cursor} if cursor else {}}
            page = send(client, LIST | asked).json()["result"]
            listed += page["resources"]
            cursor = page.get("nextCursor")
        assert len({resource["uri"] for resource in listed}) == len(listed) == 121
        last = listed[-1]["uri"]
        read = send(client, LIST | {"method": "resources/read", "params": {"uri": last}}).json()["result"]
        assert read["contents"][0]["text"] == "Line 119."
        gone = send(client, LIST | {"method": "resources/list", "params": {"cursor": "gone"}}).json()
        assert "list from the beginning" in gone["error"]["message"]


def test_a_long_document_is_fetched_in_part_and_says_where_it_ends(serving: Serving) -> None:
    call = {"method": "tools/call", "params": {"name": "fetch", "arguments": {"id": bootstrap.RELEASE}}}
    with serving(max_answer_bytes=400) as client:
        fetched = send(client, LIST | call).json()["result"]["structuredContent"]
    assert fetched["text"] == bootstrap.read_release().text[:100]
    assert fetched["metadata"]["end"] == "100"


def test_another_sites_page_is_refused(client: TestClient) -> None:
    assert send(client, LIST, Origin="http://localhost").status_code == 200
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}):
        problem = send(client, LIST, **headers).json()
        assert (problem["status"], problem["detail"]) == (403, "pages of another site may not use this")
    assert send(client, LIST, Host="evil.example").status_code == 421


def test_there_are_no_sessions_and_no_streams(client: TestClient) -> None:
    response = send(client, LIST)
    assert response.headers["content-type"] == "application/json"
    assert "mcp-session-id" not in response.headers
    refused = client.get("/mcp", headers={"Accept": "text/event-stream"})
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert send(client, {"jsonrpc": "2.0", "method": "notifications/initialized"}).status_code == 202
    assert send(client, {"jsonrpc": "2.0"}).status_code == 400


def test_questions_count_as_questions(serving: Serving) -> None:
    call = {"method": "tools/call", "params": {"name": "ask", "arguments": {"question": QUESTION}}}
    with serving() as client:
        assert send(client, LIST | call).status_code == 200
        measured = client.get("/metrics").text
    assert 'rujuk_questions_total{status="answered"} 1.0' in measured
    assert 'rujuk_http_requests_total{method="POST",route="/mcp",status="200"} 1.0' in measured


@pytest.mark.slow
def test_the_program_of_the_readme_speaks_it_on_standard_input_and_output_alone(tmp_path: Path) -> None:
    shown = CONFIGURATION["mcpServers"]["rujuk"]["args"]
    library = str(tmp_path / "library")
    program = ["-m", "api.cli", *(library if each == "/path/to/shelf" else each for each in shown)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RUJUK_")}

    async def work(client: Client) -> None:
        answered = await client.call_tool("ask", {"question": QUESTION})  # makes the first library meanwhile
        assert answered.structured_content["status"] == "answered"
        (result,) = (await client.call_tool("search", {"query": QUESTION})).structured_content["results"]
        assert result["url"] == "rujuk://documents/asean-msme-green-transition"
        assert (await client.read_resource(result["url"])).contents

    run(StdioServerParameters(command=sys.executable, args=program, env=environment), work)
    ended = subprocess.run(
        [sys.executable, *program],
        input=json.dumps(LIST | {"method": "ping"}) + "\nno JSON\n",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    said = [json.loads(line) for line in ended.stdout.splitlines()]
    assert said[0]["id"] == 1
    assert {each["jsonrpc"] for each in said} == {"2.0"}


@pytest.mark.slow
def test_ctrl_c_ends_the_program(library_folder: Path) -> None:
    program = [sys.executable, "-m", "api.cli", "--library", str(library_folder), "mcp"]
    with subprocess.Popen(program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as ran:
        assert ran.stdin is not None
        assert ran.stdout is not None
        ran.stdin.write(json.dumps(LIST | {"method": "ping"}) + "\n")
        ran.stdin.flush()
        assert json.loads(ran.stdout.readline())["result"] == {}
        ran.send_signal(signal.SIGINT)
        assert ran.wait(60) == -signal.SIGINT
