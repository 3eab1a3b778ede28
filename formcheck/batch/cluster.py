"""Check recordings on an existing Dask cluster; the only module that imports distributed."""

from __future__ import annotations

import contextlib
import queue
import threading
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from formcheck import __version__
from formcheck.batch.find import BatchItem
from formcheck.batch.work import Record, check_alone, failed
from formcheck.concurrency.processes import JobError
from formcheck.errors import FormcheckError
from formcheck.extras import needs

_CONNECT_S = 10
_STOP_S = 0.2


class ClusterError(FormcheckError):
    """There is no cluster at an address, or it cannot do this work."""


def on_cluster(address: str, items: Sequence[BatchItem], *, stop: threading.Event) -> Iterator[Record]:
    """Check recordings on the workers of a cluster, which must reach them by the same paths.

    Parameters
    ----------
    address : str
        Of the scheduler, such as ``tcp://192.168.0.7:8786``.
    items : sequence of BatchItem
    stop : threading.Event
        Set it to give up what is not finished.

    Yields
    ------
    Record
        In the order in which they end. The work of a worker that dies is done again by another.

    Raises
    ------
    ClusterError
        If the package is missing, nothing answers there, there is no worker, or one has another version.
    """
    client = _connect(address)
    ended: queue.SimpleQueue[Any] = queue.SimpleQueue()
    try:
        _check_workers(client, address)
        run = uuid.uuid4().hex[:8]
        pending = {}
        for number, item in enumerate(items):
            future = client.submit(check_alone, item, key=f"formcheck-{run}-{number}", pure=False)
            pending[future.key] = (future, item)
            future.add_done_callback(ended.put)
        while pending and not stop.is_set():
            with contextlib.suppress(queue.Empty):
                future, item = pending.pop(ended.get(timeout=_STOP_S).key)
                yield _record(future, item)
        client.cancel([future for future, _ in pending.values()])
    finally:
        client.close()


def _connect(address: str) -> Any:
    with needs("cluster"):
        import distributed  # noqa: PLC0415
    try:
        return distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, TypeError) as error:  # TimeoutError is an OSError
        raise ClusterError(f"no Dask scheduler answers at {address}: start one with 'dask scheduler'") from error


def _check_workers(client: Any, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_CONNECT_S)
    except OSError as error:
        raise ClusterError(f"{address} has no workers: start them with 'dask worker {address} --nthreads 1'") from error
    try:
        versions = client.run(_version)
    except Exception as error:
        raise ClusterError(f"{address}: its workers cannot load formcheck ({error}): install it there") from error
    others = sorted(set(versions.values()) - {__version__})
    if others:
        raise ClusterError(f"{address}: a worker has formcheck {others[0]}, this is {__version__}: install the same")


def _version() -> str:
    return __version__


def _record(future: Any, item: BatchItem) -> Record:
    if future.status == "finished":
        record: Record = future.result()
        return record
    reason = future.exception(timeout=_CONNECT_S) if future.status == "error" else future.status
    why = " ".join(f"{type(reason).__name__ if isinstance(reason, Exception) else ''} {reason}".split())
    return failed(item, JobError(f"the cluster did not finish it ({why}): run it again"), final=False)
