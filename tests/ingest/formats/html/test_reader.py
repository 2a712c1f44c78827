import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.documents import Document
from corpus.errors import DocumentRefused
from ingest import Refused, read_bytes
from ingest.content import Content
from ingest.formats.html.reader import read
from ingest.text import word_set
from tests.ingest.laws import assert_laws

LONG = "The centre opened its doors on a Friday morning, and more than two hundred guests came from ten countries."
MORE = "The minister said that it would serve small firms first, and that a second hall would follow in the spring."


def content(body: str, head: str = "") -> Content:
    return read(f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode())


def shown(body: str) -> list[str]:
    """The blocks, headings with as many signs as their level."""
    made = content(body)
    return ["#" * block.level * (block.kind == "heading") + block.span.of(made.text) for block in made.blocks]


def test_headings_paragraphs_and_items_are_blocks_and_markup_goes() -> None:
    body = f"<h1>A <em>title</em></h1>bare words<p>{LONG}<h2>Part</h2><ul><li>one<li>two <b>bold</b></ul>"
    assert shown(body) == ["#A title", "bare words", LONG, "##Part", "one", "two bold"]


def test_white_space_is_what_a_browser_shows() -> None:
    assert shown("<p>a \n\t b<br>c</p><p>d<br><br>e</p><pre>x\n  y</pre>") == ["a b\nc", "d", "e", "x\n  y"]


def test_soft_hyphens_and_references_become_what_is_seen() -> None:
    assert shown("<p>Er&shy;in&shy;ne&shy;rung &amp; caf&eacute; &#128512;</p>") == ["Erinnerung & café 😀"]


def test_tables_of_data_are_read_row_by_row() -> None:
    body = (
        "<table><caption>Islands</caption><thead><tr><th>Island<th>City</thead>"
        "<tr><td rowspan=2>Java<td>Bandung<tr><td>Solo<tr><td><ul><li>Bali<li>Lombok</ul><td></table>"
    )
    assert shown(body) == ["Islands", "Island | City", "Java | Bandung", "Java | Solo", "Bali Lombok"]


def test_tables_that_place_things_are_none() -> None:
    body = f"<table><tr><td><p>side</p></td><td><h2>Part</h2><p>{LONG * 5}</p></td></tr></table>"
    assert shown(body) == ["side", "##Part", LONG * 5]


def test_a_term_stands_with_what_explains_it() -> None:
    assert shown("<dl><dt>MSME</dt><dd>A small firm.</dd><dt>Hall:</dt><dd>A large room.</dd></dl>") == [
        "MSME: A small firm.",
        "Hall: A large room.",
    ]


@pytest.mark.parametrize(
    ("body", "blocks"),
    [
        ("<dl><dt>ASEAN</dt><dt>Association</dt><dd>A group.</dd></dl>", ["ASEAN, Association: A group."]),
        ("<dl><dt>A term</dt></dl><p>Other words.</p>", ["A term", "Other words."]),
        ("<p>Words.</p><dl><dt>A term", ["Words.", "A term"]),
        ("<dl><dt>A term</dt><p>Other words.</p><dd>A group.</dd></dl>", ["A term", "Other words.", "A group."]),
        ("<dl><dt>One</dt><dd></dd><dt>Two</dt><dd><p>A.</p><p>B.</p></dd></dl>", ["One", "Two: A.", "B."]),
        ("<dl><dt>One</dt><dd><dl><dt>Two</dt><dd>A.</dd></dl></dd></dl>", ["One", "Two: A."]),
        (
            "<dl><dt>One</dt><dd><table><tr><th>A<th>B<tr><td>1<td>2</table></dd></dl>",
            ["One", "A | B", "1 | 2"],
        ),
        ("<dl><div><dt>One</dt><dd>A.</dd></div></dl>", ["One: A."]),
    ],
)
def test_a_term_is_never_lost_and_joined_to_its_explanation_only(body: str, blocks: list[str]) -> None:
    assert shown(body) == blocks


