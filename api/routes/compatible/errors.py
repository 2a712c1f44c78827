"""Problems that other programs understand: beside a problem's own members stand those that their clients read."""

import json
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import problems

Problem = Mapping[str, Any]


def _openai(problem: Problem) -> Problem:
    """`error`, of which OpenAI's own clients make the message of their exception."""
    kinds = {401: "authentication_error", 403: "permission_error", 404: "not_found_error", 429: "rate_limit_error"}
    status = problem["status"]
    kind = kinds.get(status, "invalid_request_error" if status < HTTPStatus.INTERNAL_SERVER_ERROR else "server_error")
    fields = [error["field"] for error in problem.get("errors", [])]
    return {"error": {"message": problem["detail"], "type": kind, "param": fields[0] if fields else None, "code": None}}


def _dify(problem: Problem) -> Problem:
    """`error_code` and `error_msg`, by Dify's own numbers where it has one."""
    refused = problem["status"] in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    return {"error_code": 1002 if refused else problem["status"], "error_msg": problem["detail"]}


Members = Callable[[Problem], Problem]
_MEMBERS: Final[Mapping[str, Members]] = {"/v1/chat/": _openai, "/v1/models": _openai, "/retrieval": _dify}
"""By how the path begins."""


class TranslatedProblems:
    """Add to each problem of a compatible path what that path's clients read; whatever refused the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        path = scope["path"] if scope["type"] == "http" else ""
        members = next((each for prefix, each in _MEMBERS.items() if path.startswith(prefix)), None)
        if members is None:
            await self._app(scope, receive, send)
            return
        begun: list[Message] = []

        async def send_translated(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if headers.get("content-type") == problems.MEDIA_TYPE:
                    begun.append(message)
                    return
            elif begun:
                problem = json.loads(message["body"])
                message = {**message, "body": json.dumps(problem | members(problem), ensure_ascii=False).encode()}
                MutableHeaders(scope=begun[0])["content-length"] = str(len(message["body"]))
                await send(begun.pop())
            await send(message)

        await self._app(scope, receive, send_translated)
