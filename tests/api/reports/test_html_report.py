import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.reports.html_report import (
    LABELS,
    METRICS,
    NONE,
    between,
    draw_coverage,
    draw_reliability,
    draw_strip,
    page,
    percent,
    shown,
)
from retriever.evaluation.comparison import compare
from retriever.evaluation.judging import Found, Outcome, Run
from retriever.evaluation.report import About, Point, aggregate, answered, faults, reliability, risk_coverage
from retriever.evaluation.statistics import Interval
from tests.api.reports.browsed import Read
from tests.retriever.evaluation.factory import outcome
from tests.retriever.evaluation.strategies import RUNS

ABOUT = About("questions.jsonl", "2026-01-01T00:00:00Z", "0.1.0", "none", 3, 0.5)
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</style></title></summary></details><svg onload=alert(1)>",
    "javascript:alert(1)",
    "a\x00b\x1b[31m\u202eright to left",
    "<!--",
    "&lt;b&gt;",
)


def made(outcomes: Iterable[Outcome], before: Iterable[Outcome] | None = None) -> str:
    run = Run(tuple(outcomes))
    return page(aggregate(run), ABOUT, None if before is None else compare(tuple(before), run.outcomes))


def found(rank: int, title: str = "Title", quote: str = "A quote.") -> Found:
    return Found(rank, "d", title, 3, ("Heading",), 7, quote, {"dense": 0.123, "sentence": 0.456, "lexical": 7.89})


def said(outcomes: Iterable[Outcome]) -> str:
    return " ".join(Read(made(outcomes)).text.split())


RUN = [
    outcome(id_="a", kind="fact"),
    outcome(id_="b", ranks=(2,), quote_correct=False, language="th", kind="fact"),
    outcome(id_="c", answerable=False, confidence=0.6),
    outcome(id_="d", answerable=False, refused=True, confidence=0.1),
    outcome(id_="e", refused=True, confidence=0.2),
]


@pytest.mark.parametrize(
    ("language", "lang"),
    [("th", "th"), ("zh-Hans", "zh-Hans"), (None, None), ('x" onload="', None), ("a language", None)],
)
def test_a_language_is_given_where_it_is_one(language: str | None, lang: str | None) -> None:
    read = Read(made([outcome(ranks=(), language=language)]))
    [question] = [known for _, known in read.elements if known.get("class") == "question"]
    assert question == {"class": "question", "dir": "auto"} | ({} if lang is None else {"lang": lang})


def test_it_needs_nothing_else() -> None:
    read = Read(made(RUN, RUN))
    tags = {tag for tag, _ in read.elements}
    assert not tags & {"script", "link", "img", "iframe", "object", "form"}
    attributes = [(name, value or "") for _, known in read.elements for name, value in known.items()]
    assert all(value.startswith("#") for name, value in attributes if name in ("href", "src"))
    assert not any(name.startswith("on") for name, _ in attributes)
    assert not re.search(r"url\(|@import|https?:", made(RUN))
    policy = next(known for tag, known in read.elements if known.get("http-equiv") == "Content-Security-Policy")
    assert policy["content"] == "default-src 'none'; style-src 'unsafe-inline'"


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_do_nothing_wherever_they_stand(words: str) -> None:
    plain = outcome(ranks=(2,), quote_correct=False, language="en", kind="k")
    bad = replace(
        plain,
        id=words,
        question=words,
        language=words,
        kind=words,
        quote=words,
        expected=(words,),
        documents=(words,),
        refusal=words,
        first=found(1, words, words),
        wanted=found(4, words, words),
    )
    about = replace(ABOUT, questions=words, embedder=words)
    changed = compare((replace(bad, ranks=(3,)),), (bad,))
    harmless = replace(bad, id="x", question="x", language="x", kind="x", quote="x", refusal="x")
    markup = page(aggregate(Run((bad,))), about, changed)
    expected = page(aggregate(Run((harmless,))), about, compare((replace(harmless, ranks=(3,)),), (harmless,)))
    assert [tag for tag, _ in Read(markup).elements] == [tag for tag, _ in Read(expected).elements]
    assert "\x00" not in markup
    assert "\x1b" not in markup


@settings(max_examples=25)
@given(st.text())
def test_any_question_is_shown_as_it_is(words: str) -> None:
    plain = made([outcome(ranks=())])
    read = Read(made([replace(outcome(ranks=()), question=words)]))
    assert [tag for tag, _ in read.elements] == [tag for tag, _ in Read(plain).elements]


