"""A comparison for the terminal: what changed, and which questions."""

from collections.abc import Callable

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from retriever.evaluation.comparison import UNMOVED, Change, Comparison, Moved

_NAMED = 20  # questions that are named each way
_STYLES = {"better": "green", "worse": "red", "mixed": "yellow"}
_TESTS = {"McNemar exact": "McNemar", "sign flip": "sign flip", "swap": "swap"}


def table(comparison: Comparison, clean: Callable[[str], str]) -> RenderableType:
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
