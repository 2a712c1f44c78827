"""The whole page."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from api.reports import html_parts, html_tables
from api.reports.html_cards import cards
from api.reports.html_comparison import compared
from api.reports.html_failures import failing
from api.reports.html_markup import Markup, element, join
from api.reports.numbers import counted, percent
from retriever.evaluation import curves, intervals
from retriever.evaluation.about import About
from retriever.evaluation.comparison import Comparison
from retriever.evaluation.judging import Outcome
from retriever.evaluation.report import Report

_LEAST = 10  # answers from which on the share of wrong ones is drawn
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # whatever a question says, nothing runs and nothing loads


@dataclass(frozen=True, slots=True)
class _Part:
    key: str
    title: str
    inside: Markup


def page(report: Report, about: About, comparison: Comparison | None = None) -> str:
    """The report as HTML5. Needs at least one outcome."""
    parts = [_Part("numbers", "How well it answers", _numbers(report))]
    if comparison is not None:
        parts.append(_Part("compared", "Since the baseline", compared(comparison)))
    parts.append(_Part("confidence", "How far to trust its confidence", _confidence(report, about)))
    if groups := _groups(report):
        parts.append(_Part("groups", "By language and kind of question", groups))
    parts += [
        _Part("failures", "What went wrong", failing(report.outcomes)),
        _Part("method", "How this was measured", _method(report, about)),
    ]
    return f"<!doctype html>\n{element('html', _head(about), _body(report, about, parts), lang='en')}\n"


def _head(about: About) -> Markup:
    style = files("api.reports").joinpath("style.css").read_text("utf-8")
    return element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", name="color-scheme", content="light dark"),
        element("title", f"Rujuk: {about.questions}, {about.made[:10]}"),
        element("style", Markup(style)),
    )


def _body(report: Report, about: About, parts: Sequence[_Part]) -> Markup:
    links = [element("li", element("a", part.title, href=f"#{part.key}")) for part in parts]
    return element(
        "body",
        element(
            "header",
            element("p", "Rujuk evaluation", class_="kicker"),
            element("h1", _headline(report)),
            element("p", _made(report, about), class_="made"),
            element("nav", element("ul", *links), aria_label="On this page"),
        ),
        element("main", *(_section(part) for part in parts)),
        element("footer", element("p", f"Rujuk {about.rujuk}, {about.made}. This page needs no network.")),
    )


def _section(part: _Part) -> Markup:
    return element(
        "section",
        element("h2", part.title, id=f"{part.key}-h"),
        part.inside,
        id=part.key,
        aria_labelledby=f"{part.key}-h",
    )


def _headline(report: Report) -> str:
    told = [each for each in report.outcomes if each.answerable]
    if not told:
        refused = sum(each.status == "no_answer" for each in report.outcomes)
        return f"Rightly refused: {refused:,} of {counted(len(report.outcomes), 'question')} without an answer"
    right = sum(each.first_is_relevant for each in told)
    return f"The right passage first for {right:,} of {counted(len(told), 'question')}"


def _made(report: Report, about: About) -> Markup:
    facts = (
        ("Questions", f"{about.questions}, {len(report.outcomes):,} asked"),
        ("Model", about.embedder),
        ("Library", f"generation {about.generation:,}"),
        ("Answers from", f"confidence {about.threshold:.2f} on"),
        ("Made", about.made.replace("T", " ").replace("Z", " UTC")),
    )
    return join((element("span", element("b", name), " ", value) for name, value in facts), " ")


def _numbers(report: Report) -> Markup:
    return cards(report, intervals.intervals(report.outcomes))


def _confidence(report: Report, about: About) -> Markup:
    outcomes = report.outcomes
    told, chosen = curves.reliability(outcomes), curves.answered(outcomes, about.threshold)
    points = curves.risk_coverage(outcomes)
    drawn = [each for each in points if round(each.coverage * len(outcomes)) >= _LEAST] or points[-1:]
    true = element(
        "figure",
        element("h3", "Is the confidence true?"),
        html_parts.reliability(told, float(report.overall["ece"] or 0)),
        element(
            "figcaption",
            "Each dot is the questions of one tenth of the scale, larger where there are more. On the dashed line, "
            "what was stated is what came; below it, Rujuk was too sure, above it, too modest.",
            element("details", element("summary", "The numbers"), html_tables.bins(told)),
        ),
    )
    held = element(
        "figure",
        element("h3", "What does holding back save?"),
        html_parts.coverage(drawn, chosen),
        element("figcaption", _held(outcomes, chosen), class_=None),
    )
    return element("div", true, held, class_="figures")


def _held(outcomes: Sequence[Outcome], chosen: curves.Point | None) -> str:
    every = curves.risk_coverage(outcomes)[-1]
    said = f"Answering everything, {percent(every.error)} of the answers would be wrong. "
    if chosen is None:
        said += "At the threshold nothing was answered. "
    else:
        said += f"At the threshold {percent(chosen.coverage)} are answered, {percent(chosen.error)} of them wrongly. "
    return said + (
        "Wrong is an answer whose first passage does not answer; to a question that the documents do not answer, every "
        "answer is wrong. The lower the curve lies to the left, the better the confidence knows what to hold back. It "
        f"is drawn from {_LEAST} answers on."
    )


def _groups(report: Report) -> Markup | None:
    made = [
        html_tables.groups(caption, {name: (summary, _intervals(report, key, name)) for name, summary in found.items()})
        for caption, key, found in (
            ("By language", "language", report.languages),
            ("By kind of question", "kind", report.kinds),
        )
        if found
    ]
    note = element(
        "p", "Small figures: 95 % intervals. Of few questions they are wide; read them first.", class_="note"
    )
    return join([*made, note]) if made else None


def _intervals(report: Report, key: str, name: str) -> dict[str, intervals.Interval]:
    return intervals.intervals([outcome for outcome in report.outcomes if getattr(outcome, key) == name])


def _method(report: Report, about: About) -> Markup:
    said = (
        f"Each of the {counted(len(report.outcomes), 'question')} was asked of the library as a user would ask it, "
        "and the answer compared with what is known to answer.",
        "A passage is right where it holds the expected words, or where it is of an expected document if only "
        "documents are named. Passages and quotes of refused questions are judged too.",
        f"Intervals: {intervals.METHOD}. They say how far the number might move with other questions of the same sort.",
        "MRR@10 is the mean of 1 / rank of the first right passage; nDCG@10 counts every right one with a discount for "
        "its rank. Both, and the hits, agree with ir-measures.",
        f"Answered means a confidence of {about.threshold:.3f} or more. Questions that were seen while Rujuk was built "
        "flatter it.",
    )
    return element("ul", *(element("li", each) for each in said))
