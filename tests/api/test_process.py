"""Background work lets go first what is waited for."""

import os
import subprocess
import sys
import threading

import pytest

from api.process import run_in_background

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
    priorities = [run_in_background(work, "background").result(60) for work in (own_priority, of_a_child)]
    assert priorities == [min(before + 5, 19)] * 2
    assert own_priority() == before


def test_errors_are_told() -> None:
    with pytest.raises(ZeroDivisionError):
        run_in_background(lambda: 1 // 0, "background").result(60)


def test_it_does_not_keep_a_process_that_ends() -> None:
    program = "import time; from api.process import run_in_background; run_in_background(lambda: time.sleep(600), 'b')"
    assert subprocess.run([sys.executable, "-c", program], check=False, timeout=60).returncode == 0


@linux
def test_a_process_steps_back() -> None:
    program = "import os; from api import process; process.lower_priority(); print(os.nice(0))"
    ran = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, encoding="utf-8")
    assert int(ran.stdout) == min(os.nice(0) + 5, 19)
