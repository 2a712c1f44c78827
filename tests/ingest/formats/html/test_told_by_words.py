"""What stands beside a page's content is found by its words where no name tells it, and nothing else goes with it."""

from collections import deque

import pytest
from selectolax.lexbor import LexborHTMLParser

from ingest.formats.html.furniture import is_footer_line
from ingest.formats.html.reader import read
from ingest.formats.html.told_by_words import ToldByWords

PROSE = "".join(
    f"<p>The harbour office answers letter {number} within a week of its coming in.</p>" for number in range(9)
)


def shown(html: str) -> str:
    return read(f"<body>{html}</body>".encode()).text


def is_left(box: str, words: str) -> bool:
    text = shown(f"<h1>Fees</h1>{PROSE}{box}")
    assert "letter 8 within" in text
    return words not in text


@pytest.mark.parametrize(
    "line",
    [
        "© 2025 Harbour Office",
        "© Harbour Office Ltd. 2025",
        "Harbour Office © 2025 · Imprint",
        "Hak Cipta © 2025 Kantor Pelabuhan",
        "สงวนลิขสิทธิ์ © 2568 กรมเจ้าท่า",
        "Giấy phép số 12/GP-BTTTT cấp ngày 5/1/2020",
        "Best viewed using Chrome",
        "All content is in the public domain unless otherwise stated.",
    ],
)
def test_a_footer_goes_whole_with_a_line_that_only_footers_have(line: str) -> None:
    links = "<p><a href=/i>Imprint of this site</a> <a href=/p>Privacy</a></p>"
    assert is_left(f"<div class=x>{links}<p>{line}</p></div>", line[-9:])


@pytest.mark.parametrize(
    "words",
    ["Photos may be used for free until 2027.", "Contact: 02 123 4567, office 9 to 5.", "Phí là 40 đồng."],
)
@pytest.mark.parametrize("line", ["© 2024 Harbour Office", "Giấy phép số 123/GP-BTTTT cấp ngày 1/2/2020."])
def test_what_an_author_wrote_beside_a_footers_line_stays(words: str, line: str) -> None:
    assert not is_left(f"<div><p>{words}</p><p>{line}</p></div>", words)
    assert not is_left(f"<table><tr><td>{words}</td><td>{line}</td></tr></table>", words)


def test_how_to_reach_somebody_stays_beside_a_footers_line() -> None:
    reach = "<ul><li>Harbour office: window four</li><li><a href='tel:021234567'>02 123 4567</a></li></ul>"
    assert not is_left(f"<div>{reach}<p>© 2024 Harbour Office</p></div>", "02 123 4567")


@pytest.mark.parametrize(
    "line",
    [
        "Powered by two engines of 400 hp",
        "Best viewed on a clear morning from the east pier",
        "Giấy phép hoạt động có thời hạn 5 năm.",
        "Bản quyền thuộc về người viết trong 50 năm.",
        "The fee is 40 baht ©",
    ],
)
def test_only_what_can_be_nothing_else_is_a_footers_line(line: str) -> None:
    assert not is_footer_line(line)


@pytest.mark.parametrize(
    "box",
    [
        "<figure><img><figcaption>Boats at dawn <span>© 2025 Ana Lim</span></figcaption></figure>",
        f"<div><p>Boats at dawn</p><p>© 2025 Ana Lim</p></div><div>{PROSE}</div>",
        f"<div><p>Boats at dawn {'and at noon and at night ' * 12}</p><p>© 2025 Harbour Office</p></div>",
        "<div><h2>Boats at dawn</h2><p>They leave at five.</p><p>© 2025 Harbour Office</p></div>",
    ],
)
def test_what_stands_beside_a_copyright_within_the_content_stays(box: str) -> None:
    assert not is_left(box, "Boats at dawn")


