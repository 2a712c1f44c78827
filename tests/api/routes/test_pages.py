"""The pages: readable without script, nothing from elsewhere, and every link leads somewhere."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from api.routes.pages import example_questions
from api.web import files
from api.web.files import LANGUAGES
from tests.conftest import Serving

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.style = self.script = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["style"]:
            self.style += data
        if self.open[-1:] == ["script"]:
            self.script += data

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attrs.get(attribute) or "" for name, attrs in self.tags if name == tag]


@pytest.fixture(autouse=True)
def _no_language_stays_chosen(client: TestClient) -> Iterator[None]:
    yield
    client.cookies.clear()


@pytest.fixture(params=["/", "/docs"])
def path(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_a_page_is_well_formed_and_says_its_language_and_title(client: TestClient, path: str) -> None:
    response = client.get(path)
    assert response.headers["content-type"] == "text/html; charset=utf-8"
    page = Page(response.text)
    assert page.open == []
    assert page.all("html", "lang") == ["en"]
    names = [name for name, _ in page.tags]
    for once in ("title", "h1", "main"):
        assert names.count(once) == 1
    ids = [attrs["id"] for _, attrs in page.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def test_the_policy_lets_in_nothing_but_the_pages_own_style_script_and_files(client: TestClient, path: str) -> None:
    response = client.get(path)
    page = Page(response.text)
    policy = response.headers["content-security-policy"]
    assert f"style-src {digest(page.style)};" in policy
    assert (f"script-src 'self' {digest(page.script)};" in policy) == (path == "/")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not any("style" in attrs or name.startswith("on") for name, attrs in page.tags for name in [name, *attrs])
    assert not re.search(r"https?://(?!localhost)", response.text.replace("http://127.0.0.1", ""))


def test_every_link_of_the_page_leads_somewhere(client: TestClient, path: str) -> None:
    links = [link for link in Page(client.get(path).text).all("a", "href") if link.startswith("/")]
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_reference_needs_no_script_and_the_page_says_what_to_do_without(client: TestClient) -> None:
    assert "script" not in [name for name, _ in Page(client.get("/docs").text).tags]
    assert "<noscript>" in client.get("/").text


def test_nothing_is_fetched_before_the_page_is_painted(client: TestClient) -> None:
    page = Page(client.get("/").text)
    assert page.all("link", "href") == ["data:,"]
    assert page.all("script", "src") == [""]
    assert page.script.startswith("requestAnimationFrame(")


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_that_the_page_is_made_of_is_there_light_and_kept_for_ever(client: TestClient, language: str) -> None:
    page = client.get("/", headers={"Accept-Language": language})
    named = re.findall(r'"(/assets/[^"]+\.\w+)"', page.text)
    assert named == [files.address(f"i18n/{language}.json"), files.address("js/all.js")]
    modules = re.findall(r'"\./([^"]+)"', client.get(named[1]).text)
    assert set(modules) == {path.removeprefix("js/") for path in files.files() if path.endswith(".js")} - {"all.js"}
    addresses = [*named, *(files.address(f"js/{module}") for module in modules)]
    for address in addresses:
        response = client.get(address)
        assert response.status_code == 200, address
        assert "immutable" in response.headers["cache-control"]
        expected = "text/javascript; charset=utf-8" if address.endswith(".js") else "application/json"
        assert response.headers["content-type"] == expected
    heads = 350 * len(addresses)
    assert sum(len(client.get(address).content) for address in addresses) + len(page.content) + heads < 150_000


def test_an_address_of_another_version_is_not_kept_and_an_unknown_file_is_a_404(client: TestClient) -> None:
    assert client.get("/assets/older/js/main.js").headers["cache-control"] == "no-cache"
    for path in ("js/none.js", "", "../page.py", "%2e%2e/page.py", "js/../../page.py"):
        assert client.get(f"/assets/{files.version()}/{path}").status_code == 404, path


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("", "en"),
        ("de", "en"),
        ("th-TH,th;q=0.9,en;q=0.8", "th"),
        ("de;q=0.9, vi;q=0.5, en;q=0.2", "vi"),
        ("en;q=0.1,ms", "ms"),
        ("tl-PH", "fil"),
        ("in-ID", "id"),
        ("id;q=0,en", "en"),
        ("th;q=much,id;q=0.1", "id"),
        (";;,q", "en"),
    ],
)
def test_the_browsers_language_is_the_pages_where_there_is_one(
    client: TestClient, accepted: str, language: str
) -> None:
    response = client.get("/", headers={"Accept-Language": accepted})
    assert Page(response.text).all("html", "lang") == [language]
    assert "Accept-Language" in response.headers["vary"]


def test_a_chosen_language_is_kept(client: TestClient) -> None:
    response = client.get("/?language=th", follow_redirects=False)
    assert (response.status_code, response.headers["location"]) == (303, "/")
    assert Page(client.get("/").text).all("html", "lang") == ["th"]
    assert client.get("/?language=xx").status_code == 200


def test_the_examples_are_questions_of_the_bundled_set_in_the_pages_language(client: TestClient) -> None:
    asked = [json.loads(line) for line in bootstrap.questions_path().read_text("utf-8").splitlines()]
    for language in LANGUAGES:
        questions = {record["question"] for record in asked if record["language"] == language}
        assert len(example_questions(language)) >= 2
        assert set(example_questions(language)) <= questions


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_examples_are_answered_rightly(client: TestClient, language: str) -> None:
    lines = bootstrap.questions_path().read_text("utf-8").splitlines()
    asked = {record["question"]: record for record in map(json.loads, lines)}
    for question in example_questions(language):
        answer = client.post("/v1/ask", json={"question": question}).json()
        if asked[question]["answerable"]:
            assert any(part["quote"] in answer["answer"]["text"] for part in asked[question]["relevant"]), question
        else:
            assert answer["status"] == "no_answer", question


@pytest.mark.parametrize("read_only", [True, False])
def test_the_page_knows_whether_the_server_is_read_only(serving: Serving, read_only: bool) -> None:
    with serving(read_only=read_only) as client:
        assert f'data-writable="{str(not read_only).lower()}"' in client.get("/").text


def test_the_reference_describes_every_route_of_the_schema(client: TestClient) -> None:
    text = client.get("/docs").text
    for route, methods in client.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f'<span class="method">{method.upper()}</span> {route}</code>' in text