@settings(max_examples=15)
@given(RUNS)
def test_every_run_makes_a_page_with_every_failure(run: list[Outcome]) -> None:
    named = [replace(each, id=f"q{number}-", question=f"question number {number}?") for number, each in enumerate(run)]
    text = said(named)
    for each in named:
        assert (each.question in text) == bool(faults(each))


def test_headings_do_not_skip_ids_are_unique_and_tables_have_headers() -> None:
    read = Read(made(RUN, [replace(each, status="answered") for each in RUN]))
    levels = [int(tag[1]) for tag, _ in read.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    ids = [known["id"] for _, known in read.elements if "id" in known]
    assert len(ids) == len(set(ids))
    linked = {(known["href"] or "").removeprefix("#") for tag, known in read.elements if tag == "a"}
    assert linked <= set(ids)
    described = [name for _, known in read.elements for name in (known.get("aria-labelledby") or "").split()]
    assert set(described) <= set(ids)
    assert all(known.get("scope") in ("row", "col") for tag, known in read.elements if tag == "th")
    tags = [tag for tag, _ in read.elements]
    assert tags.count("table") == tags.count("caption") == tags.count("thead")
    assert ("html", {"lang": "en"}) in read.elements


def test_charts_say_in_words_what_they_show() -> None:
    read = Read(made(RUN))
    charts = [known for tag, known in read.elements if tag == "svg" and known.get("role") == "img"]
    assert [known["aria-labelledby"] for known in charts] == [
        "reliability-title reliability-desc",
        "coverage-title coverage-desc",
    ]
    text = " ".join(read.text.split())
    assert "At the threshold 60.0 % are answered and 66.7 % of them wrong." in text


def test_the_headline_numbers_say_what_they_mean() -> None:
    text = said(RUN)
    assert "The right passage first for 2 of 3 questions" in text
    assert "Of 3 questions that the documents answer, 2 have a passage that answers in first place" in text
    assert "In 2 of 3 the words quoted hold the answer." in text
    assert (
        "Of 3 questions that the documents answer, 2 were answered, 1 of them wrongly; 1 was refused, though the "
        "documents say it." in text
    )
    assert "1 got the honest reply that they do not say; 1 got an answer, which cannot be right." in text
    assert "9.5 to 90.5 %, from 2 questions" in text
    assert re.search(
        "Wrong among its answers ?66.7 % ?20.8 to 93.9 %, from 3 answers ?Of 3 answers that it gave, 2 were", text
    )
    assert "no interval: of few questions it looks larger than it is" in text
    assert "It is drawn from 10 answers on." in text
    assert "2,000 resamples" in text


def test_a_failure_shows_what_was_expected_what_came_and_why() -> None:
    wrong = replace(
        outcome(id_="w", ranks=(4,), quote_correct=False, refused=True, confidence=0.31),
        question="Who chairs?",
        expected=("Ann Lee", "Lee", "A. Lee", "Ms Lee"),
        quote="Nobody does.",
        refusal="Nothing is near.",
        first=found(1, "Minutes"),
        wanted=found(4, "Annual report"),
    )
    text = said([wrong])
    for part in (
        "Who chairs?",
        "confidence 31 %",
        "wrong quote",
        "refused, though the documents say",
        "Ann Lee",
        "Any one of these would do, or of 1 more.",
        "A refusal: Nothing is near.",
        "Nobody does.",
        "Minutes › Heading, page 7, paragraph 3",
        "Right one, at 4",
        "Annual report › Heading, page 7, paragraph 3",
        "0.123",
        "7.89",
    ):
        assert part in text
    lost = replace(wrong, ranks=(), wanted=None, expected=(), documents=("annual-report",))
    assert "No passage that answers was among those that came." in said([lost])
    assert "Something of annual-report" in said([lost])


def test_what_changed_is_named() -> None:
    before = [replace(each, ranks=(9,) if each.answerable else ()) for each in RUN]
    text = " ".join(Read(made(RUN, before)).text.split())
    assert "Of 5 questions, 3 got better, 0 worse, 0 both; 2 stayed." in text
    assert "right passage at 9 → at 1" in text
    assert "McNemar’s exact test" in text
    assert "Since the baseline" not in said(RUN)


def test_a_run_that_moved_no_question_says_what_did_not_change() -> None:
    before = [replace(outcome(ranks=(1, 2)), ndcg=1.0)]
    after = [replace(outcome(ranks=(1, 9)), ndcg=0.79)]
    text = " ".join(Read(made(after, before)).text.split())
    assert "In no question did the first right passage, the quote or the refusal change." in text


def test_where_nothing_was_answered_no_card_speaks_of_answers() -> None:
    assert "Wrong among its answers" not in said([outcome(refused=True)])


def test_a_refused_question_stands_among_the_refusals() -> None:
    text = said([outcome(ranks=(), refused=True, quote_correct=False)])
    assert "Refused, though the documents say: 1" in text
    assert "Wrong paragraph first: " not in text


def test_a_run_without_failures_says_so() -> None:
    assert "None: every question was answered or refused as it should be." in said([outcome()])


def test_questions_without_answers_alone_make_a_page() -> None:
    text = said([outcome(answerable=False, refused=True), outcome(answerable=False)])
    assert "Rightly refused: 1 of 2 questions without an answer" in text
    assert "Right passage first" not in text.split("By language")[0]


SHARES = st.floats(0, 1)
POINTS = st.lists(st.builds(Point, SHARES, SHARES, SHARES), min_size=1, max_size=5)


def require_inside(chart: str) -> None:
    read = Read(chart)
    width, height = map(float, str(dict(read.elements)["svg"]["viewbox"]).split()[2:])
    for tag, known in read.elements:
        pairs = [pair.split(",") for pair in (known.get("points") or "").split()]
        across = [known.get(name) for name in ("x", "x1", "x2", "cx")] + [pair[0] for pair in pairs]
        down = [known.get(name) for name in ("y", "y1", "y2", "cy")] + [pair[1] for pair in pairs]
        assert all(0 <= float(each) <= width for each in across if each is not None), (tag, known)
        assert all(0 <= float(each) <= height for each in down if each is not None), (tag, known)


@given(POINTS, st.none() | st.builds(Point, SHARES, SHARES, SHARES))
def test_every_mark_lies_on_the_canvas(points: list[Point], chosen: Point | None) -> None:
    require_inside(draw_coverage(points, chosen))


@given(RUNS)
def test_every_runs_charts_lie_on_the_canvas(run: list[Outcome]) -> None:
    require_inside(draw_reliability(reliability(run), 0.5))
    require_inside(draw_coverage(risk_coverage(run)[-1:], answered(run, 0.5)))


@pytest.mark.parametrize("ends", [(0.0, 0.001), (0.2, 0.6), (0.999, 1.0)])
def test_an_interval_lies_on_its_rule(ends: tuple[float, float]) -> None:
    read = Read(draw_strip(ends[0], Interval(*ends, 5)))
    [span] = [known for _, known in read.elements if known.get("class") == "span"]
    assert float(span["x"] or 0) >= 0
    assert float(span["x"] or 0) + float(span["width"] or 0) <= 200


def test_one_point_is_a_dot_and_more_are_a_line() -> None:
    def drawn(points: list[Point]) -> list[str]:
        return [tag for tag, _ in Read(draw_coverage(points, None)).elements if tag in ("circle", "polyline")]

    assert drawn([Point(0.5, 1, 0.2)]) == ["circle"]
    assert drawn([Point(0.5, 0.5, 0.1), Point(0.2, 1, 0.2)]) == ["polyline"]


def test_the_threshold_above_all_that_is_drawn_is_on_the_chart() -> None:
    run = [outcome(confidence=0.9, ranks=(2,))] * 3 + [outcome(confidence=0.5, refused=True)] * 60
    require_inside(draw_coverage(risk_coverage(run)[-1:], answered(run, 0.9)))


def _plain(text: str) -> str:
    return text.replace("\N{NO-BREAK SPACE}", " ")


def test_each_metric_has_a_label_and_each_label_a_metric() -> None:
    assert LABELS.keys() == METRICS.keys()


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("hit@1", 0.875, "87.5 %"),
        ("hit@1", 0.0, "0.0 %"),
        ("hit@1", None, NONE),
        ("latency_p50_ms", 9.96, "10.0 ms"),
        ("latency_p95_ms", 1234.4, "1,234 ms"),
        ("quote_length_words", 12.34, "12.3"),
        ("questions", 1234, "1,234"),
    ],
)
def test_a_metric_is_written_with_its_unit(name: str, value: float | None, written: str) -> None:
    assert _plain(shown(name, {name: value})) == written


def test_an_interval_has_its_unit_once() -> None:
    assert _plain(between("hit@1", Interval(0.808, 0.933, 40))) == "80.8 to 93.3 %"
    assert _plain(between("latency_p50_ms", Interval(1.5, 1020.0, 40))) == "1.5 to 1,020.0"


def test_a_share_has_as_many_digits_as_are_asked_for() -> None:
    assert _plain(percent(1, digits=0)) == "100 %"