@pytest.mark.parametrize(
    ("box", "words"),
    [
        ("<h3>Ý kiến (12)</h3><p>Hùng: Mong cảng sớm mở cửa cho bà con.</p><textarea></textarea>", "Mong cảng"),
        ("<h3>Comments (2)</h3><textarea></textarea><p>Ann: I have waited since May.</p>", "I have waited"),
        ("<h4>Visitor Counter</h4><p>Today: 311</p><p>Total visitors: 4,201,556</p>", "4,201,556"),
        ("<h4>Statistik Pengunjung</h4><p>Hari ini: 311</p>", "311"),
        ("<h2>Explore more of Trat</h2><p><a href=/1>Koh Kood with its bays and its forests</a> 12 May</p>", "12 May"),
    ],
)
def test_boxes_are_told_by_their_heading(box: str, words: str) -> None:
    assert is_left(f"<div class=x>{box}</div>", words)


@pytest.mark.parametrize(
    "box",
    [
        "<h2>Comments of the board</h2><p>The board agreed in full.</p>",
        "<h2>Visitors</h2><p>Visitors may come from nine to five.</p>",
        "<h2>More on fees</h2><p>Fees are paid at window four, as <a href=/x>the rules</a> say, in cash.</p>",
        "<h2>More on fees</h2><p><a href=/x>The rules of the harbour on fees</a></p><p>40 baht a day</p>",
        "<h2>Comments</h2><p>The Ministry of Finance objects to the new fee of 40 baht.</p>",
        "<h2>Comments (3)</h2><p>The Ministry of Finance objects to the new fee of 40 baht.</p>",
        "<h2>Komentar</h2><textarea></textarea><p>Biaya baru adalah 40 baht.</p>",
        "<h4>Jumlah Pengunjung</h4><p>2023: 12,000</p><p>2024: 14,000</p>",
        "<h4>Visitor statistics</h4><p>Today 40 visitors a day come by ferry.</p>",
    ],
)
def test_sections_of_like_headings_stay(box: str) -> None:
    assert not is_left(f"<div class=x>{box}</div>", box.rpartition("<p>")[2][:12])


@pytest.mark.parametrize(
    "made",
    [
        "<div><h2>Related</h2><a href=/z>aa bb</a>" * 12_000 + "</div>" * 12_000,
        f"<div>{'<i></i>' * 60_000}{'<p>©</p>' * 6_000}</div>",
        "<div>©" * 2_000 + "<b></b>" * 60_000 + "</div>" * 2_000,
    ],
)
def test_telling_takes_few_walks_over_the_page(made: str) -> None:
    body = LexborHTMLParser(f"<body>{PROSE * 20}{made}").body
    assert body is not None
    told = ToldByWords(body)
    # In a time that grows with the square of the page this would not end within the time that a test has.
    deque((*told.boxes(), *told.footers()), maxlen=0)


def test_bars_of_links_above_the_title_go_and_the_authors_words_stay() -> None:
    bars = "<div><a href=/>Home of the harbour</a> / <a href=/f>Fees</a></div><ul><li><a href=/t>Tenders</a></li></ul>"
    notice = "<p>Notice 12/2024, in force since 1 May 2024 (<a href=/g>Gazette</a>)</p>"
    text = shown(f"{bars}<p>Press release No. 12</p>{notice}<h1>Fees</h1>{PROSE * 3}")
    assert text.startswith("Press release No. 12\n\nNotice 12/2024, in force since 1 May 2024 (Gazette)\n\nFees")


@pytest.mark.parametrize(
    "line",
    [
        "Bagikan: <a href=/f>Facebook</a><a href=/t>Telegram</a><a href=#>Salin tautan</a>",
        "&gt;&gt; Xem thêm: <a href=/b>Cầu Rồng ngừng phun lửa</a>",
        "Silakan login untuk memberi komentar.",
        "A Singapore Government Agency Website",
        "Like 1.2K Share",
        "Chat with us",
    ],
)
def test_lines_about_the_page_are_left_out(line: str) -> None:
    assert shown(f"<h1>Fees</h1>{PROSE}<p>{line}</p><p>Fees are due in May.</p>").endswith(
        "coming in.\n\nFees are due in May."
    )
