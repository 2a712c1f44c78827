"""OpenAI's shape, asked by OpenAI's own client over a real port."""

import json
from typing import Any

import pytest
from openai import NotFoundError, OpenAI, UnprocessableEntityError
from openai.types.chat import ChatCompletion
from starlette.testclient import TestClient

from api.routes.compatible.openai import do_chore
from api.schemas.examples import BASE, CHAT, COMPLETION, MODELS
from tests.conftest import Serving
from tests.shown import assert_shows

QUESTION = "How many MSMEs are there in ASEAN?"
UNANSWERED = "What is the boiling point of mercury?"


@pytest.fixture(scope="module")
def openai(address: str) -> OpenAI:
    return OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0)


def ask(openai: OpenAI, *messages: Any, **options: Any) -> ChatCompletion:
    said: list[Any] = [{"role": "user", "content": each} if isinstance(each, str) else each for each in messages]
    completion = openai.chat.completions.create(model="rujuk", messages=said, **options)
    assert isinstance(completion, ChatCompletion)
    return completion


def words(completion: ChatCompletion) -> str:
    (choice,) = completion.choices
    assert choice.finish_reason == "stop"
    assert choice.message.content
    return choice.message.content


def rujuk(completion: Any) -> dict[str, Any]:
    answer: dict[str, Any] = completion.model_extra["rujuk"]
    return answer


def test_the_one_model_is_listed(openai: OpenAI) -> None:
    assert [model.id for model in openai.models.list()] == ["rujuk"]
    assert openai.models.retrieve("rujuk").id == "rujuk"
    with pytest.raises(NotFoundError, match="there is no model of that name"):
        openai.models.retrieve("gpt")


def test_the_content_is_the_quotes_with_their_marks_and_their_sources(openai: OpenAI, client: TestClient) -> None:
    completion = ask(openai, QUESTION)
    answer = rujuk(completion)
    assert answer | {"elapsed_ms": 0} == client.post("/v1/ask", json={"question": QUESTION}).json() | {"elapsed_ms": 0}
    *quotes, sources = words(completion).split("\n\n")
    marks = [f"[{each['citation']}]" for each in answer["answers"]]
    assert quotes == [f"{each['text']} {mark}" for each, mark in zip(answer["answers"], marks, strict=True)]
    document = answer["passages"][0]["citation"]["document"]
    annotations = completion.choices[0].message.annotations or []
    for mark, line, annotation in zip(marks, sources.split("\n"), annotations, strict=True):
        citation = annotation.url_citation
        assert words(completion)[citation.start_index : citation.end_index] == mark
        assert citation.title == document["title"]
        assert line.startswith(f"- {mark} {document['title']}, {document['published']}, paragraph ")
        assert line.endswith(f": {citation.url}")
        assert citation.url.startswith(str(openai.base_url).removesuffix("v1/"))
    usage = completion.usage
    assert usage is not None
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens > 0


def test_what_introduces_the_quote_stands_before_it_and_indices_count_code_points(serving: Serving) -> None:
    others = "".join(
        f"- a permit number {number}, which the office of the district council gives\n" for number in range(12)
    )
    text = f"# Lễ hội 🎏\n\nStalls that sell food need:\n\n{others}- a fire extinguisher 🧯 of nine kilograms\n"
    with serving() as client:
        assert client.post("/v1/documents", files={"file": ("fair.md", text.encode())}).status_code == 201
        chat = {
            "messages": [{"role": "user", "content": "What size of fire extinguisher do stalls that sell food need?"}]
        }
        completion = client.post("/v1/chat/completions", json=chat).json()
    message, answer = completion["choices"][0]["message"], completion["rujuk"]
    quote = answer["passages"][0]["citation"]["quote"]
    assert quote["context"]
    assert message["content"].startswith(
        "\n".join([*(each["text"] for each in quote["context"]), quote["text"]]) + " [1]"
    )
    place = message["annotations"][0]["url_citation"]
    assert message["content"][place["start_index"] : place["end_index"]] == "[1]"


def test_quotes_that_disagree_are_said_to(serving: Serving) -> None:
    said = "The fee for a stall at the Jonker night market is RM {} a night."
    records = [
        {"id": str(year), "title": f"Fees of {year}", "published": f"{year}-02-01", "text": said.format(fee)}
        for year, fee in ((2024, 40), (2025, 50))
    ]
    with serving() as client:
        file = {"file": ("fees.jsonl", "\n".join(map(json.dumps, records)))}
        assert client.post("/v1/documents", files=file).status_code == 201
        chat = {"messages": [{"role": "user", "content": "What is the fee for a stall at the Jonker night market?"}]}
        content = client.post("/v1/chat/completions", json=chat).json()["choices"][0]["message"]["content"]
    *quotes, differing, sources = content.split("\n\n")
    assert quotes == [f"{said.format(50)} [1]", f"{said.format(40)} [2]"]
    assert [line.split("Fees of ")[1][:4] for line in sources.splitlines()] == ["2025", "2024"]
    values = "RM 50 a night [1] (2025-02-01), RM 40 a night [2] (2024-02-01)"
    assert differing == f"The documents give different values, the newest first: {values}"


