import io

from rich.console import Console

from api.reports.terminal_comparison import table
from retriever.evaluation.comparison import compare
from tests.retriever.evaluation.factory import outcome

BEFORE = [outcome(id_=f"[b]{n}", ranks=(2,), elapsed=1.5) for n in range(30)]
AFTER = [outcome(id_=f"[b]{n}", ranks=(1,), quote_correct=n != 29, elapsed=0.5) for n in range(30)]


def rendered(before: int, after: int) -> str:
    runs = (BEFORE, AFTER)
    console = Console(width=80, file=io.StringIO(), record=True)
    console.print(table(compare(runs[before], runs[after]), str))
    return console.export_text()


def test_eighty_columns_show_every_number_whole() -> None:
    text = rendered(0, 1)
    assert max(len(line.rstrip()) for line in text.splitlines()) <= 80
    assert "…\n" not in text
    [hits] = [line.split() for line in text.splitlines() if line.startswith("hit@1")]
    assert hits == ["hit@1", "0.000", "1.000", "+1.000", "–", "<0.001", "McNemar"]
    [quotes] = [line.split() for line in text.splitlines() if line.startswith("quote_accuracy")]
    assert quotes == ["quote_accuracy", "1.000", "0.967", "-0.033", "-0.100", "…", "+0.000", "1.000", "McNemar"]
    assert "latency_p50_ms" in text


def test_questions_are_named_the_first_of_many() -> None:
    lines = rendered(0, 1).splitlines()
    assert "Better: 29" in lines
    assert "  [b]0: right passage at 2 → at 1" in lines
    assert "  and 9 more; --report and --json name them all" in lines
    assert "Mixed: 1" in lines
    assert not any(line.startswith("Worse") for line in lines)


def test_the_same_run_changed_no_question() -> None:
    assert "In no question did the first right passage, the quote or the refusal change." in rendered(1, 1)


def test_ids_are_shown_as_they_are_cleaned() -> None:
    console = Console(width=80, file=io.StringIO(), record=True)
    changed = compare([outcome(id_="\x1b[2J", ranks=(2,))], [outcome(id_="\x1b[2J")])
    console.print(table(changed, repr))
    text = console.export_text()
    assert "\x1b" not in text
    assert "[2J': right passage at 2 → at 1" in text
