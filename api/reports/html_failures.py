"""Every question that went wrong: what was expected, what came instead, and the scores that led there."""

from collections.abc import Sequence

from api.reports.html_markup import Markup, element, join, quoted
from api.reports.html_tables import table
from api.reports.numbers import counted, percent
from retriever.evaluation.failures import Fault, failures, faults
from retriever.evaluation.judging import Found, Outcome

_TITLES = {
    Fault.ANSWERED: "Answered, though the documents do not say",
    Fault.PASSAGE: "Wrong paragraph first",
    Fault.QUOTE: "Right paragraph, wrong quote",
    Fault.REFUSED: "Refused, though the documents say",
}
_SHOWN = 3  # expected texts, of which any one would do


def failing(outcomes: Sequence[Outcome]) -> Markup:
    """The failures under their gravest fault, each question once."""
    groups = failures(outcomes)
    count = sum(map(len, groups.values()))
    if not count:
        return element("p", "None: every question was answered or refused as it should be.", class_="lead")
    said = (
        f"{counted(count, 'question')} of {len(outcomes):,} went wrong in some way. Each stands once, under its "
        "gravest fault; other faults stand beside it. Open one to see what came instead, and why."
    )
    return join(
        [
            element("p", said, class_="lead"),
            *(_group(fault, group) for fault, group in groups.items()),
            element(
                "p",
                "dense: likeness in meaning of question and paragraph (cosine). sentence: the same of the paragraph’s "
                "best sentence. lexical: shared words (BM25). Higher is better.",
                class_="note",
            ),
        ]
    )


def _group(fault: Fault, group: Sequence[Outcome]) -> Markup:
    heading = element("h3", f"{_TITLES[fault]}: {len(group):,}")
    return element("section", heading, *(_failure(fault, outcome) for outcome in group), class_="failures")


def _failure(fault: Fault, outcome: Outcome) -> Markup:
    others = [each.value for each in faults(outcome) if each is not fault]
    told = [outcome.id, outcome.language, outcome.kind, f"confidence {percent(outcome.confidence, 0)}"]
    summary = element(
        "summary",
        quoted(outcome.question, outcome.language, class_="question"),
        element("small", " · ".join(each for each in told if each), *(_badge(other) for other in others)),
    )
    return element("details", summary, element("div", _expected(outcome), _came(outcome), _scores(outcome)))


def _badge(words: str) -> Markup:
    return join([" ", element("span", words, class_="badge")])


def _expected(outcome: Outcome) -> Markup:
    if not outcome.answerable:
        inside = [element("p", "No answer: the documents do not say.")]
    elif outcome.expected:
        inside = [quoted(text, tag="blockquote", class_="wanted") for text in outcome.expected[:_SHOWN]]
    else:
        inside = [element("p", "Something of ", quoted(", ".join(outcome.documents), tag="b"))]
    if len(outcome.expected) > 1:
        more = len(outcome.expected) - _SHOWN
        inside.append(element("p", "Any one of these would do" + (f", or of {more:,} more." if more > 0 else ".")))
    return join([element("h4", "Expected"), *inside])


def _came(outcome: Outcome) -> Markup:
    refused = None if outcome.refusal is None else element("p", f"A refusal: {outcome.refusal}")
    title = "Came instead" if outcome.refusal is None else "Came instead, and the nearest passage"
    if outcome.quote is None:
        return join([element("h4", title), refused, element("p", "No passage at all.")])
    place = None if outcome.first is None else element("p", place_of(outcome.first), class_="place")
    return join([element("h4", title), refused, quoted(outcome.quote, tag="blockquote"), place])


def place_of(found: Found) -> Markup:
    """Where a passage stands: title, headings, page, paragraph."""
    under = [found.title, *found.headings]
    where = f"page {found.page}, " if found.page is not None else ""
    return join([quoted(" › ".join(under)), f", {where}paragraph {found.paragraph}"])


def _scores(outcome: Outcome) -> Markup | None:
    first, wanted = outcome.first, outcome.wanted
    if first is None:
        return None
    if wanted is not None and wanted.rank > 1:
        rows = [_row("First", first), _row(f"Right one, at {wanted.rank}", wanted)]
        return table("Why: the scores", ["Passage", "Place", "dense", "sentence", "lexical"], rows)
    told = f"dense {first.scores.dense:.3f}, sentence {first.scores.sentence:.3f}, lexical {first.scores.lexical:.2f}"
    lost = outcome.answerable and wanted is None
    nowhere = element("p", "No passage that answers was among those that came.") if lost else None
    return join([element("p", f"Scores: {told}", class_="place"), nowhere])


def _row(name: str, found: Found) -> list[Markup]:
    scores = found.scores
    return [
        element("th", name, scope="row"),
        element("td", place_of(found), class_="words"),
        element("td", f"{scores.dense:.3f}"),
        element("td", f"{scores.sentence:.3f}"),
        element("td", f"{scores.lexical:.2f}"),
    ]
