"""What a client sends takes no longer than its size is worth, and its faults are told a few at a time."""

import time
from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from api.routes.compatible.completions import ChatRequest
from api.schemas.ask import AskRequest
from api.schemas.base import RequestModel, RequestText

_NUMBERS = [1] * 300_000
_ASKED = {"question": "When does the ferry leave?"}


@pytest.mark.parametrize(
    ("model", "given"),
    [
        (ChatRequest, {"messages": [{}] * 9_000}),
        (ChatRequest, {"messages": _NUMBERS}),
        (ChatRequest, {"messages": [{"role": "user", "content": _NUMBERS}]}),
        (AskRequest, _ASKED | {"history": [1] * 100}),
        (AskRequest, _ASKED | {"documents": [1] * 10_000}),
        (AskRequest, _ASKED | {f"{number}": 1 for number in range(90_000)}),
        (AskRequest, _ASKED | {"filter": {"language": [1] * 100, "collection": [1] * 1_000}}),
        (AskRequest, _ASKED | {"filter": {f"{number}": 1 for number in range(90_000)}}),
        (AskRequest, _ASKED | {"filter": {"metadata": {f"{number}": None for number in range(90_000)}}}),
    ],
    ids=[
        "messages",
        "numbers",
        "parts",
        "history",
        "documents",
        "fields",
        "filter",
        "fields of the filter",
        "metadata",
    ],
)
def test_a_body_of_thousands_of_faults_has_a_few_that_are_told(model: type[RequestModel], given: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(given)
    assert refused.value.error_count() <= 5


def test_looking_for_half_characters_takes_a_moment_for_megabytes() -> None:
    text = "ferry ເຮືອ " * 2_000_000
    adapter = TypeAdapter[str](RequestText)
    began = time.thread_time()
    assert adapter.validate_python(text) == text
    assert time.thread_time() - began < 0.3  # one by one the characters take over a second
    with pytest.raises(ValidationError, match="half a surrogate pair"):
        adapter.validate_python(text + "\ud800")
