import io

from rich.console import Console

from api.reports.terminal_report import _FINDING, _REFUSING, comparison_table, table
from retriever.evaluation.comparison import compare
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


BEFORE = [outcome(id_=f"[b]{n}", ranks=(2,), elapsed=1.5) for n in range(30)]
AFTER = [outcome(id_=f"[b]{n}", ranks=(1,), quote_correct=n != 29, elapsed=0.5) for n in range(30)]


def compared(before: int, after: int) -> str:
    runs = (BEFORE, AFTER)
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(comparison_table(compare(runs[before], runs[after]), str))
    return console.export_text()


def test_eighty_columns_show_every_change_whole() -> None:
    text = compared(0, 1)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "…\n" not in text
    [hits] = [line.split() for line in text.splitlines() if line.startswith("hit@1")]
    assert hits == ["hit@1", "0.000", "1.000", "+1.000", "–", "<0.001", "McNemar"]
    [quotes] = [line.split() for line in text.splitlines() if line.startswith("quote_accuracy")]
    assert quotes == ["quote_accuracy", "1.000", "0.967", "-0.033", "-0.100", "…", "+0.000", "1.000", "McNemar"]
    assert "latency_p50_ms" in text


def test_questions_are_named_the_first_of_many() -> None:
    lines = compared(0, 1).splitlines()
    assert "Better: 29" in lines
    assert "  [b]0: right passage at 2 → at 1" in lines
    assert "  and 9 more; --report and --json name them all" in lines
    assert "Mixed: 1" in lines
    assert not any(line.startswith("Worse") for line in lines)


def test_the_same_run_changed_no_question() -> None:
    assert "In no question did the first right passage, the quote or the refusal change." in compared(1, 1)


def test_ids_are_shown_as_they_are_cleaned() -> None:
    console = Console(width=80, file=io.StringIO(), record=True)
    changed = compare([outcome(id_="\x1b[2J", ranks=(2,))], [outcome(id_="\x1b[2J")])
    console.print(comparison_table(changed, repr))
    text = console.export_text()
    assert "\x1b" not in text
    assert "[2J': right passage at 2 → at 1" in text
