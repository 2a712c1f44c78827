"""`/v1/models` and `/v1/chat/completions`: for front ends and programs that speak OpenAI's interface."""

import json
import re
from http import HTTPStatus as Status
from typing import Final

from fastapi import APIRouter, Depends, Request, Response

from api.dependencies import TheService, json_only, while_connected
from api.problems import Refused, declared, declared_of_json
from api.routes.compatible.completions import (
    MODEL,
    ChatRequest,
    Completion,
    Model,
    ModelList,
    complete,
    complete_with,
    name_sources,
    write_events,
)
from api.routes.compatible.links import base_url
from api.schemas.ask import AskResponse
from ingest.text import shortened

router = APIRouter(tags=["compatible"])
_LONGEST_TITLE: Final = 60
"""Code points."""
_CHORE: Final = re.compile(r"\s*### Task:.*<chat_history>|\s*Provide a concise, 5-word-or-less title\b", re.DOTALL)
_KEY: Final = re.compile(r'"(title|tags|follow_ups|queries|text|prompt)"\s*:')
"""The key of the JSON that the prompt wants, by the example that it gives."""
_NOTHING: Final[dict[str, str | list[str]]] = {"tags": [], "follow_ups": [], "queries": [], "text": "", "prompt": ""}
_FIRST_WORDS: Final = re.compile(r"^user: *(\S.*)$", re.MULTILINE | re.IGNORECASE)


@router.get("/v1/models", summary="List the models", response_description="The one that there is.")
async def list_models() -> ModelList:
    """The library as OpenAI's clients see it: one model that answers with quotations."""
    return ModelList()


@router.get(
    "/v1/models/{model}",
    summary="Get a model",
    response_description="The one that there is.",
    responses=declared(Status.NOT_FOUND, Status.UNPROCESSABLE_ENTITY),
)
async def get_model(model: str) -> Model:
    """The one model, by its name."""
    if model != MODEL:
        raise Refused(Status.NOT_FOUND, f"there is no model of that name; the one that there is is {MODEL}")
    return Model()


@router.post(
    "/v1/chat/completions",
    dependencies=[Depends(json_only)],
    summary="Ask in OpenAI's shape",
    response_model=Completion,
    response_description="The answer; with `stream`, its chunks as server-sent events.",
    responses={
        **declared_of_json(),
        200: {"content": {"text/event-stream": {"schema": {"description": "chunks, and `[DONE]` at the end"}}}},
    },
)
async def complete_chat(chat: ChatRequest, request: Request, service: TheService) -> Response:
    """The quotes that answer, each with a mark, and the sources that the marks name; `rujuk` holds the whole answer.

    Parameters that Rujuk has no use for (`temperature`, `tools` ...) change nothing.
    """
    base = base_url(service.settings, request)

    def write(completion: Completion, answer: AskResponse | None = None) -> bytes:
        if not chat.stream:
            return completion.model_dump_json().encode()
        named = name_sources(answer, base) if answer and service.settings.openwebui_sources else ()
        return write_events(chat, completion, named)

    done = do_chore(chat.question())
    if done is None:
        question = chat.to_ask()
        body = await while_connected(
            request, lambda: service.ask(question, lambda answer: write(complete(chat, base, answer), answer))
        )
    else:
        body = write(complete_with(chat, done))
    return Response(body, media_type="text/event-stream" if chat.stream else "application/json")


def do_chore(prompt: str) -> str | None:
    """Answer a front end's own prompt in the form that it wants; None for anything that a person may have asked.

    The title of a conversation is how it began. Of all else there is none: Rujuk makes up no words.
    """
    if not _CHORE.match(prompt):
        return None
    wanted = _KEY.search(prompt)
    if wanted is None:
        return _title(prompt)
    key = wanted[1]
    return json.dumps({key: _NOTHING.get(key, _title(prompt))}, ensure_ascii=False)


def _title(prompt: str) -> str:
    conversation = prompt.rpartition("<chat_history>")[2]  # after the examples that the prompt gives
    began = _FIRST_WORDS.search(conversation)
    title = " ".join(began[1].split()) if began else "Rujuk"
    return title if len(title) <= _LONGEST_TITLE else f"{shortened(title, _LONGEST_TITLE - 1)}…"
