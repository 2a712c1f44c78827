"""`placing.js`: what a link quotes is marked where it stands now, and wrong words never are."""

import json
from typing import Any

import pytest

from tests.api.web.javascript import Modules

TEXT = "The ferry leaves 😀 at nine."
NOW = "now"


def place(link: dict[str, Any], found: dict[str, Any] | None = None, text: str = TEXT) -> Any:
    verify = f"const verify = async () => ({json.dumps(found)});"
    return Modules("points", "placing", before=verify).wait("place", {"id": "a", **link}, text, NOW)


def quote(text: str | None = "at nine", start: int | None = 19, end: int | None = 26) -> dict[str, Any]:
    return {"start": start, "end": end, "text": text, "prefix": "", "suffix": ""}


def test_in_the_same_text_the_quote_is_where_the_link_says() -> None:
    assert place({"sha256": NOW, "quote": quote()}) == {"verdict": "found", "range": [20, 27]}
    assert place({"sha256": NOW, "quote": quote(None)}) == {"verdict": "found", "range": [20, 27]}


@pytest.mark.parametrize(
    "wrong", [quote("at eight"), quote(start=None), quote(end=None), quote(start=26), quote(end=1000)]
)
def test_a_wrong_link_into_the_same_text_is_damaged(wrong: dict[str, Any]) -> None:
    assert place({"sha256": NOW, "quote": wrong}) == {"verdict": "damaged", "range": None}


def test_a_link_that_names_no_version_is_damaged() -> None:
    assert place({"sha256": None, "quote": quote()}) == {"verdict": "damaged", "range": None}


def test_in_another_text_a_quote_without_words_is_unknown() -> None:
    assert place({"sha256": "before", "quote": quote(None)}) == {"verdict": "unknown", "range": None}


@pytest.mark.parametrize(("status", "verdict"), [("found", "moved"), ("moved", "moved"), ("changed", "changed")])
def test_in_another_text_the_service_says_where_it_stands(status: str, verdict: str) -> None:
    found = {"status": status, "text": "ferry", "start": 4, "end": 9}
    assert place({"sha256": "before", "quote": quote()}, found) == {"verdict": verdict, "range": [4, 9]}


@pytest.mark.parametrize(
    "found",
    [
        {"status": "gone", "text": None, "start": None, "end": None},
        {"status": "moved", "text": "other", "start": 4, "end": 9},  # the text has changed since it was fetched
    ],
)
def test_words_that_are_not_there_are_not_marked(found: dict[str, Any]) -> None:
    assert place({"sha256": "before", "quote": quote()}, found) == {"verdict": "gone", "range": None}
