"""Uploads take turns, wait for each other, and end with their client, their time or the service."""

import asyncio
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from api.problems import Refused
from api.uploads import Turns, Upload, UploadEnded, Uploads, keep_apart, origin_of_upload
from corpus.documents import Document, member_origin
from corpus.integrity import check
from corpus.library import Added, Library
from ingest import Refused as Unread
from tests.corpus.conftest import ENCODING, document, encoded


def test_turns_are_given_in_the_order_in_which_they_are_asked_for() -> None:
    turns, order = Turns(), list[str]()
    turns.take()
    ready = threading.Barrier(3)

    def work(name: str) -> None:
        upload = Upload(turns, 60)
        ready.wait()
        turns.take()
        for _ in range(50):
            order.append(name)
            upload.pause()
        turns.give()

    threads = [threading.Thread(target=work, args=(name,)) for name in "ab"]
    for thread in threads:
        thread.start()
    ready.wait()
    turns.give()
    for thread in threads:
        thread.join(60)
    both = max(map(order.index, "ab")), 100 - max(map(order[::-1].index, "ab"))
    alternating = order[both[0] : both[1]]
    assert all(one != other for one, other in pairwise(alternating))
    assert len(order) == 100


def test_what_is_made_aside_leaves_the_turn_to_others() -> None:
    turns = Turns()
    turns.take()
    upload = Upload(turns, 60)

    def items() -> Iterator[int]:
        for number in range(3):
            turns.take()  # another's: it would wait for ever if this one's were kept
            turns.give()
            yield number

    assert list(upload.aside(items())) == [0, 1, 2]


def test_one_whose_time_is_up_goes_no_further() -> None:
    turns = Turns()
    turns.take()
    with pytest.raises(UploadEnded, match="longer than -1 seconds"):
        Upload(turns, -1).pause()


def test_no_more_are_held_than_there_are_places() -> None:
    uploads = Uploads(2, 60)
    with uploads.hold(), uploads.hold():
        with pytest.raises(Refused) as refused:
            uploads.hold()
        assert refused.value.status_code == 503
        assert "Retry-After" in (refused.value.headers or {})
    with uploads.hold():
        pass


class Held:
    """Work that goes on until it is let go."""

    def __init__(self) -> None:
        self.begun, self.go_on, self.ended = threading.Event(), threading.Event(), threading.Event()

    def __call__(self, upload: Upload) -> str:
        self.begun.set()
        try:
            while not self.go_on.wait(0.001):
                upload.pause()
        finally:
            self.ended.set()
        return "done"


async def reached(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, 60)


def test_a_clients_uploads_follow_each_other_and_anothers_does_not_wait() -> None:
    async def play() -> None:
        uploads, first, second, other = Uploads(9, 60), Held(), Held(), Held()
        running = [
            asyncio.create_task(uploads.run(client, work))
            for client, work in (("a", first), ("a", second), ("b", other))
        ]
        await reached(first.begun)
        await reached(other.begun)
        assert not second.begun.is_set()
        first.go_on.set()
        await reached(second.begun)
        second.go_on.set()
        other.go_on.set()
        assert await asyncio.gather(*running) == ["done"] * 3

    asyncio.run(play())


def test_one_whose_client_has_gone_ends_and_one_that_waited_never_begins() -> None:
    async def play() -> None:
        uploads, first, second, third = Uploads(9, 60), Held(), Held(), Held()
        running, waiting, last = (asyncio.create_task(uploads.run("a", work)) for work in (first, second, third))
        await reached(first.begun)
        waiting.cancel()
        running.cancel()
        await reached(first.ended)
        await reached(third.begun)
        assert not second.begun.is_set()
        third.go_on.set()
        assert await last == "done"

    asyncio.run(play())


@pytest.mark.parametrize("ends", ["finished", "closed", "nearly out of grace"])
def test_when_it_stops_those_that_wait_are_told_and_those_at_work_may_finish(ends: str) -> None:
    async def play() -> None:
        uploads, first, second = Uploads(9, 60), Held(), Held()
        running, waiting = (asyncio.create_task(uploads.run("a", work)) for work in (first, second))
        await reached(first.begun)
        uploads.stop(0.2 if ends == "nearly out of grace" else 60)
        with pytest.raises(Refused) as refused:
            await waiting
        assert refused.value.status_code == 503
        with pytest.raises(Refused):
            uploads.hold()
        if ends == "finished":
            first.go_on.set()
            assert await running == "done"
        else:
            if ends == "closed":
                await asyncio.to_thread(uploads.close)
            with pytest.raises(UploadEnded, match="stops"):
                await running
        assert not second.begun.is_set()

    asyncio.run(play())


