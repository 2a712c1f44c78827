from collections.abc import Sequence

import pytest

from ingest.formats.html.reader import read

CLOSED = "Members over twelve may take six books home."


def blocks(body: str) -> Sequence[tuple[str, str]]:
    made = read(f"<!doctype html><main><p>The library is in the old mill.</p>{body}</main>".encode())
    return [(block.kind, block.span.of(made.text)) for block in made.blocks][1:]


@pytest.mark.parametrize(
    "panel",
    [
        "<button aria-controls=p>Who may borrow?</button><div id=p hidden>{}</div>",
        "<button onclick=\"show('p')\">Who may borrow?</button><p id=p style='display:none'>{}</p>",
        "<button class=accordion>Who may borrow?</button><div class=panel style='display: none'>{}</div>",
        "<div role=button tabindex=0>Who may borrow?</div><div class=answer aria-hidden=true>{}</div>",
        "<ul class=nav><li><a data-toggle=tab href='#p'>Who may borrow?</a></ul><p class=tab-pane id=p>{}</p>",
        "<button role=tab id=t>Who may borrow?</button><div role=tabpanel id=p aria-labelledby=t hidden>{}</div>",
        "<button data-bs-toggle=collapse data-bs-target='#p'>Who may borrow?</button><div class=collapse id=p>{}</div>",
        "<details><summary>Who may borrow?</summary>{}</details>",
        "<div onclick='this.nextElementSibling.hidden=0'>Who may borrow?</div><div style='display:none'>{}</div>",
        "<button>Who may borrow?</button><div class='hidden group-hover:block'>{}</div>",
        "<button popovertarget=p>Who may borrow?</button><div id=p popover>{}</div>",
        "<button commandfor=p command=show-modal>Who may borrow?</button><dialog id=p>{}</dialog>",
    ],
)
def test_what_a_click_shows_answers_what_is_clicked(panel: str) -> None:
    assert blocks(panel.format(CLOSED)) == [("question", "Who may borrow?"), ("paragraph", CLOSED)]


@pytest.mark.parametrize(
    "panel",
    [
        "<h3><button>Who may borrow?</button></h3><div class=collapse style='display:none'>{}</div>",
        "<h3 id=h><button aria-controls=p>Who may borrow?</button></h3><div id=p hidden>{}</div>",
    ],
)
def test_a_heading_that_is_clicked_stays_one(panel: str) -> None:
    assert blocks(panel.format(CLOSED)) == [("heading", "Who may borrow?"), ("paragraph", CLOSED)]


def test_a_panel_that_says_what_its_tab_says_says_it_once() -> None:
    tabs = "<a role=tab href='#p'>Films</a><section id=p role=tabpanel><h3>Films</h3><p>Two a week.</p></section>"
    assert blocks(tabs) == [("heading", "Films"), ("paragraph", "Two a week.")]


@pytest.mark.parametrize(
    "shown",
    [
        "<p class='hidden md:block'>{}</p>",
        "<div class=morecontent><p style='display:none'>{}</p></div>",
        "<div class='item-expansion' style='display:none'>{}</div>",
        "<p class='d-none d-lg-flex'>{}</p>",
        "<p class='hidden peer-checked:block'>{}</p>",
        "<p hidden=until-found>{}</p>",
        "<p aria-hidden=true>{}</p>",
        "<a href='#rest'>Rules</a><p id=rest style='display:none'>{}</p>",
        "<p class='hidden md:block'>{}</p><p class='md:hidden'>{}</p>",
        "<p class='wow fade' style='visibility:hidden'>{}</p>",
        "<a-card><template shadowrootmode=open><p>{}</p></template></a-card>",
    ],
)
def test_what_some_screens_show_is_read_once(shown: str) -> None:
    assert [text for _, text in blocks(shown.format(CLOSED, CLOSED))][-1:] == [CLOSED]
    assert sum(text == CLOSED for _, text in blocks(shown.format(CLOSED, CLOSED))) == 1


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>{}</p>",
        "<p class=hidden>{}</p>",
        "<p style='display:none'>{}</p>",
        "<div class='slide clone' aria-hidden=true>{}</div>",
        "<p><span aria-hidden=true>{}</span></p>",
        "<dialog>{}</dialog>",
    ],
)
def test_what_nobody_can_see_is_not_read(hidden: str) -> None:
    assert blocks(hidden.format(CLOSED)) == []


