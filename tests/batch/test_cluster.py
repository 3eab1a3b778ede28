"""A real Dask scheduler with two worker processes, one of which is killed at work."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from multiprocessing import active_children
from pathlib import Path
from typing import Any

import pytest
from fakes import performed
from typer.testing import CliRunner

from formcheck.batch import BatchJournal, check_item, find_files, items_of, work, write_tables
from formcheck.batch.cluster import ClusterError, on_cluster
from formcheck.batch.find import BatchPlan
from formcheck.cli import app
from formcheck.exercises import get

distributed = pytest.importorskip("distributed")

SAMPLE = Path(__file__).parents[2] / "sample_videos" / "plank_good.mp4"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    before = set(active_children())
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as started:
        yield started
    assert set(active_children()) <= before


@pytest.fixture
def folder(tmp_path: Path, model_path: Path) -> Path:
    """A short recording, first by its name, and six stored tracks."""
    work._model.cache_clear()  # other tests put a model of their own in its place, which this process remembers
    for number in range(6):
        track = performed("squat", "depth" if number % 2 else None)
        (tmp_path / "in" / f"b{number}").mkdir(parents=True)
        track[: len(track) - number].save(tmp_path / "in" / f"b{number}" / "track.npz")
    _shortened(SAMPLE, tmp_path / "in" / "a.mp4")
    return tmp_path / "in"


def _shortened(clip: Path, target: Path) -> None:
    import av

    with av.open(str(clip)) as source, av.open(str(target), "w") as out:
        stream = out.add_stream_from_template(source.streams.video[0])
        for packet, _ in zip(source.demux(video=0), range(12), strict=False):
            packet.stream = stream
            out.mux(packet)


def kill_the_one_with_the_first(cluster: Any) -> None:
    """Kill the worker that has the first item: the recording, which takes far longer than a track."""
    with distributed.Client(cluster, set_as_default=False) as client:
        pids = client.run(os.getpid)
        busy = [worker for worker, keys in client.processing().items() if any(key.endswith("-0") for key in keys)]
    os.kill(pids[busy[0]] if busy else min(pids.values()), signal.SIGKILL)


def test_a_worker_that_is_killed_costs_nothing(cluster: Any, folder: Path, tmp_path: Path) -> None:
    from pyarrow import parquet

    items = items_of(folder, find_files(folder, tmp_path), BatchPlan(other=get("squat")), model="full")
    (tmp_path / "out").mkdir()
    (tmp_path / "alone").mkdir()
    journal = BatchJournal(tmp_path / "out")
    for record in on_cluster(cluster.scheduler_address, items, stop=threading.Event()):
        if not journal.entries:
            kill_the_one_with_the_first(cluster)
        journal.add(record)
    write_tables(tmp_path / "out", journal.entries.values())
    alone = BatchJournal(tmp_path / "alone")
    for item in items:
        alone.add(check_item(item, lambda *_: None))
    write_tables(tmp_path / "alone", alone.entries.values())
    for name in ("sets.parquet", "reps.parquet"):
        there, here = (parquet.read_table(tmp_path / where / name) for where in ("out", "alone"))
        assert there.schema == here.schema
        for cluster_row, own_row in zip(there.to_pylist(), here.to_pylist(), strict=True):
            assert {key: (cluster_row[key], own) for key, own in own_row.items() if cluster_row[key] != own} == {}
    rows = parquet.read_table(tmp_path / "out" / "sets.parquet").to_pylist()
    assert [(row["file"][0], row["status"], row["error"]) for row in rows] == [("a", "checked", None)] + [
        ("b", "checked", None)
    ] * 6


def test_the_command(cluster: Any, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = [
        "batch",
        str(folder),
        "-e",
        "squat",
        "--pattern",
        "track.npz",
        "-o",
        str(tmp_path / "out"),
        "--scheduler",
        cluster.scheduler_address,
    ]
    result = CliRunner().invoke(app, command)
    assert result.exit_code == 0, result.output
    assert "6 recordings: 6 checked" in result.output
    assert "6 were finished before" in CliRunner().invoke(app, command).output
    monkeypatch.setattr("formcheck.batch.cluster.__version__", "0.0.0")
    with pytest.raises(ClusterError, match="install the same"):
        next(on_cluster(cluster.scheduler_address, [], stop=threading.Event()))


def test_stopping_gives_up_what_is_not_done(cluster: Any, folder: Path, tmp_path: Path) -> None:
    items = items_of(folder, find_files(folder, tmp_path), BatchPlan(other=get("squat")), model="full")
    stop = threading.Event()
    found = 0
    for _ in on_cluster(cluster.scheduler_address, items, stop=stop):
        found += 1
        stop.set()
    assert found == 1
