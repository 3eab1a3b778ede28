from __future__ import annotations

import threading

import pytest

from formcheck.concurrency.background import BackgroundThread


def test_everything_is_done_in_order_on_another_thread() -> None:
    done: list[tuple[int, bool]] = []
    here = threading.current_thread()
    worker = BackgroundThread(lambda i: done.append((i, threading.current_thread() is here)), ahead=2, name="t")
    for i in range(50):
        worker.put(i)
    worker.finish()
    worker.finish()
    assert done == [(i, False) for i in range(50)]
    assert "t" not in {thread.name for thread in threading.enumerate()}


def test_a_failure_is_raised_where_the_items_come_from_and_blocks_nobody() -> None:
    done: list[int] = []

    def do(i: int) -> None:
        if i == 3:
            raise ValueError("three")
        done.append(i)

    worker = BackgroundThread(do, ahead=1, name="t")

    def fill() -> None:
        for i in range(100):
            worker.put(i)

    with pytest.raises(ValueError, match="three"):
        fill()
    with pytest.raises(ValueError, match="three"):
        worker.finish()
    assert done == [0, 1, 2]
