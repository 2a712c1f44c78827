"""`rujuk eval` from the command line: the report, the comparison, floors, and what is refused before anything runs."""

import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from api import bootstrap, cli
from api.commands import evaluate
from api.commands.evaluate import json_report, written_whole
from corpus.errors import SettingRefused
from retriever.evaluation.comparison import compare
from retriever.evaluation.judging import Run
from retriever.evaluation.report import About, aggregate
from tests.retriever.evaluation.factory import outcome

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


def test_the_file_appears_whole(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    with written_whole(path) as file:
        file.write("né")
        assert path.read_text() == "old"
    assert path.read_bytes() == "né".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_who_may_read_it_is_as_for_any_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        with written_whole(tmp_path / "report.html"):
            pass
    finally:
        os.umask(before)
    assert (tmp_path / "report.html").stat().st_mode & 0o777 == 0o640


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "report.html")
    with written_whole(tmp_path / "link.html") as file:
        file.write("new")
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "report.html").read_text() == "new"


def test_what_fails_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")

    def fail() -> None:
        with written_whole(path) as file:
            file.write("new")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "name", ["none/report.html", ".", "file/report.html", "loop", "loop/report.html", "a" * 256, "a\0b", "to-none"]
)
def test_a_place_that_cannot_be_written_is_refused_at_once(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    (tmp_path / "to-none").symlink_to(tmp_path / "none" / "report.html")
    with pytest.raises(SettingRefused, match="cannot write"), written_whole(tmp_path / name):
        pytest.fail("the work began")


def test_the_longest_name_is_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    with written_whole(path) as file:
        file.write("new")
    assert path.read_text() == "new"


def test_a_folder_that_appeared_meanwhile_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    with pytest.raises(SettingRefused, match="cannot write"), written_whole(path):
        path.mkdir()
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_wrong_in_the_work_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), written_whole(tmp_path / "report.html"):
        (tmp_path / "none").read_text()


def test_a_device_is_left_alone() -> None:
    with pytest.raises(SettingRefused, match="not an ordinary file"), written_whole(Path("/dev/null")):
        pytest.fail("the work began")
    assert not Path("/dev/null").is_file()


ABOUT = About("questions.jsonl", "2026-01-01T00:00:00Z", "0.1.0", "none", 3, 0.5)
RUN = Run((outcome(id_="a"), outcome(id_="b", ranks=()), outcome(id_="c", answerable=False)))


def test_the_json_holds_everything() -> None:
    report = aggregate(RUN)
    whole = json_report(report, ABOUT, compare(RUN.outcomes, RUN.outcomes))
    assert json.loads(json.dumps(whole, allow_nan=False)) == whole
    assert list(whole) == ["overall", "languages", "kinds", "questions_detail", "run", "intervals", "comparison"]
    assert whole["run"]["threshold"] == 0.5
    assert whole["intervals"]["overall"]["hit@1"] == pytest.approx({"low": 0.0945, "high": 0.9055, "n": 2}, abs=1e-4)
    assert whole["intervals"]["method"].startswith("Wilson")
    assert {"first", "wanted", "documents", "refusal"} <= whole["questions_detail"][0].keys()


def test_without_a_baseline_there_is_no_comparison() -> None:
    assert "comparison" not in json_report(aggregate(RUN), ABOUT)
