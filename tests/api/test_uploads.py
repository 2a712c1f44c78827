"""Uploads take turns, wait for each other, and end with their client, their time or the service."""

import asyncio
import threading
from collections.abc import Iterator
from functools import partial
from itertools import pairwise

import pytest

from api.problems import Refused
from api.uploads import Turns, Upload, UploadEnded, Uploads


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
