import pytest

from ingest.formats.html.reader import read


def shown(body: str) -> list[str]:
    made = read(f"<!doctype html><main>{body}</main>".encode())
    return [block.span.of(made.text) for block in made.blocks]


@pytest.mark.parametrize(
    "raised",
    [
        "<small style='vertical-align: top'>3</small>",
        "<span style='vertical-align:.4em;font-size:9px'>3</span>",
        "<span style='position: relative; top: -0.5em'>3</span>",
        "<style>.up{font-size:70%;vertical-align:super}</style><span class=up>3</span>",
    ],
)
def test_text_that_a_style_raises_is_kept_apart(raised: str) -> None:
    assert shown(f"<p>We sold many tins in 2021{raised} and more after.</p>") == [
        "We sold many tins in 2021³ and more after."
    ]


@pytest.mark.parametrize("style", ["vertical-align: middle", "position:relative; top:0", "position:relative;left:-2px"])
def test_text_that_a_style_places_otherwise_is_not_raised(style: str) -> None:
    assert shown(f"<p>In 202<span style='{style}'>1</span> we sold more.</p>") == ["In 2021 we sold more."]


@pytest.mark.parametrize(
    "mark",
    [
        "<a href='#n3' role=doc-noteref>3</a>",
        "<a href='#n3' epub:type=noteref>3</a>",
        "<a class='footnote-ref x' href='#n3'>3</a>",
        "<sup><a class=footnote-ref href='#n3'>3</a></sup>",
    ],
)
def test_the_mark_of_a_note_is_kept_apart_from_numbers(mark: str) -> None:
    assert shown(f"<p>We sold many tins in 2021{mark} and more after.</p>") == [
        "We sold many tins in 2021 [3] and more after."
    ]


def test_a_formula_that_a_program_drew_stays_in_its_line() -> None:
    drawn = "<mjx-container><mjx-assistive-mml><math><msup><mn>10</mn><mn>6</mn></msup></math></mjx-assistive-mml>"
    assert shown(f"<p>We sold {drawn}</mjx-container> tins.</p>") == ["We sold 10⁶ tins."]


def test_raised_over_lowered_figures_are_a_fraction() -> None:
    assert shown("<p>A change needs <sup>3</sup>/<sub>4</sub> of all, 2<sup>1</sup>&frasl;<sub>2</sub> more.") == [
        "A change needs 3/4 of all, 2 1/2 more."
    ]


def test_raised_text_is_kept_apart_from_numbers() -> None:
    body = (
        "<p>We sold 10<sup>9</sup> tins in 2021<sup>3</sup>, 7 percent<sup><a href='#n2'>2</a></sup> more, from "
        "<span style='font-size:70%; vertical-align: super'>4</span> halls of 90 m<sup>2</sup>.</p>"
        "<table><tr><th>Year<th>Tins<tr><td>2021<sup>3</sup><td>10<sup>9</sup></table>"
    )
    assert shown(body) == [
        "We sold 10⁹ tins in 2021³, 7 percent [2] more, from ⁴ halls of 90 m².",
        "Year | Tins",
        "2021³ | 10⁹",
    ]


@pytest.mark.parametrize(
    ("formula", "written"),
    [
        ("<mfrac><mn>2</mn><mn>3</mn></mfrac>", "2/3"),
        ("<mfrac><mrow><mi>a</mi><mo>+</mo><mn>1</mn></mrow><mn>3</mn></mfrac>", "(a+1)/3"),
        ("<semantics><msup><mn>2</mn><mn>12</mn></msup><annotation>2^{12}</annotation></semantics>", "2¹²"),
        ("<msubsup><mi>x</mi><mi>i</mi><mn>2</mn></msubsup>", "x_i²"),
        ("<msqrt><mi>x</mi><mo>+</mo><mn>1</mn></msqrt>", "√(x+1)"),
        ("<mroot><mn>8</mn><mn>3</mn></mroot>", "³√8"),
        ("<mtable><mtr><mtd>1</mtd><mtd>0</mtd></mtr><mtr><mtd>0</mtd><mtd>1</mtd></mtr></mtable>", "[1, 0; 0, 1]"),
        ("<mfrac><mn>2</mn></mfrac>", "2"),
        ("<mrow>" * 90 + "<mn>7</mn>", "7"),
    ],
)
def test_formulas_keep_their_sense_in_a_line(formula: str, written: str) -> None:
    assert shown(f"<p>It needs <math>{formula}</math> of all votes.</p>") == [f"It needs {written} of all votes."]
    assert shown(f"<table><tr><th>A<th>B<tr><td>x<td><math>{formula}</math></table>")[1:] == [f"x | {written}"]


@pytest.mark.parametrize(
    ("attributes", "numbers"),
    [
        ("", ["1. ", "2. "]),
        ("start=0", ["0. ", "1. "]),
        ("start=-1", ["-1. ", "0. "]),
        ("type=a start=26", ["z. ", "aa. "]),
        ("type=I", ["I. ", "II. "]),
        ("type=i start=0", ["0. ", "i. "]),
        ("style='list-style-type: lower-alpha'", ["a. ", "b. "]),
        ("style='list-style: none'", ["", ""]),
        ("reversed", ["2. ", "1. "]),
        ("start=x", ["1. ", "2. "]),
        ("style='list-style-type: thai' start=9", ["๙. ", "๑๐. "]),
        ("style='list-style-type: lower-greek' start=24", ["ω. ", "25. "]),
        ("style='list-style-type: decimal-leading-zero' start=9", ["09. ", "10. "]),
    ],
)
def test_items_have_the_numbers_that_a_browser_shows(attributes: str, numbers: list[str]) -> None:
    items = f"<ol {attributes}><li>Pay.<li>Go.</ol>"
    assert shown(f"<p>Do this:</p>{items}") == ["Do this:", f"{numbers[0]}Pay.", f"{numbers[1]}Go."]


@pytest.mark.parametrize(
    ("sheet", "numbers"),
    [
        ("ol.x{list-style-type:lower-alpha}", ["a. ", "b. "]),
        ("ol{list-style:upper-roman inside}", ["I. ", "II. "]),
        (".x{list-style:none}", ["", ""]),
        (".x{list-style-type:none} .x>li{counter-increment:n} .x>li:before{content:counter(n) '. '}", ["1. ", "2. "]),
    ],
)
def test_items_have_the_numbers_that_a_style_sheet_asks_for(sheet: str, numbers: list[str]) -> None:
    body = f"<style>{sheet}</style><p>Do this:</p><ol class=x><li>Pay.<li>Go.</ol>"
    assert shown(body) == ["Do this:", f"{numbers[0]}Pay.", f"{numbers[1]}Go."]
