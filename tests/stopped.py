"""Live runs of somebody who squats, stops and stands, with keys or a hand at the ear; and what they leave behind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fakes import Footage, Pane, Puppet, opened, performed
from helpers import one_after_the_other, waiting, with_hand_at_ear

from formcheck import PoseTrack, Session, exercises
from formcheck.live import LiveOutcome, live
from formcheck.routines.plan import PlannedSet


def squats(*, reps: int = 0, number: int = 1, of: int = 1, rest_s: float = 0.0) -> PlannedSet:
    return PlannedSet(exercises.get("squat"), None, reps, 0.0, 0, rest_s, number, of)


def run(
    folder: Path | None, plan: list[PlannedSet], track: PoseTrack, keys: dict[int, Any] | None = None, **more: Any
) -> LiveOutcome:
    """A run with a window in which keys are pressed; without any there is no window."""
    window = None if keys is None else opened(Pane(keys))
    return live(
        lambda: Footage(track), plan, folder, estimator=Puppet(track), window=window, every_frame=True, **more,
    )  # fmt: skip


def in_rest_after(reps: int, seconds: float, *hand_up: tuple[float, float]) -> tuple[PoseTrack, float]:
    """Somebody who squats and then stands for a while, a hand at the ear at times; and when that while begins."""
    squatted = performed("squat", reps=reps)
    track = one_after_the_other(squatted, waiting(squatted, seconds))
    begun_s = float(squatted.t_s[-1]) + 0.1
    left_near = Session("squat").feed(track).frames.left_near
    for from_s, until_s in hand_up:
        track = with_hand_at_ear(track, left_near, begun_s + from_s, begun_s + until_s)
    return track, begun_s


def summary_of(folder: Path) -> Any:
    return json.loads((folder / "summary.json").read_text(encoding="utf-8"))


def page_of(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")
