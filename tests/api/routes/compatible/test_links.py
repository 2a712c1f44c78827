from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from api.routes.compatible.links import DOCUMENTS, base_url, document_uri, page_url
from api.schemas.ask import CitedDocument, Excerpt
from api.settings import Settings

ID = "hr/a&b=c #1?.md"


def _document(source: str | None = None) -> CitedDocument:
    return CitedDocument(
        id=ID,
        title="A",
        source=source,
        published=None,
        language=None,
        collection="default",
        media_type="text/plain",
        sha256="d" * 64,
    )


def test_links_begin_with_the_address_of_the_setting_without_its_last_slash() -> None:
    assert base_url(Settings.load(public_url="https://answers.example/rujuk/"), None) == "https://answers.example/rujuk"
    assert base_url(Settings.load(), None) is None


def test_a_link_opens_the_document_at_the_words_whatever_its_id_holds() -> None:
    link = page_url("https://answers.example", _document(), Excerpt(text="ab", start=3, end=5))
    address = urlsplit(link)
    assert (address.netloc, address.path) == ("answers.example", "/")
    assert parse_qs(address.fragment) == {"doc": [ID], "start": ["3"], "end": ["5"], "sha256": ["d" * 64]}


def test_a_link_without_words_opens_the_document() -> None:
    assert parse_qs(urlsplit(page_url("https://answers.example", _document())).fragment) == {"doc": [ID]}


@pytest.mark.parametrize("source", ["https://asean.example/a", "http://asean.example/a"])
def test_without_an_address_the_link_is_where_the_document_is_published(source: str) -> None:
    assert page_url(None, _document(source)) == source


@pytest.mark.parametrize("source", [None, "", "report.pdf", "javascript:alert(1)", "file:///etc/hosts"])
def test_without_either_it_is_the_document_s_uri(source: str | None) -> None:
    link = page_url(None, _document(source))
    assert link == document_uri(ID)
    assert unquote(link.removeprefix(DOCUMENTS)) == ID
    assert "/" not in link.removeprefix(DOCUMENTS)
