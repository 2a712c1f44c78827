"""The service and the commands over a library in a database: as over a folder, and what happens without its server."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api import bootstrap
from api.bootstrap import RELEASE, questions_path
from api.metrics import Metrics
from api.problems import Refused
from api.service import Service
from api.settings import Settings
from corpus.copying import copy
from corpus.errors import LibraryError, SettingRefused
from corpus.library import Library
from corpus.storage import DatabaseURL
from retriever.evaluation.questions import Question, load
from retriever.index.engine_index import EngineIndex, prepare
from retriever.models import Embedder
from retriever.reader.reader import Reader
from retriever.retriever import Retriever
from tests.api.conftest import Rujuk
from tests.conftest import serve
from tests.postgres import Server, soon

QUESTION = {"question": "How many MSMEs are there in ASEAN?"}
XQUAD = Path(__file__).parents[3] / "shared" / "data" / "xquad_en"


@pytest.fixture
def database(postgres: Server) -> DatabaseURL:
    """A database that holds no library."""
    return postgres.database()


@pytest.fixture
def bundled(database: DatabaseURL, library_folder: Path) -> DatabaseURL:
    """A database with the bundled library."""
    with closing(Library.open(library_folder)) as library:
        copy(library, database)
    return database


def assert_same_answers(questions: list[Question], one: Retriever, other: Retriever) -> None:
    for question in questions:
        asked = [
            each.ask(question.text, documents=question.documents, history=question.history) for each in (one, other)
        ]
        assert asked[0] == asked[1]


def test_answers_are_those_from_a_folder(bundled: DatabaseURL, retriever: Retriever, reader: Reader) -> None:
    with closing(Retriever(Library.open(bundled), retriever.embedder, reader=reader)) as other:
        assert_same_answers(load(questions_path()), retriever, other)


def test_answers_by_the_databases_own_indexes_are_those_too(
    bundled: DatabaseURL, retriever: Retriever, reader: Reader
) -> None:
    library, embedder = Library.open(bundled), retriever.embedder
    prepare(library)
    with closing(Retriever(library, embedder, reader=reader, index=EngineIndex(embedder.dimension))) as other:
        assert_same_answers(load(questions_path())[::4], retriever, other)  # all paragraphs are candidates


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.skipif(not XQUAD.exists(), reason="the shared data is not here")
def test_answers_to_three_hundred_more_are_those_from_a_folder(
    database: DatabaseURL, tmp_path: Path, embedder: Embedder, reader: Reader
) -> None:
    import ingest

    with closing(Retriever(Library.create(tmp_path / "xquad"), embedder, reader=reader)) as one:
        documents = [each for each in ingest.read(XQUAD / "corpus.jsonl") if not isinstance(each, ingest.Refused)]
        one.add_all(documents)
        one.remove(documents[-1].id)
        copy(one.library, database)
        with closing(Retriever(Library.open(database), embedder, reader=reader)) as other:
            for each in (one, other):
                each.refresh()
            questions = load(XQUAD / "questions.jsonl")[:300]
            assert len(questions) == 300
            assert_same_answers(questions, one, other)
        library = Library.open(database)
        prepare(library)
        with closing(Retriever(library, embedder, reader=reader, index=EngineIndex(embedder.dimension))) as engine:
            exact, found = (sum(hits_first(each, question) for question in questions) for each in (one, engine))
            assert abs(exact - found) <= 0.005 * len(questions)


def test_every_command_works_on_a_database(rujuk: Rujuk, database: DatabaseURL, tmp_path: Path) -> None:
    def run(*arguments: str | Path, code: int = 0) -> str:
        ran = rujuk("--library", database.url, *arguments)
        assert ran.code == code, ran.err
        return ran.out

    answer = json.loads(run("ask", QUESTION["question"], "--json"))
    assert (answer["status"], answer["library"]["generation"]) == ("answered", 1)  # of the bundled release
    papers = tmp_path / "papers"
    papers.mkdir()
    (papers / "ferry.txt").write_text("The ferry leaves at nine in the morning.")
    assert run("add", papers).startswith("added: ")
    assert run("add", papers).startswith("unchanged: ")
    assert [each["id"] for each in json.loads(run("list", "--json"))] == [RELEASE, "ferry"]
    assert run("show", "ferry") == "The ferry leaves at nine in the morning."
    answer = json.loads(run("ask", "When does the ferry leave?", "--json"))
    assert "nine" in answer["answer"]["text"]
    (tmp_path / "citation.json").write_text(json.dumps(answer))
    assert run("verify", tmp_path / "citation.json").startswith("found")
    assert json.loads(run("check", "--json"))["status"] == "whole"
    (papers / "ferry.txt").rename(papers / "boat.txt")
    (papers / "boat.txt").write_text("The boat leaves at ten.")
    assert "removed" in run("add", "--sync", papers)
    assert run("remove", "boat").startswith("removed: ")
    assert run("remove", RELEASE).startswith("removed: ")
    assert json.loads(run("list", "--json")) == []
    run("backup", tmp_path / "backup", code=3)


def test_a_library_is_copied_by_a_command(rujuk: Rujuk, database: DatabaseURL, shelf: Path, tmp_path: Path) -> None:
    made = json.loads(rujuk("copy", shelf, database.url, "--json").out)
    assert (made["generation"], made["documents"]) == (1, 1)
    assert rujuk("copy", shelf, database.url).code == 3
    assert "verified" in rujuk("copy", database.url, tmp_path / "back").out
    assert json.loads(rujuk("--library", tmp_path / "back", "check", "--json").out)["status"] == "whole"


@pytest.mark.usefixtures("_loaded_once")
def test_a_service_adds_and_removes(bundled: DatabaseURL) -> None:
    with serve(Settings.load(library=bundled)) as client:
        assert client.post("/v1/ask", json=QUESTION).json()["status"] == "answered"
        assert client.post("/v1/documents", files={"file": ("museum.txt", "It opens at ten.")}).status_code == 201
        assert client.get("/v1/documents/museum/text").text == "It opens at ten."
        assert client.delete("/v1/documents/museum").status_code == 204
        assert client.get("/v1/documents/museum").status_code == 404
        assert client.get("/v1/documents/%00").status_code in (404, 422)


@pytest.mark.usefixtures("_loaded_once")
def test_a_service_searches_by_the_databases_indexes(bundled: DatabaseURL, shelf: Path, postgres: Server) -> None:
    with serve(Settings.load(library=bundled, search="engine")) as client:
        assert client.post("/v1/ask", json=QUESTION).json()["status"] == "answered"
        assert postgres.query(bundled, "SELECT generation FROM rujuk.engine") == [(1,)]
        file = {"file": ("ferry.txt", "The ferry leaves at nine.")}
        assert client.post("/v1/documents", files=file).status_code == 201
        ferry = {"question": "When does the ferry leave?"}
        assert "nine" in client.post("/v1/ask", json=ferry).json()["answer"]["text"]
        assert client.delete("/v1/documents/ferry").status_code == 204
        assert client.post("/v1/ask", json=ferry).json()["status"] == "no_answer"
    with pytest.raises(SettingRefused, match="PostgreSQL"):
        bootstrap.open_or_make(Settings.load(library=shelf, search="engine"), print)


@pytest.mark.usefixtures("_loaded_once")
def test_while_the_server_is_away_clients_are_told_and_answered_after_it(
    bundled: DatabaseURL, postgres: Server
) -> None:
    with serve(Settings.load(library=bundled)) as client:
        before = answered(client)
        for crash in (postgres.kill_hard, lambda: postgres.stop("fast")):
            away(postgres, crash, client)
            assert soon(lambda: client.post("/v1/ask", json=QUESTION).status_code == 200)
            assert answered(client) == before
        assert client.post("/v1/documents", files={"file": ("museum.txt", "It opens at ten.")}).status_code == 201


def away(postgres: Server, crash: Callable[[], None], client: TestClient) -> None:
    """Have the server go away, look what clients are told, and start it again."""
    crash()
    try:
        for said in (
            client.post("/v1/ask", json=QUESTION),
            client.get("/v1/documents"),
            client.post("/v1/documents", files={"file": ("museum.txt", "It opens at ten.")}),
        ):
            assert (said.status_code, said.headers["content-type"]) == (503, "application/problem+json")
            assert "retry-after" in said.headers
            assert "rujuk-pg-" not in said.text  # where the server is
        over_mcp = call(client, "tools/call", name="ask", arguments=QUESTION)
        assert over_mcp["result"]["isError"]
        for told in (over_mcp, call(client, "resources/list")):
            assert "cannot be reached" in str(told)
            assert "rujuk-pg-" not in str(told)
        assert client.get("/healthz").status_code == 200
    finally:
        postgres.start()


def call(client: TestClient, method: str, **params: object) -> dict[str, Any]:
    """What the Model Context Protocol answers."""
    headers = {"Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-06-18"}
    sent = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
    answered: dict[str, Any] = client.post("/mcp", json=sent, headers=headers).json()
    return answered


def test_what_could_not_be_opened_is_told_without_its_place() -> None:
    service = Service(Settings.load(library="postgresql://reader@127.0.0.1:1/papers"), Metrics())
    service.load()
    with closing(service), pytest.raises(Refused, match="cannot be reached") as caught:
        _ = service.retriever
    assert "127.0.0.1" not in caught.value.detail


def hits_first(retriever: Retriever, question: Question) -> bool:
    """Whether the first passage is of a document that answers."""
    answer = retriever.ask(question.text, top_k=1)
    return answer.passages[0].document.id in {relevant.document for relevant in question.relevant}


def answered(client: TestClient) -> object:
    return client.post("/v1/ask", json=QUESTION).json() | {"elapsed_ms": 0}


def test_without_psycopg_one_is_told_what_to_install(database: DatabaseURL, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "corpus.postgres.storage", None)
    with pytest.raises(LibraryError, match=r"pip install 'rujuk\[postgres\]'"):
        Library.exists(database)


def test_the_address_of_a_database_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUJUK_LIBRARY", "postgresql://reader:secret@db/papers")
    settings = Settings.load()
    assert settings.library == DatabaseURL("postgresql://reader:secret@db/papers")
    assert settings.key_file.is_absolute()
    assert settings.without_folders("cannot read postgresql://reader@db/papers") == "cannot read the library's database"
    assert "secret" not in str(settings)
