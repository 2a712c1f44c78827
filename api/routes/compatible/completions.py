"""OpenAI's chat completions: messages in, a message with its citations out, whole or as a stream."""

import json
import time
from collections.abc import Iterator, Sequence
from typing import Any, Literal

from fastapi.exceptions import RequestValidationError
from pydantic import ConfigDict, Field, ValidationError

from api.differing import describe_difference
from api.logs import request_id
from api.routes.compatible.links import page_url
from api.schemas.ask import AskRequest, AskResponse, Passage, Turn
from api.schemas.base import RequestList, RequestModel, RequestText, ResponseModel, with_examples
from api.schemas.examples import CHAT, COMPLETION, MODELS
from corpus.errors import QuestionRefused

MODEL = "rujuk"
"""The name of the one model that there is."""
_MAX_TURNS = 100
_MAX_MESSAGES = 10_000
_BYTES_A_TOKEN = 4
Json = dict[str, Any]
_TOLERANT = ConfigDict(extra="ignore")  # clients send much that means nothing here


class ContentPart(RequestModel):
    """A part of a message's content. Only text is read."""

    model_config = _TOLERANT

    type: str
    text: RequestText | None = None


class Message(RequestModel):
    """A message of the conversation."""

    model_config = _TOLERANT

    role: RequestText
    content: RequestText | RequestList[ContentPart] | None = None

    def words(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text" and part.text)
        return self.content or ""


class StreamOptions(RequestModel):
    """What a stream says besides."""

    model_config = _TOLERANT

    include_usage: bool | None = None


class ChatRequest(RequestModel):
    """A conversation. The last message of the user is the question, and what stands before it its history."""

    model_config = _TOLERANT | with_examples(CHAT)

    model: RequestText | None = Field(default=None, description="any name: there is one model")
    messages: RequestList[Message] = Field(
        min_length=1, max_length=_MAX_MESSAGES, description="oldest first; only text is read"
    )
    stream: bool | None = Field(default=None, description="true: answer with server-sent events")
    stream_options: StreamOptions | None = Field(default=None, description="`include_usage`: end with the usage")

    def question(self) -> str:
        """The last user's words. Raises QuestionRefused where no user has any."""
        return self.messages[self._asked()].words()

    def to_ask(self) -> AskRequest:
        """The question that the conversation asks. Raises RequestValidationError, QuestionRefused."""
        before = self.messages[: self._asked()]
        turns = [
            Turn(role="user" if each.role == "user" else "assistant", content=each.words())
            for each in before
            if each.role in ("user", "assistant")
        ]
        if len(turns) > _MAX_TURNS:  # how it began and how it went on last are what a follow-up is read with
            turns = turns[:1] + turns[1 - _MAX_TURNS :]
        try:
            return AskRequest(question=self.question(), history=turns)
        except ValidationError as error:
            raise RequestValidationError(error.errors()) from None

    def _asked(self) -> int:
        for place in reversed(range(len(self.messages))):
            if self.messages[place].role == "user":
                return place
        raise QuestionRefused("no message has the role user; the last that has is the question", field="messages")


class UrlCitation(ResponseModel):
    """Where a mark leads."""

    start_index: int = Field(description="where the mark begins in the content, in Unicode code points")
    end_index: int = Field(description="where it ends, exclusive")
    title: str
    url: str


class Annotation(ResponseModel):
    """A mark in the content."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class CompletionMessage(ResponseModel):
    """The answer: quotes with marks, and the sources that the marks name; or that the documents do not say."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(ResponseModel):
    """The one answer."""

    index: Literal[0] = 0
    message: CompletionMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Usage(ResponseModel):
    """How much was read and written, reckoned at four bytes a token: no model is paid by it."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(ResponseModel):
    """An answer in the shape of OpenAI's; `rujuk` holds the whole of it."""

    model_config = with_examples(COMPLETION)

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="seconds since 1970")
    model: str = MODEL
    choices: list[Choice]
    usage: Usage
    rujuk: AskResponse | None = Field(
        description="the answer as `/v1/ask` gives it; null where a front end asked for a title or the like"
    )