def test_a_heading_that_is_not_closed_ends_where_a_block_begins() -> None:
    body = (
        "<h1>Fees</h1><p>Introduction to fees.</p><h2>Amount<p>The fee is 500 baht.</p><p>It is paid once a year.</p>"
    )
    assert shown(body) == [
        "#Fees",
        "Introduction to fees.",
        "##Amount",
        "The fee is 500 baht.",
        "It is paid once a year.",
    ]
    assert shown("<h2><div>Part</div></h2><p>Words.</p>") == ["##Part", "Words."]


def test_a_heading_at_the_end_is_kept_unless_it_is_a_link() -> None:
    call = "<h2>Call 02-123-4567 for help</h2>"
    assert shown(f"<p>{LONG}</p>{call}") == [LONG, "##Call 02-123-4567 for help"]
    assert shown(f"<p>{LONG}</p><h2><a href=/more>More stories</a></h2>") == [LONG]


AROUND = {
    "scripts": "<script>var words = 1;</script><style>p {}</style><noscript>words</noscript>",
    "navigation": "<nav><a href=/>Home</a> and other words to go to</nav>",
    "header": '<header role="banner"><p>The name of this site and its slogan</p></header>',
    "footer": "<footer><p>All rights reserved by the people who made this</p></footer>",
    "aside": "<aside><p>Something else that is of no interest here</p></aside>",
    "cookies": '<div class="cookie-banner"><p>We use cookies to make this page better for you</p></div>',
    "comments": '<section id="comments"><h3>Comments</h3><p>I do not agree with what the minister said</p></section>',
    "sharing": '<div class="td-post-sharing">Share this on some network</div>',
    "credit": '<p class="image-copyright">© Somebody / Some Agency</p>',
    "hidden": '<p hidden>words</p><p style="display: none">words</p><p aria-hidden=true>words</p>',
    "form": "<form><label>E-mail</label><input><button>Send</button></form>",
    "links": "<ul><li><a href=/a>One page</a><li><a href=/b>Another page</a></ul>",
    "related": "<p><a href=/x>Read also: what happened before that</a></p>",
    "teasers": "".join(
        f"<div class=t><a href=/{n}><img src=x><h3>Story {n}</h3></a><p>Some words.</p></div>" for n in range(4)
    ),
    "linked headings": "".join(f"<h3><a href=/{n}>Story {n}</a></h3><p>Some words on it ...</p>" for n in range(3)),
}


@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND.keys())
def test_what_surrounds_the_content_is_left(around: str) -> None:
    article = f"<h1>Title</h1><p>{LONG}</p><p>{MORE}</p>"
    assert shown(f"{article}<div>{around}</div>") == ["#Title", LONG, MORE]
    assert shown(f"<main>{article}</main>{around}") == ["#Title", LONG, MORE]


def test_a_headings_class_does_not_put_it_beside_the_content() -> None:
    assert shown(f'<h2 class="anchorWithStickyNavbar">Part</h2><p>{LONG}</p>') == ["##Part", LONG]


def test_a_link_to_a_place_in_the_page_is_no_way_out_of_it() -> None:
    parts = "".join(f'<h2><a href="#p{n}">Part {n}</a></h2><p>Few words.</p>' for n in range(4))
    assert shown(parts) == [
        "##Part 0",
        "Few words.",
        "##Part 1",
        "Few words.",
        "##Part 2",
        "Few words.",
        "##Part 3",
        "Few words.",
    ]


def test_a_name_that_says_beside_is_not_believed_of_most_of_the_page() -> None:
    assert shown(f'<div class="has-sidebar comments"><p>{LONG}</p><p>{MORE}</p></div>') == [LONG, MORE]
    fields = "".join(f'<div class="related">{LONG}</div>' for _ in range(5))
    assert shown(fields) == [LONG] * 5


def test_a_page_of_links_alone_is_read() -> None:
    assert shown("<ul><li><a href=/a>One page</a><li><a href=/b>Another page</a></ul>") == ["One page", "Another page"]


