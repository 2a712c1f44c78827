"""The question box's script, and which sites may read what it asks."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.web import embed
from api.web.files import dictionary
from tests.conftest import Serving

SITE = "https://news.example"
ASK = {"question": "How many MSMEs are there in ASEAN?", "top_k": 1}
FOLDER = Path(embed.__file__).parent


@pytest.fixture
def listing(serving: Serving) -> Iterator[TestClient]:
    """The application where one site is listed."""
    with serving(embed_origins=[SITE], max_question_chars=100) as client:
        yield client


def preflight(client: TestClient, path: str, method: str, origin: str = SITE) -> Any:
    asking = {
        "Origin": origin,
        "Access-Control-Request-Method": method,
        "Access-Control-Request-Headers": "content-type",
    }
    return client.options(path, headers=asking)


def shared(response: Any) -> dict[str, str]:
    """The headers by which a browser decides which sites may read a response."""
    return {name: value for name, value in response.headers.items() if name.startswith("access-control-")}


def test_the_script_is_small_and_kept_for_minutes(client: TestClient) -> None:
    response = client.get("/embed.js")
    assert response.headers["content-type"] == "text/javascript; charset=utf-8"
    assert response.headers["cache-control"] == "public, max-age=300"
    assert response.headers["cross-origin-resource-policy"] == "cross-origin"
    assert len(response.content) < 15_000


def test_the_script_is_not_sent_to_who_has_it(client: TestClient) -> None:
    tag = client.get("/embed.js").headers["etag"]
    again = client.get("/embed.js", headers={"If-None-Match": tag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get("/embed.js", headers={"If-None-Match": '"other"'}).status_code == 200


def test_where_no_site_is_listed_none_may_read_anything(client: TestClient) -> None:
    origin = {"Origin": SITE}
    for response in (client.post("/v1/ask", json=ASK, headers=origin), client.get("/embed.js", headers=origin)):
        assert response.status_code == 200
        assert shared(response) == {}
        assert "vary" not in response.headers
    refused = preflight(client, "/v1/ask", "POST")
    assert (refused.status_code, shared(refused)) == (405, {})


def test_a_listed_site_may_ask_and_read_the_answer(listing: TestClient) -> None:
    allowed = preflight(listing, "/v1/ask", "POST")
    assert allowed.status_code == 200
    assert allowed.headers["access-control-allow-origin"] == SITE
    assert allowed.headers["access-control-allow-methods"] == "POST"
    answer = listing.post("/v1/ask", json=ASK, headers={"Origin": SITE})
    assert answer.json()["status"] == "answered"
    assert shared(answer) == {
        "access-control-allow-origin": SITE,
        "access-control-expose-headers": "Retry-After",
    }
    assert answer.headers["vary"] == "Origin"


def test_a_listed_site_may_read_refusals_too(listing: TestClient) -> None:
    origin = {"Origin": SITE}
    service = listing.app.state.service  # type: ignore[attr-defined] # it is a FastAPI application
    responses = [
        listing.post("/v1/ask", json=ASK | {"question": "a" * 101}, headers=origin),
        listing.post("/v1/ask", content=b"x" * 10_000_000, headers=origin | {"Content-Type": "application/json"}),
    ]
    service._waiting = service.settings.max_waiting
    responses.append(listing.post("/v1/ask", json=ASK, headers=origin))
    service._waiting = 0
    assert [response.status_code for response in responses] == [422, 413, 503]
    assert {response.headers["access-control-allow-origin"] for response in responses} == {SITE}


@pytest.mark.parametrize("origin", ["https://evil.example", "https://news.example.evil.example", SITE + ":444", "null"])
def test_a_site_that_is_not_listed_may_read_nothing(listing: TestClient, origin: str) -> None:
    refused = preflight(listing, "/v1/ask", "POST", origin)
    assert (refused.status_code, refused.headers["content-type"]) == (403, "application/problem+json")
    assert "RUJUK_EMBED_ORIGINS" in refused.json()["detail"]
    assert refused.json()["request_id"] == refused.headers["x-request-id"]
    answer = listing.post("/v1/ask", json=ASK, headers={"Origin": origin})
    for response in (refused, answer):
        assert "access-control-allow-origin" not in response.headers
        assert "Origin" in response.headers["vary"]


def test_a_listed_site_may_do_nothing_else(listing: TestClient) -> None:
    tried = 0
    for path, methods in listing.get("/openapi.json").json()["paths"].items():
        for method in methods:
            if path != "/v1/ask":
                assert shared(preflight(listing, path, method.upper())) == {}, path
                assert shared(listing.request(method, path, headers={"Origin": SITE})) == {}, path
                tried += 1
    assert tried >= 9
    assert preflight(listing, "/v1/ask", "DELETE").status_code == 403
    assert listing.delete("/v1/documents/asean-msme-green-transition", headers={"Origin": SITE}).status_code == 403


def test_each_language_has_every_word_and_the_box_says_each() -> None:
    words = json.loads((FOLDER / "words.json").read_text("utf-8"))
    code = (FOLDER / "box.js").read_text("utf-8")
    assert list(words) == ["en", "ms", "id", "vi", "th", "fil"]
    for language, said in words.items():
        assert list(said) == list(words["en"]), language
        for key, text in said.items():
            assert text.strip(), (language, key)
            assert text.count("{0}") == words["en"][key].count("{0}"), (language, key)
    assert set(re.findall(r'"([a-z]+)"', code)) >= set(words["en"])


def test_the_box_says_in_the_pages_words_what_both_say() -> None:
    both = {"ask": "ask", "page": "page", "silent": "no_answer", "missing": "missing"}
    for language, said in json.loads((FOLDER / "words.json").read_text("utf-8")).items():
        page = dictionary(language)
        assert {key: said[key] for key in both} == {
            key: re.sub(r"{\w+}", "{0}", page[name]) for key, name in both.items()
        }
