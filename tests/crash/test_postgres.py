"""Clients of a database are killed while they change a library in it, and so is its server: nothing said is lost."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from corpus.errors import LibraryUnreachable
from corpus.integrity import check_library
from corpus.library import Library
from corpus.storage import DatabaseURL
from retriever.indexing import encode, encoding_of
from tests.crash.conftest import CRASHES, Survived
from tests.crash.embedding import HashedWords
from tests.crash.inspecting import inspect
from tests.crash.killing import Nursery
from tests.crash.work import DIMENSIONS, State, document, draw
from tests.postgres import Server, serving_postgres

_STEPS = 6
_SECONDS = 0.4  # in which most children come to an end by themselves
_BACK = 0.2


@pytest.fixture(scope="module")
def durable() -> Iterator[Server]:
    """A server that waits for its disk."""
    with serving_postgres(durable=True) as server:
        yield server


def test_a_killed_client_leaves_all_that_it_said_and_keeps_nobody_waiting(
    durable: Server, nursery: Nursery, tmp_path: Path, survived: Survived
) -> None:
    chance = random.Random("postgres")  # noqa: S311  # a seed, no secret
    database, state = durable.database(), State()
    Library.create(database).close()
    for _ in range(max(CRASHES // 20, 5)):
        steps = [step for step in draw(state, chance, _STEPS) if step.do != "back up"]
        seconds = chance.uniform(0, _SECONDS)
        ended = nursery.run(tmp_path, state, steps, die=None, after=seconds, database=database.url)
        if ended.killed:
            survived("of a database's client")
        for step in steps[: ended.done]:
            state = state.after(step)
        possible = [state, *(state.after(step) for step in steps[ended.done : ended.done + 1])]
        with closing(Library.create(database)) as library:
            state = inspect(tmp_path, possible, library)


def test_a_killed_server_has_all_that_it_said_when_it_is_back(durable: Server, survived: Survived) -> None:
    chance = random.Random("server")  # noqa: S311  # a seed, no secret
    database, said = durable.database(), dict[str, int]()
    Library.create(database).close()
    for round_ in range(max(CRASHES // 50, 3)):
        tried = _killed_while_adding(durable, database, said, round_, chance.uniform(0.05, 0.05 + _BACK))
        survived("of a database's server")
        with closing(Library.open(database)) as library:
            assert check_library(library).damage == []
            held = {record.id: record.generation for record in library.documents()}
            assert held.keys() - said.keys() <= {tried}
            assert said.items() <= held.items()
            assert library.generation == len(held)
            said.update(held)


def _killed_while_adding(
    server: Server, database: DatabaseURL, said: dict[str, int], round_: int, seconds: float
) -> str | None:
    """Add documents until the server is killed; notes what it said was added, gives the one that it said nothing of."""
    embedder, tried = HashedWords(DIMENSIONS[0]), list[str]()

    def add() -> None:
        with closing(Library.open(database)) as library:
            number = 0
            while True:
                made = document(f"d{round_}-{number}", number)
                tried[:] = [made.id]
                try:
                    library.add(made, encode(made, embedder), encoding_of(embedder))
                except LibraryUnreachable:
                    return
                said[made.id] = len(said) + 1
                tried.clear()
                number += 1

    thread = threading.Thread(target=add)
    thread.start()
    time.sleep(seconds)  # not waiting for anything: any moment will do
    server.kill_hard()
    thread.join()
    server.start()
    return tried[0] if tried else None
