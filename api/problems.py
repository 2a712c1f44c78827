"""Problems: whatever goes wrong, the answer is one JSON shape (RFC 9457), and never a stack trace."""

import errno
import logging
from collections.abc import Iterable, Mapping, Sequence
from http import HTTPStatus
from typing import Any, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from api.logs import request_id
from api.settings import Settings
from corpus.errors import (
    InputRefused,
    LibraryBusy,
    LibraryError,
    LibraryReplaced,
    LibraryUnreachable,
    ModelError,
    OriginalNotKept,
    QuestionRefused,
    UnknownDocument,
)

_log = logging.getLogger("rujuk")
RETRY_AFTER_SECONDS = 2
MOST_ERRORS = 20
"""Faults that one problem names."""
_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NO_FILE = "Value error, Expected UploadFile"
MEDIA_TYPE = "application/problem+json"


class FieldError(BaseModel):
    """One field of the request that is wrong."""

    field: str = Field(description="where: `top_k`, `history.0.role`; `body` for the body as a whole")
    message: str = Field(description="what is wrong with it")


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Unprocessable Content",
                    "status": 422,
                    "detail": "top_k: Input should be greater than or equal to 1",
                    "request_id": "5f0c1f8e9f5b4f0f8a3f6d2f7f1f0c11",
                    "errors": [{"field": "top_k", "message": "Input should be greater than or equal to 1"}],
                }
            ]
        }
    )

    type: str = Field(default="about:blank", description="`about:blank`: the status says what kind of problem it is")
    title: str = Field(description="the status in words")
    status: int = Field(ge=400, le=599, description="the HTTP status")
    detail: str = Field(description="what was wrong, and what to do")
    request_id: str = Field(description="the response's X-Request-ID; the log has it too")
    errors: list[FieldError] | None = Field(default=None, description="the fields that are wrong, where it is fields")


class Refused(HTTPException):
    """A refusal that a route raises itself; `errors` name the fields that are wrong."""

    def __init__(
        self,
        status: HTTPStatus,
        detail: str,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, detail, headers)
        self.errors = errors


def unavailable(detail: str) -> Refused:
    """A 503 that asks the client to come back soon."""
    return Refused(HTTPStatus.SERVICE_UNAVAILABLE, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})


def declared(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI declaration of the problems that a route answers with."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        int(status): {"description": _title(status), "content": {MEDIA_TYPE: {"schema": schema}}} for status in statuses
    }


def declared_of_json() -> dict[int | str, dict[str, Any]]:
    """The declaration of a route that takes JSON, and needs the library to answer it."""
    return declared(
        HTTPStatus.BAD_REQUEST,
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
        HTTPStatus.UNPROCESSABLE_ENTITY,
        HTTPStatus.SERVICE_UNAVAILABLE,
    )


