"""Problems of compatible paths carry what those paths' clients read; all others are as they were."""

from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from api import problems
from api.routes.compatible.errors import TranslatedProblems


def asked(path: str, status: int, **more: Any) -> dict[str, Any]:
    async def refuse(_request: Request) -> Response:
        return problems.response(status, "a word", **more)

    with TestClient(TranslatedProblems(Starlette(routes=[Route("/{path:path}", refuse)]))) as client:
        answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    assert int(answer.headers["content-length"]) == len(answer.content)
    said: dict[str, Any] = answer.json()
    assert said["detail"] == "a word"
    return said


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (401, "authentication_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (422, "invalid_request_error"),
        (429, "rate_limit_error"),
        (503, "server_error"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/v1/models", "/v1/models/rujuk"])
def test_openais_clients_get_a_message_and_its_kind(path: str, status: int, kind: str) -> None:
    assert asked(path, status)["error"] == {"message": "a word", "type": kind, "param": None, "code": None}


def test_openais_clients_get_the_first_field_that_is_wrong() -> None:
    wrong = [problems.FieldError(field=name, message="is missing") for name in ("messages", "model")]
    assert asked("/v1/chat/completions", 422, errors=wrong)["error"]["param"] == "messages"


@pytest.mark.parametrize(("status", "code"), [(401, 1002), (403, 1002), (404, 404), (503, 503)])
def test_dify_gets_its_own_numbers(status: int, code: int) -> None:
    said = asked("/retrieval", status)
    assert (said["error_code"], said["error_msg"]) == (code, "a word")


@pytest.mark.parametrize("path", ["/v1/ask", "/v1/chat", "/v1/documents/retrieval"])
def test_other_paths_are_left_alone(path: str) -> None:
    assert not {"error", "error_code", "error_msg"} & asked(path, 404).keys()


def test_what_is_no_problem_is_left_alone() -> None:
    async def answer(_request: Request) -> Response:
        return JSONResponse({"detail": "fine"})

    with TestClient(TranslatedProblems(Starlette(routes=[Route("/retrieval", answer)]))) as client:
        assert client.get("/retrieval").json() == {"detail": "fine"}
