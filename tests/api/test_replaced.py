"""A library that is replaced, restored or removed while it is served: told until it is opened anew, and never mixed."""

import json
import shutil
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.bootstrap import RELEASE
from corpus.library import FILE, Library
from retriever.retriever import Retriever
from tests.api.conftest import Rujuk
from tests.conftest import Serving
from tests.corpus.test_replaced import WAYS, Replacing, rename_over

FERRY = "The ferry leaves at nine in the morning."
QUESTION = {"question": "When does the ferry leave?"}


@pytest.fixture
def other(tmp_path: Path, rujuk: Rujuk) -> Path:
    """Another library: one document, about the ferry."""
    (tmp_path / "ferry.txt").write_text(FERRY)
    assert rujuk("--library", tmp_path / "other", "add", tmp_path / "ferry.txt").code == 0
    Library.open(tmp_path / "other").settle()
    return tmp_path / "other"


def until_answered(client: TestClient) -> Any:
    """Ask until there is an answer; what comes before it says that the library was replaced, and to ask again."""
    for _ in range(600):
        answer = client.post("/v1/ask", json=QUESTION)
        if answer.status_code == 200:
            return answer.json()
        assert answer.status_code == 503
        assert "retry-after" in answer.headers
        time.sleep(0.02)
    raise AssertionError(answer.text)


def logged_until_gone(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What is logged of a library that cannot be followed, some looks after its end was told.

    It is removed file by file, so that other reasons may come before.
    """
    for _ in range(600):
        time.sleep(0.05)
        if "cannot be followed: there is no library" in caplog.text:
            break
    time.sleep(0.5)
    told = [record.getMessage() for record in caplog.records if "cannot be followed" in record.getMessage()]
    assert any("there is no library" in each for each in told)
    return told


@pytest.mark.parametrize("replace", WAYS)
def test_a_server_goes_on_with_what_lies_there(replace: Replacing, serving: Serving, shelf: Path, other: Path) -> None:
    with serving() as client:
        assert client.post("/v1/ask", json=QUESTION).json()["status"] == "no_answer"
        Library.open(shelf).settle()
        replace(shelf, other)
        assert until_answered(client)["answer"]["text"] == FERRY
        assert [each["id"] for each in client.get("/v1/documents").json()["documents"]] == ["ferry"]
        assert client.get(f"/v1/documents/{RELEASE}/text").status_code == 404
        assert client.post("/v1/documents", files={"file": ("museum.txt", "It opens late.")}).status_code == 201
    assert [record.id for record in Library.open(shelf).documents()] == ["ferry", "museum"]


def test_a_server_whose_library_is_removed_says_so_and_adds_nothing(
    serving: Serving, shelf: Path, other: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with serving() as client:
        shutil.rmtree(shelf.rename(shelf.with_name("removed")))  # at once: what serves it opens files there meanwhile
        refused = client.post("/v1/documents", files={"file": ("museum.txt", "It opens late.")})
        assert refused.status_code == 503
        assert "no library" in refused.json()["detail"]
        assert client.get("/readyz").status_code == 503
        assert not shelf.exists()
        said = logged_until_gone(caplog)
        assert len(said) == len(set(said))
        other.rename(shelf)
        assert until_answered(client)["answer"]["text"] == FERRY


def test_uploads_said_to_be_added_are_there_while_libraries_come_and_go(
    serving: Serving, shelf: Path, tmp_path: Path
) -> None:
    """Every upload that is answered with 201 is in the library that lies there then, or in the one moved away then."""
    first = shutil.copytree(shelf, tmp_path / "first")
    with serving() as client, ThreadPoolExecutor(4) as pool:

        def upload(number: int) -> tuple[str, int]:
            files = {"file": (f"note-{number}.txt", f"The ship number {number} carries {number} crates.")}
            return f"note-{number}", client.post("/v1/documents", files=files).status_code

        sent = [pool.submit(upload, number) for number in range(24)]
        for step in range(3):
            time.sleep(0.3)
            shelf.rename(tmp_path / f"away-{step}")
            shutil.copytree(first, shelf)
        said = [each.result() for each in sent]
    assert {code for _, code in said} <= {201, 503}
    places = [shelf, *(tmp_path / f"away-{step}" for step in range(3))]
    held = {record.id for place in places for record in Library.open(place).documents()}
    assert {name for name, code in said if code == 201} <= held


def test_adding_ends_where_the_library_is_replaced(
    shelf: Path, other: Path, tmp_path: Path, rujuk: Rujuk, monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = [json.dumps({"id": f"note-{number}", "text": f"Ship {number} carries rice."}) for number in range(200)]
    (tmp_path / "notes.jsonl").write_text("\n".join(lines))
    add_all = Retriever.add_all

    def replaced_after(retriever: Retriever, *given: object) -> object:
        done = add_all(retriever, *given)  # type: ignore[arg-type]
        if (other / FILE).exists():
            rename_over(shelf, other)
        return done

    monkeypatch.setattr(Retriever, "add_all", replaced_after)
    ran = rujuk("--library", shelf, "add", tmp_path / "notes.jsonl")
    assert ran.code == 3
    assert "another library" in ran.err
    assert [record.id for record in Library.open(shelf).documents()] == ["ferry"]
