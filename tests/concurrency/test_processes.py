from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from multiprocessing import active_children
from typing import Any

import pytest

from formcheck.concurrency.processes import Done, JobError, cores, in_processes
from formcheck.errors import SourceError

pytestmark = pytest.mark.process


def work(item: tuple[str, int], progress: Callable[[int, int | None], None]) -> tuple[int, int]:
    """What the processes do, by its name."""
    kind, number = item
    progress(number, 10)
    if kind == "bad":
        raise SourceError("no such file")
    if kind == "bug":
        raise ZeroDivisionError("by nought")
    if kind == "dies":
        os._exit(7)
    if kind == "until stopped":
        for _ in range(600):
            progress(1, None)
            time.sleep(0.05)
    return number, os.getpid()


def stays(item: int, progress: Callable[[int, int | None], None]) -> int:
    """Keeps what it has when it is stopped."""
    done = 0
    try:
        for done in range(600):
            progress(done, None)
            time.sleep(0.05)
    except KeyboardInterrupt:
        return done
    return -1


def run(items: list[Any], jobs: int, do: Any = work, stop: threading.Event | None = None) -> dict[int, Done[Any]]:
    found = list(in_processes(do, items, jobs, progress=lambda *_: None, stop=stop or threading.Event()))
    assert len({done.index for done in found}) == len(found)
    assert not [child for child in active_children() if child.name == "formcheck-job"]
    return {done.index: done for done in found}


def test_one_that_fails_or_dies_takes_no_other_with_it() -> None:
    kinds = ["good", "bad", "good", "dies", "bug", "good", "good"]
    found = run([(kind, i) for i, kind in enumerate(kinds)], 2)
    assert sorted(found) == list(range(7))
    assert [found[i].result[0] for i in (0, 2, 5, 6)] == [0, 2, 5, 6]
    assert os.getpid() not in {found[i].result[1] for i in (0, 2, 5, 6)}
    assert (type(found[1].error), str(found[1].error)) == (SourceError, "no such file")
    assert isinstance(found[3].error, JobError)
    assert "code 7" in str(found[3].error)
    assert "ZeroDivisionError: by nought" in str(found[4].error)


def test_progress_comes_from_every_item() -> None:
    told: list[tuple[int, int, int | None]] = []
    list(
        in_processes(
            work, [("good", 3), ("good", 4)], 1, progress=lambda *now: told.append(now), stop=threading.Event()
        )
    )
    assert told[0] == (0, 3, 10)


@pytest.mark.parametrize("do", [work, stays])
def test_stopping_begins_nothing_new_and_keeps_what_is_kept(do: Any) -> None:
    stop = threading.Event()
    items: list[Any] = [("until stopped", 0), ("good", 1), ("good", 2)]
    found = []
    for done in in_processes(do, items, 1, progress=lambda *_: stop.set(), stop=stop):
        found.append(done)
    assert [(done.index, done.error) for done in found] == [(0, None)]
    assert (found[0].result is None) == (do is work)


def test_leaving_early_leaves_no_process() -> None:
    running = in_processes(
        work, [("good", 0), ("until stopped", 1)], 2, progress=lambda *_: None, stop=threading.Event()
    )
    next(running)
    running.close()  # type: ignore[attr-defined]
    assert not [child for child in active_children() if child.name == "formcheck-job"]


def test_at_least_one_core() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
