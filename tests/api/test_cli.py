"""The command line: what each command prints and how it exits, and the same answers as over HTTP."""

import json
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api import bootstrap, terminal
from corpus.library import Library
from tests.api.conftest import Ran, Rujuk

QUESTION = "How many MSMEs are there in ASEAN?"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with two documents, a file of three records, and one that is no document."""
    folder = tmp_path / "files"
    (folder / "sub").mkdir(parents=True)
    (folder / "ferry.txt").write_text("The ferry leaves at nine.\n\nIt costs ten ringgit.\n")
    (folder / "sub" / "guide.md").write_text("# Guide\n\nBring water.\n")
    records = [{"id": "a", "text": "Alpha."}, {"text": 5}, {"id": "b", "text": "Beta."}]
    (folder / "records.jsonl").write_text("\n".join(json.dumps(record) for record in records))
    (folder / "x.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    return folder


def test_an_answer_is_the_quote_then_numbered_passages(rujuk: Rujuk, library_folder: Path) -> None:
    ran = rujuk("ask", QUESTION, "--top-k", "2", "--library", library_folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.lines[0].startswith("ASEAN estimates that there are about 70 million MSMEs")
    assert ran.lines[0].endswith(" [1]")
    assert [line.split()[0] for line in ran.lines if line.startswith("[")] == ["[1]", "[2]"]
    title = "ASEAN Centre of Excellence for MSMEs in Green Transition, 2025-10-24"
    assert f"[1] {title}, paragraph 3" in ran.lines
    assert any(line.startswith(f"[2] {title}, ") for line in ran.lines)
    under = rujuk("ask", "What is Malaysia's leadership role?", "--library", library_folder)
    assert f"[1] {title}, Why This Matters, paragraph 9" in under.lines
    assert not any(line.endswith(" ") or "\x1b" in line for line in ran.lines)


def test_no_answer_says_so_and_shows_the_nearest(rujuk: Rujuk, library_folder: Path) -> None:
    ran = rujuk("ask", "What is the boiling point of mercury?", "--library", library_folder)
    assert ran.code == 0
    assert ran.lines[0].startswith("The documents do not say.")
    assert "Nearest passages:" in ran.lines
    assert "[5]" in ran.out


def test_json_is_the_body_that_http_answers(rujuk: Rujuk, client: TestClient, library_folder: Path) -> None:
    printed = json.loads(rujuk("--library", library_folder, "ask", QUESTION, "--top-k", "3", "--json").out)
    body = client.post("/v1/ask", json={"question": QUESTION, "top_k": 3}).json()
    for answer in (printed, body):
        answer.pop("elapsed_ms")
    assert json.dumps(printed) == json.dumps(body)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask", " "], "question: is empty"),
        (["ask", "x" * 2001], "2,001 characters; the most is 2,000"),
        (["ask", "a", "--top-k", "0"], "top_k"),
        (["ask", "a", "--top-k", "101"], "the most is 100"),
        (["show", "nothing"], "no document 'nothing'"),
        (["remove", "nothing"], "no document 'nothing'"),
        (["verify", "no-such-file"], "cannot read no-such-file"),
        (["eval", "no-such-file"], "no-such-file"),
    ],
)
def test_input_that_is_refused_is_named_on_standard_error_and_exits_with_3(
    rujuk: Rujuk, library_folder: Path, arguments: list[str], said: str
) -> None:
    ran = rujuk(*arguments, "--library", library_folder)
    assert (ran.code, ran.out) == (3, "")
    assert said in ran.err


@pytest.mark.parametrize(
    "arguments",
    [
        ["unknown"],
        ["ask"],
        ["ask", "a", "--top-k", "x"],
        ["ask", "a", "--nope"],
        ["add"],
        ["eval", "--fail-under", "x=1"],
    ],
)
def test_wrong_usage_exits_with_2(rujuk: Rujuk, arguments: list[str]) -> None:
    ran = rujuk(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: rujuk" in ran.err


@pytest.mark.parametrize("command", [["list"], ["show", "a"], ["remove", "a"], ["verify", "-"]])
def test_a_library_that_is_not_there_is_not_made_by_looking(rujuk: Rujuk, tmp_path: Path, command: list[str]) -> None:
    ran = rujuk(*command, "--library", tmp_path / "none")
    assert ran.code == 3
    assert str(tmp_path / "none") in ran.err
    assert not (tmp_path / "none").exists()


def test_a_file_that_is_no_library_is_refused(rujuk: Rujuk, tmp_path: Path) -> None:
    (tmp_path / "library.sqlite3").write_text("not a library")
    for command in (["list"], ["ask", "a"], ["serve", "--port", "0"]):
        assert rujuk(*command, "--library", tmp_path).code == 3
    assert (tmp_path / "library.sqlite3").read_text() == "not a library"


def test_a_bad_setting_stops_the_program_naming_it(rujuk: Rujuk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_TRESHOLD", "0.5")
    ran = rujuk("list")
    assert ran.code == 3
    assert "RUJUK_TRESHOLD" in ran.err
    assert "RUJUK_THRESHOLD" in ran.err


def test_the_option_after_the_command_wins_over_the_one_before_and_both_over_the_environment(
    rujuk: Rujuk, library_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUJUK_LIBRARY", str(tmp_path / "environment"))
    assert str(tmp_path / "environment") in rujuk("list").err
    assert str(tmp_path / "before") in rujuk("--library", tmp_path / "before", "list").err
    assert rujuk("--library", tmp_path / "before", "list", "--library", library_folder).code == 0


def test_adding_reports_each_document_once_and_again_changes_nothing(rujuk: Rujuk, files: Path, tmp_path: Path) -> None:
    library = tmp_path / "new"
    ran = rujuk("add", files, "--library", library)
    assert ran.code == 3
    assert ran.lines[:2] == [f"added: {files}/ferry.txt as ferry", f"added: {files}/records.jsonl as a"]
    assert ran.lines[2].startswith(f"refused: {files}/records.jsonl:2: ")
    assert ran.lines[3:5] == [f"added: {files}/records.jsonl as b", f"added: {files}/sub/guide.md as guide"]
    assert ran.lines[5].startswith(f"refused: {files}/x.png: ")
    assert ran.err == "4 added, 2 refused\n"

    again = rujuk("add", files / "ferry.txt", files / "sub", "--json", "--library", library)
    assert again.code == 0
    assert [json.loads(line) for line in again.lines] == [
        {"path": f"{files}/ferry.txt", "id": "ferry", "status": "unchanged", "detail": None},
        {"path": f"{files}/sub/guide.md", "id": "guide", "status": "unchanged", "detail": None},
    ]
    (files / "ferry.txt").write_text("The ferry leaves at ten.")
    assert rujuk("add", files / "ferry.txt", "--library", library).out == f"updated: {files}/ferry.txt as ferry\n"


def test_a_path_that_is_not_there_is_refused_and_the_others_go_in(rujuk: Rujuk, files: Path, tmp_path: Path) -> None:
    ran = rujuk("add", tmp_path / "nowhere", files / "ferry.txt", "--library", tmp_path / "new")
    assert ran.code == 3
    assert ran.lines == [
        f"refused: {tmp_path}/nowhere: cannot be read: No such file or directory",
        f"added: {files}/ferry.txt as ferry",
    ]


def test_a_name_that_is_not_utf_8_can_be_added(rujuk: Rujuk, tmp_path: Path) -> None:
    path = tmp_path / "strange-\udcff\n.txt"
    path.write_text("A text.")
    ran = rujuk("add", path, "--json", "--library", tmp_path / "new")
    assert ran.code == 0
    assert json.loads(ran.out)["path"] == f"{tmp_path}/strange-\ufffd\ufffd.txt"


def test_list_show_remove(rujuk: Rujuk, files: Path, tmp_path: Path) -> None:
    library = tmp_path / "new"
    rujuk("add", files / "ferry.txt", files / "sub", "--library", library)
    assert rujuk("list", "--library", library).lines == ["ferry\tFerry\t\t2\tdefault", "guide\tGuide\t\t1\tdefault"]
    listed = json.loads(rujuk("list", "--json", "--library", library).out)
    assert [document["id"] for document in listed] == ["ferry", "guide"]
    shown = rujuk("show", "ferry", "--library", library).out
    assert len(shown) == listed[0]["length"]
    assert shown.startswith("The ferry leaves at nine.")

    removed = rujuk("remove", "ferry", "unknown", "guide", "--library", library)
    assert (removed.code, removed.lines) == (3, ["removed: ferry", "removed: guide"])
    assert "'unknown'" in removed.err
    empty = rujuk("list", "--library", library)
    assert (empty.code, empty.out, empty.err) == (0, "", "the library is empty\n")
    assert rujuk("list", "--json", "--library", library).out == "[]\n"
    assert rujuk("ask", "Is there anything?", "--library", library).lines[0].startswith("The documents do not say.")


def test_list_json_is_what_http_lists(rujuk: Rujuk, client: TestClient, library_folder: Path) -> None:
    listed = json.loads(rujuk("list", "--json", "--library", library_folder).out)
    assert listed == client.get("/v1/documents").json()["documents"]


def test_verify_takes_a_citation_a_passage_or_a_whole_answer(
    rujuk: Rujuk, library_folder: Path, tmp_path: Path
) -> None:
    answer = json.loads(rujuk("ask", QUESTION, "--json", "--library", library_folder).out)
    passage = answer["passages"][0]
    for given in (answer, passage, passage["citation"]):
        path = tmp_path / "given.json"
        path.write_text(json.dumps(given))
        ran = rujuk("verify", path, "--library", library_folder)
        assert (ran.code, ran.out) == (0, "found: the quote stands where the citation says\n")
    ran = rujuk("verify", "-", "--json", "--library", library_folder, stdin=json.dumps(answer))
    assert json.loads(ran.out)["status"] == "found"


def test_verify_exits_with_3_where_the_quote_is_gone(rujuk: Rujuk, library_folder: Path) -> None:
    citation = {"document": {"id": "no-such"}, "quote": {"text": "a", "start": 0, "end": 1}}
    ran = rujuk("verify", "-", "--library", library_folder, stdin=json.dumps(citation))
    assert ran.code == 3
    assert ran.out.startswith("gone: ")


@pytest.mark.parametrize(
    "given",
    ["", "{", "[]", "3", "{}", '{"quote": {}}', '{"passages": [], "answer": null}', '{"passages": [], "answer": {}}'],
)
def test_verify_refuses_what_is_no_citation(rujuk: Rujuk, library_folder: Path, given: str) -> None:
    ran = rujuk("verify", "-", "--library", library_folder, stdin=given)
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith("rujuk: ")


def test_eval_reports_and_a_missed_floor_exits_with_4(rujuk: Rujuk, library_folder: Path, tmp_path: Path) -> None:
    questions = tmp_path / "questions.jsonl"
    relevant = [{"document": bootstrap.RELEASE, "quote": "70 million"}]
    asked = {"id": "1", "question": QUESTION, "answerable": True, "relevant": relevant, "language": "en"}
    questions.write_text(json.dumps(asked))
    ran = rujuk("eval", questions, "--json", "--fail-under", "hit@1=1", "--library", library_folder)
    assert ran.code == 0
    assert json.loads(ran.out)["overall"]["hit@1"] == 1.0
    missed = rujuk("eval", questions, "--fail-under", "hit@1=1", "--fail-under", "auroc=1", "--library", library_folder)
    assert missed.code == 4
    assert "hit" in missed.out
    assert missed.err.startswith("missed: auroc")


def test_ask_makes_the_first_library_and_says_so(rujuk: Rujuk, tmp_path: Path) -> None:
    library = tmp_path / "deep" / "first"
    ran = rujuk("ask", QUESTION, "--library", library)
    assert ran.code == 0
    assert "70 million" in ran.lines[0]
    assert str(library) in ran.err
    assert [record.id for record in Library.open(library).documents()] == [bootstrap.RELEASE]
    assert rujuk("ask", QUESTION, "--library", library).err == ""


def test_a_bug_is_one_line_that_asks_to_be_reported_and_exits_with_1(
    rujuk: Rujuk, library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_folder: Path) -> Library:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr(Library, "open", fails)
    ran = rujuk("list", "--library", library_folder)
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("rujuk: this is a bug in Rujuk (ZeroDivisionError: inside)")
    assert "Traceback" not in ran.err
    monkeypatch.setenv("RUJUK_LOG_LEVEL", "debug")
    assert "Traceback" in rujuk("list", "--library", library_folder).err


def test_ctrl_c_ends_quietly(rujuk: Rujuk, library_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_folder: Path) -> Library:
        raise KeyboardInterrupt

    monkeypatch.setattr(Library, "open", interrupted)
    assert rujuk("list", "--library", library_folder) == Ran(130, "", "")


def test_a_port_that_is_taken_is_one_line(rujuk: Rujuk, library_folder: Path) -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = rujuk("serve", "--port", str(port), "--library", library_folder)
    assert ran.code == 3
    assert ran.err == (
        f"rujuk: cannot listen on 127.0.0.1, port {port}: Address already in use; choose another with --port\n"
    )


def test_version_and_help(rujuk: Rujuk) -> None:
    assert rujuk("--version").out.startswith("rujuk ")
    help_ = rujuk("--help").out
    for word in ("ask", "serve", "add", "list", "show", "remove", "verify", "eval", "--library", "RUJUK_THRESHOLD"):
        assert word in help_
    assert max(map(len, help_.splitlines())) <= 80


def test_on_a_terminal_lines_are_wrapped_and_the_quote_is_emphasised(
    rujuk: Rujuk, library_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setattr(terminal, "is_terminal", lambda: True)
    lines = rujuk("ask", QUESTION, "--top-k", "1", "--library", library_folder).lines
    assert max(map(len, lines)) <= 40
    assert "    ASEAN estimates that there are about" in lines


def test_another_model_is_refused_with_the_command_that_changes_over(
    rujuk: Rujuk, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUJUK_EMBEDDER", "all-MiniLM-L6-v2")
    refused = rujuk("--library", shelf, "ask", QUESTION)
    assert refused.code == 3
    assert f"rujuk --library {shelf} add --re-embed" in refused.err
    ran = rujuk("--library", shelf, "add", "--re-embed", "--json")
    expected = {"path": None, "id": "asean-msme-green-transition", "status": "re-embedded", "detail": None}
    assert [json.loads(line) for line in ran.lines] == [expected]
    assert rujuk("--library", shelf, "ask", QUESTION).code == 0
    again = rujuk("--library", shelf, "add", "--re-embed")
    assert (again.code, again.out, again.err) == (0, "", "nothing to do\n")


def test_add_needs_something_to_add(rujuk: Rujuk, shelf: Path) -> None:
    ran = rujuk("--library", shelf, "add")
    assert ran.code == 2
    assert "PATH" in ran.err


def test_only_a_library_that_exists_can_be_re_embedded(rujuk: Rujuk, tmp_path: Path) -> None:
    ran = rujuk("--library", tmp_path / "none", "add", "--re-embed")
    assert ran.code == 3
    assert "there is no library" in ran.err


@pytest.mark.parametrize(("typed", "completed"), [("rujuk ba", "backup"), ("rujuk add --keep", "--keep-original")])
def test_tab_completes_commands_and_options(
    rujuk: Rujuk, monkeypatch: pytest.MonkeyPatch, typed: str, completed: str
) -> None:
    monkeypatch.setenv("_RUJUK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split()) - 1))
    assert rujuk().lines == [completed]


@pytest.mark.parametrize(
    ("line", "completed"),
    [("rujuk se", ["serve"]), ("rujuk add --keep", ["--keep-original"]), ("rujuk key l", ["list"])],
)
def test_a_shell_can_complete_commands_and_options(
    rujuk: Rujuk, monkeypatch: pytest.MonkeyPatch, line: str, completed: list[str]
) -> None:
    monkeypatch.setenv("_RUJUK_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", line)
    monkeypatch.setenv("COMP_CWORD", str(line.count(" ")))
    assert rujuk().lines == completed