def test_a_step_that_goes_on_after_its_client_has_gone_keeps_its_place() -> None:
    async def play() -> None:
        uploads, go_on, begun = Uploads(99, 60), threading.Event(), list[int]()
        at_work = threading.Semaphore(0)

        def read(number: int) -> Iterator[int]:
            begun.append(number)
            at_work.release()
            assert go_on.wait(60)
            yield number

        for number in range(9):
            work = partial(lambda number, upload: list(upload.aside(read(number))), number)
            task = asyncio.create_task(uploads.run(f"client {number}", work))
            if number < 4:
                assert await asyncio.to_thread(at_work.acquire, timeout=60)
            else:
                await asyncio.sleep(0.1)
            task.cancel()
        assert begun == [0, 1, 2, 3]
        go_on.set()
        assert await uploads.run("another", lambda _: "done") == "done"

    asyncio.run(play())


def test_those_for_which_no_thread_can_be_started_leave_their_places_to_others() -> None:
    async def play() -> None:
        uploads = Uploads(99, 60)
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(threading.Thread, "start", refuse_to_start)
            for number in range(6):
                with pytest.raises(RuntimeError, match="new thread"):
                    await asyncio.wait_for(uploads.run(f"client {number % 3}", lambda _: "done"), 60)
        assert await asyncio.wait_for(uploads.run("client 0", lambda _: "done"), 60) == "done"

    asyncio.run(play())


def refuse_to_start(_: threading.Thread) -> None:
    raise RuntimeError("can't start new thread")


ORIGIN = origin_of_upload("report.txt", None)
MOON = "The moon is 384,400 km from the earth, and it takes light a little more than a second to come from there."
BRIDGE = "The bridge at Kuala Besut carries 90 lorries a day over the river, and it was built in 1974 of steel."


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    opened = Library.create(tmp_path / "library")
    yield opened
    opened.close()


def _upload(text: str, document_id: str = "new", origin: str | None = ORIGIN) -> Document:
    return document(text, document_id, origin)


def _add(opened: Library, made: Document) -> None:
    opened.add(made, encoded(made), ENCODING)


def _kept_apart(opened: Library, made: Document) -> Document:
    (item,) = keep_apart(opened, [made])
    assert isinstance(item, Document)
    return item


def test_names_are_apart_in_each_collection() -> None:
    assert origin_of_upload("a.txt", "default") == origin_of_upload("a.txt", None)
    assert len({origin_of_upload("a.txt", each) for each in (None, "hr", "law")}) == 3


@pytest.mark.parametrize("origin", [ORIGIN, "/shelf/report.txt", None])
def test_the_first_of_its_name_stays_as_it_is(library: Library, origin: str | None) -> None:
    _add(library, _upload(MOON, "moon", "upload:report.txt.old"))
    made = _upload(BRIDGE, origin=origin)
    assert _kept_apart(library, made) == made


def test_a_new_version_takes_the_place_of_the_one_that_is_most_like_it(library: Library) -> None:
    _add(library, _upload(MOON, "moon"))
    _add(library, _upload(BRIDGE, "bridge", f"{ORIGIN}#0123"))
    assert _kept_apart(library, _upload(BRIDGE.replace("90", "95"))).origin == f"{ORIGIN}#0123"
    assert _kept_apart(library, _upload(MOON.replace("more", "less"))).origin == ORIGIN


def test_another_document_of_the_name_gets_an_origin_of_its_own_and_says_so(library: Library) -> None:
    _add(library, _upload(MOON, "moon"))
    made = replace(_upload(BRIDGE), remarks=("first",))
    apart = _kept_apart(library, made)
    assert apart.origin == f"{ORIGIN}#{made.sha256[:16]}"
    assert apart.remarks[0] == "first"
    assert "is in the library as moon" in apart.remarks[1]


def test_a_file_in_an_archive_that_an_earlier_version_took_is_replaced_under_its_id(library: Library) -> None:
    former, origin = "upload:port.zip!/a/report.txt", member_origin("upload:port.zip", "a/report.txt")
    _add(library, _upload(MOON, "moon", former))
    _add(library, _upload(BRIDGE, "bridge", f"{former}#0123"))
    _add(library, _upload(BRIDGE + " And more.", "other", "upload:port.zip!/a/report.txt.old"))
    for text, known in ((MOON.replace("more", "less"), "moon"), (BRIDGE.replace("90", "95"), "bridge")):
        made = _kept_apart(library, _upload(text, "report", origin))
        assert library.add(made, encoded(made), ENCODING) == Added(known, "updated")
    assert check(library.file).damage == []


def test_what_was_refused_passes(library: Library) -> None:
    refused = Unread("report.txt", "it holds no text")
    assert list(keep_apart(library, [refused])) == [refused]
