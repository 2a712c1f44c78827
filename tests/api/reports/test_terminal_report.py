import io

from rich.console import Console

from api.reports.terminal_report import _FINDING, _REFUSING, table
from retriever.evaluation.judging import Run
from retriever.evaluation.report import METRICS, aggregate
from tests.retriever.evaluation.factory import outcome


def rendered(run: Run, width: int) -> str:
    console = Console(width=width, file=io.StringIO(), record=True)
    console.print(table(aggregate(run), str))
    return console.export_text()


def test_every_metric_has_a_column() -> None:
    assert sorted([*_FINDING, *_REFUSING]) == sorted(metric.name for metric in METRICS)


def test_eighty_columns_show_every_number_whole() -> None:
    languages = ["en", "fil", "id", "th"]
    run = Run(tuple(outcome(language=languages[i % 4], kind="two-sentence", elapsed=1.2345) for i in range(1000)))
    text = rendered(run, width=80)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "1,000" in text
    assert text.count("1,234 ") == 2 * 6
    for group in ("overall", *languages, "two-sentence"):
        assert sum(line.startswith(group) for line in text.splitlines()) == 2


def test_a_narrow_terminal_folds_names_before_it_cuts_numbers() -> None:
    text = rendered(Run((outcome(kind="a-kind-with-a-long-name"),)), width=80)
    assert "…" not in text
    assert text.count("0.100") == 3


def test_what_is_undefined_is_a_dash() -> None:
    text = rendered(Run((outcome(answerable=False, language=None),)), width=80)
    [finding, refusing] = [line.split() for line in text.splitlines() if line.startswith("overall")]
    assert finding == ["overall", "1", "0", *"–" * 7]
    assert refusing == ["overall", "1", "–", "–", "0.000", "–", "0.900", "10.0", "10.0"]


def test_a_name_with_brackets_is_shown_as_it_is() -> None:
    assert "[red]" in rendered(Run((outcome(kind="[red]"),)), width=80)


def test_names_are_shown_as_they_are_cleaned() -> None:
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(table(aggregate(Run((outcome(kind="\x1b[31m", language="\x1b[32m"),))), repr))
    text = console.export_text()
    assert "\x1b" not in text
    assert text.count("[31m'") == text.count("[32m'") == 2
