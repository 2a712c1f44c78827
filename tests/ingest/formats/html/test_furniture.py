import pytest

from ingest.formats.html.reader import read

FIRST = (
    "The harbour office said on Friday that the northern channel will be closed for six weeks from the first of June."
)
SECOND = (
    "Pilots will guide larger ships through the eastern passage, which was dredged last year, until it opens again."
)


def shown(inside: str) -> list[str]:
    """What is read of a page with that between its paragraphs, besides them."""
    made = read(f"<!doctype html><main><h1>Port</h1><p>{FIRST}</p>{inside}<p>{SECOND}</p></main>".encode())
    return [text for block in made.blocks if (text := block.span.of(made.text)) not in {"Port", FIRST, SECOND}]


@pytest.mark.parametrize(
    "line",
    [
        "<p>Read also: <a href=/1>Ice house opens</a></p>",
        "<p><b>Baca juga: <a href=/1>Rumah es dibuka</a></b></p>",
        "<p>Xem thêm: <a href=/1>Khai trương nhà máy nước đá</a></p>",
        "<p>อ่านเพิ่มเติม: <a href=/1>เปิดโรงน้ำแข็ง</a></p>",
        "<p>Tags: <a href=/t1>dredging</a>, <a href=/t2>pilots</a></p>",
        "<div>Bagikan:</div>",
        "<div>แชร์ข่าวนี้</div>",
        "<div>ແບ່ງປັນ</div>",
        "<p>Admin | Dilihat 1.204 kali | Jumat</p>",
        "<p>จำนวนผู้เข้าชม 1,204 ครั้ง</p>",
        "<p>Lượt xem: 1.204</p>",
        "<p>ADVERTISEMENT</p>",
        "<p>Was this page helpful?</p>",
        "<p>Copyright © 2025 Timun Media. All rights reserved.</p>",
        "<p>© 2568 สงวนลิขสิทธิ์</p>",
        "<p>We use cookies to give you the best experience on our website.</p>",
        "<p>Situs ini menggunakan kuki agar lebih baik bagi Anda.</p>",
        "<p>เว็บไซต์นี้ใช้คุกกี้เพื่อพัฒนาประสบการณ์ของท่าน</p>",
        "<h3>The morning briefing</h3><p>Sign up for our newsletter and get the top stories in your inbox.</p>",
        "<h3>Bản tin</h3><p>Đăng ký nhận bản tin của chúng tôi</p>",
        "<div class=box-comment><p>This is a disaster for all who fish in the north of the island.</p></div>",
        "<div class=berita-terkait><p>Rumah es dibuka di pulau besar oleh bupati.</p></div>",
        "<div data-module=feedback><p>Tell us what went wrong with this page so that it gets better.</p></div>",
        "<h4>Berita Terkait</h4><ul><li><a href=/1>Rumah es</a><li><a href=/2>Feri baru</a></ul>",
        "<h2>More posts</h2><h3><a href=/1>One</a></h3><p>May</p><h3><a href=/2>Two</a></h3><p>June</p><h2>Port</h2>",
        "<p>To continue reading, subscribe today.</p>",
    ],
)
def test_lines_about_the_page_are_left_out(line: str) -> None:
    assert shown(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "Read also the rules of the port before you enter it.",
        "Share of women among the pilots: 12 percent",
        "Related parties must be named in the report.",
        "The page of the office was viewed with concern.",
        "Copyright law protects the charts of the harbour.",
        "Cookies are sold at window 5.",
        "Subscribers pay 30 ringgit a year for the journal.",
        "Topics of the meeting: dredging, pilots and fees",
        "Comments on the draft are due by 4 May.",
        "Print three copies of form F-4.",
        "Follow the pilot boat at a distance of 200 metres.",
        "The newsletter of the port is printed twice a year.",
        "ติดตามเรือนำร่องในระยะสองร้อยเมตร",
    ],
)
def test_lines_that_say_something_are_kept(line: str) -> None:
    assert shown(f"<p>{line}</p>") == [line]


def test_a_page_about_cookies_says_what_it_says() -> None:
    told = [f"This site uses cookies of kind {kind} to keep you logged in while you read." for kind in "ABC"]
    assert shown("".join(f"<p>{line}</p>" for line in told)) == told


def test_a_table_may_hold_such_words() -> None:
    assert shown("<table><tr><th>Button<th>Does<tr><td>Print<td>It prints<tr><td>Share<td></table>")[-1:] == ["Share"]


def test_what_is_left_out_so_is_said() -> None:
    made = read(f"<!doctype html><main><p>{FIRST}</p><p>{SECOND}</p><p>ADVERTISEMENT</p></main>".encode())
    assert made.remarks == ("left out: text beside the content (13 characters)",)


@pytest.mark.parametrize(
    "section",
    [
        "<section id=newsletter-archive><h2>Newsletter archive</h2>{}</section>",
        "<section id=sec-4-recommendations><h2>4. Recommendations</h2><ul><li>{}</ul></section>",
        "<section id=popup-clinics><h2>Pop-up clinics</h2>{}</section>",
        "<div class='section cookies-policy'><h3>Cookies policy</h3><p>{}</div>",
        "<section id=ratings><h2>Ratings</h2><p></p><table><tr><th>Ship<th>What is thought<tr><td>A<td>{}</table>",
    ],
)
def test_a_section_that_its_heading_names_is_content(section: str) -> None:
    said = "The council agreed on it at its last meeting in May, with nine votes against two."
    assert any(said in text for text in shown(section.format(said)))


def test_what_powers_a_ship_is_content() -> None:
    assert shown("<ul><li>Powered by two engines of 400 hp</ul><p>Powered by WordPress</p>") == [
        "Powered by two engines of 400 hp"
    ]


@pytest.mark.parametrize(
    "section",
    [
        "<section id=cookies><h2>Cookies of rice</h2><p>{}</section>",
        "<div class=comments><h2>Comments of the ministry</h2><p>{}</div>",
        "<div id=recommendation><h3>Saran</h3><p>{}</div>",
        "<div id=tags-and-fees><h2>Tags and fees</h2><table><tr><th>Tag<th>Fee<tr><td>Red<td>{}</table></div>",
    ],
)
def test_a_section_under_a_heading_with_nothing_to_click_is_content(section: str) -> None:
    assert any("nine votes against two" in text for text in shown(section.format("It has nine votes against two.")))


def test_a_box_with_something_to_click_is_none() -> None:
    box = "<h2>Newsletter</h2><p>Our letter comes on each Friday of the year.</p>"
    assert shown(f"<div class=newsletter>{box}<input type=email></div>") == []


@pytest.mark.parametrize(
    "line",
    [
        "Kongsi gelap diharamkan sejak 1890",
        "Chia sẻ dữ liệu giữa các bộ",
        "Bản quyền thuộc về tác giả suốt đời và 50 năm sau khi mất",
        "ติดตามข่าวพายุทางหมายเลข 1182",
        "5,000,000 shares",
        "The bill will be sent to your inbox on day 5 of each month.",
        "Hak cipta 2014 diatur UU Nomor 28 Tahun 2014",
        "Baca aturan lengkapnya melalui aplikasi JKN mulai 1 Mei 2026",
    ],
)
def test_a_fact_in_the_words_of_an_invitation_or_a_notice_is_content(line: str) -> None:
    assert shown(f"<ul><li>{line}</ul>") == [line]
