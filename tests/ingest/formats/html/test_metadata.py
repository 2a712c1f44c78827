import pytest
from selectolax.lexbor import LexborHTMLParser

from ingest.formats.html import metadata


def published(body: str, head: str = "") -> str | None:
    return metadata.of(LexborHTMLParser(f"<html><head>{head}</head><body>{body}</body></html>")).published


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ('<h1>Centre opens</h1><span class="date">24 October 2025</span>', "", "2025-10-24"),
        ('<h1>Pusat dibuka</h1><p class="post-date">24 Oktober 2025</p>', "", "2025-10-24"),
        ("<p>Words.", '<link rel="canonical" href="https://example.org/news/2015/03/18/museum">', "2015-03-18"),
        ("<p>Words.", "<title>Centre opens | 02.11.2021</title>", "2021-11-02"),
    ],
)
def test_a_date_that_is_shown_and_not_declared_is_found(body: str, head: str, expected: str) -> None:
    assert published(body, head) == expected


@pytest.mark.parametrize(
    "body",
    [
        "<h1>Grants</h1><p>The deadline is 2027-03-05.</p>",
        "<h1>Levels</h1><table><tr><td>2020-01-05<td>3<tr><td>2020-01-06<td>4</table>",
        "<ul><li>2019-03-04: the law</ul>",
        "<h1>News</h1><footer>Last updated 3 March 2021</footer>",
        '<time datetime="2024-01-05">5 Jan</time><time datetime="2023-01-05">last year</time>',
        '<a href="/2012/04/02.html">another page</a>',
    ],
)
def test_a_date_that_the_text_speaks_of_is_not_the_pages(body: str) -> None:
    assert published(body) is None


def test_what_is_declared_goes_before_what_is_shown() -> None:
    declared = '<meta property="article:published_time" content="2024-05-02T08:00:00+07:00">'
    assert published('<span class="date">24 October 2025</span>', declared) == "2024-05-02"


@pytest.mark.parametrize(
    "body", ["<div>" * 3000 + "2020-01-02", "<time>" + "2020-13-41 " * 100_000, "<p>" + "1" * 10**6]
)
def test_odd_pages_cost_no_error(body: str) -> None:
    assert published(body) in {None, "2020-01-02"}


def test_a_page_that_is_too_long_is_not_searched() -> None:
    assert published('<span class="date">24 October 2025</span>' + "<p>word" * 400_000) is None
