"""What changed since the baseline."""

from collections.abc import Sequence

from api.reports.html_markup import Markup, element, join
from api.reports.html_tables import table
from api.reports.numbers import LABELS, NONE, counted, shown
from retriever.evaluation.comparison import UNMOVED, Change, Comparison, Moved

_WAYS = {"better": "Better", "worse": "Worse", "mixed": "Better in one way, worse in another"}
_NAMES = {"McNemar exact": "McNemar’s exact test", "sign flip": "sign-flip permutation", "swap": "swap permutation"}


def compared(comparison: Comparison) -> Markup:
    """The metrics then and now, and the questions by what became of them."""
    rows = [_row(each) for each in comparison.changes]
    headings = ["Metric", "Then", "Now", "Change", "95 % interval of the change", "p", "Test"]
    groups = [_questions(title, [each for each in comparison.moved if each.way == way]) for way, title in _WAYS.items()]
    return join(
        [
            element("p", _summary(comparison), class_="lead"),
            table("Metrics, then and now", headings, rows),
            *groups,
            element(
                "p",
                "p tells how often chance alone would make a change as large, were both runs as good as each other; "
                "below 0.05 it is marked. With a dozen metrics looked at, one such p may be chance after all.",
                class_="note",
            ),
        ]
    )


def _summary(comparison: Comparison) -> str:
    if not comparison.moved:
        return UNMOVED
    counts = {way: sum(each.way == way for each in comparison.moved) for way in _WAYS}
    same = comparison.questions - len(comparison.moved)
    return (
        f"Of {counted(comparison.questions, 'question')}, {counts['better']:,} got better, {counts['worse']:,} worse, "
        f"{counts['mixed']:,} both; {same:,} stayed."
    )


def _row(change: Change) -> list[Markup]:
    sure = change.way != "same" and change.p is not None and change.p < 0.05
    interval = (
        NONE
        if change.low is None or change.high is None
        else f"{_by(change, change.low)} to {_by(change, change.high)}"
    )
    return [
        element("th", LABELS[change.metric.name], element("small", change.metric.name), scope="row"),
        element("td", shown(change.metric, change.before)),
        element("td", shown(change.metric, change.after)),
        element("td", _by(change, change.after - change.before), class_=change.way if sure else None),
        element("td", interval),
        element("td", NONE if change.p is None else "< 0.001" if change.p < 0.001 else f"{change.p:.3f}"),
        element("td", _NAMES[change.test] if change.test else NONE, class_="words"),
    ]


def _by(change: Change, difference: float) -> str:
    if change.metric.unit == "share":
        difference *= 100
    return f"{difference:+,.1f}".replace("-", "\N{MINUS SIGN}")


def _questions(title: str, moved: Sequence[Moved]) -> Markup | None:
    if not moved:
        return None
    items = [
        element("li", element("code", each.id), " ", element("span", each.question, dir="auto"), _what(each))
        for each in moved
    ]
    return element("details", element("summary", f"{title}: {len(moved):,}"), element("ul", *items, class_="moved"))


def _what(moved: Moved) -> Markup:
    return element("small", "; ".join(moved.what))
