import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from retriever.index.shared_lock import SharedLock


def test_many_hold_it_at_once() -> None:
    lock, together = SharedLock(), threading.Barrier(3, timeout=60)

    def share() -> int:
        with lock.shared():
            together.wait()
            shares = lock.shares
            together.wait()
            return shares

    with ThreadPoolExecutor(3) as pool:
        assert [each.result() for each in [pool.submit(share) for _ in range(3)]] == [3, 3, 3]
    assert lock.shares == 0


def test_one_alone_waits_for_those_who_share_and_goes_before_those_who_come_after() -> None:
    lock, order = SharedLock(), list[str]()

    def enter_alone() -> None:
        with lock.alone():
            order.append("alone")

    def enter_shared() -> None:
        with lock.shared():
            order.append("shared")

    with ThreadPoolExecutor(2) as pool:
        with lock.shared():
            alone = pool.submit(enter_alone)
            while not lock._waiting:
                time.sleep(0.001)
            shared = pool.submit(enter_shared)
            order.append("first")
        alone.result(timeout=60)
        shared.result(timeout=60)
    assert order == ["first", "alone", "shared"]


@pytest.mark.parametrize("hold", ["shared", "alone"])
def test_it_is_let_go_where_the_holder_fails(hold: str) -> None:
    lock = SharedLock()
    with pytest.raises(KeyError), getattr(lock, hold)():
        raise KeyError
    with lock.alone():
        assert lock.shares == 0
