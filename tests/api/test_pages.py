"""The pages: readable without script, nothing from elsewhere, and every link leads somewhere."""

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from starlette.testclient import TestClient

from api import first_library

VOID = {"meta", "link", "br", "hr", "img", "input"}


class Page(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.style = ""
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

    def all(self, tag: str, attribute: str) -> list[str]:
        return [attrs.get(attribute) or "" for name, attrs in self.tags if name == tag]


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


def test_the_policy_lets_in_nothing_but_the_pages_own_style(client: TestClient, path: str) -> None:
    response = client.get(path)
    page = Page(response.text)
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    policy = response.headers["content-security-policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert not any(name == "script" or "style" in attrs or "src" in attrs for name, attrs in page.tags)
    assert not re.search(r"https?://(?!testserver)", response.text.replace("http://127.0.0.1", ""))


def test_every_link_of_the_page_leads_somewhere(client: TestClient, path: str) -> None:
    links = [link for link in Page(client.get(path).text).all("a", "href") if link.startswith("/")]
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_the_page_quotes_the_release_word_for_word(client: TestClient) -> None:
    quoted = re.search(r"<blockquote>\s*<p>(.*?)</p>", client.get("/").text, re.DOTALL)
    assert quoted is not None
    words = re.sub(r"<[^>]+>", "", quoted[1]).split()
    assert " ".join(words) in " ".join(first_library.release().text.split())


def test_the_reference_describes_every_route_of_the_schema(client: TestClient) -> None:
    text = client.get("/docs").text
    for route, methods in client.get("/openapi.json").json()["paths"].items():
        for method in methods:
            assert f'<span class="method">{method.upper()}</span> {route}</code>' in text