def test_a_lead_between_the_title_and_the_content_is_kept() -> None:
    body = f"<div><h1>Title</h1><p>{LONG}</p></div><div><article>{f'<p>{MORE}</p>' * 9}</article></div>"
    assert shown(body)[0] == LONG


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>The report</title>", "The report"),
        ("<title>The report | Some Site</title><meta property=og:site_name content='Some Site'>", "The report"),
        ("<title>Some Site - The report</title><meta property=og:title content='The report'>", "The report"),
        ("<title>Heading - Some Site</title>", "Heading"),
        ("", "Heading"),
    ],
)
def test_the_title_is_the_pages_own(head: str, title: str) -> None:
    assert content(f"<h1>Heading</h1><p>{LONG}</p>", head).title == title


@pytest.mark.parametrize(
    ("head", "published"),
    [
        ('<meta property="article:published_time" content="2024-05-02T08:00:00+07:00">', "2024-05-02"),
        ('<meta name="DC.date.issued" content="2024/5/2">', "2024-05-02"),
        ('<script type="application/ld+json">{"@graph": [{"datePublished": "2024-05-02"}]}</script>', "2024-05-02"),
        ('<script type="application/ld+json">{broken</script>', None),
        ('<meta name="date" content="last Friday">', None),
        ('<meta name="date" content="2024-02-31">', None),
        ('<meta name="date" content="๒๐๒๔">', None),
        ('<meta name="date" content="๒๐๒๔-๐๕-๐๒">', "2024-05-02"),
        ('<meta name="date" content="๒๕๖๗-๐๕-๐๒">', None),
    ],
)
def test_the_date_is_what_the_page_says(head: str, published: str | None) -> None:
    assert content(f"<p>{LONG}</p>", head).published == published


def test_when_a_page_was_made_is_not_when_it_was_published() -> None:
    made = content(f"<p>{LONG}</p>", '<meta name="DCTERMS.created" content="2024-05-02">')
    assert (made.published, made.metadata) == (None, {"created": "2024-05-02"})


def test_a_time_marked_in_the_text_is_the_date() -> None:
    assert content(f'<p>{LONG}</p><time datetime="2024-05-02T10:00">Thursday</time>').published == "2024-05-02"


def test_the_author_is_a_name() -> None:
    assert content(LONG, '<meta name="author" content="Siti Aminah">').metadata == {"author": "Siti Aminah"}
    assert content(LONG, '<meta property="article:author" content="https://x.example/siti">').metadata == {}
    linked = '{"datePublished": "2024", "author": [{"name": "Siti"}, {"name": "Budi"}]}'
    assert content(LONG, f'<script type="application/ld+json">{linked}</script>').metadata == {"author": "Siti, Budi"}


def made(data: bytes, name: str = "page.html") -> Document:
    (document,) = read_bytes(data, name, origin="here")
    assert isinstance(document, Document), document
    return document


def test_a_page_is_one_whatever_its_name() -> None:
    document = made(f"<!DOCTYPE html><p>{LONG}".encode(), "page.php")
    assert (document.media_type, document.text, document.language) == ("text/html", LONG, "en")
    assert (
        made(f'<?xml version="1.0"?>\n<html xmlns="x"><body><p>{LONG}</p></body></html>'.encode(), "a.xml").text == LONG
    )


def test_a_declared_language_decides_between_neighbours_only() -> None:
    malay = "<html lang=ms><p>Kerajaan negeri itu akan membina jambatan baru di sana."
    assert made(malay.encode()).language == "ms"
    assert made(f"<html lang=th><p>{LONG}".encode()).language == "en"


