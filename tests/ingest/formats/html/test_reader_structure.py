import pytest

from ingest.formats.html.reader import read
from tests.ingest.formats.html.test_reader import LONG, MORE, content, shown


def kinds(html: str) -> list[tuple[str, str, int]]:
    made = read(html.encode())
    return [(block.span.of(made.text), block.kind, block.level) for block in made.blocks]


def test_lists_keep_their_numbers_and_depth() -> None:
    html = "<p>Steps to take:</p><ol start=3><li>Pay.<ul><li>In cash.</ul><li value=7>Fetch it.</ol><ul><li>End.</ul>"
    assert kinds(f"<main>{html}</main>") == [
        ("Steps to take:", "paragraph", 1),
        ("3. Pay.", "item", 1),
        ("In cash.", "item", 2),
        ("7. Fetch it.", "item", 1),
        ("End.", "item", 1),
    ]


def test_rows_and_their_head_are_told_apart() -> None:
    html = "<table><thead><tr><td>Day<td>Hours</thead><tr><th>Monday<td>9 to 12</table>"
    assert kinds(f"<main>{html}</main>") == [("Day | Hours", "table_head", 1), ("Monday | 9 to 12", "row", 1)]


def test_summaries_and_terms_that_ask_are_questions() -> None:
    html = (
        "<details><summary>Where to park</summary><p>Behind it.</p></details><p>We are open.</p><p>Welcome.</p>"
        "<dl><dt>How long?<dd>A year.<dt>Fee<dd>None.</dl>"
    )
    assert kinds(f"<main>{html}</main>") == [
        ("Where to park", "question", 1),
        ("Behind it.", "paragraph", 1),
        ("We are open.", "paragraph", 0),
        ("Welcome.", "paragraph", 1),
        ("How long?", "question", 1),
        ("A year.", "paragraph", 1),
        ("Fee: None.", "item", 1),
    ]


def test_short_lines_in_bold_above_text_are_headings() -> None:
    html = (
        "<h2>Ferries</h2><p><b>Opening hours</b></p><p>From nine to five.</p><div><strong>Fares</strong></div>"
        "<ul><li><b>Children</b> pay half.</ul><p><b>Bring</b> a card</p><p>And this.</p>"
        "<p><b>It never opens late.</b></p>"
        "<p><b>Ask</b></p>"
    )
    assert [each for each in kinds(f"<main>{html}</main>") if each[1] == "heading"] == [
        ("Ferries", "heading", 2),
        ("Opening hours", "heading", 3),
        ("Fares", "heading", 3),
    ]


SECTIONS = [
    ("social-security", "Social security", "Of the crews, 41 percent are insured against accidents at sea."),
    ("sponsored-seats", "Sponsored seats", "The port pays for nine seats in the school of navigation each year."),
    ("comments", "Comments", "The union said that the nets are too fine, and that the fees are too high."),
]


def test_a_section_that_is_named_by_its_heading_is_content() -> None:
    body = "".join(f"<section id={name}><h2>{head}</h2><p>{text}</p></section>" for name, head, text in SECTIONS)
    expected = [line for _, head, text in SECTIONS for line in (f"##{head}", text)]
    assert shown(f"<h1>The fleet</h1><p>{LONG}</p><p>{MORE}</p>{body}") == ["#The fleet", LONG, MORE, *expected]


def test_a_word_that_other_words_surround_does_not_put_a_section_beside_the_content() -> None:
    text = "Loans without security are given to boats that are younger than nine years."
    assert shown(f"<p>{LONG}</p><p>{MORE}</p><div class='credit-access'><p>{text}</p></div>") == [LONG, MORE, text]
    links = "<div class='credit-access'><p><a href=/a>Loans for boats</a> and <a href=/b>nets and motors</a></p></div>"
    assert shown(f"<p>{LONG}</p><p>{MORE}</p>{links}") == [LONG, MORE]


def test_what_is_left_out_is_said() -> None:
    page = (
        f"<nav><a href=/>Home</a></nav><main><h1>Title</h1><p>{LONG}</p></main><footer>Us</footer><footer>2024</footer>"
    )
    assert content(page).remarks == ("left out: navigation, 2 footers (10 characters)",)
    assert content(f"<p>{LONG}</p>").remarks == ()
    beside = f"<main><p>{LONG}</p></main><p>Opening hours</p><ul><li><a href=/a>One</a></ul>"
    assert content(beside).remarks == ("left out: text beside the content, links (16 characters)",)


def test_a_note_in_the_margin_is_content() -> None:
    note = "The second hall is closed until the end of the rainy season."
    assert shown(f"<p>{LONG}</p><p>{MORE}</p><aside class=note><p>{note}</p></aside>") == [LONG, MORE, note]


PROSE = "The harbour office answers letters within a week. " * 12


@pytest.mark.parametrize(
    "below", [f"<p>{PROSE}</p><ul><li>Bring a card<li>Bring a pen</ul>", "<h2>Hours</h2><p>From nine to ten.</p>"]
)
@pytest.mark.parametrize("head", ["<tr><th>Berth</th><th>Fee</th></tr>", "<tr><td>Berth</td><td>Fee</td></tr>"])
def test_what_follows_a_cell_that_nobody_closed_stands_below_the_table(head: str, below: str) -> None:
    page = f"<body><h1>Fees</h1><p>{PROSE}</p><table>{head}<tr><td>North</td><td>20 baht{below}</body>"
    closed = page.replace("20 baht", "20 baht</td></tr></table>")
    assert [words for words, _, _ in kinds(page)] == [words for words, _, _ in kinds(closed)]


def test_blocks_in_a_cell_are_words_apart() -> None:
    row = "<tr><td>Monday<h4>Shut</h4></td><td>nine<dl><dt>to<dd>ten</td></tr>"
    made = kinds(f"<main><table><tr><th>Day</th><th>Hours</th></tr>{row}</table></main>")
    assert made[1] == ("Monday Shut | nine to ten", "row", 1)


@pytest.mark.parametrize(
    "inside",
    [
        "<p>It is shown.</p></div><p>So is this.</p>",
        "<p>It is shown.</p><b><template shadowrootmode='closed'>So is this.",
        "<template><p>It is not.</p></template><p>It is shown.</p>So is this.",
    ],
)
def test_a_shadow_that_nobody_closed_is_shown_to_the_end(inside: str) -> None:
    page = f"<body><h1>Fees</h1><p>{PROSE}</p><div><template shadowrootmode=open>{inside}</body>"
    assert [words for words, _, _ in kinds(page)][2:] == ["It is shown.", "So is this."]
