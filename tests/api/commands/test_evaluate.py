"""`rujuk eval` from the command line: the report, the comparison, floors, and what is refused before anything runs."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api import bootstrap, cli
from api.commands import evaluate

RELEVANT = [{"document": bootstrap.RELEASE, "quote": "70 million"}]
QUESTIONS = [
    {"id": "1", "question": "How many MSMEs are there in ASEAN?", "answerable": True, "relevant": RELEVANT},
    {"id": "2", "question": "What is the boiling point of mercury?", "answerable": False, "kind": "far-off"},
]


class Ran(NamedTuple):
    code: Any
    out: str
    err: str


Eval = Callable[..., Ran]


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(question | {"language": "en"}) for question in QUESTIONS))
    return path


@pytest.fixture
def eval_(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    library_folder: Path,
    questions: Path,
    _loaded_once: None,
) -> Eval:
    """`rujuk eval` of two questions, with more options."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    monkeypatch.setenv("TOKENIZERS_PARALLELISM", "false")

    def run(*options: str | Path) -> Ran:
        arguments = ["rujuk", "--library", library_folder, "eval", questions, *options]
        monkeypatch.setattr(sys, "argv", [str(each) for each in arguments])
        code = cli._run()
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
def never_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library must not be opened."""

    def open_or_make(*_: object) -> None:
        pytest.fail("the run began")

    monkeypatch.setattr(evaluate, "open_or_make", open_or_make)


def test_the_report_is_a_page_and_its_place_is_told(eval_: Eval, tmp_path: Path) -> None:
    report = tmp_path / "out.html"
    ran = eval_("--report", report)
    assert ran.code == 0
    assert f"report: {report}\n" in ran.err
    page = report.read_text("utf-8")
    assert page.startswith("<!doctype html>")
    assert "The right passage first for 1 of 1 question" in page
    assert "questions.jsonl" in page
    assert "hit" in ran.out


def test_json_says_what_led_to_each_answer(eval_: Eval) -> None:
    first, second = json.loads(eval_("--json").out)["questions_detail"]
    assert first["documents"] == [bootstrap.RELEASE]
    assert first["first"] == first["wanted"]
    assert first["first"]["rank"] == 1
    assert first["first"]["paragraph"] == 3
    assert set(first["first"]["scores"]) == {"dense", "sentence", "lexical"}
    assert first["refusal"] is None
    assert second["wanted"] is None
    assert second["refusal"]


def test_a_run_is_compared_with_an_earlier_one(eval_: Eval, tmp_path: Path) -> None:
    whole = json.loads(eval_("--json").out)
    earlier, report = tmp_path / "earlier.json", tmp_path / "out.html"
    whole["questions_detail"][0] |= {"ranks": [4], "rr@10": 0.25, "status": "no_answer"}
    earlier.write_text(json.dumps(whole))
    shown = eval_("--baseline", earlier, "--report", report)
    assert "1: right passage at 4 → at 1; refused → answered" in shown.out
    assert "McNemar" in shown.out
    assert "right passage at 4 → at 1; refused → answered" in report.read_text("utf-8")
    compared = json.loads(eval_("--baseline", earlier, "--json").out)["comparison"]
    assert compared["metrics"]["hit@1"]["change"] == 1
    assert [(each["id"], each["way"]) for each in compared["questions"]] == [("1", "better")]


def test_a_file_of_questions_steers_nobodys_terminal(eval_: Eval, questions: Path, tmp_path: Path) -> None:
    steering, earlier = "a\x1b]0;owned\x07\x1b[2Jb\nc", tmp_path / "earlier.json"
    questions.write_text(json.dumps(QUESTIONS[0] | {"id": steering, "kind": steering, "language": steering}))
    whole = json.loads(eval_("--json").out)
    whole["questions_detail"][0] |= {"ranks": [4], "rr@10": 0.25}
    earlier.write_text(json.dumps(whole))
    shown = eval_("--baseline", earlier).out
    assert not set("\x1b\x07") & set(shown)
    assert "  a\ufffd]0;owned\ufffd\ufffd[2Jb c: right passage at 4 → at 1" in shown


def test_a_floor_may_be_of_a_language_or_a_kind(eval_: Eval) -> None:
    assert eval_("--fail-under", "en:hit@1=1", "--fail-under", "far-off:refusal_recall=1").code == 0
    missed = eval_("--fail-under", "far-off:hit@1=1")
    assert missed.code == 4
    assert missed.err == "missed: far-off:hit@1 is undefined, since no question tells, and should be at least 1\n"


def test_the_report_is_written_also_where_a_floor_is_missed(eval_: Eval, tmp_path: Path) -> None:
    report = tmp_path / "out.html"
    assert eval_("--report", report, "--fail-under", "questions=3").code == 4
    assert report.exists()


@pytest.mark.usefixtures("never_asked")
@pytest.mark.parametrize(
    ("options", "code", "says"),
    [
        (["--fail-under", "hit@2=1"], 2, "did you mean hit@"),
        (["--fail-under", "faroff:hit@1=1"], 2, "did you mean far-off?"),
        (["--report", "/nowhere/out.html"], 3, "cannot write /nowhere/out.html"),
        (["--report", "/dev/null"], 3, "not an ordinary file"),
        (["--baseline", "/nowhere.json"], 3, "cannot read the baseline /nowhere.json"),
    ],
)
def test_what_cannot_be_is_refused_before_the_run(eval_: Eval, options: list[str], code: int, says: str) -> None:
    ran = eval_(*options)
    assert (ran.code, ran.out) == (code, "")
    assert says in " ".join(ran.err.replace("│", "").split())


@pytest.mark.usefixtures("never_asked")
def test_a_baseline_of_other_questions_is_refused_before_the_run(eval_: Eval, questions: Path, tmp_path: Path) -> None:
    earlier = tmp_path / "earlier.json"
    earlier.write_text(json.dumps({"overall": {}, "questions_detail": []}))
    ran = eval_("--baseline", earlier)
    assert ran.code == 3
    assert "of an older form" in ran.err
