"""Two nodes over one database, behind a balancer: one generation an answer, and nobody notices who comes and goes."""

import json
import threading
from collections.abc import Callable
from contextlib import ExitStack, closing

import httpx
import pytest

from api.service import Refresher
from api.settings import Settings
from corpus.library import Library
from corpus.storage import DatabaseURL
from retriever.models import Embedder
from retriever.retriever import Retriever
from tests.api.balancing import balancing
from tests.conftest import listen
from tests.crash.work import document
from tests.postgres import Server, soon

_CLIENTS = 8
_QUESTIONS = ["Who keeps the lighthouse?", "What stands here?", "When does the ferry leave?"]
_CHANGES = 12

pytestmark = pytest.mark.usefixtures("_loaded_once")


@pytest.fixture
def database(postgres: Server, embedder: Embedder) -> DatabaseURL:
    """A database with a few documents."""
    location = postgres.database()
    with closing(Library.create(location)) as library:
        Retriever(library, embedder).add_all([document(f"d{number}", number) for number in range(4)])
    return location


def settings(database: DatabaseURL) -> Settings:
    return Settings.load(library=database, reader="off", max_waiting=10_000)


def ask(address: str, question: str) -> tuple[int, str]:
    """Give the generation of an answer, and all of it but the time it took."""
    response = httpx.post(f"{address}/v1/ask", json={"question": question}, timeout=60)
    assert response.status_code == 200, response.text
    answer = response.json() | {"elapsed_ms": 0}
    return answer["library"]["generation"], json.dumps(answer, sort_keys=True)


def meanwhile(address: str, work: Callable[[], None]) -> list[tuple[str, int, str]]:
    """Have clients ask until the work is done: question, generation and answer of each."""
    answers, failures, done = list[tuple[str, int, str]](), list[BaseException](), threading.Event()

    def client(number: int) -> None:
        turn = number
        try:
            while not done.is_set():
                question = _QUESTIONS[turn % len(_QUESTIONS)]
                answers.append((question, *ask(address, question)))
                turn += 1
        except BaseException as error:  # noqa: BLE001  # a thread's failure must reach the test
            failures.append(error)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(_CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        done.set()
        for thread in threads:
            thread.join()
    assert failures == []
    return answers


def test_nodes_never_mix_generations_and_agree_after_each_change(database: DatabaseURL, embedder: Embedder) -> None:
    with ExitStack() as stack:
        nodes = [stack.enter_context(listen(settings(database)))[0] for _ in range(2)]
        balancer = stack.enter_context(balancing())
        balancer.nodes = list(nodes)
        writer = Retriever(stack.enter_context(closing(Library.open(database))), embedder)

        def change() -> None:
            for number in range(_CHANGES):
                if number % 3 == 2:
                    writer.remove(f"d{number - 1}")
                else:
                    writer.add(document(f"d{number}", 100 + number))
                now = writer.library.generation
                asked = [ask(node, _QUESTIONS[0]) for node in nodes]
                assert asked[0] == asked[1]
                assert asked[0][0] == now

        answers = meanwhile(balancer.address, change)
    by_generation: dict[tuple[str, int], set[str]] = {}
    for question, generation, answer in answers:
        by_generation.setdefault((question, generation), set()).add(answer)
    assert [each for each in by_generation.values() if len(each) != 1] == []
    assert len({generation for _, generation in by_generation}) > 1


def test_indexes_follow_without_a_question(database: DatabaseURL, embedder: Embedder) -> None:
    with closing(Library.open(database)) as library, closing(Retriever(Library.open(database), embedder)) as node:
        refresher = Refresher(node, interval=0.01)
        try:
            for number in range(2):
                Retriever(library, embedder).add(document("new", number))
                assert soon(lambda: node._index.generation == library.generation)
        finally:
            refresher.close()


def test_a_node_joins_and_leaves_and_no_client_meets_an_error(database: DatabaseURL) -> None:
    with balancing() as balancer, listen(settings(database)) as (stays, _):
        balancer.nodes = [stays]

        def come_and_go() -> None:
            for _ in range(2):
                with listen(settings(database)) as (node, _):
                    balancer.nodes = [stays, node]
                    for question in _QUESTIONS:
                        assert ask(node, question) == ask(stays, question)

        assert len(meanwhile(balancer.address, come_and_go)) > 0