@pytest.mark.parametrize(
    ("declared", "encoding", "text"),
    [
        ("iso-8859-1", "cp1252", "“Straße” – Größe"),
        ("windows-874", "cp874", "ศูนย์เปิดในกรุงเทพ"),
        ("tis-620", "cp874", "ศูนย์เปิดในกรุงเทพ"),
        ("gb2312", "gb18030", "中心在吉隆坡开幕"),
        ("shift_jis", "cp932", "センターが開館した"),
        ("euc-kr", "cp949", "센터가 문을 열었다"),
        ("utf-16", "utf-8", "Straße"),
        ("nonsense", "utf-8", "Straße"),
    ],
)
def test_a_declared_encoding_is_what_browsers_take_it_for(declared: str, encoding: str, text: str) -> None:
    page = f'<html><head><meta http-equiv="content-type" content="text/html; charset={declared}"></head><p>{text}</p>'
    assert made(page.encode(encoding)).text == text


def test_a_nul_in_an_old_encoding_is_passed_over() -> None:
    text = "Die Straße ist größer als die Gasse, und die Tür ist schöner als früher."
    assert made(f"<html><p>{text}\0".encode("cp1252")).text == text


def test_utf_8_and_marks_go_before_what_is_declared() -> None:
    page = "<html><meta charset=iso-8859-1><p>ศูนย์"
    assert made(page.encode()).text == "ศูนย์"
    assert made(page.encode("utf-16")).text == "ศูนย์"
    for encoding in ("utf-16-le", "utf-16-be"):  # with no mark to tell
        assert made(page.encode(encoding)).text == "ศูนย์"
        assert made(f"<html><p>{LONG}".encode(encoding)).text == LONG


@pytest.mark.parametrize("data", [b"<html>", b"<html><script>x</script>", b"<!doctype html><body hidden><p></p>"])
def test_a_page_without_words_is_refused(data: bytes) -> None:
    with pytest.raises(DocumentRefused, match="holds no text"):
        read(data)


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 10_000 + "words",
        "<table><tr><td>" * 2_000 + "words",
        "<b><i><a href=x>" * 3_000 + "words",
        "<ul><li>" * 3_000 + "words",
        "<table><tr><td rowspan=9999999999999 colspan=-1>words</table>",
        '<p class="' + "side-" * 50_000 + '">words',
        "<html>" + "<meta charset=" * 50_000 + "><p>words",
        "words" + "<!--" * 50_000,
    ],
)
def test_odd_pages_are_read_to_their_words(page: str) -> None:
    assert "words" in read(page.encode()).text


TAGS = st.sampled_from(
    sorted(word_set("p div span a h1 h2 table tr td th ul li dl dt dd br pre article main nav aside form b script q"))
)
PIECES = st.one_of(
    TAGS.map("<{}>".format),
    TAGS.map("</{}>".format),
    st.sampled_from(
        [LONG, MORE, "&amp;&#0;&#xD800;&shy;", '<a href="x">link</a>', '<p class="related hidden">', "<td rowspan=3>"]
    ),
    st.text(max_size=20),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
def test_any_markup_gives_a_lawful_document_or_a_refusal(body: str) -> None:
    data = f"<!doctype html>{body}".encode("utf-8", "surrogatepass")
    for item in read_bytes(data, "a.html", origin="here"):
        if isinstance(item, Document):
            assert_laws(item)
        else:
            assert "our reader fails" not in item.reason


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_called_a_page_give_a_document_or_a_refusal(data: bytes) -> None:
    for item in read_bytes(b"<html>" + data, "a.html", origin="here"):
        assert isinstance(item, Document) or (isinstance(item, Refused) and "our reader fails" not in item.reason)


def test_the_shadow_of_a_hidden_element_hides_nothing_after_it() -> None:
    inner = "<x-b><template shadowrootmode=open><p>Inner words of the card.</p></template></x-b>"
    page = (
        f"<x-a hidden><template shadowrootmode='open'>{inner}</template></x-a>"
        f"<x-a><template shadowrootmode='open'>{inner}<template><i>No</i></template></template></x-a>"
        "<h1>Fees</h1><p>The fee is twenty baht a day.</p>"
    )
    text = read(page.encode()).text
    assert "The fee is twenty baht a day." in text
    assert text.count("Inner words of the card.") == 1
