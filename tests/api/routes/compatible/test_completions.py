"""Messages in, a message with its citations out: which question they ask, and how its answer is written."""

import json
from typing import Any

import pytest
from fastapi.exceptions import RequestValidationError

from api.routes.compatible.completions import ChatRequest, complete, complete_with, name_sources, write_events
from api.schemas.ask import AskResponse
from api.schemas.examples import ANSWER
from corpus.errors import QuestionRefused

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def answer() -> AskResponse:
    return AskResponse.model_validate(ANSWER)


def chat(*messages: tuple[str, Any], **more: Any) -> ChatRequest:
    said = [{"role": role, "content": content} for role, content in messages]
    return ChatRequest.model_validate({"messages": said, **more})


def frames(written: bytes) -> list[Any]:
    *events, done, rest = written.decode().split("\n\n")
    assert (done, rest) == ("data: [DONE]", "")
    return [json.loads(each.removeprefix("data: ")) for each in events]


def test_the_last_words_of_the_user_are_the_question_and_those_before_it_the_history() -> None:
    asked = chat(("system", "Be short."), ("user", "One?"), ("assistant", "1."), ("user", "Two?"), ("assistant", "2."))
    request = asked.to_ask()
    assert request.question == asked.question() == "Two?"
    assert [(turn.role, turn.content) for turn in request.history] == [("user", "One?"), ("assistant", "1.")]


def test_of_a_long_conversation_the_beginning_and_the_end_are_kept() -> None:
    said = [("user" if number % 2 == 0 else "assistant", f"{number}") for number in range(300)]
    history = chat(*said, ("user", "And?")).to_ask().history
    assert [turn.content for turn in history] == ["0", *(f"{number}" for number in range(201, 300))]
    short = chat(*said[:100], ("user", "And?")).to_ask().history
    assert [turn.content for turn in short] == [f"{number}" for number in range(100)]


def test_content_that_is_no_text_is_passed_over() -> None:
    parts = [{"type": "image_url", "image_url": {"url": "x"}}, {"type": "text", "text": "What"}, {"type": "text"}]
    assert chat(("user", [*parts, {"type": "text", "text": "is it?"}])).question() == "What\nis it?"


def test_a_conversation_in_which_no_user_asks_is_refused() -> None:
    with pytest.raises(QuestionRefused, match="no message has the role user"):
        chat(("system", "Be short."), ("assistant", "Yes.")).to_ask()
    with pytest.raises(RequestValidationError):
        chat(("user", None)).to_ask()


def test_marks_stand_where_the_annotations_say_and_lead_to_the_quote(answer: AskResponse) -> None:
    (choice,) = complete(chat(("user", "How many?")), BASE, answer).choices
    content = choice.message.content
    marked = [(content[each.start_index : each.end_index], each.url) for each in map(cited, choice.message.annotations)]
    assert marked[0][0] == "[1]"
    for mark, url in marked:
        assert url.startswith(f"{BASE}/#doc=")
        assert content.endswith(url) or f"{url}\n" in content
        assert f"- {mark} " in content


def cited(annotation: Any) -> Any:
    return annotation.url_citation


@pytest.mark.parametrize(
    ("source", "url"),
    [("https://port.example/fees", "https://port.example/fees"), ("fees.txt", "rujuk://documents/a%2Fb"), (None, None)],
)
def test_without_an_address_of_its_own_a_link_leads_to_where_the_document_is_published(
    source: str | None, url: str | None, answer: AskResponse
) -> None:
    passage = answer.passages[0]
    document = passage.citation.document.model_copy(update={"id": "a/b", "title": "", "source": source})
    citation = passage.citation.model_copy(update={"document": document})
    alone = answer.model_copy(update={"passages": [passage.model_copy(update={"citation": citation})]})
    (named,) = name_sources(alone, None)
    assert named["source"] == {"name": "a/b", "url": url or "rujuk://documents/a%2Fb"}
    assert named["document"] == [passage.text]


def test_a_refusal_says_so_unless_nothing_was_asked(answer: AskResponse) -> None:
    refusal = {"reason": "nothing names it", "missing_terms": []}
    none = answer.model_copy(
        update={
            "answer": None,
            "answers": [],
            "refusal": AskResponse.model_validate(ANSWER | {"refusal": refusal}).refusal,
        }
    )
    message = complete(chat(("user", "Who?")), BASE, none).choices[0].message
    assert (message.content, message.annotations) == ("The documents do not say. nothing names it", [])
    greeted = none.model_copy(update={"passages": []})
    assert complete(chat(("user", "Hi")), BASE, greeted).choices[0].message.content == "nothing names it"


@pytest.mark.parametrize("counted", [True, False])
def test_a_stream_says_the_same_as_the_whole(counted: bool, answer: AskResponse) -> None:
    asked = chat(("user", "How many?"), stream=True, stream_options={"include_usage": counted})
    whole = complete(asked, BASE, answer)
    head, words, sources, last, *usage = frames(write_events(asked, whole, name_sources(answer, BASE)))
    assert head["choices"][0]["delta"] == {"role": "assistant", "content": ""}
    assert words["choices"][0]["delta"]["content"] == whole.choices[0].message.content
    assert set(sources) == {"sources"}
    assert last["choices"][0]["finish_reason"] == "stop"
    assert last["choices"][0]["delta"]["rujuk"] == whole.model_dump(mode="json")["rujuk"]
    assert [each["usage"] for each in usage] == ([whole.usage.model_dump()] if counted else [])
    assert {each["id"] for each in (head, words, last, *usage)} == {whole.id}


def test_words_of_no_document_have_no_proof_and_are_counted_in_bytes() -> None:
    made = complete_with(chat(("system", "ab"), ("user", "cde")), "ไทย")
    assert (made.rujuk, made.choices[0].message.annotations) == (None, [])
    assert made.usage.model_dump() == {"prompt_tokens": 2, "completion_tokens": 3, "total_tokens": 5}
    assert "sources" not in write_events(chat(("user", "x")), made).decode()