def test_a_refusal_is_plain_content(openai: OpenAI) -> None:
    completion = ask(openai, UNANSWERED)
    answer = rujuk(completion)
    assert answer["status"] == "no_answer"
    assert words(completion) == f"The documents do not say. {answer['refusal']['reason']}"
    assert completion.choices[0].message.annotations == []


def test_who_greets_is_told_how_to_ask(openai: OpenAI) -> None:
    assert words(ask(openai, "hello")).startswith("Ask about something that the documents say")


def test_earlier_messages_are_the_history(openai: OpenAI) -> None:
    before: list[Any] = [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": "What did ASEAN launch?"}]},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "tool", "tool_call_id": "1", "content": "nothing"},
    ]
    assert rujuk(ask(openai, *before, "Since when?"))["context"] == ["What did ASEAN launch?"]
    assert rujuk(ask(openai, *before * 60, "Since when?"))["context"] == ["What did ASEAN launch?"]
    trailing = {"role": "assistant", "content": "Let me see."}
    assert rujuk(ask(openai, *before, "Since when?", trailing))["question"] == "Since when?"


def test_content_may_come_in_parts_of_which_text_is_read(openai: OpenAI) -> None:
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,AAAA"}}
    parts = [{"type": "text", "text": "How many MSMEs"}, picture, {"type": "text", "text": "are there in ASEAN?"}]
    assert rujuk(ask(openai, {"role": "user", "content": parts, "name": "somebody"}))["status"] == "answered"


def test_what_models_are_told_besides_changes_nothing(openai: OpenAI) -> None:
    tool = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
    plain = ask(openai, QUESTION)
    told = ask(
        openai,
        QUESTION,
        temperature=0,
        max_tokens=1,
        n=2,
        tools=[tool],
        response_format={"type": "json_object"},
        user="somebody",
        stream_options=None,
        extra_body={"chat_id": "1", "keep_alive": -1},
    )
    assert words(told) == words(plain)


def test_a_stream_carries_the_same_and_its_last_delta_the_proof(openai: OpenAI) -> None:
    whole = ask(openai, QUESTION)
    chunks = list(
        openai.chat.completions.create(
            model="rujuk",
            messages=[{"role": "user", "content": QUESTION}],
            stream=True,
            stream_options={"include_usage": True},
        )
    )
    *deltas, last = [chunk.choices[0] for chunk in chunks if chunk.choices]
    assert deltas[0].delta.role == "assistant"
    assert "".join(choice.delta.content or "" for choice in deltas) == words(whole)
    assert [choice.finish_reason for choice in deltas] == [None] * len(deltas)
    assert last.finish_reason == "stop"
    assert last.delta.model_extra is not None
    annotations = [each.model_dump() for each in whole.choices[0].message.annotations or []]
    assert last.delta.model_extra["annotations"] == annotations
    assert last.delta.model_extra["rujuk"] | {"elapsed_ms": 0} == rujuk(whole) | {"elapsed_ms": 0}
    assert (chunks[-1].choices, chunks[-1].usage) == ([], whole.usage)
    assert len({chunk.id for chunk in chunks}) == 1


def test_open_webui_gets_a_frame_of_sources_where_the_setting_says_so(serving: Serving) -> None:
    with serving(openwebui_sources=True, public_url="https://rujuk.example.org/docs/") as client:
        frames = _frames(client, QUESTION)
        assert all("sources" not in frame for frame in _frames(client, UNANSWERED))
    ((source, *_),) = [frame["sources"] for frame in frames if "sources" in frame]
    url = frames[-1]["choices"][0]["delta"]["annotations"][0]["url_citation"]["url"]
    assert url.startswith("https://rujuk.example.org/docs/#doc=asean-msme-green-transition&start=613&end=756&sha256=")
    passage = frames[-1]["choices"][0]["delta"]["rujuk"]["passages"][0]
    name = passage["citation"]["document"]["title"]
    metadata = [{"source": url, "name": name}]
    assert source == {"source": {"name": name, "url": url}, "document": [passage["text"]], "metadata": metadata}


def test_no_frame_of_sources_comes_otherwise(client: TestClient) -> None:
    assert all("sources" not in frame for frame in _frames(client, QUESTION))


