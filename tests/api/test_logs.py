"""The log: each line has its request's id, as text or as JSON."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from api import logs
from api.logs import request_id, take_request_id
from api.process import run_in_background


@pytest.fixture
def handler() -> Iterator[logging.StreamHandler[io.StringIO]]:
    """Where this process's log goes too."""
    handler = logging.StreamHandler(io.StringIO())
    logging.getLogger().addHandler(handler)
    yield handler
    logging.getLogger().removeHandler(handler)


def test_a_line_of_text_has_the_id_of_its_request(handler: logging.StreamHandler[io.StringIO]) -> None:
    logs.set_format(handler, "text")
    take_request_id("mine-1")
    logging.getLogger("rujuk").warning("a word")
    run_in_background(lambda: logging.getLogger("elsewhere").warning("beside it"), "test").result(timeout=60)
    take_request_id("mine-2")
    logging.getLogger("rujuk").warning("another")
    lines = [line.partition(",")[2][4:] for line in handler.stream.getvalue().splitlines()]
    assert lines == [
        "WARNING rujuk [mine-1]: a word",
        "WARNING elsewhere [mine-1]: beside it",
        "WARNING rujuk [mine-2]: another",
    ]


def test_a_line_of_json_is_an_object_with_what_was_noted(handler: logging.StreamHandler[io.StringIO]) -> None:
    logs.set_format(handler, "json")
    take_request_id("mine-1")
    notes = logs.begin()
    logs.note(key="web", documents=["a", "b"])
    logs.write(logging.WARNING, "POST /v1/documents 201 3.1 ms", {"method": "POST", "status": 201}, notes)
    try:
        int("of the\ninside")
    except ValueError:
        logging.getLogger("rujuk").exception("it failed")
    first, second = map(json.loads, handler.stream.getvalue().splitlines())
    assert first.pop("timestamp").endswith("+00:00")
    assert first == {
        "level": "WARNING",
        "logger": "rujuk",
        "request_id": "mine-1",
        "message": 'POST /v1/documents 201 3.1 ms key=web documents=["a", "b"]',
        "method": "POST",
        "status": 201,
        "key": "web",
        "documents": ["a", "b"],
    }
    assert second["message"] == "it failed"
    assert "of the\\ninside" in second["exc_info"]


@pytest.mark.parametrize("value", ["a b", "a\nb", "a\u2028b", "a\x1b[31m", 'a"b', "ก", "=", ""])
def test_what_is_noted_stays_on_its_line(handler: logging.StreamHandler[io.StringIO], value: str) -> None:
    logs.set_format(handler, "text")
    logs.write(logging.WARNING, "x", {}, {"question": value})
    (line,) = handler.stream.getvalue().splitlines()
    assert "\x1b" not in line
    assert " question=" in line


@pytest.mark.parametrize("sent", ["mine-1", "A.b_c-9", "x" * 64])
def test_a_sane_id_is_taken(sent: str) -> None:
    assert take_request_id(sent) == request_id() == sent


@pytest.mark.parametrize("sent", [None, "", "x" * 65, "two words", "line\n", "ก", "a;b"])
def test_another_one_is_replaced_by_one_of_ours(sent: str | None) -> None:
    made = take_request_id(sent)
    assert made == request_id() != sent
    assert take_request_id(sent) != made