def test_struck_text_is_not_said_to_hold() -> None:
    struck = "<s>now</s> <span style='text-decoration:line-through'>2</span>"
    body = f"<p>It costs <del>6 baht</del> <ins>8 baht</ins>, {struck} 3.</p>"
    made = read(f"<!doctype html><main>{body}</main>".encode())
    assert (made.text, made.remarks) == ("It costs 8 baht, 3.", ("left out: struck text (10 characters)",))


@pytest.mark.parametrize(
    "struck",
    [
        "<span class=line-through>6 baht</span>",
        "<span class='text-decoration-line-through'>6 baht</span>",
        "<style>.was{color:grey;text-decoration:line-through}</style><span class=was>6 baht</span>",
        "<span class='price strike'>6 baht</span>",
        "<span class='text-strikethrough'>6 baht</span>",
    ],
)
def test_what_a_class_strikes_is_not_said_to_hold(struck: str) -> None:
    assert blocks(f"<p>It costs {struck} 8 baht.</p>") == [("paragraph", "It costs 8 baht.")]


def test_the_sign_of_a_link_to_a_heading_is_not_read() -> None:
    assert blocks(f"<h2>Books<a href='#books'>¶</a></h2><p>{CLOSED}</p>")[:1] == [("heading", "Books")]


def test_the_answer_after_a_closed_one_is_not_cut_from_its_question() -> None:
    body = "".join(f"<details><summary>Question {n}</summary><p>Answer {n}.</p></details>" for n in (1, 2))
    made = read(f"<!doctype html><main>{body}<p>More.</p></main>".encode())
    assert [block.level for block in made.blocks] == [1, 1, 1, 1, 0]


def styled(sheet: str, body: str) -> tuple[str, Sequence[str]]:
    long = "The library is in the old mill, and it lends books, films and tools to whoever lives in the valley."
    made = read(f"<!doctype html><head><style>{sheet}</style></head><main><p>{long}</p>{body}</main>".encode())
    return made.text.removeprefix(long).strip(), made.remarks


@pytest.mark.parametrize(
    ("sheet", "body"),
    [
        (".x-old { display: none }", "<p class=x-old>It is shut.</p>"),
        ("/* .b{} */ .a, main > .old{color:red;DISPLAY:none!important}", "<p class=old>It is shut.</p>"),
        ("#draft p{visibility:hidden}", "<div id=draft><p>It is shut.</p></div>"),
    ],
)
def test_what_a_rule_of_the_page_hides_is_left_out_and_said(sheet: str, body: str) -> None:
    assert styled(sheet, body) == ("", ("left out: hidden text (11 characters)",))


@pytest.mark.parametrize(
    "sheet",
    [
        ".old{display:none} .old{display:block}",
        "@media print{.old{display:none}}",
        ".old:hover{display:none}",
        ".no-js .old{display:none}",
        "main{display:none}",
        ".old{{display:none",
        "p:::{display:none}",
        "p+.old{display:none} p:hover+.old{display:block}",
        ".old{display:none} .old:target{display:block}",
        ".old{display:none} main.open .old{display:block}",
    ],
)
def test_what_is_shown_somewhere_is_read(sheet: str) -> None:
    assert styled(sheet, "<p class=old>It is open.</p>") == ("It is open.", ())


def test_a_panel_that_a_rule_closes_answers_what_is_clicked() -> None:
    text, _ = styled(".body{display:none}", "<button>Who may borrow?</button><div class=body>Members.</div>")
    assert text.split("\n\n") == ["Who may borrow?", "Members."]


def test_the_price_that_holds_is_read_though_shops_hide_it_from_listeners() -> None:
    told = "<span class=screen-reader-text>Now: 40 baht.</span>"
    assert blocks(f"<p><del aria-hidden=true>50 baht</del> <ins aria-hidden=true>40 baht</ins>{told}</p>") == [
        ("paragraph", "40 baht")
    ]
