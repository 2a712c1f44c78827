"""What the browser worked until the first paint: the tasks of all threads, from the navigation on."""

from typing import Any

from benchmarks.first_paint import _processor


def _event(name: str, at: int, microseconds: int = 0) -> dict[str, Any]:
    return {"name": name, "ts": at, "tdur": microseconds}


def test_tasks_count_from_the_last_navigation_to_the_first_paint() -> None:
    task = "ThreadControllerImpl::RunTask"
    events = [
        _event("navigationStart", 10),
        _event(task, 20, 64_000),
        _event("navigationStart", 100),
        _event(task, 110, 2_000),
        _event("ThreadPool_RunTask", 120, 500),
        _event("Layout", 130, 8_000),  # a part of a task
        _event("firstContentfulPaint", 200),
        _event(task, 210, 32_000),
    ]
    assert _processor(events) == 2.5
