"""`POST /mcp`: the library for assistants that speak the Model Context Protocol, a request at a time."""

from http import HTTPStatus as Status
from typing import TYPE_CHECKING, Annotated, Any

from anyio import sleep_forever, to_thread
from fastapi import APIRouter, Depends, Request, Response
from starlette.types import Message, Scope

from api.dependencies import TheService, is_foreign, json_only, while_connected
from api.problems import Refused, declared
from api.service import Service

if TYPE_CHECKING:
    from mcp.server.lowlevel import Server

router = APIRouter(tags=["compatible"])
_JSON: dict[str, Any] = {"application/json": {"schema": {"type": "object"}}}
_MESSAGE: dict[str, Any] = {
    "type": "object",
    "required": ["jsonrpc", "method"],
    "properties": {
        "jsonrpc": {"const": "2.0", "description": "`2.0`"},
        "id": {"description": "a string or an integer; without it the message is a notification"},
        "method": {
            "type": "string",
            "description": "of the protocol: `tools/list`, `tools/call`, `resources/read` ...",
        },
        "params": {"type": ["object", "null"], "description": "what the method takes"},
    },
    "examples": [{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}],
}
_PROBLEMS = declared(
    Status.BAD_REQUEST,
    Status.FORBIDDEN,
    Status.REQUEST_ENTITY_TOO_LARGE,
    Status.UNSUPPORTED_MEDIA_TYPE,
)
_PROBLEMS[400]["content"] |= _JSON  # JSON-RPC's own errors, from which clients learn what they may speak


async def _server(request: Request, service: TheService) -> "Server[Any]":
    """The application's MCP server, made when it is first needed: what it imports takes a second and 26 MB."""
    state = request.app.state
    if not hasattr(state, "mcp_server"):
        state.mcp_server = await to_thread.run_sync(_make_server, service)
    server: Server[Any] = state.mcp_server
    return server


def _make_server(service: Service) -> "Server[Any]":
    from api.routes.compatible.mcp_server import make_server

    return make_server(service)


async def _same_site(request: Request) -> None:
    """Refuse another site's page, as the protocol demands."""
    if is_foreign(request.headers):
        raise Refused(Status.FORBIDDEN, "pages of another site may not use this")


@router.post(
    "/mcp",
    dependencies=[Depends(json_only), Depends(_same_site)],
    summary="Exchange a message of MCP",
    response_class=Response,
    response_description="The JSON-RPC response.",
    responses={**_PROBLEMS, 200: {"content": _JSON}, 202: {"description": "The notification was taken."}},
    openapi_extra={"requestBody": {"required": True, "content": {"application/json": {"schema": _MESSAGE}}}},
)
async def exchange(request: Request, server: Annotated[Any, Depends(_server)]) -> Response:
    """Streamable HTTP without sessions: tools `ask`, `verify`, `search` and `fetch`, and the documents as resources."""
    body = await request.body()
    return await while_connected(request, lambda: _handle(server, request.scope, body))


async def _handle(server: "Server[Any]", scope: Scope, body: bytes) -> Response:
    from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

    sent: list[Message] = []
    coming: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Message:
        if not coming:
            await sleep_forever()
        return coming.pop()

    async def send(message: Message) -> None:
        sent.append(message)

    manager = StreamableHTTPSessionManager(
        server, json_response=True, stateless=True, max_request_body_size=len(body) + 1
    )
    async with manager.run():
        await manager.handle_request(scope, receive, send)
    start, *parts = sent
    response = Response(b"".join(part.get("body", b"") for part in parts), start["status"])
    response.raw_headers = list(start["headers"])
    return response
