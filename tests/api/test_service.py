"""The refresher: the indexes follow the library before anybody asks, whoever changes it."""

import logging
from collections.abc import Iterator
from pathlib import Path
from queue import Queue

import pytest

from api import bootstrap
from api.service import Refresher
from corpus.errors import EmbedderMismatch
from corpus.library import Library
from retriever.models import Embedder
from retriever.retriever import Retriever


class Watched(Retriever):
    """A retriever that tells of each refresh: the generation, or the error."""

    def __init__(self, library: Library, embedder: Embedder) -> None:
        super().__init__(library, embedder)
        self.refreshed: Queue[int | Exception] = Queue()
        self.failure: Exception | None = None

    def refresh(self) -> int:
        if self.failure is not None:
            self.refreshed.put(self.failure)
            raise self.failure
        generation = super().refresh()
        self.refreshed.put(generation)
        return generation


@pytest.fixture
def watched(shelf: Path, embedder: Embedder) -> Watched:
    return Watched(Library.open(shelf), embedder)


@pytest.fixture
def refresher(watched: Watched) -> Iterator[Refresher]:
    refresher = Refresher(watched)
    assert watched.refreshed.get(timeout=60) == 1
    yield refresher
    refresher.close()


@pytest.mark.usefixtures("refresher")
def test_what_others_change_is_followed_without_a_question(watched: Watched, shelf: Path) -> None:
    Library.open(shelf).remove(bootstrap.RELEASE)
    assert watched.refreshed.get(timeout=60) == 2
    assert watched.ask("How many MSMEs are there?").passages == ()


def test_one_that_is_woken_looks_at_once(watched: Watched, shelf: Path) -> None:
    refresher = Refresher(watched, interval=3600.0)
    assert watched.refreshed.get(timeout=60) == 1
    Library.open(shelf).remove(bootstrap.RELEASE)
    refresher.wake()
    assert watched.refreshed.get(timeout=60) == 2
    refresher.close()


def test_a_library_that_cannot_be_followed_is_logged_once_and_followed_when_it_can(
    watched: Watched, refresher: Refresher, shelf: Path, caplog: pytest.LogCaptureFixture
) -> None:
    watched.failure = EmbedderMismatch("another embedder's")
    release = bootstrap.read_release()
    with caplog.at_level(logging.WARNING, "rujuk"):
        watched.remove(release.id)
        assert watched.refreshed.get(timeout=60) is watched.failure
        watched.add(release)
        assert watched.refreshed.get(timeout=60) is watched.failure
    assert caplog.text.count("another embedder's") == 1
    watched.failure = None
    watched.remove(release.id)
    assert watched.refreshed.get(timeout=60) == 4


def test_one_that_is_closed_lets_go(watched: Watched) -> None:
    refresher = Refresher(watched)
    assert watched.refreshed.get(timeout=60) == 1
    refresher.close()
    watched.remove(bootstrap.RELEASE)
    assert watched.refreshed.empty()
