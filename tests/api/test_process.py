"""Background work lets go first what is waited for."""

import os
import subprocess
import sys
import threading

import pytest

from api.process import BackgroundThread

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has a priority for each thread")


def own_priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


@linux
def test_a_thread_behind_steps_back_with_those_that_it_starts_and_no_other() -> None:
    def of_a_child() -> int:
        found = list[int]()
        child = threading.Thread(target=lambda: found.append(own_priority()))
        child.start()
        child.join()
        return found[0]

    before = own_priority()
    thread = BackgroundThread("background")
    priorities = thread.submit(own_priority).result(60), thread.submit(of_a_child).result(60)
    thread.close()
    assert priorities == (min(before + 5, 19), min(before + 5, 19))
    assert own_priority() == before


def test_work_is_done_in_order_one_at_a_time_and_errors_are_told() -> None:
    thread = BackgroundThread("background")
    done = list[int]()
    started, go_on = threading.Event(), threading.Event()

    def first() -> None:
        started.set()
        assert go_on.wait(60)
        done.append(1)

    one = thread.submit(first)
    assert started.wait(60)
    failing, cancelled, last = (thread.submit(work) for work in (lambda: 1 // 0, lambda: done.append(2), lambda: done))
    assert cancelled.cancel()
    go_on.set()
    assert one.result(60) is None
    with pytest.raises(ZeroDivisionError):
        failing.result(60)
    assert last.result(60) == [1]
    thread.close()


def test_it_does_not_keep_a_process_that_ends() -> None:
    program = (
        "import time; from api.process import BackgroundThread; BackgroundThread('b').submit(lambda: time.sleep(600))"
    )
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


@linux
def test_a_process_steps_back() -> None:
    program = "import os; from api import process; process.lower_priority(); print(os.nice(0))"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8")
    assert int(ran.stdout) == min(os.nice(0) + 5, 19)
