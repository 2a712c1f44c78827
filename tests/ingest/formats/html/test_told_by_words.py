"""What stands beside a page's content is found by its words where no name tells it, and nothing else goes with it."""

import pytest

from ingest.formats.html.reader import read

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
    assert is_left(
        f"<div class=x><p>Quay street 4, Bedono</p><p>We accept cards</p><p>{line}</p></div>", "We accept cards"
    )


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
        ("<h3>Ý kiến (12)</h3><p>Hùng: Mong cảng sớm mở cửa cho bà con.</p>", "Mong cảng"),
        ("<h3>Comments (2)</h3><p>Ann: I have waited for this since last year.</p>", "I have waited"),
        ("<h4>Visitor Counter</h4><p>Today: 311</p><p>Total visitors: 4,201,556</p>", "4,201,556"),
        ("<h4>Statistik Pengunjung</h4><p>Hari ini: 311</p>", "311"),
        ("<h2>Explore more of Trat</h2><p><a href=/1>Koh Kood with its bays</a> Waterfalls</p>", "Waterfalls"),
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
    ],
)
def test_sections_of_like_headings_stay(box: str) -> None:
    assert not is_left(f"<div class=x>{box}</div>", box.rpartition("<p>")[2][:12])


def test_bars_with_links_above_the_title_go_and_the_authors_words_stay() -> None:
    bars = "<div>You are here: <a href=/>Home</a> / Fees</div><div>Free shipping over $50 <a href=/s>Details</a></div>"
    text = shown(f"{bars}<p>Press release No. 12</p><h1>Fees</h1>{PROSE}")
    assert text.startswith("Press release No. 12\n\nFees")


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