def _frames(client: TestClient, question: str) -> list[dict[str, Any]]:
    chat = {"stream": True, "messages": [{"role": "user", "content": question}]}
    response = client.post("/v1/chat/completions", json=chat)
    assert response.headers["content-type"].startswith("text/event-stream")
    *frames, done = [line.removeprefix("data: ") for line in response.text.split("\n\n") if line]
    assert done == "[DONE]"
    return [json.loads(frame) for frame in frames]


def test_what_cannot_be_asked_is_an_exception_that_says_why(openai: OpenAI) -> None:
    with pytest.raises(UnprocessableEntityError, match="question: is empty; write what you want to know") as empty:
        ask(openai, " ")
    assert (empty.value.type, empty.value.param) == ("invalid_request_error", "question")
    with pytest.raises(UnprocessableEntityError, match="no message has the role user"):
        ask(openai, {"role": "system", "content": "Be brief."})
    with pytest.raises(UnprocessableEntityError, match="the most is 2,000"):
        ask(openai, "x" * 2_001)
    with pytest.raises(UnprocessableEntityError, match="messages"):
        ask(openai)


def test_a_problem_is_one_still(client: TestClient) -> None:
    for path, body in (("/v1/chat/completions", b"{"), ("/v1/chat/completions", b"x" * 2_000_000)):
        response = client.post(path, content=body, headers={"Content-Type": "application/json"})
        problem = response.json()
        assert response.headers["content-type"] == "application/problem+json"
        assert problem["status"] == response.status_code
        assert problem["error"]["message"] == problem["detail"]
    assert "error" not in client.post("/v1/ask", content=b"{").json()


def test_the_examples_are_true(client: TestClient) -> None:
    headers = {"Host": BASE.removeprefix("http://")}
    completion = client.post("/v1/chat/completions", json=CHAT, headers=headers).json()
    unsteady = {"id": None, "created": None, "rujuk": None}
    assert list(completion) == list(COMPLETION)
    assert_shows(COMPLETION | unsteady, completion | unsteady)
    assert client.get("/v1/models").json() == MODELS


HISTORY = """### Chat History:
<chat_history>
USER: How many MSMEs are there in ASEAN?
ASSISTANT: About 70 million. [1]
</chat_history>"""


def prompt(task: str, output: str) -> str:
    """A prompt of Open WebUI's form."""
    return f"### Task:\n{task}\n\n### Guidelines:\n- Be brief.\n\n### Output:\n{output}\n\n{HISTORY}"


@pytest.mark.parametrize(
    ("asked", "answer"),
    [
        (
            prompt("Generate a concise, 3-5 word title", 'JSON format: { "title": "your concise title here" }'),
            {"title": "How many MSMEs are there in ASEAN?"},
        ),
        (prompt("Generate 1-3 broad tags", 'JSON format: { "tags": ["tag1", "tag2"] }'), {"tags": []}),
        (
            prompt("Suggest 3-5 follow-up questions", 'JSON format: { "follow_ups": ["Question 1?"] }'),
            {"follow_ups": []},
        ),
        (prompt("Is a search needed?", '{ "queries": ["query1", "query2"] }'), {"queries": []}),
        (prompt("You are an autocompletion system.", '{ "text": "" }'), {"text": ""}),
    ],
)
def test_open_webui_gets_the_json_that_it_wants(asked: str, answer: dict[str, object]) -> None:
    done = do_chore(asked)
    assert done is not None
    assert json.loads(done) == answer


def test_a_title_may_be_wanted_as_text(address: str) -> None:
    openai = OpenAI(base_url=f"{address}/v1", api_key="none")
    libre = (
        "Provide a concise, 5-word-or-less title for the conversation, with no punctuation.\n\n"
        f"Conversation:\nUser: {'Bilakah feri ke pulau itu bertolak ' * 5}\nAI: At nine."
    )
    completion = openai.chat.completions.create(model="rujuk", messages=[{"role": "user", "content": libre}])
    title = completion.choices[0].message.content
    assert title == "Bilakah feri ke pulau itu bertolak Bilakah feri ke pulau…"
    assert completion.model_extra == {"rujuk": None}


@pytest.mark.parametrize(
    "asked",
    [
        "What is the title of this document?",
        "### Task: who is responsible for it?",
        "Generate a concise, 3-5 word title",
        "### Task:\nRespond to the query using the context.\n<user_query>\nWho chairs ASEAN?\n</user_query>",
        "",
    ],
)
def test_what_a_person_may_ask_is_a_question(asked: str) -> None:
    assert do_chore(asked) is None


def test_a_title_of_a_conversation_without_words_is_a_title_still() -> None:
    asked = prompt("Generate a title", '{ "title": "" }').replace("USER: How many MSMEs are there in ASEAN?", "USER:")
    assert do_chore(asked) == '{"title": "Rujuk"}'
