"""A report for the terminal: two blocks, each with a row a group, that fit into 80 columns."""

from collections.abc import Callable, Mapping

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from retriever.evaluation.comparison import UNMOVED, Change, Comparison, Moved
from retriever.evaluation.report import METRICS, Report, Value

_FINDING = {
    "questions": "ques-\ntions",
    "answerable": "with\nanswer",
    "hit@1": "hit\n@1",
    "hit@3": "hit\n@3",
    "hit@5": "hit\n@5",
    "mrr@10": "MRR\n@10",
    "ndcg@10": "nDCG\n@10",
    "quote_accuracy": "quote\nright",
    "quote_length_words": "quote\nwords",
}
_REFUSING = {
    "unanswerable": "without\nanswer",
    "answered_rate": "answered\nrate",
    "refusal_precision": "refusal\nprec.",
    "refusal_recall": "refusal\nrecall",
    "auroc": "AUROC",
    "ece": "ECE",
    "latency_p50_ms": "p50\nms",
    "latency_p95_ms": "p95\nms",
}
_UNITS = {metric.name: metric.unit for metric in METRICS}
_NAMED = 20  # questions that are named each way
_STYLES = {"better": "green", "worse": "red", "mixed": "yellow"}
_TESTS = {"McNemar exact": "McNemar", "sign flip": "sign flip", "swap": "swap"}


def table(report: Report, clean: Callable[[str], str]) -> Table:
    """`report` as two tables in a grid: what was found, of the answerable questions; refusals, confidence, latency.

    `clean` makes the names of groups fit to be shown.
    """
    grid = Table.grid()
    grid.add_row(_block("Finding: paragraph and quote", _FINDING, report, clean))
    grid.add_row()
    grid.add_row(_block("Refusing, confidence, latency", _REFUSING, report, clean))
    return grid


def _block(title: str, headings: Mapping[str, str], report: Report, clean: Callable[[str], str]) -> Table:
    block = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    block.add_column("", min_width=8, overflow="fold")
    for heading in headings.values():
        block.add_column(heading, justify="right", no_wrap=True, vertical="bottom")
    for groups in ({"overall": report.overall}, report.languages, report.kinds):
        for group, summary in groups.items():
            block.add_row(Text(clean(group)), *(_cell(name, summary[name]) for name in headings))
        block.add_section()
    return block


def _cell(name: str, value: Value) -> str:
    if value is None:
        return "–"
    # three significant digits of a latency are enough, and keep the columns narrow
    milliseconds = ",.1f" if value < 100 else ",.0f"
    return format(value, {"count": ",d", "share": ".3f", "words": ".1f", "ms": milliseconds}[_UNITS[name]])


def comparison_table(comparison: Comparison, clean: Callable[[str], str]) -> RenderableType:
    """`comparison` in 80 columns: the metrics, then the questions that got better or worse, their ids by `clean`."""
    parts: list[RenderableType] = [Text(), _metrics(comparison)]
    for way in _STYLES:
        moved = [each for each in comparison.moved if each.way == way]
        if moved:
            parts += [Text(), *_questions(way, moved, clean)]
    if not comparison.moved:
        parts += [Text(), Text(UNMOVED)]
    return Group(*parts)


def _metrics(comparison: Comparison) -> Table:
    block = Table(
        title=f"Since the baseline: {comparison.questions:,} questions, paired",
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        show_edge=False,
    )
    block.add_column("")
    for heading in ("then", "now", "change", "95 % interval", "p"):
        block.add_column(heading, justify="right", no_wrap=True)
    block.add_column("test", no_wrap=True)
    for change in comparison.changes:
        style = _STYLES[change.way] if change.way != "same" and change.p is not None and change.p < 0.05 else ""
        block.add_row(*_row(change), style=style)
    return block


def _row(change: Change) -> list[str]:
    digits = 3 if change.metric.unit == "share" else 1
    interval = "–" if change.low is None else f"{change.low:+.{digits}f} … {change.high:+.{digits}f}"
    return [
        change.metric.name,
        f"{change.before:,.{digits}f}",
        f"{change.after:,.{digits}f}",
        f"{change.after - change.before:+,.{digits}f}",
        interval,
        "–" if change.p is None else "<0.001" if change.p < 0.001 else f"{change.p:.3f}",
        "–" if change.test is None else _TESTS[change.test],
    ]


def _questions(way: str, moved: list[Moved], clean: Callable[[str], str]) -> list[Text]:
    lines = [Text(f"{way.capitalize()}: {len(moved):,}", style=f"bold {_STYLES[way]}")]
    lines += [Text(f"  {clean(each.id)}: {'; '.join(each.what)}") for each in moved[:_NAMED]]
    if len(moved) > _NAMED:
        lines.append(Text(f"  and {len(moved) - _NAMED:,} more; --report and --json name them all"))
    return lines