def response(
    status: int,
    detail: str,
    *,
    errors: Sequence[FieldError] = (),
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The problem as a response; the request that is being answered gives its id."""
    problem = Problem(
        title=_title(status),
        status=status,
        detail=_clean(detail),
        request_id=request_id(),
        errors=list(errors) if errors else None,
    )
    body = problem.model_dump_json(exclude=None if errors else {"errors"})
    return Response(body, status, headers, MEDIA_TYPE)


def install(app: Starlette) -> None:
    """Answer every error that a request can meet with a problem."""
    from fastapi.exceptions import RequestValidationError  # commands raise problems too, and need no FastAPI

    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind in (InputRefused, LibraryError, ModelError):
        app.add_exception_handler(kind, _raised_on_purpose)


def _forget_frames(error: BaseException | None) -> None:
    """Let go of what the error's frames hold, such as a body of a megabyte, which hold the error in turn."""
    while error is not None:
        error.__traceback__ = None
        error = error.__cause__ or error.__context__


async def _http(request: Request, error: Exception) -> Response:
    error = cast("HTTPException", error)
    _forget_frames(error)
    detail, headers = error.detail, dict(error.headers or {})
    if isinstance(error.__cause__, OSError) and error.__cause__.errno in _FULL:  # while a body was received
        return response(507, "the service's disk is full; free some space, or send a smaller file")
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers = {"Allow": _allowed(request) or headers.get("Allow", "GET")}
    if detail == HTTPStatus(error.status_code).phrase:  # Starlette's own words, which say nothing more
        detail = _EXPLAINED.get(error.status_code, detail)
    if error.status_code == HTTPStatus.BAD_REQUEST:  # FastAPI does not say what it could not parse
        detail = _explain_unparsed(error.__cause__) or detail
    return response(error.status_code, detail, errors=getattr(error, "errors", ()), headers=headers)


def _explain_unparsed(cause: BaseException | None) -> str | None:
    match cause:
        case UnicodeDecodeError():
            return f"the body is not JSON: it is not UTF-8 at byte {cause.start}"
        case RecursionError():
            return "the body is nested too deeply; send a flat object, as /docs shows it"
        case ValueError() if "digits" in str(cause):  # int() reads no more than some thousands
            return "the body is not JSON that can be read: a number in it has too many digits"
    return None


async def _invalid(_request: Request, error: Exception) -> Response:
    parts = cast("ValidationError", error).errors()
    _forget_frames(error)
    for part in parts:
        if isinstance(cause := part.get("ctx", {}).get("error"), BaseException):
            _forget_frames(cause)
    if parts[0]["type"] == "json_invalid" and parts[0]["loc"][0] == "body":
        where = f"at character {parts[0]['loc'][-1]}"
        return response(400, f"the body is not JSON: {parts[0]['ctx']['error']} {where}")
    errors = [FieldError(field=_field(part["loc"]), message=_message(part)) for part in parts[:MOST_ERRORS]]
    return response(422, "; ".join(f"{e.field}: {e.message}" for e in errors[:5]), errors=errors)


def explain(error: Exception, settings: Settings) -> str:
    """Give an error's message as clients may have it; the log has the rest."""
    if isinstance(error, LibraryUnreachable):  # where the server is, is not for clients
        _log.error("request %s: %s", request_id(), error)
        return "the library's database cannot be reached at present; ask again in a moment"
    return settings.without_folders(str(error))


async def _raised_on_purpose(request: Request, error: Exception) -> Response:
    detail = explain(error, request.app.state.service.settings)
    match error:
        case UnknownDocument() | OriginalNotKept():
            return response(404, detail)
        case QuestionRefused():
            return response(422, detail, errors=[FieldError(field=error.field, message=_clean(detail))])
        case InputRefused():
            return response(422, detail)
        case LibraryUnreachable() | LibraryBusy() | LibraryReplaced():
            return response(503, detail, headers={"Retry-After": str(RETRY_AFTER_SECONDS)})
    _log.error("request %s met a library or model that cannot be used: %s", request_id(), error)
    return response(503, detail)


_EXPLAINED = {
    404: "there is nothing at this path; /docs lists what there is",
    405: "this path does not take that method; the Allow header lists those that it takes",
}


def _allowed(request: Request) -> str:
    """The methods that the path takes, whichever route takes them: Starlette names those of the first one only."""
    path = getattr(request.scope.get("route"), "path_format", None)
    described = request.app.openapi()["paths"].get(path, {})
    return ", ".join(method.upper() for method in described)


def _title(status: int) -> str:
    """The status in words, as RFC 9110 has them (older Pythons have older words)."""
    return {413: "Content Too Large", 422: "Unprocessable Content"}.get(status, HTTPStatus(status).phrase)


def _field(location: Iterable[Any]) -> str:
    """`("body", "history", 0, "role")` -> `history.0.role`; the body itself is `body`."""
    parts = [str(part) for part in location]
    return _clean(".".join(parts[1:] or parts))


def _message(part: Mapping[str, Any]) -> str:
    if part["type"] == "model_attributes_type":
        return "the body must be a JSON object"
    if part["msg"].startswith(_NO_FILE):
        return "must be a file, sent as multipart/form-data"
    return _clean(str(part["msg"]).removeprefix("Value error, "))


def _clean(text: str) -> str:
    """Text that UTF-8 can carry: a lone surrogate that a client sent becomes an escape."""
    return text.encode(errors="backslashreplace").decode()