class Model(ResponseModel):
    """A model that can be asked."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelList(ResponseModel):
    """The models that can be asked."""

    model_config = with_examples(MODELS)

    object: Literal["list"] = "list"
    data: list[Model] = Field(default_factory=lambda: [Model()])


def complete(chat: ChatRequest, base: str | None, response: AskResponse) -> Completion:
    """Write an answer as a completion whose links begin with `base`."""
    return _completion(chat, _message(response, base), response)


def complete_with(chat: ChatRequest, words: str) -> Completion:
    """Write words that no document has said as a completion."""
    return _completion(chat, CompletionMessage(content=words, annotations=[]), None)


def write_events(chat: ChatRequest, completion: Completion, sources: Sequence[Json] = ()) -> bytes:
    """Write a completion as a stream of chunks. Its last delta carries `annotations` and `rujuk`.

    `sources`, where there are some, go into a frame of their own, which Open WebUI alone reads.
    """
    frames = [json.dumps(frame, ensure_ascii=False) for frame in _frames(chat, completion, sources)]
    return "".join(f"data: {frame}\n\n" for frame in [*frames, "[DONE]"]).encode()


def name_sources(response: AskResponse, base: str | None) -> list[Json]:
    """Name the sources of an answer as Open WebUI shows them, in the order of their marks."""
    named: list[Json] = []
    for passage in _cited(response):
        name, url = _title(passage), page_url(base, passage.citation.document, passage.citation.quote)
        metadata = {"source": url, "name": name}
        named.append({"source": {"name": name, "url": url}, "document": [passage.text], "metadata": [metadata]})
    return named


def _completion(chat: ChatRequest, message: CompletionMessage, response: AskResponse | None) -> Completion:
    read, written = _tokens(*(each.words() for each in chat.messages)), _tokens(message.content)
    return Completion(
        id=f"chatcmpl-{request_id()}",
        created=int(time.time()),
        choices=[Choice(message=message)],
        usage=Usage(prompt_tokens=read, completion_tokens=written, total_tokens=read + written),
        rujuk=response,
    )


def _tokens(*texts: str) -> int:
    return -(-sum(len(text.encode()) for text in texts) // _BYTES_A_TOKEN)


def _message(response: AskResponse, base: str | None) -> CompletionMessage:
    if response.answer is None:
        why = response.refusal.reason if response.refusal else ""
        said = "The documents do not say. " if response.passages else ""  # who only greets has asked them nothing
        return CompletionMessage(content=f"{said}{why}", annotations=[])
    content, annotations, sources = "", [], []
    for passage in _cited(response):
        citation, quote = passage.citation, passage.citation.quote
        mark, url = f"[{citation.number}]", page_url(base, citation.document, quote)
        content += "\n".join([*(each.text for each in quote.context), quote.text]) + " "
        place = {"start_index": len(content), "end_index": len(content) + len(mark)}
        annotations.append(Annotation(url_citation=UrlCitation(**place, title=_title(passage), url=url)))
        content += f"{mark}\n\n"
        sources.append(f"- {mark} {_name(passage)}: {url}")
    if differing := describe_difference(response):
        content += f"{differing}\n\n"
    return CompletionMessage(content=content + "\n".join(sources), annotations=annotations)


def _cited(response: AskResponse) -> list[Passage]:
    """The passages to quote, the best first: that of the answer, and those that have a short answer of their own."""
    numbered = {passage.citation.number: passage for passage in response.passages}
    return [numbered[each.citation] for place, each in enumerate(response.answers) if place == 0 or each.span]


def _name(passage: Passage) -> str:
    document, page = passage.citation.document, passage.citation.page
    parts = [_title(passage), document.published, f"page {page}" if page is not None else None]
    return ", ".join(part for part in (*parts, f"paragraph {passage.citation.paragraph}") if part)


def _title(passage: Passage) -> str:
    document = passage.citation.document
    return document.title or document.id


def _frames(chat: ChatRequest, completion: Completion, sources: Sequence[Json]) -> Iterator[Json]:
    whole = completion.model_dump(mode="json")
    message = whole["choices"][0]["message"]
    head = {"id": completion.id, "object": "chat.completion.chunk", "created": completion.created, "model": MODEL}
    last = {"annotations": message["annotations"], "rujuk": whole["rujuk"]}
    for delta in ({"role": "assistant", "content": ""}, {"content": message["content"]}):
        yield head | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
    if sources:
        yield {"sources": list(sources)}
    yield head | {"choices": [{"index": 0, "delta": last, "finish_reason": "stop"}]}
    if chat.stream_options and chat.stream_options.include_usage:
        yield head | {"choices": [], "usage": whole["usage"]}
